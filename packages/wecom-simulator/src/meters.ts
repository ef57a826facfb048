/** Rates: how much of something was used in the running minute, hour or natural day. */
import { dayOf, startOfDay } from './period.ts';

export interface Meter {
  startedAt: number;
  used: number;
  blockedUntil: number;
}

export interface Cap {
  key: string;
  cap: number;
  /** `day`: a natural one in Asia/Shanghai. A window begins with the first use, as WeCom's are not published. */
  windowMs: number | 'day';
}

/**
 * Counts `amount` against all caps, or against none when one would be passed. With `blocks`, whoever passes one is
 * refused for the length of its window: a minute, an hour, the rest of the day.
 */
export function spend(
  meters: Map<string, Meter>,
  use: { caps: readonly Cap[]; amount?: number; now: number; blocks?: boolean },
): boolean {
  const { caps, amount = 1, now, blocks = false } = use;
  const running = caps.map((cap) => ({ cap, meter: meterOf(meters, cap, now) }));
  if (running.some(({ meter }) => now < meter.blockedUntil)) return false;
  const passed = running.filter(({ cap, meter }) => meter.used + amount > cap.cap);
  if (blocks) for (const { cap, meter } of passed) meter.blockedUntil = windowEnd(cap, now);
  if (passed.length > 0) return false;
  for (const { meter } of running) meter.used += amount;
  return true;
}

function meterOf(meters: Map<string, Meter>, cap: Cap, now: number): Meter {
  const meter = meters.get(cap.key) ?? { startedAt: now, used: 0, blockedUntil: 0 };
  meters.set(cap.key, meter);
  const over =
    cap.windowMs === 'day' ? dayOf(now) !== dayOf(meter.startedAt) : now - meter.startedAt >= cap.windowMs;
  if (over) Object.assign(meter, { startedAt: now, used: 0 });
  return meter;
}

function windowEnd(cap: Cap, now: number): number {
  return cap.windowMs === 'day' ? startOfDay(dayOf(now) + 1) : now + cap.windowMs;
}
