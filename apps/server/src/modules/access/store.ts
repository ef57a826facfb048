import type { Sql } from '../../kernel/postgres.ts';

export interface UserRow {
  id: string;
  username: string;
  display_name: string;
  password_hash: string;
  roles: string[];
  created_at: Date;
  last_sign_in_at: Date | null;
}

export async function userByName(sql: Sql, username: string): Promise<UserRow | null> {
  const [user] = await sql.query<UserRow>('select * from users where lower(username) = lower($1)', [
    username,
  ]);
  return user ?? null;
}

export async function userById(sql: Sql, id: string): Promise<UserRow | null> {
  const [user] = await sql.query<UserRow>('select * from users where id = $1', [id]);
  return user ?? null;
}

/** Null when the name is taken. */
export async function insertUser(sql: Sql, user: Omit<UserRow, 'last_sign_in_at'>): Promise<UserRow | null> {
  const [row] = await sql.query<UserRow>(
    `insert into users (id, username, display_name, password_hash, roles, created_at)
     values ($1, $2, $3, $4, $5, $6) on conflict (lower(username)) do nothing returning *`,
    [user.id, user.username, user.display_name, user.password_hash, user.roles, user.created_at],
  );
  return row ?? null;
}

export interface UserChange {
  displayName?: string | undefined;
  passwordHash?: string | undefined;
  roles?: readonly string[] | undefined;
}

export async function updateUser(sql: Sql, id: string, change: UserChange): Promise<UserRow | null> {
  const [row] = await sql.query<UserRow>(
    `update users set display_name = coalesce($2, display_name), password_hash = coalesce($3, password_hash),
       roles = coalesce($4, roles)
     where id = $1 returning *`,
    [id, change.displayName ?? null, change.passwordHash ?? null, change.roles ?? null],
  );
  return row ?? null;
}

export async function deleteUser(sql: Sql, id: string): Promise<void> {
  await sql.query('delete from users where id = $1', [id]);
}

/** Locks the administrators, so that two of them cannot remove each other at the same moment. */
export async function lockAdmins(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select id from users where 'admin' = any (roles) order by id for update`,
  );
  return rows.map((row) => row.id);
}

/** One starting replica at a time makes or changes the first administrator. */
export async function lockFirstAdmin(sql: Sql): Promise<void> {
  await sql.query(`select pg_advisory_xact_lock(hashtext('access.first_admin'))`);
}

export async function anyUser(sql: Sql): Promise<boolean> {
  const rows = await sql.query('select 1 from users limit 1');
  return rows.length > 0;
}

export interface SessionRow {
  user_id: string;
  username: string;
  roles: string[];
  created_at: Date;
  renewed_at: Date;
}

export async function insertSession(
  sql: Sql,
  session: { tokenHash: string; userId: string; now: Date; expiresAt: Date },
): Promise<void> {
  await sql.query(
    `with signed_in as (update users set last_sign_in_at = $3 where id = $2)
     insert into sessions (token_hash, user_id, created_at, renewed_at, expires_at) values ($1, $2, $3, $3, $4)`,
    [session.tokenHash, session.userId, session.now, session.expiresAt],
  );
}

export async function liveSession(sql: Sql, tokenHash: string, now: Date): Promise<SessionRow | null> {
  const [row] = await sql.query<SessionRow>(
    `select s.user_id, u.username, u.roles, s.created_at, s.renewed_at
     from sessions s join users u on u.id = s.user_id where s.token_hash = $1 and s.expires_at > $2`,
    [tokenHash, now],
  );
  return row ?? null;
}

export async function renewSession(
  sql: Sql,
  session: { tokenHash: string; now: Date; expiresAt: Date },
): Promise<void> {
  await sql.query('update sessions set renewed_at = $2, expires_at = $3 where token_hash = $1', [
    session.tokenHash,
    session.now,
    session.expiresAt,
  ]);
}

export async function endSession(sql: Sql, tokenHash: string): Promise<void> {
  await sql.query('delete from sessions where token_hash = $1', [tokenHash]);
}

export async function endSessionsOf(sql: Sql, userId: string, exceptHash: string | null): Promise<void> {
  await sql.query('delete from sessions where user_id = $1 and token_hash is distinct from $2', [
    userId,
    exceptHash,
  ]);
}

/** Counts a try before it is made: tries that run at the same time cannot all slip under the limit. */
export async function countAttempt(
  sql: Sql,
  attempt: { subject: string; now: Date; windowEndsAt: Date },
): Promise<{ failures: number; windowEndsAt: Date }> {
  const [row] = await sql.query<{ failures: number; windowEndsAt: Date }>(
    `insert into sign_in_attempts as a (subject, failures, window_ends_at) values ($1, 1, $3)
     on conflict (subject) do update set
       failures = case when a.window_ends_at <= $2 then 1 else a.failures + 1 end,
       window_ends_at = case when a.window_ends_at <= $2 then excluded.window_ends_at else a.window_ends_at end
     returning failures, window_ends_at as "windowEndsAt"`,
    [attempt.subject, attempt.now, attempt.windowEndsAt],
  );
  if (!row) throw new Error('An upsert returned no row');
  return row;
}

/** A right password clears its account and takes its own try back from the address. */
export async function forgiveAttempt(sql: Sql, account: string, address: string): Promise<void> {
  await sql.query(
    `with account as (delete from sign_in_attempts where subject = $1)
     update sign_in_attempts set failures = greatest(failures - 1, 0) where subject = $2`,
    [account, address],
  );
}

export interface ApiKeyRow {
  id: string;
  name: string;
  prefix: string;
  roles: string[];
  created_at: Date;
  created_by: string;
  last_used_at: Date | null;
}

export async function insertApiKey(
  sql: Sql,
  key: Omit<ApiKeyRow, 'last_used_at'> & { key_hash: string },
): Promise<void> {
  await sql.query(
    `insert into api_keys (id, name, prefix, key_hash, roles, created_at, created_by)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [key.id, key.name, key.prefix, key.key_hash, key.roles, key.created_at, key.created_by],
  );
}

