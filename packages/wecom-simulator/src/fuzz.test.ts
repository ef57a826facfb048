/** Anything at all sent to every endpoint, the same every time: errcodes, never a crash. */
import { type AnyEndpoint, endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { apiRoutes } from './api.ts';
import { chance, livelyWorld, ODD, pick, plausible, someBytes } from './test-fuzz.ts';
import { callApi, closeAll, corp, testWorld } from './test-world.ts';

afterEach(closeAll);

/** Parameters made of the names that an endpoint's limits know, some right, some odd, some absent. */
function anyParams(endpoint: AnyEndpoint, values: Record<string, readonly unknown[]>): unknown {
  if (chance(0.03)) return pick<unknown>([null, [], 'x', 7, true]);
  const root: Record<string, unknown> = {};
  const odd = chance(0.5) ? 0.05 : 0.5;
  const names = [
    'userid',
    'external_userid',
    'chat_id',
    'cursor',
    'limit',
    'msgid',
    'open_kfid',
    'type',
    'tag_id',
  ];
  const paths = [...endpoint.limits.map(({ path }) => path), pick(names), pick(names)];
  for (const path of paths) {
    if (chance(0.8))
      put(root, path.split('.'), structuredClone(chance(odd) ? pick(ODD) : valueFor(path, endpoint, values)));
  }
  return root;
}

function valueFor(path: string, endpoint: AnyEndpoint, values: Record<string, readonly unknown[]>): unknown {
  const limit = endpoint.limits.find((each) => each.path === path);
  if (limit?.oneOf && chance(0.9)) return pick(limit.oneOf);
  if (limit?.max !== undefined && chance(0.3)) return limit.max;
  const name = path.split('.').at(-1)?.replace('[]', '') ?? '';
  const value = pick(values[name] ?? values.any ?? []);
  return limit?.items !== undefined && !Array.isArray(value) ? [value] : value;
}

function put(into: Record<string, unknown>, [head = '', ...rest]: string[], value: unknown): void {
  const name = head.replace('[]', '');
  if (rest.length === 0) {
    into[name] = head.endsWith('[]') ? [value] : value;
    return;
  }
  const known = Object.hasOwn(into, name) ? into[name] : undefined;
  const first: unknown = Array.isArray(known) ? known[0] : known;
  const child = typeof first === 'object' && first !== null ? (first as Record<string, unknown>) : {};
  put(child, rest, value);
  into[name] = head.endsWith('[]') ? [child] : child;
}

const tokenOf = async (url: string) =>
  String((await callApi(url, `gettoken?corpid=${corp.corpId}&corpsecret=${corp.secret}`)).body.access_token);

function requestOf(
  endpoint: AnyEndpoint,
  params: unknown,
  token: string,
): { url: string; init: RequestInit } {
  const query = new URLSearchParams(endpoint.auth === 'token' ? { access_token: token } : {});
  if (endpoint.method === 'GET') {
    const given = typeof params === 'object' && params !== null ? Object.entries(params) : [];
    // Longer than a server takes a line to be, it would be refused before anything is looked at.
    for (const [name, value] of given)
      query.append(name, (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 300));
    return { url: `${endpoint.name}?${query}`, init: {} };
  }
  if (endpoint.body !== 'file')
    return { url: `${endpoint.name}?${query}`, init: { method: 'POST', body: JSON.stringify(params) } };
  const form = new FormData();
  const bytes = pick([new Uint8Array(0), new Uint8Array(10), someBytes()]);
  form.append(
    pick(['media', 'media', 'other']),
    new Blob([new Uint8Array(bytes)]),
    pick(['a.png', '', '../../x', '航.amr']),
  );
  query.set('type', pick(['image', 'voice', 'video', 'file', '', 'x']));
  return { url: `${endpoint.name}?${query}`, init: { method: 'POST', body: form } };
}

describe('the API', () => {
  it('answers anything with an errcode, for every endpoint, and goes on answering', async () => {
    const { simulator, ids, client } = await livelyWorld();
    const values = plausible(ids);
    const token = await tokenOf(simulator.url());
    const outcomes = { ok: 0, refused: 0 };
    const crashed = new Map<string, string>();
    for (const { endpoint } of apiRoutes) {
      for (let i = 0; i < 12; i++) {
        const { url, init } = requestOf(endpoint, anyParams(endpoint, values), token);
        const response = await fetch(`${simulator.url()}/cgi-bin/${url}`, init);
        expect([url, response.status]).toEqual([url, 200]);
        const text = await response.text();
        if (!response.headers.get('content-type')?.includes('json')) continue;
        const { errcode } = JSON.parse(text) as { errcode: number };
        // -1 is what a crash looks like from outside.
        if (errcode === -1) crashed.set(simulator.truth().crashes.at(-1) ?? '', `${url} ${init.body}`);
        expect(errcode).toBeTypeOf('number');
        outcomes[errcode === 0 ? 'ok' : 'refused']++;
      }
    }
    expect([...crashed]).toEqual([]);
    expect(simulator.truth().crashes).toEqual([]);
    // Neither all passes nor all is refused: the handlers are reached.
    expect(outcomes.ok).toBeGreaterThan(200);
    expect(outcomes.refused).toBeGreaterThan(1_000);
    await simulator.tick(simulator.now() + 86_400_000);
    expect(simulator.truth().crashes).toEqual([]);
    await expect(client.call(endpoints.getFollowUserList, {})).resolves.toMatchObject({ errcode: 0 });
  }, 60_000);

  it('takes bodies that are no JSON, and paths that are no endpoints, for what they are', async () => {
    const { simulator } = await testWorld();
    const url = simulator.url();
    const token = await tokenOf(url);
    const bodies = [
      '{',
      '',
      '{"a":',
      '\u0000',
      '[[[[[',
      '{"a":1}}',
      '"',
      '['.repeat(100_000),
      '{"a":'.repeat(20_000),
    ];
    for (const name of [
      'externalcontact/remark',
      'message/send',
      'kf/send_msg',
      'externalcontact/add_contact_way',
    ]) {
      for (const body of bodies) {
        const init = { method: 'POST', body };
        const response = await fetch(`${url}/cgi-bin/${name}?access_token=${token}`, init);
        expect(response.status).toBe(200);
        expect(((await response.json()) as { errcode: number }).errcode).toBeGreaterThan(0);
      }
    }
    for (const path of [
      '__proto__',
      'constructor',
      'externalcontact',
      '../__sim/truth',
      '%00',
      'x'.repeat(2_000),
    ]) {
      const response = await fetch(`${url}/cgi-bin/${path}?access_token=${token}`, {
        method: 'POST',
        body: '{}',
      });
      expect(response.status).toBe(404);
      await response.text();
    }
    expect(simulator.truth().crashes).toEqual([]);
  });
});
