/**
 * Owns users, roles, sessions, API keys and the audit log.
 *
 * A *user* signs in by password and holds *roles*; a role grants *permissions*, and every route of the contract names one.
 * An *API key* holds roles of its own. Sessions and keys are stored hashed, read on every request (a revoked one stops at
 * once), and a session ends after a week unused.
 *
 * Refuses: wrong passwords, too many tries for an account or from an address, the removal of the last administrator.
 */
import type { ApiKey, RoleName, User } from '@jetbridge/contract';
import type { Static } from 'typebox';
import type { Clock } from '../../kernel/clock.ts';
import { hashToken, randomToken } from '../../kernel/crypto.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Actor, Gate } from '../../kernel/http.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import { type PageAsk, pageAsk, positions } from '../../kernel/page.ts';
import type { Postgres } from '../../kernel/postgres.ts';
import { createGate } from './gate.ts';
import { createPasswords } from './passwords.ts';
import * as sessions from './sessions.ts';
import * as store from './store.ts';
import * as views from './views.ts';

export { bindAccessRoutes } from './routes.ts';

export interface AccessOptions {
  pg: Postgres;
  clock: Clock;
  /** A key that this process takes as an administrator's, for commands on the same machine (kernel/server-file.ts). */
  localKey?: string | undefined;
}

interface NewUser {
  username: string;
  displayName: string;
  password: string;
  roles: RoleName[];
}

interface UserChange {
  displayName?: string;
  password?: string;
  roles?: RoleName[];
}

type PageQuery = { cursor?: string; limit?: string };

export type Access = ReturnType<typeof createAccess>;

const auditKeptMs = 2 * 365 * 24 * 3_600_000;

export function createAccess(options: AccessOptions) {
  const { pg, clock } = options;
  const held = { pg, clock, passwords: createPasswords() };
  const gate: Gate = createGate(options);
  const paged = <T>(list: (sql: Postgres, ask: PageAsk) => Promise<T>, position: RegExp) => {
    return (query: PageQuery): Promise<T> => list(pg, pageAsk(query, position));
  };
  return {
    gate,
    ensureAdmin: (wish: { password?: string | undefined }) => sessions.ensureAdmin(held, wish),
    signIn: (attempt: sessions.SignIn) => sessions.signIn(held, attempt),
    signOut: (token: string) => store.endSession(pg, hashToken(token)),
    changePassword: (change: Parameters<typeof sessions.changePassword>[1]) =>
      sessions.changePassword(held, change),
    whoIs: (actor: Actor) => sessions.whoIs(pg, actor),
    listUsers: paged(views.listUsers, positions.text),
    createUser: (user: NewUser) => createUser(held, user),
    updateUser: (id: string, change: UserChange) => updateUser(held, id, change),
    deleteUser: (id: string) => deleteUser(pg, id),
    listApiKeys: paged(views.listApiKeys, positions.uuid),
    createApiKey: (key: { name: string; roles: RoleName[] }, by: Actor) => createApiKey(options, key, by),
    async deleteApiKey(id: string): Promise<void> {
      if (!(await store.deleteApiKey(pg, id))) throw new AppError('access.key_not_found');
    },
    listAudit: paged(views.listAudit, positions.uuid),
    /** Forgets ended sessions, old tries and audit entries older than two years; returns how many rows went. */
    sweep: () => {
      const now = clock.now();
      return store.sweep(pg, { now, auditBefore: new Date(now.getTime() - auditKeptMs) });
    },
  };
}

async function createUser(held: sessions.SessionsOptions, user: NewUser): Promise<User> {
  const row = await store.insertUser(held.pg, {
    id: uuidv7(held.clock),
    username: user.username,
    display_name: user.displayName,
    password_hash: await held.passwords.hash(user.password),
    roles: [...new Set(user.roles)],
    created_at: held.clock.now(),
  });
  if (!row) throw new AppError('access.user_exists');
  return views.userView(row);
}

/** A password set by an administrator ends the user's sessions. */
async function updateUser(held: sessions.SessionsOptions, id: string, change: UserChange): Promise<User> {
  const passwordHash = change.password === undefined ? undefined : await held.passwords.hash(change.password);
  return held.pg.tx(async (tx) => {
    if (change.roles && !change.roles.includes('admin')) await keepAnAdmin(tx, id);
    const roles = change.roles && [...new Set(change.roles)];
    const row = await store.updateUser(tx, id, { displayName: change.displayName, passwordHash, roles });
    if (!row) throw new AppError('access.user_not_found');
    if (passwordHash !== undefined) await store.endSessionsOf(tx, id, null);
    return views.userView(row);
  });
}

async function deleteUser(pg: Postgres, id: string): Promise<void> {
  await pg.tx(async (tx) => {
    await keepAnAdmin(tx, id);
    if (!(await store.userById(tx, id))) throw new AppError('access.user_not_found');
    await store.deleteUser(tx, id);
  });
}

async function keepAnAdmin(tx: Parameters<typeof store.lockAdmins>[0], leaving: string): Promise<void> {
  const admins = await store.lockAdmins(tx);
  if (admins.includes(leaving) && admins.length === 1) throw new AppError('access.last_admin');
}

/** `key` is shown this once; only its hash is kept. */
async function createApiKey(
  options: AccessOptions,
  wish: { name: string; roles: RoleName[] },
  by: Actor,
): Promise<{ key: string; apiKey: Static<typeof ApiKey> }> {
  const key = `jb_${randomToken()}`;
  const row = {
    id: uuidv7(options.clock),
    name: wish.name,
    prefix: key.slice(0, 9),
    roles: [...new Set(wish.roles)],
    created_at: options.clock.now(),
    created_by: by.name,
  };
  await store.insertApiKey(options.pg, { ...row, key_hash: hashToken(key) });
  return { key, apiKey: views.apiKeyView({ ...row, last_used_at: null }) };
}
