import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { defineEndpoint, type ReplyBase } from './endpoint.ts';
import { type AttemptReport, createWecomClient } from './index.ts';
import { createTestClock, type TestClock } from './test-clock.ts';
import { createTestWire, type WireAnswer } from './test-wire.ts';
import { type CachedToken, createMemoryTokenCache, type TokenCache } from './tokens.ts';

const read = defineEndpoint<object, ReplyBase>()('test/read', { method: 'GET', repeatable: true });
const expired = { errcode: 42001, errmsg: 'access_token expired' };

/** A cache at the other end of a slow line, as a database is. */
function createSharedCache(clock: TestClock, options: { lock: boolean; latencyMs?: number }): TokenCache {
  const { latencyMs = 10 } = options;
  const memory = createMemoryTokenCache();
  const tails = new Map<string, Promise<unknown>>();
  const cache: TokenCache = {
    get: async (key) => {
      await clock.sleep(latencyMs);
      return memory.get(key);
    },
    set: async (key, value) => {
      await clock.sleep(latencyMs);
      return memory.set(key, value);
    },
    delete: async (key, token) => {
      await clock.sleep(latencyMs);
      return memory.delete(key, token);
    },
  };
  if (!options.lock) return cache;
  return {
    ...cache,
    lock: async (key, work) => {
      const mine = (tails.get(key) ?? Promise.resolve()).then(work, work);
      tails.set(key, mine);
      return mine;
    },
  };
}

function processes(count: number, options: { lock: boolean; answers?: Record<string, WireAnswer[]> }) {
  const clock = createTestClock();
  const wire = createTestWire(clock, options.answers, 50);
  const tokenCache = createSharedCache(clock, options);
  const clients = Array.from({ length: count }, () =>
    createWecomClient({ corpId: 'ww1', secret: 's3cret', fetch: wire.fetch, clock, tokenCache }),
  );
  const all = (calls: number) =>
    clock.run(
      Promise.all(clients.flatMap((each) => Array.from({ length: calls }, () => each.call(read, {})))),
    );
  return { clock, wire, all, used: () => wire.of('test/read').map((call) => call.query.get('access_token')) };
}

describe('processes that share a cache', () => {
  it('fetch one token between them when the cache can lock, and one each when it cannot', async () => {
    const locked = processes(4, { lock: true });
    await locked.all(5);
    expect(locked.wire.of('gettoken')).toHaveLength(1);
    const free = processes(4, { lock: false });
    await free.all(5);
    expect(free.wire.of('gettoken')).toHaveLength(4);
  });

  it('replace a refused token once, however many of their calls are refused', async () => {
    const refused = Array<WireAnswer>(20).fill(expired);
    const { wire, all, used } = processes(4, { lock: true, answers: { 'test/read': refused } });
    await all(5);
    expect(wire.of('gettoken')).toHaveLength(2);
    expect(used().slice(0, 20)).toEqual(Array(20).fill('token-1'));
    expect(used().slice(20)).toEqual(Array(20).fill('token-2'));
  });

  it('refresh ahead once, while calls go on with the old one', async () => {
    const { clock, wire, all, used } = processes(4, { lock: true });
    await all(1);
    await clock.runUntil(clock.now() + 7_200_000 - 200_000);
    await all(3);
    expect(new Set(used())).toEqual(new Set(['token-1']));
    await clock.runUntil(clock.now() + 1000);
    await all(1);
    expect(used().slice(-4)).toEqual(Array(4).fill('token-2'));
    expect(wire.of('gettoken')).toHaveLength(2);
  });

  it('a good token of another process is not thrown away with the refused one', async () => {
    const memory = createMemoryTokenCache();
    const deleted: string[] = [];
    const tokenCache: TokenCache = {
      ...memory,
      delete: (key, token) => {
        deleted.push(token);
        // At this very moment another process stores a good one.
        if (deleted.length === 1) void memory.set(key, { token: 'of another', expiresAt: 2e12 });
        return memory.delete(key, token);
      },
    };
    const clock = createTestClock();
    const wire = createTestWire(clock, { 'test/read': [expired] });
    const wecom = createWecomClient({ corpId: 'ww1', secret: 's', fetch: wire.fetch, clock, tokenCache });
    await wecom.call(read, {});
    expect(deleted).toEqual(['token-1']);
    expect(wire.calls.at(-1)?.query.get('access_token')).toBe('of another');
    expect(wire.of('gettoken')).toHaveLength(1);
  });
});

