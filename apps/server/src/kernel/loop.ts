import type { Logger } from 'pino';

export interface Loop {
  /** Run soon, if not running already; a poke during a run causes one more run. */
  poke(): void;
  /** Resolves when the run under way has ended; none starts afterwards. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  name: string;
  log: Logger;
  /** Pause after a run that found nothing. */
  idleMs: number;
  /** One bounded piece of work; true when more is waiting. */
  run(): Promise<boolean>;
}

const longestBackOffMs = 10_000;

/** Repeats `run`, never overlapping; after a failure it waits, longer each time. */
export function startLoop(options: LoopOptions): Loop {
  let stopped = false;
  let poked = false;
  let failures = 0;
  let wake: (() => void) | null = null;

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(done, ms);
      function done() {
        clearTimeout(timer);
        wake = null;
        resolve();
      }
      wake = done;
    });

  async function turn(): Promise<number> {
    poked = false;
    try {
      const more = await options.run();
      failures = 0;
      return more || poked ? 0 : options.idleMs;
    } catch (error) {
      failures += 1;
      options.log.error({ err: error, loop: options.name, failures }, 'loop failed; it will try again');
      return Math.min(longestBackOffMs, 100 * 2 ** Math.min(failures, 10));
    }
  }

  async function work(): Promise<void> {
    while (!stopped) {
      const waitMs = await turn();
      if (waitMs > 0 && !stopped && !(poked && failures === 0)) await pause(waitMs);
    }
  }

  const ended = work();
  return {
    poke() {
      poked = true;
      if (failures === 0) wake?.();
    },
    async stop() {
      stopped = true;
      wake?.();
      await ended;
    },
  };
}
