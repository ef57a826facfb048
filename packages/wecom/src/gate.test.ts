import { describe, expect, it } from 'vitest';
import { createWecomClient, type WecomClientOptions } from './client.ts';
import { defineEndpoint, type ReplyBase } from './endpoint.ts';
import { createGate } from './gate.ts';
import { createMemoryLimiter, type Limiter } from './limiter.ts';
import type { Rates } from './rates.ts';
import { createTestClock } from './test-clock.ts';
import { createTestWire, type WireAnswer } from './test-wire.ts';

const read = defineEndpoint<{ n?: number }, ReplyBase>()('test/read', { method: 'GET', repeatable: true });
const other = defineEndpoint<object, ReplyBase>()('test/other', { method: 'GET', repeatable: true });
const change = defineEndpoint<{ id: string }, ReplyBase>()('test/change', {
  method: 'POST',
  repeatable: true,
  serialiseBy: ({ id }) => id,
});
const tokenCache = {
  get: () => ({ token: 't', expiresAt: Number.POSITIVE_INFINITY }),
  set: () => undefined,
  delete: () => undefined,
};
const perSecond = (calls: number): Rates => ({
  address: [],
  endpoint: [{ calls, windowMs: 1000 }],
  endpoints: {},
  classes: {},
});

function setup(
  options: Partial<WecomClientOptions> & { answers?: Record<string, WireAnswer[]>; latencyMs?: number } = {},
) {
  const { answers = {}, latencyMs = 0, ...rest } = options;
  const clock = createTestClock();
  const wire = createTestWire(clock, answers, latencyMs);
  const wecom = createWecomClient({
    corpId: 'ww1',
    secret: 's',
    fetch: wire.fetch,
    clock,
    tokenCache,
    ...rest,
  });
  return { clock, wire, wecom };
}

const times = (count: number, value: WireAnswer) => Array<WireAnswer>(count).fill(value);

describe('the order', () => {
  it('is that of the calls, through rate and places', async () => {
    const { clock, wire, wecom } = setup({
      rates: perSecond(10),
      concurrency: 2,
      latencyMs: 70,
      maxWaitMs: 60_000,
    });
    await clock.run(Promise.all(Array.from({ length: 40 }, (_, n) => wecom.call(read, { n }))));
    expect(wire.calls.map((call) => Number(call.query.get('n')))).toEqual(
      Array.from({ length: 40 }, (_, n) => n),
    );
  });

  it('lets endpoints take turns: a long line does not keep a short one waiting', async () => {
    const { clock, wire, wecom } = setup({ concurrency: 2, latencyMs: 100 });
    const long = Array.from({ length: 100 }, () => wecom.call(read, {}));
    const short = [wecom.call(other, {}), wecom.call(other, {})];
    await clock.run(Promise.all(short));
    expect(wire.of('test/read').length).toBeLessThan(8);
    await clock.run(Promise.all(long));
  });

  it('a line that waits for its rate holds no place', async () => {
    const { clock, wire, wecom } = setup({ rates: perSecond(1), concurrency: 1, maxWaitMs: 60_000 });
    const slow = [wecom.call(read, {}), wecom.call(read, {}), wecom.call(read, {})];
    await clock.runUntil(clock.now() + 10);
    await wecom.call(other, {});
    expect(wire.calls.map((call) => call.path)).toEqual(['test/read', 'test/other']);
    await clock.run(Promise.all(slow));
  });

  it('whoever has no hope of a turn in time is told at once, and the others keep theirs', async () => {
    const { clock, wire, wecom } = setup({ rates: perSecond(10) });
    const outcomes = Array.from({ length: 40 }, (_, n) =>
      wecom.call(read, { n }, { maxWaitMs: n % 2 === 0 ? 1000 : 60_000 }).then(
        () => 'sent',
        (error: { kind: string }) => error.kind,
      ),
    );
    const start = clock.now();
    await clock.runUntil(start + 200);
    const early = await Promise.race([outcomes[38], Promise.resolve('waits')]);
    expect(early).toBe('throttled');
    const all = await clock.run(Promise.all(outcomes));
    expect(all.filter((outcome) => outcome === 'sent').length).toBeGreaterThan(20);
    expect(all.filter((_, n) => n % 2 === 1)).toEqual(Array(20).fill('sent'));
    // Refused calls spent nothing: the patient ones fill every tenth of a second.
    expect(wire.calls.length).toBe(all.filter((outcome) => outcome === 'sent').length);
    expect((wire.calls.at(-1)?.at ?? 0) - start).toBeLessThan(wire.calls.length * 110);
  });
});

