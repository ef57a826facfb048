/**
 * Our own rate limit, so that WeCom's is never hit: token buckets, in memory or in a store that processes share.
 *
 * What a bucket is (generic cell rate algorithm): one number, the moment at which it would be full again if nobody took
 * anything more. It is full when that moment is past; every call moves it forward by `intervalMs`; and a call may be
 * made while it lies less than `burst` intervals ahead.
 */

export interface Bucket {
  key: string;
  /** As many calls at once after a pause. */
  burst: number;
  /** One more call each. */
  intervalMs: number;
}

export interface Reservation {
  /** A call is taken from all of these or from none. */
  buckets: readonly Bucket[];
  /** At most so many calls, at least 1. */
  calls: number;
  /** When they will be made: Unix milliseconds on the caller's clock. */
  at: number;
}

export interface Granted {
  /** 0 to the number asked for: so many may be made at `at`, and only they were taken. */
  calls: number;
  /** From when on the next one can be had. Not a promise: somebody else may be faster. */
  nextAt: number;
}

/**
 * The contract for a store that several processes share:
 * - `reserve` reads all buckets, decides, and writes them as one atomic step: a transaction, a script, or compare and
 *   set. `decide` is that decision; a store may call it or compute the same.
 * - Nothing is ever reserved for later: a caller who does not get a call asks again at `nextAt`.
 * - Reservations may reach the store in another order than that of their `at`. Clocks of the callers should agree to
 *   within 1 % of the shortest window, 600 ms for the published rates.
 * - `block` empties a bucket until then. A later end stays when an earlier one is set.
 * - What is lost with the store are the calls of the last window; a bucket that is unknown is full.
 * - A rejection fails the calls that wait with a `WecomError` of kind `store`.
 */
export interface Limiter {
  reserve(reservation: Reservation): Granted | Promise<Granted>;
  /** WeCom refused with 45009: nothing from the bucket with this key until then (Unix milliseconds). */
  block(key: string, untilMs: number): void | Promise<void>;
}

/** What a store keeps for a key. */
export interface BucketState {
  /** Unix milliseconds. */
  fullAt: number;
  /** Unix milliseconds; 0 when WeCom never refused. */
  blockedUntil: number;
}

const CLOCK_SET_BACK_MS = 60_000;

/** What to answer to a reservation and what to keep, from what is kept for each of its buckets (undefined: nothing yet). */
export function decide(
  { buckets, calls, at }: Reservation,
  known: readonly (BucketState | undefined)[],
): { granted: Granted; fullAt: readonly number[] } {
  let possible = calls;
  let nextAt = at;
  const before = buckets.map(({ burst, intervalMs }, index) => {
    const state = known[index];
    const emptyNow = at + burst * intervalMs;
    const kept = Math.max(state?.fullAt ?? 0, at);
    // So far ahead is only what was kept before the clock was set back.
    const fullAt = kept > emptyNow + CLOCK_SET_BACK_MS ? emptyNow : kept;
    const from = Math.max(fullAt - (burst - 1) * intervalMs, state?.blockedUntil ?? 0);
    if (at < from) possible = 0;
    else possible = Math.min(possible, Math.max(1, Math.floor(burst - (fullAt - at) / intervalMs)));
    nextAt = Math.max(nextAt, from);
    return fullAt;
  });
  const fullAt = before.map((moment, index) => moment + possible * (buckets[index]?.intervalMs ?? 0));
  if (possible > 0) {
    nextAt = buckets.reduce(
      (latest, { burst, intervalMs }, index) =>
        Math.max(latest, (fullAt[index] ?? 0) - (burst - 1) * intervalMs),
      at,
    );
  }
  return { granted: { calls: possible, nextAt }, fullAt };
}

/** For the clients of one process: give it to all that call for the same corp, or from the same address. */
export function createMemoryLimiter(): Limiter {
  const states = new Map<string, BucketState>();
  const stateOf = (key: string): BucketState => {
    const state = states.get(key) ?? { fullAt: 0, blockedUntil: 0 };
    states.set(key, state);
    return state;
  };
  return {
    reserve: (reservation) => {
      const known = reservation.buckets.map(({ key }) => stateOf(key));
      const { granted, fullAt } = decide(reservation, known);
      for (const [index, state] of known.entries()) state.fullAt = fullAt[index] ?? state.fullAt;
      return granted;
    },
    block: (key, untilMs) => {
      const state = stateOf(key);
      state.blockedUntil = Math.max(state.blockedUntil, untilMs);
    },
  };
}
