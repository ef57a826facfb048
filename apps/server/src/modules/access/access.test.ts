import { ApiError, type Client, createClient } from '@jetbridge/client';
import type { RoleName } from '@jetbridge/contract';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHttp, type Http } from '../../kernel/http.ts';
import { openTestStores, type TestStores } from '../../testing/stores.ts';
import { type Access, createAccess } from './index.ts';
import { bindAccessRoutes } from './routes.ts';

const password = 'correct horse battery';
const localKey = `jb_${'l'.repeat(43)}`;
let stores: TestStores;
let access: Access;
let http: Http;
let url: string;

beforeAll(async () => {
  stores = await openTestStores();
  access = createAccess({ pg: stores.pg, clock: stores.clock, localKey });
  http = await createHttp({
    logger: stores.log,
    gate: access.gate,
    registry: new Registry(),
    checkReplies: true,
  });
  bindAccessRoutes(http, access);
  url = await http.app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await http.app.close();
  await stores.close();
});
beforeEach(async () => {
  stores.clock.set('2026-03-02T02:00:00Z');
  await stores.pg.query('truncate users, sessions, api_keys, sign_in_attempts, audit_log');
  await access.ensureAdmin({ password });
});

const anonymous = () => createClient({ url });
const withToken = (token: string) => createClient({ url, token });

async function signIn(username = 'admin', secret = password): Promise<Client> {
  const { token } = await anonymous().access.signIn({ body: { username, password: secret } });
  return withToken(token);
}

async function addUser(admin: Client, username: string, roles: RoleName[]) {
  return admin.access.createUser({ body: { username, displayName: username, password, roles } });
}

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof ApiError ? error.code : String(error)),
  );

function postSession(headers: Record<string, string> = {}, secret = password) {
  return fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ username: 'admin', password: secret }),
  });
}

describe('signing in', () => {
  it('gives a token that works as bearer, with user and expiry', async () => {
    const { token, user, expiresAt } = await anonymous().access.signIn({
      body: { username: 'ADMIN', password },
    });
    expect(user.permissions).toContain('access:write');
    expect(expiresAt).toBe('2026-03-09T02:00:00.000Z');
    expect(await withToken(token).access.me()).toEqual(user);
  });

  it('sets a cookie out of reach of scripts, marked secure behind https', async () => {
    const plain = (await postSession()).headers.get('set-cookie') ?? '';
    expect(plain).toMatch(/^jetbridge_session=jbs_[\w-]+;.*HttpOnly; SameSite=Lax$/);
    const proxied = await postSession({ 'x-forwarded-proto': 'https' });
    expect(proxied.headers.get('set-cookie')).toContain('Secure');
    const cookie = plain.split(';')[0] ?? '';
    const me = await fetch(`${url}/api/session`, { headers: { cookie } });
    expect(me.status).toBe(200);
  });

  it('answers a wrong password and an unknown user alike', async () => {
    const wrong = { username: 'admin', password: 'not the password' };
    expect(await code(anonymous().access.signIn({ body: wrong }))).toBe('access.bad_credentials');
    expect(await code(anonymous().access.signIn({ body: { ...wrong, username: 'nobody' } }))).toBe(
      'access.bad_credentials',
    );
  });

  it('keeps neither the token nor the password', async () => {
    const reply = (await (await postSession()).json()) as { token: string };
    const [kept] = await stores.pg.query<{ text: string }>(
      `select (select string_agg(s::text, ' ') from sessions s) || (select string_agg(u::text, ' ') from users u) as text`,
    );
    expect(kept?.text).not.toContain(reply.token);
    expect(kept?.text).not.toContain(password);
    expect(kept?.text).toContain('$argon2id$');
  });

  it('is refused to a page of another site that sends the cookie', async () => {
    const cookie = ((await postSession()).headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const signOut = (origin: string) =>
      fetch(`${url}/api/session`, { method: 'DELETE', headers: { cookie, origin } });
    const foreign = await signOut('https://evil.example');
    expect([foreign.status, ((await foreign.json()) as { code: string }).code]).toEqual([
      403,
      'access.origin_refused',
    ]);
    expect((await signOut(url)).status).toBe(200);
  });
});

describe('throttling', () => {
  const fail = (headers: Record<string, string> = {}) => postSession(headers, 'not the password');

  it('stops an account after ten wrong passwords, even for the right one, until the window is over', async () => {
    for (let i = 0; i < 10; i++)
      expect((await fail({ 'x-forwarded-for': `203.0.113.${i}` })).status).toBe(401);
    const refused = await postSession({ 'x-forwarded-for': '203.0.113.99' });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('900');
    stores.clock.advance(15 * 60_000);
    expect((await postSession()).status).toBe(200);
  });

  it('does not let tries slip through side by side', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 25 }, () => fail().then((reply) => reply.status)),
    );
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(15);
  });

  it('stops an address that tries many accounts', async () => {
    const tries = await Promise.all(
      Array.from({ length: 61 }, (_, i) =>
        code(anonymous().access.signIn({ body: { username: `user${i}`, password } })),
      ),
    );
    expect(tries).toContain('access.throttled');
    expect(await code(signIn())).toBe('access.throttled');
  });

  it('forgets the failures of an account that signs in', async () => {
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 9; i++) await fail();
      expect((await postSession()).status).toBe(200);
    }
  });
});