describe('45033', () => {
  const crowded = { errcode: 45033, errmsg: 'api concurrent out of limit' };

  it('halves the calls at once of its endpoint, once for those refused together, and grows back one by one', async () => {
    const { clock, wire, wecom } = setup({
      concurrency: 8,
      latencyMs: 100,
      maxWaitMs: 600_000,
      answers: { 'test/read': times(8, crowded) },
    });
    const many = (count: number) =>
      clock.run(Promise.all(Array.from({ length: count }, () => wecom.call(read, {}))));
    const first = many(8);
    await clock.runUntil(clock.now() + 90);
    expect(wire.most()).toBe(8);
    await first;
    wire.most();
    await many(4);
    expect(wire.most()).toBeLessThanOrEqual(5);
    await clock.run(Promise.all(Array.from({ length: 20 }, () => wecom.call(other, {}))));
    expect(wire.most()).toBe(8);
    await many(60);
    expect(wire.most()).toBe(8);
  });

  it('leaves one call at once, however often it comes', async () => {
    const { clock, wire, wecom } = setup({
      concurrency: 4,
      latencyMs: 10,
      maxWaitMs: 600_000,
      answers: { 'test/read': times(6, crowded) },
    });
    const calls = Array.from({ length: 4 }, () => wecom.call(read, {}).catch(() => undefined));
    await clock.run(Promise.all(calls));
    await expect(clock.run(wecom.call(read, {}))).resolves.toBeDefined();
    expect(wire.calls.length).toBeGreaterThan(6);
  });
});

