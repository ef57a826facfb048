import { ApiError, type Client, createClient } from '@jetbridge/client';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createHttp, type Http } from '../kernel/http.ts';
import { type Access, bindAccessRoutes, createAccess } from '../modules/access/index.ts';
import { openTestStores, type TestStores } from './stores.ts';

/** The administrator's. */
export const password = 'correct horse battery';
export const localKey = `jb_${'l'.repeat(43)}`;
export let stores: TestStores;
export let access: Access;
export let url: string;

/** The access module behind HTTP for one test file; before each test the administrator is made sure of, in March 2026. */
export function setUpAccess(): void {
  let http: Http;
  beforeAll(async () => {
    stores = await openTestStores();
    access = createAccess({ pg: stores.pg, clock: stores.clock, localKey });
    const { gate } = access;
    http = await createHttp({ logger: stores.log, gate, registry: new Registry(), checkReplies: true });
    bindAccessRoutes(http, access);
    url = await http.app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(async () => {
    await http.app.close();
    await stores.close();
  });
  beforeEach(async () => {
    stores.clock.set('2026-03-02T02:00:00Z');
    await access.ensureAdmin({ password });
  });
}

export const anonymous = () => createClient({ url });
export const withToken = (token: string) => createClient({ url, token });

export async function signIn(username = 'admin', secret = password): Promise<Client> {
  const { token } = await anonymous().access.signIn({ body: { username, password: secret } });
  return withToken(token);
}

/** The code that a call is refused with, or `no error`. */
export const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof ApiError ? error.code : String(error)),
  );