describe('a session', () => {
  it('ends by signing out', async () => {
    const client = await signIn();
    await client.access.signOut();
    expect(await code(client.access.me())).toBe('access.unauthenticated');
  });

  it('ends after a week unused and lasts while it is used, a month at most', async () => {
    const idle = await signIn();
    const used = await signIn();
    for (let day = 0; day < 25; day += 5) {
      stores.clock.advance(5 * 24 * 3_600_000);
      await used.access.me();
    }
    expect(await code(idle.access.me())).toBe('access.unauthenticated');
    stores.clock.advance(5 * 24 * 3_600_000);
    expect(await code(used.access.me())).toBe('access.unauthenticated');
    await access.sweep();
    expect(await stores.pg.query('select 1 from sessions')).toEqual([]);
  });

  it('survives a change of the own password, the others do not', async () => {
    const [here, elsewhere] = [await signIn(), await signIn()];
    const next = 'another long password';
    expect(await code(here.access.changePassword({ body: { current: 'wrong', next } }))).toBe(
      'access.bad_credentials',
    );
    await here.access.changePassword({ body: { current: password, next } });
    expect((await here.access.me()).username).toBe('admin');
    expect(await code(elsewhere.access.me())).toBe('access.unauthenticated');
    expect(await code(signIn())).toBe('access.bad_credentials');
    await signIn('admin', next);
  });

  it('ends when an administrator sets the password or removes the user, and a role taken is gone at once', async () => {
    const admin = await signIn();
    const user = await addUser(admin, 'li.na', ['admin']);
    const theirs = await signIn('li.na');
    await theirs.access.listUsers();
    await admin.access.updateUser({ params: { id: user.id }, body: { roles: ['analyst'] } });
    expect(await code(theirs.access.listUsers())).toBe('access.forbidden');
    await admin.access.updateUser({ params: { id: user.id }, body: { password: 'set by the admin' } });
    expect(await code(theirs.access.me())).toBe('access.unauthenticated');
    const again = await signIn('li.na', 'set by the admin');
    await admin.access.deleteUser({ params: { id: user.id } });
    expect(await code(again.access.me())).toBe('access.unauthenticated');
  });
});

describe('users', () => {
  it('are listed page by page, by name, whatever its case', async () => {
    const admin = await signIn();
    for (const name of ['Chen', 'bai', 'Ding']) await addUser(admin, name, ['advisor']);
    const first = await admin.access.listUsers({ query: { limit: 2 } });
    expect(first.items.map((user) => user.username)).toEqual(['admin', 'bai']);
    const second = await admin.access.listUsers({ query: { cursor: first.nextCursor ?? '' } });
    expect(second.items.map((user) => user.username)).toEqual(['Chen', 'Ding']);
    expect(second.nextCursor).toBeNull();
    expect(await code(addUser(admin, 'CHEN', ['advisor']))).toBe('access.user_exists');
  });

  it('keep a last administrator, even when two remove each other at once', async () => {
    const admin = await signIn();
    const own = (await admin.access.me()).id;
    expect(await code(admin.access.deleteUser({ params: { id: own } }))).toBe('access.last_admin');
    expect(await code(admin.access.updateUser({ params: { id: own }, body: { roles: ['operator'] } }))).toBe(
      'access.last_admin',
    );
    const other = await addUser(admin, 'second', ['admin']);
    const results = await Promise.all([code(access.deleteUser(other.id)), code(access.deleteUser(own))]);
    expect(results.filter((result) => result === 'no error')).toHaveLength(1);
  });

  it('are unknown when they are', async () => {
    const admin = await signIn();
    const params = { id: '00000000-0000-7000-8000-000000000000' };
    expect(await code(admin.access.updateUser({ params, body: { displayName: 'x' } }))).toBe(
      'access.user_not_found',
    );
    expect(await code(admin.access.deleteUser({ params }))).toBe('access.user_not_found');
  });
});