describe('a call that is cancelled ends at once and leaves nothing behind', () => {
  const cancelled = async (
    setting: ReturnType<typeof setup>,
    start: (signal: AbortSignal) => Promise<unknown>,
    before: () => Promise<unknown>[] = () => [],
  ) => {
    const { clock } = setting;
    const controller = new AbortController();
    const outcome = start(controller.signal).then(
      () => 'sent',
      (error: unknown) => error,
    );
    await clock.runUntil(clock.now() + 5);
    const sent = setting.wire.calls.length;
    const now = clock.now();
    controller.abort(new Error('gone'));
    expect(await outcome).toMatchObject({ kind: 'aborted', retry: 'never', cause: { message: 'gone' } });
    expect(clock.now()).toBe(now);
    expect(setting.wire.calls.length).toBe(sent);
    await clock.run(Promise.all(before()));
    expect(clock.sleepers()).toBe(0);
  };

  it('while it waits for the rate', async () => {
    const setting = setup({ rates: perSecond(1), maxWaitMs: 60_000 });
    await setting.wecom.call(read, {});
    await cancelled(setting, (signal) => setting.wecom.call(read, {}, { signal }));
    await setting.clock.runUntil(setting.clock.now() + 2000);
    await expect(setting.wecom.call(read, {})).resolves.toBeDefined();
  });

  it('while a slow store is asked', async () => {
    const clock = createTestClock();
    const memory = createMemoryLimiter();
    const limiter: Limiter = {
      ...memory,
      reserve: async (reservation) => {
        await clock.sleep(200);
        return memory.reserve(reservation);
      },
    };
    const wire = createTestWire(clock);
    const options = {
      corpId: 'ww1',
      secret: 's',
      fetch: wire.fetch,
      clock,
      tokenCache,
      limiter,
      concurrency: 1,
    };
    const setting = { clock, wire, wecom: createWecomClient(options) };
    const controller = new AbortController();
    const call = setting.wecom.call(read, {}, { signal: controller.signal });
    await clock.runUntil(clock.now() + 5);
    controller.abort();
    await expect(call).rejects.toMatchObject({ kind: 'aborted' });
    // Its place is free again as soon as the store has answered.
    await clock.run(setting.wecom.call(other, {}));
    expect([wire.calls.length, clock.sleepers()]).toEqual([1, 0]);
  });

  it('while it waits for a place, which the next one gets', async () => {
    const setting = setup({ concurrency: 1, latencyMs: 1000 });
    const before = [setting.wecom.call(read, {})];
    await setting.clock.runUntil(setting.clock.now() + 1);
    await cancelled(
      setting,
      (signal) => setting.wecom.call(read, {}, { signal }),
      () => before,
    );
    await expect(setting.clock.run(setting.wecom.call(read, {}))).resolves.toBeDefined();
  });

  it('while another change of the same customer is under way, and the one behind still waits for it', async () => {
    const setting = setup({ latencyMs: 1000 });
    const { clock, wire, wecom } = setting;
    const first = wecom.call(change, { id: 'a' });
    await clock.runUntil(clock.now() + 1);
    const behind: Promise<unknown>[] = [];
    const start = clock.now();
    await cancelled(
      setting,
      (signal) => {
        const call = wecom.call(change, { id: 'a' }, { signal });
        behind.push(wecom.call(change, { id: 'a' }));
        return call;
      },
      () => [first, ...behind],
    );
    expect(wire.calls.map((call) => call.at - start)).toEqual([-1, 999]);
  });

  it('while a token is fetched, which others still get', async () => {
    const clock = createTestClock();
    const wire = createTestWire(clock, {}, 1000);
    const setting = {
      clock,
      wire,
      wecom: createWecomClient({ corpId: 'ww1', secret: 's', fetch: wire.fetch, clock }),
    };
    const patient = setting.wecom.call(read, {});
    await cancelled(
      setting,
      (signal) => setting.wecom.call(read, {}, { signal }),
      () => [patient],
    );
    expect(wire.of('gettoken')).toHaveLength(1);
  });

  it('in flight, which frees its place', async () => {
    const setting = setup({ concurrency: 1, answers: { 'test/read': ['hang'] } });
    await cancelled(setting, (signal) => setting.wecom.call(read, {}, { signal }));
    await expect(setting.clock.run(setting.wecom.call(read, {}))).resolves.toBeDefined();
  });

  it('in flight of a fetch that does not care', async () => {
    const setting = setup({ concurrency: 1, fetch: () => new Promise(() => undefined) });
    await cancelled(setting, (signal) => setting.wecom.call(read, {}, { signal }));
  });

  it('while it pauses before the next attempt', async () => {
    const setting = setup({ answers: { 'test/read': [{ errcode: -1, errmsg: 'busy' }] } });
    await cancelled(setting, (signal) => setting.wecom.call(read, {}, { signal }));
  });

  it('while it waits for the end of a block', async () => {
    const setting = setup({
      answers: { 'test/read': [{ errcode: 45009, errmsg: 'freq' }] },
      maxWaitMs: 100_000,
    });
    await cancelled(setting, (signal) => setting.wecom.call(read, {}, { signal }));
  });

  it('between two pages', async () => {
    const setting = setup();
    const controller = new AbortController();
    const paged = defineEndpoint<object, ReplyBase, number>()('test/paged', {
      method: 'GET',
      repeatable: true,
      items: () => [1],
      nextPage: () => ({}),
    });
    const read = async () => {
      for await (const _ of setting.wecom.iterate(paged, {}, { signal: controller.signal }))
        controller.abort();
    };
    await expect(read()).rejects.toMatchObject({ kind: 'aborted' });
    expect(setting.wire.calls).toHaveLength(1);
  });
});

describe('a limiter that fails', () => {
  it('is a typed error for those who wait, with nothing sent, and no end of the client', async () => {
    let broken = true;
    const memory = createMemoryLimiter();
    const limiter: Limiter = {
      ...memory,
      reserve: async (reservation) => {
        if (broken) throw new Error('ECONNREFUSED');
        return memory.reserve(reservation);
      },
    };
    const { clock, wire, wecom } = setup({ limiter, concurrency: 1 });
    const calls = await Promise.allSettled([wecom.call(read, {}), wecom.call(read, {})]);
    for (const call of calls)
      expect(call).toMatchObject({ reason: { kind: 'store', cause: { message: 'ECONNREFUSED' } } });
    expect(wire.calls).toEqual([]);
    broken = false;
    await expect(clock.run(wecom.call(read, {}))).resolves.toBeDefined();
  });

  it('and one that is too slow to be of use says so', async () => {
    const clock = createTestClock();
    const limiter: Limiter = {
      ...createMemoryLimiter(),
      reserve: async ({ at, calls }) => {
        await clock.sleep(30_000);
        return { calls, nextAt: at };
      },
    };
    const gate = createGate({ concurrency: 1, limiter, clock });
    const way = { endpoint: 'x', buckets: [{ key: 'k', burst: 1, intervalMs: 1 }], slackMs: 600 };
    const entered = gate.enter(way, { budgetMs: 1e9, signal: undefined });
    await expect(clock.run(entered)).rejects.toMatchObject({ kind: 'store' });
  });
});