describe('a refresh', () => {
  const client = (answers: Record<string, WireAnswer[]>, tokenCache = createMemoryTokenCache()) => {
    const clock = createTestClock();
    const wire = createTestWire(clock, answers);
    const wecom = createWecomClient({ corpId: 'ww1', secret: 's', fetch: wire.fetch, clock, tokenCache });
    return { clock, wire, wecom };
  };

  it('in the background may fail, is not tried at every call, and is made when it must be', async () => {
    const { clock, wire, wecom } = client({
      gettoken: [
        { errcode: 0, errmsg: 'ok', access_token: 'first', expires_in: 7200 },
        { errcode: 40001, errmsg: 'invalid credential' },
      ],
    });
    await wecom.call(read, {});
    await clock.runUntil(clock.now() + 7_200_000 - 60_000);
    for (let i = 0; i < 5; i++) await wecom.call(read, {});
    expect(wire.of('gettoken')).toHaveLength(2);
    await clock.runUntil(clock.now() + 60_000);
    await wecom.call(read, {});
    expect(wire.calls.at(-1)?.query.get('access_token')).toBe('token-1');
  });

  it('happens although the cache still gives the refused token', async () => {
    const stale: TokenCache = {
      get: (() => {
        let kept: CachedToken | undefined;
        return () => {
          kept ??= { token: 'stale', expiresAt: 2e12 };
          return kept;
        };
      })(),
      set: () => undefined,
      delete: () => undefined,
    };
    const { wire, wecom } = client({ 'test/read': [expired] }, stale);
    await wecom.call(read, {});
    expect(wire.calls.map((call) => call.query.get('access_token'))).toEqual(['stale', null, 'token-1']);
  });

  it.each([
    { errcode: 0, errmsg: 'ok' },
    { errcode: 0, errmsg: 'ok', access_token: '', expires_in: 7200 },
    { errcode: 0, errmsg: 'ok', access_token: 'x', expires_in: 'soon' },
  ])('without a token in the answer is an error: %j', async (answer) => {
    const { wire, wecom } = client({ gettoken: [answer] });
    await expect(wecom.call(read, {})).rejects.toMatchObject({ kind: 'network', endpoint: 'gettoken' });
    expect(wire.of('test/read')).toEqual([]);
  });

  it.each(['get', 'set', 'delete', 'lock'] as const)(
    'a cache whose %s fails is a typed error',
    async (method) => {
      const memory = createMemoryTokenCache();
      const fail = async () => Promise.reject(new Error('connection to the cache lost'));
      const { wecom } = client({ 'test/read': [expired] }, { ...memory, [method]: fail });
      const error = await wecom.call(read, {}).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        kind: 'store',
        endpoint: 'gettoken',
        cause: expect.stringContaining('connection'),
      });
    },
  );
});

describe('nothing tells a token or the secret', () => {
  const SECRET = 'the-s3cret-of-the-app';
  const told = (value: unknown) =>
    inspect(value, { depth: 20, showHidden: true }) +
    JSON.stringify(value, value instanceof Error ? Object.getOwnPropertyNames(value) : undefined) +
    String(value);
  const silent = (value: unknown) => expect(told(value)).not.toMatch(/s3cret|token-\d/);

  it('no error, whatever went wrong, and no report of an attempt', async () => {
    const echo = (n: number) => ({ errcode: 40014, errmsg: `invalid access_token: token-${n}` });
    const failing: Record<string, WireAnswer[]>[] = [
      { 'test/read': ['cut', 'cut', 'cut', 'cut'] },
      { 'test/read': [502, 404] },
      { 'test/read': [echo(1), echo(2)] },
      { gettoken: [{ errcode: 40001, errmsg: `invalid secret ${SECRET}` }] },
      { gettoken: ['cut', 'cut', 'cut', 'cut'] },
      { 'test/read': [{ errcode: 45009, errmsg: 'freq' }] },
    ];
    for (const answers of failing) {
      const reports: AttemptReport[] = [];
      const clock = createTestClock();
      const wire = createTestWire(clock, answers);
      const onAttempt = (report: AttemptReport) => void reports.push(report);
      const wecom = createWecomClient({ corpId: 'ww1', secret: SECRET, fetch: wire.fetch, clock, onAttempt });
      const error = await clock.run(wecom.call(read, {}).catch((thrown: unknown) => thrown));
      expect(error).toBeInstanceOf(Error);
      silent(error);
      expect(reports.length).toBeGreaterThan(0);
      silent(reports);
      silent(wecom);
    }
  });

  it('not even a cache that repeats it', async () => {
    const clock = createTestClock();
    const wire = createTestWire(clock);
    const tokenCache = {
      ...createMemoryTokenCache(),
      set: (_: string, value: CachedToken) => Promise.reject(new Error(`cannot store ${value.token}`)),
    };
    const wecom = createWecomClient({ corpId: 'ww1', secret: SECRET, fetch: wire.fetch, clock, tokenCache });
    const error = await wecom.call(read, {}).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'store', cause: 'Error: cannot store ***' });
    silent(error);
  });
});
