/**
 * What every call passes before it is sent: a line per endpoint, first come, first served; a place among the calls
 * under way; and the rate limit. A line holds no place while it waits for its rate, and lines take turns for places.
 */
import type { Clock } from './clock.ts';
import { storeError, throttledError } from './errors.ts';
import type { Bucket, Granted, Limiter } from './limiter.ts';

/** One endpoint, as far as the gate knows it. */
export interface Way {
  endpoint: string;
  buckets: readonly Bucket[];
  /** How much later than reserved a call may be made. */
  slackMs: number;
}

export interface Place {
  /** How long the rate was waited for. */
  waitedMs: number;
  /** Once, whatever happened. `crowded`: WeCom refused with 45033. */
  leave(outcome: 'ok' | 'crowded' | 'failed'): void;
}

export interface Gate {
  /**
   * Waits for a place and for the rate; for the rate at most `budgetMs`, and not at all without hope. Rejects with a
   * `WecomError` (throttled, store) or with the signal's reason.
   */
  enter(way: Way, call: { budgetMs: number; signal: AbortSignal | undefined }): Promise<Place>;
}

interface Waiter {
  /** What `ratedMs` said when it came, and what it must not say when it goes. */
  cameAtMs: number;
  latestMs: number;
  admit(place: Place): void;
  refuse(error: unknown): void;
}

interface Line extends Way {
  waiting: Set<Waiter>;
  running: number;
  /** Calls at once: halved when WeCom finds them too many, then grown back one by one. */
  limit: number;
  /** Counts the halvings, so that calls refused together halve it once. */
  halvings: number;
  /** Calls that went well since `limit` last changed. */
  well: number;
  /** How long this line has waited for its rate, without the sleep that is going on. */
  ratedMs: number;
  sleep: { since: number; until: number; wake: AbortController } | undefined;
  /** Nobody can follow the one before sooner. */
  fastestMs: number;
  /** Somebody is at it. */
  served: boolean;
}

interface State {
  concurrency: number;
  limiter: Limiter;
  clock: Clock;
  running: number;
  /** Lines that wait for a place, in the order of their turns. */
  turns: Set<Line>;
  /** How long before its moment a call is reserved, for a store that takes longer than the slack of a window. */
  leadMs: number;
}

const MAX_LEAD_MS = 10_000;
/** A timer holds 24 days at most, and the clock may be set meanwhile. */
const LONGEST_SLEEP_MS = 3_600_000;

