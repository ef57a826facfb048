import { beforeEach, describe, expect, it } from 'vitest';
import {
  access,
  anonymous,
  codeOf,
  password,
  setUpAccess,
  signIn,
  stores,
  url,
  withToken,
} from '../../testing/access.ts';

// Before the administrator is made anew.
beforeEach(() => stores.pg.query('truncate users, sessions, api_keys, sign_in_attempts, audit_log'));
setUpAccess();

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
    expect(await codeOf(anonymous().access.signIn({ body: wrong }))).toBe('access.bad_credentials');
    expect(await codeOf(anonymous().access.signIn({ body: { ...wrong, username: 'nobody' } }))).toBe(
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
        codeOf(anonymous().access.signIn({ body: { username: `user${i}`, password } })),
      ),
    );
    expect(tries).toContain('access.throttled');
    expect(await codeOf(signIn())).toBe('access.throttled');
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
    expect(await codeOf(client.access.me())).toBe('access.unauthenticated');
  });

  it('ends after a week unused and lasts while it is used, a month at most', async () => {
    const idle = await signIn();
    const used = await signIn();
    for (let day = 0; day < 25; day += 5) {
      stores.clock.advance(5 * 24 * 3_600_000);
      await used.access.me();
    }
    expect(await codeOf(idle.access.me())).toBe('access.unauthenticated');
    stores.clock.advance(5 * 24 * 3_600_000);
    expect(await codeOf(used.access.me())).toBe('access.unauthenticated');
    await access.sweep();
    expect(await stores.pg.query('select 1 from sessions')).toEqual([]);
  });

  it('survives a change of the own password, the others do not', async () => {
    const [here, elsewhere] = [await signIn(), await signIn()];
    const next = 'another long password';
    expect(await codeOf(here.access.changePassword({ body: { current: 'wrong', next } }))).toBe(
      'access.bad_credentials',
    );
    await here.access.changePassword({ body: { current: password, next } });
    expect((await here.access.me()).username).toBe('admin');
    expect(await codeOf(elsewhere.access.me())).toBe('access.unauthenticated');
    expect(await codeOf(signIn())).toBe('access.bad_credentials');
    await signIn('admin', next);
  });

  it('ends when an administrator sets the password or removes the user, and a role taken is gone at once', async () => {
    const admin = await signIn();
    const user = await admin.access.createUser({
      body: { username: 'li.na', displayName: 'Li Na', password, roles: ['admin'] },
    });
    const theirs = await signIn('li.na');
    await theirs.access.listUsers();
    await admin.access.updateUser({ params: { id: user.id }, body: { roles: ['analyst'] } });
    expect(await codeOf(theirs.access.listUsers())).toBe('access.forbidden');
    await admin.access.updateUser({ params: { id: user.id }, body: { password: 'set by the admin' } });
    expect(await codeOf(theirs.access.me())).toBe('access.unauthenticated');
    const again = await signIn('li.na', 'set by the admin');
    await admin.access.deleteUser({ params: { id: user.id } });
    expect(await codeOf(again.access.me())).toBe('access.unauthenticated');
  });
});
