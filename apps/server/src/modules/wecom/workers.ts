/** What runs in the background: each loop wakes at once by signal and looks by itself now and then. */
import { startLoop } from '../../kernel/loop.ts';
import { type Context, topics } from './corp.ts';
import { type Callback, claimCallbacks, claimWelcomes } from './inbox.ts';
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
const welcomeSlots = 64;
/** Transactions under way at once, and callbacks that share one. */
const callbackSlots = 2;
const callbacksAtOnce = 50;
const receiptSlots = 4;
const compareEveryMs = 3_600_000;

export function startWorkers(context: Context): Workers {
  if (!context.corp) return { stop: async () => undefined, settle: async () => undefined };
  const { pg, clock, log, signal } = context;
  const callbacks = startCallbacks(context);
  const welcomes = startWelcomes(context, () => callbacks.poke());
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
  return {
    async stop() {
      await Promise.all([welcomes, callbacks, receipts, archive, comparison].map((part) => part.stop()));
    },
    async settle() {
      await welcomes.settle();
      await callbacks.settle();
      while (await readArchive(context));
      await receipts.settle();
    },
  };
}

/** Greets those whose callback arrives here at once, and those of others that were left lying. */
function startWelcomes(context: Context, recordedOne: () => void) {
  const { pg, clock, log } = context;
  const recording = new Set<Promise<unknown>>();
  const pump = startPump({
    name: 'wecom welcomes',
    log,
    slots: welcomeSlots,
    idleMs: 500,
    claim: (limit) => claimWelcomes(pg, clock.now(), limit),
    work: async (callback) => {
      const greeted = await greet(context, callback);
      if (!greeted) return;
      const recorded = greeted.recorded
        .then(recordedOne)
        .catch((error: unknown) => log.warn({ err: error }, 'welcome not recorded'))
        .finally(() => recording.delete(recorded));
      recording.add(recorded);
    },
  });
  context.reserveGreeting = () => pump.reserve();
  return {
    poke: () => pump.poke(),
    async stop() {
      context.reserveGreeting = null;
      await pump.stop();
      await Promise.all(recording);
    },
    async settle() {
      await pump.settle();
      await Promise.all(recording);
    },
  };
}

function startCallbacks(context: Context) {
  const { pg, clock, log } = context;
  const pump: Pump<Callback[]> = startPump({
    name: 'wecom callbacks',
    log,
    slots: callbackSlots,
    idleMs: 1_000,
    claim: async (limit) =>
      batches(await claimCallbacks(pg, clock.now(), limit * callbacksAtOnce), callbacksAtOnce),
    work: async (some) => {
      await workOff(context, some);
      // The next ones of the same travellers may go now.
      pump.poke();
    },
  });
  return pump;
}

function batches<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}
