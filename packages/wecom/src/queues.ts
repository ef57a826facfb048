/** One at a time per key. */
import { abortable } from './abort.ts';

export interface Queues {
  /** Runs `work` after everything queued before it under the same key; not at all once the signal has fired. */
  serialise<T>(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

export function createQueues(): Queues {
  const tails = new Map<string, Promise<void>>();
  return {
    serialise: async (key, work, signal) => {
      const before = tails.get(key);
      let done: () => void = () => undefined;
      const mine = new Promise<void>((resolve) => {
        done = resolve;
      });
      // Whoever comes next waits for those before too, even when this one gives up.
      const tail = before ? before.then(() => mine) : mine;
      tails.set(key, tail);
      try {
        if (before) await abortable(before, signal);
        return await work();
      } finally {
        done();
        void tail.then(() => {
          if (tails.get(key) === tail) tails.delete(key);
        });
      }
    },
  };
}