describe('the first administrator', () => {
  it('gets a generated password once when none is given', async () => {
    await stores.pg.query('truncate users cascade');
    const starts = await Promise.all([access.ensureAdmin({}), access.ensureAdmin({})]);
    const generated = starts.map((start) => start.generated).filter((secret) => secret !== undefined);
    expect(generated).toHaveLength(1);
    await signIn('admin', generated[0]);
    expect(await access.ensureAdmin({})).toEqual({});
  });

  it('has the password of the environment after every start, and a changed one ends the sessions', async () => {
    const before = await signIn();
    await access.ensureAdmin({ password });
    await before.access.me();
    await access.ensureAdmin({ password: 'changed in the environment' });
    expect(await code(before.access.me())).toBe('access.unauthenticated');
    await signIn('admin', 'changed in the environment');
  });
});

describe('API keys', () => {
  it('work with their own roles, are shown by prefix, and stop when revoked', async () => {
    const admin = await signIn();
    const { key, apiKey } = await admin.access.createApiKey({ body: { name: 'till', roles: ['analyst'] } });
    const till = withToken(key);
    expect(await till.access.me()).toMatchObject({ username: 'till', roles: ['analyst'] });
    expect(await code(till.access.listUsers())).toBe('access.forbidden');
    const { items } = await admin.access.listApiKeys();
    expect(items).toMatchObject([
      { id: apiKey.id, prefix: key.slice(0, 9), createdBy: 'admin', lastUsedAt: '2026-03-02T02:00:00.000Z' },
    ]);
    expect(JSON.stringify(items)).not.toContain(key);
    await admin.access.deleteApiKey({ params: { id: apiKey.id } });
    expect(await code(till.access.me())).toBe('access.unauthenticated');
    expect(await code(admin.access.deleteApiKey({ params: { id: apiKey.id } }))).toBe('access.key_not_found');
  });

  it('cannot change a password, and the key of this machine is an administrator', async () => {
    const local = withToken(localKey);
    expect((await local.access.me()).roles).toEqual(['admin']);
    const body = { current: password, next: 'another long password' };
    expect(await code(local.access.changePassword({ body }))).toBe('access.forbidden');
  });
});

describe('the audit log', () => {
  it('tells who did what and how it ended, sign-ins too, without what was typed', async () => {
    await code(anonymous().access.signIn({ body: { username: 'my secret', password: 'wrong' } }));
    const admin = await signIn();
    await addUser(admin, 'bai', ['advisor']);
    await code(addUser(admin, 'bai', ['advisor']));
    const { items } = await admin.access.listAudit();
    const told = items.map(({ actor, action, outcome }) => `${actor} ${action} ${outcome}`).sort();
    expect(told).toEqual([
      'admin POST /api/session done',
      'admin POST /api/users done',
      'admin POST /api/users refused',
      'unknown user POST /api/session refused',
    ]);
    expect(JSON.stringify(items)).not.toMatch(/my secret|correct horse/);
  });

  it('shows an action that the process died in as failed', async () => {
    await access.gate.audit({
      actor: null,
      action: 'DELETE /api/users/:id',
      target: null,
      requestId: 'r',
      details: {},
    });
    const { items } = await (await signIn()).access.listAudit();
    expect(items.find((entry) => entry.requestId === 'r')).toMatchObject({
      outcome: 'failed',
      details: { unfinished: true },
    });
  });

  it('refuses a cursor that it did not give', async () => {
    const admin = await signIn();
    const cursor = Buffer.from('p:not a uuid').toString('base64url');
    expect(await code(admin.access.listAudit({ query: { cursor } }))).toBe('request.invalid');
  });
});
