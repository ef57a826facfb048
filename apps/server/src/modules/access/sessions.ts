/** Signing in and out, changing one's password, and the first administrator. */
import type { Me } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import { hashToken, randomToken } from '../../kernel/crypto.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Actor } from '../../kernel/http.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { Postgres, Sql } from '../../kernel/postgres.ts';
import { localActor } from './gate.ts';
import type { Passwords } from './passwords.ts';
import { expiryOf, throttleLimits, waitSeconds } from './rules.ts';
import * as store from './store.ts';
import { meView } from './views.ts';

export interface SessionsOptions {
  pg: Postgres;
  clock: Clock;
  passwords: Passwords;
}

export interface SignIn {
  username: string;
  password: string;
  /** As `countedAddress` gives it. */
  address: string;
  requestId: string;
}

export interface SignedIn {
  token: string;
  user: Me;
  expiresAt: string;
}

const adminName = 'admin';

/** Throws access.bad_credentials, and access.throttled with the seconds to wait. */
export async function signIn(options: SessionsOptions, attempt: SignIn): Promise<SignedIn> {
  const { pg, clock, passwords } = options;
  await countTries(options, attempt.username, attempt.address);
  const user = await store.userByName(pg, attempt.username);
  const right = await passwords.verify(user?.password_hash ?? null, attempt.password);
  const now = clock.now();
  await store.insertAudit(pg, {
    id: uuidv7(clock),
    at: now,
    // An unknown name is not kept: people type passwords into the wrong field.
    actor: user?.username ?? 'unknown user',
    action: 'POST /api/session',
    target: user?.id ?? null,
    outcome: right ? 'done' : 'refused',
    request_id: attempt.requestId,
    details: { address: attempt.address },
  });
  if (!user || !right) throw new AppError('access.bad_credentials');
  await store.forgiveAttempt(pg, accountSubject(user.username), addressSubject(attempt.address));
  // The prefix keeps session tokens apart from API keys (`jb_…`), whatever the random part begins with.
  const token = `jbs_${randomToken()}`;
  const expiresAt = expiryOf(now, now);
  await store.insertSession(pg, { tokenHash: hashToken(token), userId: user.id, now, expiresAt });
  return { token, user: me(user), expiresAt: expiresAt.toISOString() };
}

/** A try is counted before it is made and given back when it succeeds. */
async function countTries(options: SessionsOptions, username: string, address: string | null): Promise<void> {
  const now = options.clock.now();
  const windowEndsAt = new Date(now.getTime() + throttleLimits.windowMs);
  const subjects = [
    ...(address === null ? [] : [{ subject: addressSubject(address), limit: throttleLimits.address }]),
    { subject: accountSubject(username), limit: throttleLimits.account },
  ];
  for (const { subject, limit } of subjects) {
    const counted = await store.countAttempt(options.pg, { subject, now, windowEndsAt });
    const wait = waitSeconds({ ...counted, limit }, now);
    if (wait !== null) throw new AppError('access.throttled', { retryAfterSeconds: wait });
  }
}

/** Hashed: what people type as a name may be anything, and this table needs only to recognise it. */
function accountSubject(username: string): string {
  return `account:${hashToken(username.toLowerCase())}`;
}

function addressSubject(address: string): string {
  return `address:${address}`;
}

/** Other sessions of the user end, the one that asks stays. */
export async function changePassword(
  options: SessionsOptions,
  change: { actor: Actor; token: string; current: string; next: string },
): Promise<void> {
  const { pg, passwords } = options;
  if (change.actor.kind !== 'user') throw new AppError('access.forbidden');
  const user = await store.userById(pg, change.actor.id);
  if (!user) throw new AppError('access.unauthenticated');
  // A stolen session must not be a way to guess the password at leisure.
  await countTries(options, user.username, null);
  if (!(await passwords.verify(user.password_hash, change.current))) {
    throw new AppError('access.bad_credentials');
  }
  const passwordHash = await passwords.hash(change.next);
  await pg.tx(async (tx) => {
    await store.updateUser(tx, user.id, { passwordHash });
    await store.endSessionsOf(tx, user.id, hashToken(change.token));
    await store.forgiveAttempt(tx, accountSubject(user.username), '');
  });
}

export async function whoIs(sql: Sql, actor: Actor): Promise<Me> {
  if (actor.kind === 'user') {
    const user = await store.userById(sql, actor.id);
    if (!user) throw new AppError('access.unauthenticated');
    return me(user);
  }
  const { id, name } = actor;
  const key = id === localActor.id ? localActor : await store.apiKeyById(sql, id);
  if (!key) throw new AppError('access.unauthenticated');
  return meView({ id, username: name, displayName: name, roles: [...key.roles] });
}

function me(user: store.UserRow): Me {
  return meView({
    id: user.id,
    username: user.username,
    displayName: user.display_name,
    roles: user.roles,
  });
}

/**
 * Sees to it that somebody can sign in. With a password (JETBRIDGE_ADMIN_PASSWORD), user `admin` has it and the admin role
 * after every start: a changed variable is how a lost password is replaced, and it ends that user's sessions.
 * Without one, the first start makes `admin` with a generated password and returns it, the only time it is known.
 */
export async function ensureAdmin(
  options: SessionsOptions,
  wish: { password?: string | undefined },
): Promise<{ generated?: string }> {
  const { pg, clock, passwords } = options;
  return pg.tx(async (tx) => {
    await store.lockFirstAdmin(tx);
    const { password } = wish;
    if (password === undefined) {
      if (await store.anyUser(tx)) return {};
      const generated = randomToken(12);
      await insertAdmin(tx, clock, await passwords.hash(generated));
      return { generated };
    }
    const user = await store.userByName(tx, adminName);
    if (!user) {
      await insertAdmin(tx, clock, await passwords.hash(password));
      return {};
    }
    if (!user.roles.includes('admin')) {
      await store.updateUser(tx, user.id, { roles: [...user.roles, 'admin'] });
    }
    if (await passwords.verify(user.password_hash, password)) return {};
    await store.updateUser(tx, user.id, { passwordHash: await passwords.hash(password) });
    await store.endSessionsOf(tx, user.id, null);
    return {};
  });
}

async function insertAdmin(tx: Sql, clock: Clock, passwordHash: string): Promise<void> {
  await store.insertUser(tx, {
    id: uuidv7(clock),
    username: adminName,
    display_name: 'Administrator',
    password_hash: passwordHash,
    roles: ['admin'],
    created_at: clock.now(),
  });
}
