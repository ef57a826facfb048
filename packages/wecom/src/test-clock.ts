/** Virtual time for tests: moves to the next moment that somebody sleeps for when nothing else is left to do. */
import type { Clock } from './clock.ts';

export interface TestClock extends Clock {
  /** Everything that happens until then, in order. */
  runUntil(ms: number): Promise<void>;
  /** Everything until `work` ends. Rejects when nothing is left that could end it. */
  run<T>(work: Promise<T>): Promise<T>;
  /** How many sleep. */
  sleepers(): number;
}

interface Sleeper {
  at: number;
  wake: () => void;
}

/** Long enough for everything that only waits for other promises. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

export function createTestClock(startMs = 1_700_000_000_000): TestClock {
  let time = startMs;
  const sleepers = new Set<Sleeper>();
  const next = (): Sleeper | undefined => {
    let first: Sleeper | undefined;
    for (const sleeper of sleepers) if (!first || sleeper.at < first.at) first = sleeper;
    return first;
  };
  const step = (until: number): boolean => {
    const due = next();
    if (!due || due.at > until) return false;
    time = Math.max(time, due.at);
    sleepers.delete(due);
    due.wake();
    return true;
  };
  return {
    now: () => time,
    sleepers: () => sleepers.size,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const sleeper: Sleeper = { at: time + ms, wake: resolve };
        sleepers.add(sleeper);
        const onAbort = () => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    runUntil: async (ms) => {
      await settled();
      while (step(ms)) await settled();
      time = Math.max(time, ms);
    },
    run: async (work) => {
      let over = false;
      const end = () => {
        over = true;
      };
      work.then(end, end);
      await settled();
      for (let idle = 0; !over; await settled()) {
        idle = step(Number.POSITIVE_INFINITY) ? 0 : idle + 1;
        if (idle > 1000) throw new Error('nothing is left to wait for');
      }
      return work;
    },
  };
}
