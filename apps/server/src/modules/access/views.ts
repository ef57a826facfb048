import type { ApiKey, AuditEntry, Me, RoleName, User } from '@jetbridge/contract';
import type { Static } from 'typebox';
import { type PageAsk, pageOf } from '../../kernel/page.ts';
import type { Sql } from '../../kernel/postgres.ts';
import { isRole, permissionsOf } from './rules.ts';
import type { ApiKeyRow, AuditRow, UserRow } from './store.ts';

type Key = Static<typeof ApiKey>;
type Entry = Static<typeof AuditEntry>;

export async function listUsers(sql: Sql, ask: PageAsk) {
  const rows = await sql.query<UserRow>(
    `select * from users where $1::text is null or lower(username) > $1 order by lower(username) limit $2`,
    [ask.after, ask.limit + 1],
  );
  return pageOf(rows, ask, { position: (row) => row.username.toLowerCase(), item: userView });
}

export async function listApiKeys(sql: Sql, ask: PageAsk) {
  const rows = await sql.query<ApiKeyRow>(
    `select id, name, prefix, roles, created_at, created_by, last_used_at from api_keys
     where $1::uuid is null or id < $1 order by id desc limit $2`,
    [ask.after, ask.limit + 1],
  );
  return pageOf(rows, ask, { position: (row) => row.id, item: apiKeyView });
}

export async function listAudit(sql: Sql, ask: PageAsk) {
  const rows = await sql.query<AuditRow>(
    `select * from audit_log where $1::uuid is null or id < $1 order by id desc limit $2`,
    [ask.after, ask.limit + 1],
  );
  return pageOf(rows, ask, { position: (row) => row.id, item: auditView });
}

export function userView(row: UserRow): User {
  return {
    id: row.id,
    username: row.username,
    displayName: row.display_name,
    roles: knownRoles(row.roles),
    createdAt: row.created_at.toISOString(),
    lastSignInAt: row.last_sign_in_at?.toISOString() ?? null,
  };
}

export function meView(who: { id: string; username: string; displayName: string; roles: string[] }): Me {
  return { ...who, roles: knownRoles(who.roles), permissions: [...permissionsOf(who.roles)].sort() };
}

export function apiKeyView(row: ApiKeyRow): Key {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    roles: knownRoles(row.roles),
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    createdBy: row.created_by,
  };
}

/** An entry without an outcome belongs to an action that never finished: the process ended in the middle of it. */
function auditView(row: AuditRow): Entry {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: row.actor,
    action: row.action,
    target: row.target,
    outcome: row.outcome ?? 'failed',
    requestId: row.request_id,
    details: row.outcome === null ? { ...Object(row.details), unfinished: true } : row.details,
  };
}

function knownRoles(roles: readonly string[]): RoleName[] {
  return roles.filter(isRole);
}
