/** SQL of channel codes and of who came by them. */
import type { CustomerId } from '@jetbridge/contract';
import type { Sql } from '../../kernel/postgres.ts';

export type CodeStatus = 'creating' | 'live' | 'failed' | 'closed';

export interface CodeRow {
  id: string;
  name: string;
  touchpoint: string;
  staff: string[];
  tags: string[];
  welcome: string;
  welcomeLink: string | null;
  stateToken: string;
  status: CodeStatus;
  problem: string | null;
  configId: string | null;
  url: string | null;
  createdAt: Date;
}

export type CodeFields = Pick<CodeRow, 'name' | 'touchpoint' | 'staff' | 'tags' | 'welcome' | 'welcomeLink'>;

export const columns = `c.id, c.name, c.touchpoint, c.staff, c.tags, c.welcome, c.welcome_link as "welcomeLink",
  c.state_token as "stateToken", c.status, c.problem, c.config_id as "configId", c.url, c.created_at as "createdAt"`;

export async function insertCode(
  sql: Sql,
  code: CodeFields & { id: string; stateToken: string },
  now: Date,
): Promise<void> {
  await sql.query(
    `insert into channel_codes (id, name, touchpoint, staff, tags, welcome, welcome_link, state_token, status, created_at,
                                changed_at)
     values ($1, $2, $3, $4, $5::uuid[], $6, $7, $8, 'creating', $9, $9)`,
    [
      code.id,
      code.name,
      code.touchpoint,
      code.staff,
      code.tags,
      code.welcome,
      code.welcomeLink,
      code.stateToken,
      now,
    ],
  );
}

export async function readCode(sql: Sql, id: string): Promise<CodeRow | null> {
  const [row] = await sql.query<CodeRow>(`select ${columns} from channel_codes c where c.id = $1`, [id]);
  return row ?? null;
}

export function codesByToken(sql: Sql, tokens: readonly string[]): Promise<CodeRow[]> {
  return sql.query(`select ${columns} from channel_codes c where c.state_token = any($1::text[])`, [tokens]);
}

/** WeCom has made it. A code closed meanwhile stays closed; false then. */
export async function codeMade(
  sql: Sql,
  id: string,
  made: { configId: string; url: string | null; now: Date },
): Promise<boolean> {
  const rows = await sql.query<{ status: CodeStatus }>(
    `update channel_codes set config_id = $2, url = $3, problem = null, changed_at = $4,
            status = case when status = 'closed' then 'closed' else 'live' end
     where id = $1 returning status`,
    [id, made.configId, made.url, made.now],
  );
  return rows[0]?.status === 'live';
}

export async function codeProblem(
  sql: Sql,
  id: string,
  problem: { reason: string; final: boolean; now: Date },
): Promise<void> {
  await sql.query(
    `update channel_codes set problem = $2, changed_at = $4, status = case when $3 then 'failed' else status end
     where id = $1 and status = 'creating'`,
    [id, problem.reason.slice(0, 500), problem.final, problem.now],
  );
}

/** Only of a code that WeCom refused to make. */
export async function deleteCode(sql: Sql, id: string): Promise<void> {
  await sql.query(`delete from channel_codes where id = $1 and status = 'creating' and config_id is null`, [
    id,
  ]);
}

export async function updateCode(sql: Sql, id: string, fields: CodeFields & { now: Date }): Promise<void> {
  await sql.query(
    `update channel_codes set name = $2, touchpoint = $3, staff = $4, tags = $5::uuid[], welcome = $6, welcome_link = $7,
            changed_at = $8 where id = $1`,
    [
      id,
      fields.name,
      fields.touchpoint,
      fields.staff,
      fields.tags,
      fields.welcome,
      fields.welcomeLink,
      fields.now,
    ],
  );
}

export async function closeCode(sql: Sql, id: string, now: Date): Promise<void> {
  await sql.query(
    `update channel_codes set status = 'closed', closed_at = $2, changed_at = $2 where id = $1 and status <> 'closed'`,
    [id, now],
  );
}

/** Codes whose creation was left unfinished before `before`; from now on they count as looked at. */
export function takeUnfinished(sql: Sql, before: Date, now: Date): Promise<CodeRow[]> {
  return sql.query(
    `update channel_codes c set changed_at = $2
     from (select id from channel_codes where status = 'creating' and changed_at < $1 order by changed_at limit 20
           for update skip locked) due
     where c.id = due.id returning ${columns}`,
    [before, now],
  );
}

export async function forgetTag(tx: Sql, tagId: string): Promise<void> {
  await tx.query(`update channel_codes set tags = array_remove(tags, $1::uuid) where $1::uuid = any(tags)`, [
    tagId,
  ]);
}

export interface CameBy {
  codeId: string;
  staffUserid: string;
  externalUserid: string;
  customerId: CustomerId;
  at: Date;
}

export async function countFriends(tx: Sql, friends: readonly CameBy[]): Promise<void> {
  await tx.query(
    `insert into channel_code_friends (code_id, staff_userid, external_userid, customer_id, added_at)
     select * from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::timestamptz[])
     on conflict (code_id, staff_userid, external_userid) do update set
       customer_id = excluded.customer_id, added_at = excluded.added_at, removed_at = null`,
    [
      friends.map((f) => f.codeId),
      friends.map((f) => f.staffUserid),
      friends.map((f) => f.externalUserid),
      friends.map((f) => f.customerId),
      friends.map((f) => f.at),
    ],
  );
}

export async function countRemovals(
  tx: Sql,
  removals: readonly { staffUserid: string; externalUserid: string; at: Date }[],
): Promise<void> {
  await tx.query(
    `update channel_code_friends f set removed_at = v.at
     from unnest($1::text[], $2::text[], $3::timestamptz[]) v(s, e, at)
     where f.staff_userid = v.s and f.external_userid = v.e and f.removed_at is null`,
    [removals.map((r) => r.staffUserid), removals.map((r) => r.externalUserid), removals.map((r) => r.at)],
  );
}

export async function moveCustomers(
  tx: Sql,
  merges: readonly { winner: CustomerId; loser: CustomerId }[],
): Promise<void> {
  await tx.query(
    `update channel_code_friends f set customer_id = m.winner
     from unnest($1::bigint[], $2::bigint[]) m(winner, loser) where f.customer_id = m.loser`,
    [merges.map((m) => m.winner), merges.map((m) => m.loser)],
  );
}

/** By which code each friendship of these customers began. */
export function codesOfCustomers(
  sql: Sql,
  ids: readonly CustomerId[],
): Promise<{ staffUserid: string; externalUserid: string; name: string }[]> {
  return sql.query(
    `select f.staff_userid as "staffUserid", f.external_userid as "externalUserid", c.name
     from channel_code_friends f join channel_codes c on c.id = f.code_id
     where f.customer_id = any($1::bigint[]) order by f.added_at`,
    [ids],
  );
}
