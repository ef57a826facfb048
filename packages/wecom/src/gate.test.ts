import { describe, expect, it } from 'vitest';
import { createGate } from './gate.ts';
import { createMemoryLimiter, type Limiter } from './limiter.ts';
import { other, perSecond, read, setup } from './test-client.ts';
import { createTestClock } from './test-clock.ts';
import type { WireAnswer } from './test-wire.ts';

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
    const start = clock.now();
    const begin = (count: number) => Promise.all(Array.from({ length: count }, () => wecom.call(read, {})));
    const first = begin(8);
    await clock.runUntil(start + 110);
    expect([wire.most(), wire.most()]).toEqual([8, 0]);
    const second = begin(20);
    await clock.runUntil(start + 200);
    expect(wire.most()).toBe(4);
    // Four went well.
    await clock.runUntil(start + 300);
    expect(wire.most()).toBe(5);
    await clock.run(Promise.all([first, second]));
    wire.most();
    await clock.run(Promise.all(Array.from({ length: 20 }, () => wecom.call(other, {}))));
    expect(wire.most()).toBe(8);
    await clock.run(begin(60));
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
