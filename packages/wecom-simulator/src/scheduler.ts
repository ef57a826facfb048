/** What is due when: on real timers, on a virtual clock driven by `runUntil`, or on one that can do both. */
import { type Due, pop, push } from './due-heap.ts';

/** Virtual time: the simulator moves it through each due moment and never waits. */
export interface VirtualClock {
  /** Unix milliseconds. */
  now(): number;
  /** Never moves backwards. */
  advanceTo(ms: number): void;
}

export function createVirtualClock(startMs: number): VirtualClock {
  let time = startMs;
  return {
    now: () => time,
    advanceTo: (ms) => {
      time = Math.max(time, ms);
    },
  };
}

/** Time that flows like ours, can be stopped, and can be moved forward (`simulator.tick`). */
export interface AdjustableClock extends VirtualClock {
  paused(): boolean;
  pause(): void;
  resume(): void;
  /** Called after each of these changes. */
  onChange(listener: () => void): void;
}

export function createAdjustableClock(startMs: number): AdjustableClock {
  const listeners: (() => void)[] = [];
  let base = startMs;
  // Of the monotonic clock, so that a correction of the machine's time is not a jump here.
  let flowingSince: number | undefined = performance.now();
  const now = () => Math.floor(base + (flowingSince === undefined ? 0 : performance.now() - flowingSince));
  const set = (ms: number, flows: boolean) => {
    base = ms;
    flowingSince = flows ? performance.now() : undefined;
    for (const listener of listeners) listener();
  };
  return {
    now,
    paused: () => flowingSince === undefined,
    pause: () => set(now(), false),
    resume: () => set(now(), true),
    advanceTo: (ms) => set(Math.max(now(), ms), flowingSince !== undefined),
    onChange: (listener) => void listeners.push(listener),
  };
}

const canFlow = (clock: VirtualClock | undefined): clock is AdjustableClock =>
  clock !== undefined && 'resume' in clock;

type Task = () => void | Promise<void>;
export interface Scheduler {
  now(): number;
  /** Runs `task` `delayMs` from now. What throws is kept for `failures`. */
  after(delayMs: number, task: Task): void;
  /** Counts work that `settle` should wait for. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Runs everything due up to `ms`, each at its own moment, waiting for what it starts. Needs a clock that can be moved. */
  runUntil(ms: number): Promise<void>;
  /** Waits for work under way, not for what is due later. */
  settle(): Promise<void>;
  stop(): void;
  pending(): number;
  /** Errors of tasks, newest last, at most 100. */
  failures(): readonly unknown[];
}

const MAX_TIMER_MS = 2 ** 31 - 1;

export function createScheduler(clock: VirtualClock | undefined): Scheduler {
  const heap: Due[] = [];
  const work = createWork();
  const now = () => (clock ? clock.now() : Date.now());
  let order = 0;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const stands = () => clock !== undefined && !(canFlow(clock) && !clock.paused());
  const run = (due: Due): void => work.start(due.task);
  const arm = (): void => {
    clearTimeout(timer);
    const next = heap[0];
    if (stands() || stopped || !next) return;
    timer = setTimeout(runDue, Math.min(MAX_TIMER_MS, Math.max(0, next.at - now())));
    timer.unref();
  };
  const runDue = (): void => {
    const time = now();
    // Bounded, so that a burst does not keep the requests of others waiting.
    for (let i = 0; i < 500 && heap[0] && heap[0].at <= time; i++) run(pop(heap));
    arm();
  };
  if (canFlow(clock)) clock.onChange(arm);
  return {
    now,
    after: (delayMs, task) => {
      if (stopped) return;
      push(heap, { at: now() + Math.max(0, delayMs), order: order++, task });
      if (heap[0]?.order === order - 1) arm();
    },
    track: work.track,
    runUntil: async (ms) => {
      if (!clock) throw new Error('tick needs a clock that can be moved');
      // Held while it is moved, or what is due would also be run by the timer.
      const flowed = canFlow(clock) && !clock.paused();
      if (flowed) clock.pause();
      for (let next = heap[0]; next && next.at <= ms; next = heap[0]) {
        clock.advanceTo(next.at);
        // What is due at the same moment happens at the same moment.
        for (let due = heap[0]; due && due.at <= clock.now(); due = heap[0]) run(pop(heap));
        await work.settle();
      }
      clock.advanceTo(ms);
      await work.settle();
      if (flowed) clock.resume();
    },
    settle: work.settle,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      heap.length = 0;
    },
    pending: () => heap.length,
    failures: work.failures,
  };
}

/** What has been started and has not ended, and how it failed. */
function createWork() {
  const underWay = new Set<Promise<unknown>>();
  const failed: unknown[] = [];
  const fail = (error: unknown) => {
    failed.push(error);
    if (failed.length > 100) failed.shift();
  };
  const track = <T>(promise: Promise<T>): Promise<T> => {
    const settled = promise.then(
      () => undefined,
      () => undefined,
    );
    underWay.add(settled);
    void settled.then(() => underWay.delete(settled));
    return promise;
  };
  return {
    track,
    start: (task: Task): void => {
      try {
        const result = task();
        if (result) void track(result.catch(fail));
      } catch (error) {
        fail(error);
      }
    },
    settle: async (): Promise<void> => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    failures: () => failed,
  };
}
