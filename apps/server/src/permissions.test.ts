import { contract, type Permission, permissions, type RouteDefinition, roles } from '@jetbridge/contract';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openTestApplication, type TestApplication } from './testing/application.ts';

let product: TestApplication;
let key: string;
const granted = [...roles.analyst];

beforeAll(async () => {
  product = await openTestApplication();
  ({ key } = await product.client.access.createApiKey({ body: { name: 'someone', roles: ['analyst'] } }));
});
afterEach(() => grant(granted));
afterAll(() => product.close());

/** What the role of the test's caller grants from now on. */
function grant(list: readonly Permission[]): void {
  Object.assign(roles, { analyst: list });
}

const routes = Object.entries(contract).flatMap(([noun, list]) =>
  Object.entries(list).map(([name, definition]: [string, RouteDefinition]) => ({
    noun,
    name,
    ...definition,
  })),
);
const guarded = routes.filter((route) => route.permission !== 'public');
const byPermission = guarded.filter((route) => route.permission !== 'signed-in');
const named = (route: (typeof routes)[number]) => ({ ...route, title: `${route.method} ${route.path}` });

async function call(route: RouteDefinition, token?: string): Promise<{ status: number; code: unknown }> {
  const path = route.path.replaceAll(/:\w+/g, '1');
  const reply = await fetch(product.url + path, {
    method: route.method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(route.body ? { 'content-type': 'application/json' } : {}),
    },
    ...(route.body ? { body: '{}' } : {}),
    redirect: 'manual',
  });
  const body = (await reply.json().catch(() => ({}))) as { code?: unknown };
  return { status: reply.status, code: body.code };
}

describe('every route of the contract', () => {
  it('is there to be checked, and names a permission that exists', () => {
    expect(byPermission.length).toBeGreaterThan(50);
    const known: readonly string[] = permissions;
    expect(byPermission.filter((route) => !known.includes(route.permission))).toEqual([]);
  });

  it('is bound', () => {
    const missing = routes.filter(
      (route) => !product.application.http.app.hasRoute({ method: route.method, url: route.path }),
    );
    expect(missing.map((route) => `${route.method} ${route.path}`)).toEqual([]);
  });

  it.each(guarded.map(named))('$title is refused without a session', async (route) => {
    expect(await call(route)).toEqual({ status: 401, code: 'access.unauthenticated' });
    expect(await call(route, `jbs_${'x'.repeat(43)}`)).toEqual({
      status: 401,
      code: 'access.unauthenticated',
    });
  });

  it.each(byPermission.map(named))('$title is refused to who may do all but $permission', async (route) => {
    grant(permissions.filter((permission) => permission !== route.permission));
    expect(await call(route, key)).toEqual({ status: 403, code: 'access.forbidden' });
  });

  it.each(byPermission.map(named))('$title asks for no more than $permission', async (route) => {
    grant(permissions.filter((permission) => permission === route.permission));
    const { status } = await call(route, key);
    expect([401, 403, 500]).not.toContain(status);
  });
});
