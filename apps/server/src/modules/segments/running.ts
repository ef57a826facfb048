/** The loops of one process: evaluating what is due, planning edges, and computing members of new rules. */
import type { Lanes } from '../../kernel/lanes.ts';
import { laneCount } from '../../kernel/lanes.ts';
import type { Log } from '../../kernel/log.ts';
import { startLoop } from '../../kernel/loop.ts';
import type { Signal } from '../../kernel/signal.ts';
import { computeWaiting, type DefinitionDeps } from './definitions.ts';
import { evaluateOnce } from './evaluator.ts';
import { mergeLargeParts } from './memberships.ts';
import * as store from './store.ts';
import { sweepOnce } from './sweep.ts';

/** Wakes evaluators: customers were queued, or segments defined. */
export const segmentsSignal = 'segments';

export interface Running {
  stop(): Promise<void>;
  /** Plans edges and evaluates until nothing is due at the clock's now. */
  settle(): Promise<void>;
}

type RunningDeps = DefinitionDeps & { signal: Signal; log: Log };

const allLanes = Array.from({ length: laneCount }, (_, lane) => lane);
/** Somebody who misses a wake-up looks by himself after so long. */
const idleMs = 5_000;
const sweepEveryMs = 10_000;

/** @param lanes what this process may work on; null for all, in a process of which only `settle` is wanted */
export function startWork(deps: RunningDeps, lanes: Pick<Lanes, 'use' | 'onChange'> | null): Running {
  const evaluate = () =>
    lanes === null ? evaluateOnce(deps, allLanes) : lanes.use((owned) => evaluateOnce(deps, owned));
  const settle = async () => {
    if (await store.anyComputing(deps.pg)) await computeWaiting(deps);
    while ((await sweepOnce(deps)).more);
    while ((await evaluate()) || (await store.queueLength(deps.pg, deps.clock.now())) > 0);
  };
  if (lanes === null) return { stop: async () => undefined, settle };

  let timer: NodeJS.Timeout | undefined;
  const evaluating = startLoop({
    name: 'segments',
    log: deps.log,
    idleMs,
    async run() {
      const more = await evaluate();
      if (!more) await wakeForNextEdge();
      return more;
    },
  });
  /** Due edges do not signal: the loop is woken when the next one is due. */
  async function wakeForNextEdge(): Promise<void> {
    const due = await store.nextEdge(deps.pg);
    clearTimeout(timer);
    if (due === null) return;
    const waitMs = due.getTime() - deps.clock.now().getTime();
    if (waitMs < idleMs) timer = setTimeout(() => evaluating.poke(), Math.max(0, waitMs) + 1);
  }
  const sweeping = startLoop({
    name: 'segment edges',
    log: deps.log,
    idleMs: sweepEveryMs,
    async run() {
      const { more, queued } = await sweepOnce(deps);
      if (queued > 0) evaluating.poke();
      return more;
    },
  });
  const computing = startLoop({
    name: 'segment members',
    log: deps.log,
    idleMs: 30_000,
    async run() {
      if (await store.anyComputing(deps.pg)) await computeWaiting(deps);
      await mergeLargeParts(deps.warehouse);
      return false;
    },
  });
  deps.signal.on(segmentsSignal, () => evaluating.poke());
  lanes.onChange(() => evaluating.poke());
  return {
    settle,
    async stop() {
      await Promise.all([evaluating.stop(), sweeping.stop(), computing.stop()]);
      clearTimeout(timer);
    },
  };
}
