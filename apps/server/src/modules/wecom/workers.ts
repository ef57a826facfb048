/** What runs in the background: each loop wakes at once by signal and looks by itself now and then. */
import { startLoop } from '../../kernel/loop.ts';
import { type Context, topics } from './corp.ts';
import { claimCallbacks, claimWelcomes } from './inbox.ts';
import { type Pump, startPump } from './pump.ts';
import { askForReceipts } from './receipts.ts';
import { readArchive } from './replies.ts';
import { claimTasks } from './sends.ts';
import { compareAll } from './sync.ts';
import { greet } from './welcome.ts';
import { workOff } from './work.ts';

export interface Workers {
  /** Resolves when nothing is under way. */
  stop(): Promise<void>;
  /** Until nothing is due; for tests. */
  settle(): Promise<void>;
}

/** Welcomes under way at once. They wait for WeCom mostly, and nothing may wait for them. */
const welcomeSlots = 32;
const callbackSlots = 8;
const receiptSlots = 4;
const compareEveryMs = 3_600_000;

export function startWorkers(context: Context): Workers {
  if (!context.corp) return { stop: async () => undefined, settle: async () => undefined };
  const { pg, clock, log, signal } = context;
  const welcomes = startPump({
    name: 'wecom welcomes',
    log,
    slots: welcomeSlots,
    idleMs: 500,
    claim: (limit) => claimWelcomes(pg, clock.now(), limit),
    work: async (callback) => {
      await greet(context, callback);
      callbacks.poke();
    },
  });
  const callbacks = startPump({
    name: 'wecom callbacks',
    log,
    slots: callbackSlots,
    idleMs: 1_000,
    claim: (limit) => claimCallbacks(pg, clock.now(), limit),
    work: async (callback) => {
      await workOff(context, callback);
      // The next one of the same traveller may go now.
      callbacks.poke();
    },
  });
  const receipts = startPump({
    name: 'wecom receipts',
    log,
    slots: receiptSlots,
    idleMs: 1_000,
    claim: (limit) => claimTasks(pg, clock.now(), limit),
    work: (task) => askForReceipts(context, task),
  });
  const archive = startLoop({ name: 'wecom archive', log, idleMs: 30_000, run: () => readArchive(context) });
  const comparison = startLoop({
    name: 'wecom comparison',
    log,
    idleMs: 60_000,
    run: async () => {
      await compareAll(context, new Date(clock.now().getTime() - compareEveryMs));
      return false;
    },
  });
  signal.on(topics.callbacks, () => {
    welcomes.poke();
    callbacks.poke();
  });
  signal.on(topics.archive, () => archive.poke());
  signal.on(topics.receipts, () => receipts.poke());
  const pumps: Pump[] = [welcomes, callbacks, receipts];
  return {
    async stop() {
      await Promise.all([...pumps, archive, comparison].map((part) => part.stop()));
    },
    async settle() {
      for (const pump of [welcomes, callbacks]) await pump.settle();
      while (await readArchive(context));
      await receipts.settle();
    },
  };
}