export async function apiKeyByHash(sql: Sql, keyHash: string): Promise<ApiKeyRow | null> {
  const [row] = await sql.query<ApiKeyRow>(
    `select id, name, prefix, roles, created_at, created_by, last_used_at from api_keys where key_hash = $1`,
    [keyHash],
  );
  return row ?? null;
}

export async function apiKeyById(sql: Sql, id: string): Promise<ApiKeyRow | null> {
  const [row] = await sql.query<ApiKeyRow>(
    `select id, name, prefix, roles, created_at, created_by, last_used_at from api_keys where id = $1`,
    [id],
  );
  return row ?? null;
}

export async function noteApiKeyUse(sql: Sql, id: string, now: Date): Promise<void> {
  await sql.query('update api_keys set last_used_at = $2 where id = $1', [id, now]);
}

export async function deleteApiKey(sql: Sql, id: string): Promise<boolean> {
  const rows = await sql.query('delete from api_keys where id = $1 returning 1', [id]);
  return rows.length > 0;
}

export interface AuditRow {
  id: string;
  at: Date;
  actor: string;
  action: string;
  target: string | null;
  outcome: 'done' | 'refused' | 'failed' | null;
  request_id: string;
  details: unknown;
}

export async function insertAudit(sql: Sql, entry: AuditRow): Promise<void> {
  await sql.query(
    `insert into audit_log (id, at, actor, action, target, outcome, request_id, details)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      entry.id,
      entry.at,
      entry.actor,
      entry.action,
      entry.target,
      entry.outcome,
      entry.request_id,
      JSON.stringify(entry.details ?? {}),
    ],
  );
}

export async function closeAudit(sql: Sql, id: string, outcome: AuditRow['outcome']): Promise<void> {
  await sql.query('update audit_log set outcome = $2 where id = $1', [id, outcome]);
}

/** Deletes in bounded statements what no longer counts; returns how many rows. */
export async function sweep(sql: Sql, before: { now: Date; auditBefore: Date }): Promise<number> {
  const statements: [string, unknown[]][] = [
    [
      `delete from sessions where token_hash in
         (select token_hash from sessions where expires_at <= $1 limit 10000) returning 1`,
      [before.now],
    ],
    [
      `delete from sign_in_attempts where subject in
         (select subject from sign_in_attempts where window_ends_at <= $1 limit 10000) returning 1`,
      [before.now],
    ],
    [
      `delete from audit_log where id in (select id from audit_log where at < $1 order by at limit 10000) returning 1`,
      [before.auditBefore],
    ],
  ];
  let gone = 0;
  for (const [text, params] of statements) gone += (await sql.query(text, params)).length;
  return gone;
}
