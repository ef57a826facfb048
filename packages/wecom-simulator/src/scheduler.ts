/** What is due when: on a virtual clock driven by `runUntil`, or on real timers. */

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

type Task = () => void | Promise<void>;
interface Due {
  at: number;
  order: number;
  task: Task;
}

export interface Scheduler {
  now(): number;
  /** Runs `task` `delayMs` from now. What throws is kept for `failures`. */
  after(delayMs: number, task: Task): void;
  /** Counts work that `settle` should wait for. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Virtual clock only: runs everything due up to `ms`, each at its own moment, waiting for what it starts. */
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
  const underWay = new Set<Promise<unknown>>();
  const failed: unknown[] = [];
  const now = () => (clock ? clock.now() : Date.now());
  let order = 0;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const fail = (error: unknown) => {
    failed.push(error);
    if (failed.length > 100) failed.shift();
  };
  const track = <T>(work: Promise<T>): Promise<T> => {
    const settled = work.then(
      () => undefined,
      () => undefined,
    );
    underWay.add(settled);
    void settled.then(() => underWay.delete(settled));
    return work;
  };
  const run = (due: Due): void => {
    try {
      const result = due.task();
      if (result) void track(result.catch(fail));
    } catch (error) {
      fail(error);
    }
  };
  const arm = (): void => {
    clearTimeout(timer);
    const next = heap[0];
    if (clock || stopped || !next) return;
    timer = setTimeout(runDue, Math.min(MAX_TIMER_MS, Math.max(0, next.at - now())));
    timer.unref();
  };
  const runDue = (): void => {
    const time = now();
    // Bounded, so that a burst does not keep the requests of others waiting.
    for (let i = 0; i < 500 && heap[0] && heap[0].at <= time; i++) run(pop(heap));
    arm();
  };
  const settle = async (): Promise<void> => {
    while (underWay.size > 0) await Promise.all(underWay);
  };

  return {
    now,
    after: (delayMs, task) => {
      if (stopped) return;
      push(heap, { at: now() + Math.max(0, delayMs), order: order++, task });
      if (heap[0]?.order === order - 1) arm();
    },
    track,
    runUntil: async (ms) => {
      if (!clock) throw new Error('tick needs a virtual clock');
      for (let next = heap[0]; next && next.at <= ms; next = heap[0]) {
        clock.advanceTo(next.at);
        // What is due at the same moment happens at the same moment.
        for (let due = heap[0]; due && due.at <= clock.now(); due = heap[0]) run(pop(heap));
        if (underWay.size > 0) await settle();
      }
      clock.advanceTo(ms);
      await settle();
    },
    settle,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      heap.length = 0;
    },
    pending: () => heap.length,
    failures: () => failed,
  };
}

const before = (a: Due, b: Due): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

function push(heap: Due[], due: Due): void {
  let i = heap.push(due) - 1;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    const above = heap[parent];
    if (!above || !before(due, above)) break;
    heap[i] = above;
    i = parent;
  }
  heap[i] = due;
}

function pop(heap: Due[]): Due {
  const top = heap[0];
  const last = heap.pop();
  if (!top || !last) throw new Error('nothing is due');
  if (heap.length === 0) return top;
  let i = 0;
  for (;;) {
    const left = 2 * i + 1;
    const right = left + 1;
    let smallest = last;
    let at = i;
    for (const child of [left, right]) {
      const candidate = heap[child];
      if (candidate && before(candidate, smallest)) {
        smallest = candidate;
        at = child;
      }
    }
    heap[i] = smallest;
    if (at === i) return top;
    i = at;
  }
}
