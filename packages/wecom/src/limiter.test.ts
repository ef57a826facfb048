import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWecomClient } from './client.ts';
import type { Clock } from './clock.ts';
import { createMemoryLimiter, type Granted, type Limiter, type Reservation } from './limiter.ts';
import type { Rate, Rates } from './rates.ts';
import { read, tokenCache } from './test-client.ts';
import { createTestClock } from './test-clock.ts';
import { createTestWire, mostInAWindow } from './test-wire.ts';

const only = (...endpoint: Rate[]): Rates => ({ address: [], endpoint, endpoints: {}, classes: {} });

/**
 * A store at the other end of a slow line, by the words of the contract alone: atomic when a request arrives, which may
 * be in another order than they were sent in.
 */
function createSlowStore(clock: Clock, latenciesMs: readonly number[]): Limiter & { asked: () => number } {
  const fullAt = new Map<string, number>();
  const blocked = new Map<string, number>();
  let asked = 0;
  const travel = () => clock.sleep(latenciesMs[asked++ % latenciesMs.length] ?? 0);
  const oneCall = ({ buckets, at }: Reservation): number => {
    let from = 0;
    for (const { key, burst, intervalMs } of buckets) {
      from = Math.max(from, (fullAt.get(key) ?? 0) - (burst - 1) * intervalMs, blocked.get(key) ?? 0);
    }
    if (from > at) return from;
    for (const { key, intervalMs } of buckets)
      fullAt.set(key, Math.max(fullAt.get(key) ?? 0, at) + intervalMs);
    return 0;
  };
  return {
    asked: () => asked,
    reserve: async (reservation) => {
      await travel();
      const granted: Granted = { calls: 0, nextAt: reservation.at };
      while (granted.calls < reservation.calls && granted.nextAt <= reservation.at) {
        granted.nextAt = oneCall(reservation);
        if (granted.nextAt <= reservation.at) granted.calls++;
      }
      await travel();
      return granted;
    },
    block: async (key, untilMs) => {
      await travel();
      blocked.set(key, Math.max(untilMs, blocked.get(key) ?? 0));
    },
  };
}

interface Arrival {
  client: number;
  atMs: number;
  calls: number;
}

/** Four clients on one limiter; returns when each call was sent, from the beginning on. */
async function send(
  arrivals: readonly Arrival[],
  { rates, latenciesMs }: { rates: Rates; latenciesMs: readonly number[] | undefined },
) {
  const clock = createTestClock();
  const start = clock.now();
  const limiter = latenciesMs ? createSlowStore(clock, latenciesMs) : createMemoryLimiter();
  const wire = createTestWire(clock);
  const options = { corpId: 'ww1', secret: 's', fetch: wire.fetch, clock, limiter, rates, tokenCache };
  const clients = Array.from({ length: 4 }, () =>
    createWecomClient({ ...options, concurrency: 50, maxWaitMs: Number.POSITIVE_INFINITY }),
  );
  const work = arrivals.map(async ({ client, atMs, calls }) => {
    await clock.sleep(atMs);
    await Promise.all(Array.from({ length: calls }, () => clients[client]?.call(read, {})));
  });
  await clock.run(Promise.all(work));
  return { times: wire.calls.map((call) => call.at - start), left: clock.sleepers() };
}

const arrivalsOf = (most: number) =>
  fc.array(fc.record({ client: fc.nat(3), atMs: fc.nat(3000), calls: fc.integer({ min: 1, max: most }) }), {
    minLength: 1,
    maxLength: 12,
  });
const latencies = fc.array(fc.nat(80), { minLength: 1, maxLength: 20 });

