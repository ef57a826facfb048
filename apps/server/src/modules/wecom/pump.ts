/** Works on up to `slots` items at once and takes new ones as slots fall free, so that a slow one holds up no other. */
import type { Logger } from 'pino';
import { startLoop } from '../../kernel/loop.ts';

export interface Pump<T> {
  poke(): void;
  /**
   * Keeps a slot for an item that is about to be made: call the answer with the item to work on, or with null to give
   * the slot back. Null when no slot is free.
   */
  reserve(): ((item: T | null) => void) | null;
  /** Resolves when nothing is under way; nothing starts afterwards. */
  stop(): Promise<void>;
  /** Works until a claim finds nothing; for tests. */
  settle(): Promise<void>;
}

export interface PumpOptions<T> {
  name: string;
  log: Logger;
  slots: number;
  idleMs: number;
  /** Takes at most `limit` items for this worker. */
  claim(limit: number): Promise<T[]>;
  /** Must handle its own failures; what it throws is only logged. */
  work(item: T): Promise<void>;
}

export function startPump<T>(options: PumpOptions<T>): Pump<T> {
  const underWay = new Set<Promise<void>>();
  let full = false;
  let reserved = 0;
  let stopped = false;

  const start = (item: T): void => {
    const done = options
      .work(item)
      .catch((error: unknown) => options.log.error({ err: error, pump: options.name }, 'work failed'))
      .finally(() => {
        underWay.delete(done);
        // Only when the last claim left something behind is there a reason to look at once.
        if (full) loop.poke();
      });
    underWay.add(done);
  };

  const takeNow = async (): Promise<number> => {
    const free = options.slots - underWay.size - reserved;
    if (free <= 0) return 0;
    const items = await options.claim(free);
    full = items.length === free;
    items.forEach(start);
    return items.length;
  };

  /** How many were taken. One claim at a time, so that whoever waits for the next knows what came of the last. */
  let last: Promise<unknown> = Promise.resolve();
  const take = (): Promise<number> => {
    const mine = last.then(takeNow, takeNow);
    last = mine;
    return mine;
  };

  const loop = startLoop({
    name: options.name,
    log: options.log,
    idleMs: options.idleMs,
    run: async () => {
      await take();
      return full && underWay.size + reserved < options.slots;
    },
  });

  return {
    poke: () => loop.poke(),
    reserve() {
      if (stopped || underWay.size + reserved >= options.slots) return null;
      reserved += 1;
      return (item) => {
        reserved -= 1;
        if (item !== null) start(item);
      };
    },
    async stop() {
      stopped = true;
      await loop.stop();
      await Promise.all(underWay);
    },
    async settle() {
      for (;;) {
        await Promise.all(underWay);
        if ((await take()) === 0 && underWay.size === 0) return;
      }
    },
  };
}
