/** Our own rate limit, so that WeCom's is never hit: token buckets per key. */
import type { QuotaClass } from './endpoint.ts';

/**
 * Shared between processes by an implementation on a shared store; in memory by default.
 * All methods may be asynchronous.
 */
export interface Limiter {
  /**
   * Reserves one call; returns the milliseconds to wait before making it. When that is more than `maxWaitMs`, nothing
   * is reserved: callers that give up must not push back those who wait.
   */
  reserve(call: Reservation): number | Promise<number>;
  /** WeCom refused with 45009: no calls for `key` until then. */
  block(key: string, untilMs: number): void | Promise<void>;
}

export interface Reservation {
  key: string;
  quota: QuotaClass;
  /** Unix milliseconds. */
  now: number;
  maxWaitMs: number;
}

/** Calls allowed in any window of the given length. */
export interface Rate {
  calls: number;
  windowMs: number;
}

/** Published per corp and API: 10,000 a minute and 150,000 an hour (OFF 90454). gettoken is kept far below. */
export type Rates = Readonly<Partial<Record<QuotaClass, readonly Rate[]>> & { call: readonly Rate[] }>;

export const PUBLISHED_RATES: Rates = {
  call: [
    { calls: 10_000, windowMs: 60_000 },
    { calls: 150_000, windowMs: 3_600_000 },
  ],
  message: [
    { calls: 10_000, windowMs: 60_000 },
    { calls: 150_000, windowMs: 3_600_000 },
  ],
  token: [{ calls: 60, windowMs: 60_000 }],
};

/**
 * Buckets whose burst and refill together never exceed the rate in any window: a fifth may come at once, the rest
 * is spread. (A bucket of the full size would let through twice the limit around a window's edge.)
 */
export function createMemoryLimiter(rates: Rates = PUBLISHED_RATES): Limiter {
  // When a bucket would be full again: one number is its whole state (generic cell rate algorithm).
  const buckets = new Map<string, number>();
  const blockedUntil = new Map<string, number>();
  return {
    reserve: ({ key, quota, now, maxWaitMs }) => {
      let wait = Math.max(0, (blockedUntil.get(key) ?? 0) - now);
      const taken = (rates[quota] ?? rates.call).map((rate, index) => {
        const id = `${key}#${index}`;
        const next = take(buckets.get(id) ?? 0, rate, now);
        wait = Math.max(wait, next.waitMs);
        return { id, fullAt: next.fullAt };
      });
      if (wait <= maxWaitMs) for (const { id, fullAt } of taken) buckets.set(id, fullAt);
      return wait;
    },
    block: (key, untilMs) => {
      blockedUntil.set(key, Math.max(untilMs, blockedUntil.get(key) ?? 0));
    },
  };
}

function take(before: number, rate: Rate, now: number): { fullAt: number; waitMs: number } {
  const burst = Math.max(1, Math.floor(rate.calls / 5));
  const intervalMs = rate.windowMs / Math.max(1, rate.calls - burst);
  const fullAt = Math.max(before, now) + intervalMs;
  return { fullAt, waitMs: Math.max(0, fullAt - now - burst * intervalMs) };
}
