import type { Client } from '@jetbridge/client';
import type { RoleName } from '@jetbridge/contract';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  access,
  anonymous,
  codeOf,
  localKey,
  password,
  setUpAccess,
  signIn,
  stores,
  withToken,
} from '../../testing/access.ts';

// Before the administrator is made anew.
beforeEach(() => stores.pg.query('truncate users, sessions, api_keys, sign_in_attempts, audit_log'));
setUpAccess();

async function addUser(admin: Client, username: string, roles: RoleName[]) {
  return admin.access.createUser({ body: { username, displayName: username, password, roles } });
}

describe('users', () => {
  it('are listed page by page, by name, whatever its case', async () => {
    const admin = await signIn();
    for (const name of ['Chen', 'bai', 'Ding']) await addUser(admin, name, ['advisor']);
    const first = await admin.access.listUsers({ query: { limit: 2 } });
    expect(first.items.map((user) => user.username)).toEqual(['admin', 'bai']);
    const second = await admin.access.listUsers({ query: { cursor: first.nextCursor ?? '' } });
    expect(second.items.map((user) => user.username)).toEqual(['Chen', 'Ding']);
    expect(second.nextCursor).toBeNull();
    expect(await codeOf(addUser(admin, 'CHEN', ['advisor']))).toBe('access.user_exists');
  });

  it('keep a last administrator, even when two remove each other at once', async () => {
    const admin = await signIn();
    const own = (await admin.access.me()).id;
    expect(await codeOf(admin.access.deleteUser({ params: { id: own } }))).toBe('access.last_admin');
    expect(
      await codeOf(admin.access.updateUser({ params: { id: own }, body: { roles: ['operator'] } })),
    ).toBe('access.last_admin');
    const other = await addUser(admin, 'second', ['admin']);
    const results = await Promise.all([codeOf(access.deleteUser(other.id)), codeOf(access.deleteUser(own))]);
    expect(results.filter((result) => result === 'no error')).toHaveLength(1);
  });

  it('are unknown when they are', async () => {
    const admin = await signIn();
    const params = { id: '00000000-0000-7000-8000-000000000000' };
    expect(await codeOf(admin.access.updateUser({ params, body: { displayName: 'x' } }))).toBe(
      'access.user_not_found',
    );
    expect(await codeOf(admin.access.deleteUser({ params }))).toBe('access.user_not_found');
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
    expect(await codeOf(before.access.me())).toBe('access.unauthenticated');
    await signIn('admin', 'changed in the environment');
  });
});

describe('API keys', () => {
  it('work with their own roles, are shown by prefix, and stop when revoked', async () => {
    const admin = await signIn();
    const { key, apiKey } = await admin.access.createApiKey({ body: { name: 'till', roles: ['analyst'] } });
    const till = withToken(key);
    expect(await till.access.me()).toMatchObject({ username: 'till', roles: ['analyst'] });
    expect(await codeOf(till.access.listUsers())).toBe('access.forbidden');
    const { items } = await admin.access.listApiKeys();
    expect(items).toMatchObject([
      { id: apiKey.id, prefix: key.slice(0, 9), createdBy: 'admin', lastUsedAt: '2026-03-02T02:00:00.000Z' },
    ]);
    expect(JSON.stringify(items)).not.toContain(key);
    await admin.access.deleteApiKey({ params: { id: apiKey.id } });
    expect(await codeOf(till.access.me())).toBe('access.unauthenticated');
    expect(await codeOf(admin.access.deleteApiKey({ params: { id: apiKey.id } }))).toBe(
      'access.key_not_found',
    );
  });

  it('cannot change a password, and the key of this machine is an administrator', async () => {
    const local = withToken(localKey);
    expect((await local.access.me()).roles).toEqual(['admin']);
    const body = { current: password, next: 'another long password' };
    expect(await codeOf(local.access.changePassword({ body }))).toBe('access.forbidden');
  });
});

describe('the audit log', () => {
  it('tells who did what and how it ended, sign-ins too, without what was typed', async () => {
    await codeOf(anonymous().access.signIn({ body: { username: 'my secret', password: 'wrong' } }));
    const admin = await signIn();
    await addUser(admin, 'bai', ['advisor']);
    await codeOf(addUser(admin, 'bai', ['advisor']));
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
    expect(await codeOf(admin.access.listAudit({ query: { cursor } }))).toBe('request.invalid');
  });
});