describe('four clients on one limiter', () => {
  it.each([
    ['in memory', fc.constant(undefined)],
    ['in a slow store', latencies],
  ])('%s never exceed the rate by one in any window', async (_, latenciesMs) => {
    const rate = fc.record({
      calls: fc.integer({ min: 1, max: 60 }),
      windowMs: fc.constantFrom(500, 1000, 1777),
    });
    await fc.assert(
      fc.asyncProperty(arrivalsOf(25), latenciesMs, rate, async (arrivals, line, each) => {
        const { times, left } = await send(arrivals, { rates: only(each), latenciesMs: line });
        expect(times).toHaveLength(arrivals.reduce((sum, { calls }) => sum + calls, 0));
        expect(mostInAWindow(times, each.windowMs)).toBeLessThanOrEqual(each.calls);
        expect(left).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  // Of a slow store only where its answers come within 1 % of the window; else they must be asked for in advance.
  it.each([
    ['in memory', { calls: 10, windowMs: 1000 }, undefined],
    ['in memory', { calls: 100, windowMs: 1000 }, undefined],
    ['in memory', { calls: 10_000, windowMs: 60_000 }, undefined],
    ['in a slow store', { calls: 10, windowMs: 60_000 }, [3, 25, 8, 40, 12]],
    ['in a slow store', { calls: 2000, windowMs: 10_000 }, [3, 25, 8, 40, 12]],
    ['in a slow store', { calls: 10_000, windowMs: 60_000 }, [150, 20, 90]],
  ])('%s use at least 95 % of the rate: %j', async (_, each, latenciesMs) => {
    const calls = Math.min(500, each.calls * 2);
    const arrivals = [0, 1, 2, 3].map((client) => ({ client, atMs: 0, calls }));
    const { times } = await send(arrivals, { rates: only(each), latenciesMs });
    const tookMs = Math.max(...times) - Math.min(...times);
    expect(4 * calls).toBeGreaterThanOrEqual((0.95 * each.calls * tookMs) / each.windowMs);
    expect(mostInAWindow(times, each.windowMs)).toBeLessThanOrEqual(each.calls);
  });

  it('two windows hold both', async () => {
    const minute = { calls: 60, windowMs: 60_000 };
    const second = { calls: 5, windowMs: 1000 };
    const arrivals = [0, 1, 2, 3].map((client) => ({ client, atMs: 0, calls: 30 }));
    const { times } = await send(arrivals, { rates: only(minute, second), latenciesMs: [4] });
    expect(mostInAWindow(times, 60_000)).toBeLessThanOrEqual(60);
    expect(mostInAWindow(times, 1000)).toBeLessThanOrEqual(5);
  });
});

describe('a reservation', () => {
  const bucket = (key: string, burst: number) => ({ key, burst, intervalMs: 100 });

  it.each([
    ['in memory', () => createMemoryLimiter()],
    ['in another store', () => createSlowStore({ now: () => 0, sleep: async () => undefined }, [0])],
  ])('%s takes from all its buckets or from none', async (_, create) => {
    const limiter = create();
    const [wide, narrow] = [bucket('wide', 3), bucket('narrow', 1)];
    const reserve = (buckets: (typeof wide)[], calls: number, at: number) =>
      limiter.reserve({ buckets, calls, at });
    expect(await reserve([wide, narrow], 2, 1000)).toEqual({ calls: 1, nextAt: 1100 });
    for (let i = 0; i < 5; i++) expect((await reserve([wide, narrow], 1, 1000)).calls).toBe(0);
    // Five refusals later, two of three are left in the wide one.
    expect(await reserve([wide], 3, 1000)).toMatchObject({ calls: 2 });
    expect(await reserve([narrow], 1, 1099)).toMatchObject({ calls: 0, nextAt: 1100 });
    expect(await reserve([narrow], 1, 1100)).toMatchObject({ calls: 1 });
    await limiter.block('wide', 5000);
    await limiter.block('wide', 3000);
    expect(await reserve([wide, narrow], 1, 4000)).toEqual({ calls: 0, nextAt: 5000 });
    expect(await reserve([narrow], 1, 4000)).toMatchObject({ calls: 1 });
  });

  it('does not wait for hours because the clock was set back by hours', () => {
    const limiter = createMemoryLimiter();
    const at = 1_700_000_000_000;
    void limiter.reserve({ buckets: [bucket('k', 3)], calls: 3, at });
    const earlier = at - 7_200_000;
    expect(limiter.reserve({ buckets: [bucket('k', 3)], calls: 1, at: earlier })).toEqual({
      calls: 0,
      nextAt: earlier + 100,
    });
  });
});
