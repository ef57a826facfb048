/** Two small queues: so many calls at once, and one at a time per key. */

export interface Queues {
  /** Runs `work` when fewer than the bound are running; first come, first served. */
  bounded<T>(work: () => Promise<T>): Promise<T>;
  /** Runs `work` after everything queued before it under the same key. */
  serialise<T>(key: string, work: () => Promise<T>): Promise<T>;
}

export function createQueues(concurrency: number): Queues {
  let running = 0;
  const waiting: (() => void)[] = [];
  const tails = new Map<string, Promise<unknown>>();
  return {
    bounded: async (work) => {
      if (running >= concurrency) await new Promise<void>((resolve) => waiting.push(resolve));
      else running++;
      try {
        return await work();
      } finally {
        // The place passes to the next in line, so `running` changes only when nobody waits.
        const next = waiting.shift();
        if (next) next();
        else running--;
      }
    },
    serialise: async (key, work) => {
      const before = tails.get(key);
      const mine = before ? before.then(work, work) : work();
      const tail = mine.catch(() => undefined);
      tails.set(key, tail);
      try {
        return await mine;
      } finally {
        if (tails.get(key) === tail) tails.delete(key);
      }
    },
  };
}