export function createGate(options: { concurrency: number; limiter: Limiter; clock: Clock }): Gate {
  const state: State = { ...options, running: 0, turns: new Set(), leadMs: 0 };
  const lines = new Map<string, Line>();
  const lineOf = (way: Way): Line => {
    const line = lines.get(way.endpoint) ?? newLine(way, options.concurrency);
    lines.set(way.endpoint, line);
    return line;
  };
  return {
    enter: (way, { budgetMs, signal }) =>
      new Promise<Place>((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const line = lineOf(way);
        const onAbort = () => {
          line.waiting.delete(waiter);
          // Nobody is left to sleep for.
          if (line.waiting.size === 0) line.sleep?.wake.abort();
          reject(signal?.reason);
        };
        const cameAtMs = ratedMs(line, options.clock.now());
        const waiter: Waiter = {
          cameAtMs,
          latestMs: cameAtMs + budgetMs,
          admit: (place) => {
            signal?.removeEventListener('abort', onAbort);
            resolve(place);
          },
          refuse: (error) => {
            signal?.removeEventListener('abort', onAbort);
            reject(error);
          },
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        line.waiting.add(waiter);
        if (line.sleep) {
          const before = line.waiting.size - 1;
          refusedAsHopeless(line, waiter, { before, now: options.clock.now() });
        }
        void serve(state, line);
      }),
  };
}

function newLine(way: Way, limit: number): Line {
  return {
    ...way,
    waiting: new Set(),
    running: 0,
    limit,
    halvings: 0,
    well: 0,
    ratedMs: 0,
    sleep: undefined,
    fastestMs: Math.min(...way.buckets.map(({ intervalMs }) => intervalMs)),
    served: false,
  };
}

/** Serves the line until it is empty or there is no place. While one is at it, another has nothing to do. */
async function serve(state: State, line: Line): Promise<void> {
  if (line.served) return;
  line.served = true;
  while (line.waiting.size > 0) {
    const places = Math.min(line.waiting.size, line.limit - line.running, state.concurrency - state.running);
    if (places < 1) {
      // A line at its own limit goes on when one of its calls ends.
      if (line.running < line.limit) state.turns.add(line);
      break;
    }
    // Taken before the store is asked: what it grants must be used at once.
    line.running += places;
    state.running += places;
    let granted: Granted = { calls: 0, nextAt: 0 };
    try {
      granted = await reserve(state, line, places);
    } catch (cause) {
      for (const waiter of takeFirst(line, line.waiting.size)) {
        waiter.refuse(storeError(line.endpoint, 'limiter', cause));
      }
    }
    const admitted = takeFirst(line, Math.min(granted.calls, places));
    for (const waiter of admitted) waiter.admit(placeFor(state, line, waiter));
    giveBack(state, line, places - admitted.length);
    if (granted.calls < places && line.waiting.size > 0) {
      await rest(state, line, granted.nextAt - state.leadMs);
    }
  }
  line.served = false;
}

/** Asks for so many calls; an answer that comes too late for its moment is worth none. */
async function reserve(state: State, line: Line, calls: number): Promise<Granted> {
  const { clock, limiter } = state;
  const asked = clock.now();
  const at = asked + state.leadMs;
  const granted = await limiter.reserve({ buckets: line.buckets, calls, at });
  const now = clock.now();
  if (now > at + line.slackMs) {
    if (state.leadMs >= MAX_LEAD_MS) throw new Error(`the limiter took ${now - asked} ms`);
    state.leadMs = Math.min((now - asked) * 1.5, MAX_LEAD_MS);
    return { calls: 0, nextAt: now };
  }
  if (granted.calls > 0 && now < at) await rest(state, line, at);
  return granted;
}

function takeFirst(line: Line, count: number): Waiter[] {
  const taken: Waiter[] = [];
  for (const waiter of line.waiting) {
    if (taken.length >= count) break;
    line.waiting.delete(waiter);
    taken.push(waiter);
  }
  return taken;
}

function placeFor(state: State, line: Line, waiter: Waiter): Place {
  const { halvings } = line;
  let left = false;
  return {
    waitedMs: ratedMs(line, state.clock.now()) - waiter.cameAtMs,
    leave: (outcome) => {
      if (left) return;
      left = true;
      if (outcome === 'crowded' && halvings === line.halvings) halve(line);
      if (outcome === 'ok') grow(line, state.concurrency);
      giveBack(state, line, 1);
    },
  };
}

function halve(line: Line): void {
  // Of what was under way: the limit may never have been reached.
  line.limit = Math.max(1, Math.floor(Math.min(line.limit, line.running) / 2));
  line.halvings++;
  line.well = 0;
}

function grow(line: Line, concurrency: number): void {
  line.well++;
  if (line.limit >= concurrency || line.well < line.limit) return;
  line.limit++;
  line.well = 0;
}

function giveBack(state: State, line: Line, places: number): void {
  if (places === 0) return;
  line.running -= places;
  state.running -= places;
  if (line.waiting.size > 0) state.turns.add(line);
  for (const next of state.turns) {
    if (state.running >= state.concurrency) return;
    state.turns.delete(next);
    void serve(state, next);
  }
}

/** Sleeps until `moment`, as long as somebody waits in the line who has the time. */
async function rest(state: State, line: Line, moment: number): Promise<void> {
  const { clock } = state;
  const since = clock.now();
  const until = Math.max(since + 1, Math.ceil(moment));
  const wake = new AbortController();
  line.sleep = { since, until, wake };
  refuseHopeless(line, since);
  if (line.waiting.size > 0) {
    await clock.sleep(Math.min(until - since, LONGEST_SLEEP_MS), wake.signal).catch(() => undefined);
  }
  line.ratedMs = ratedMs(line, clock.now());
  line.sleep = undefined;
}

function ratedMs(line: Line, now: number): number {
  return line.ratedMs + (line.sleep ? now - line.sleep.since : 0);
}

/** Whoever cannot be served in time learns it now, and makes room for those behind. */
function refuseHopeless(line: Line, now: number): void {
  let before = 0;
  for (const waiter of line.waiting) if (!refusedAsHopeless(line, waiter, { before, now })) before++;
}

function refusedAsHopeless(
  line: Line,
  waiter: Waiter,
  { before, now }: { before: number; now: number },
): boolean {
  const waitMs = Math.max(0, (line.sleep?.until ?? now) - now) + before * line.fastestMs;
  if (ratedMs(line, now) + waitMs <= waiter.latestMs) return false;
  line.waiting.delete(waiter);
  waiter.refuse(throttledError(line.endpoint, waitMs));
  return true;
}
