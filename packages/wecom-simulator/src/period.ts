/** Natural periods in Asia/Shanghai, which has no summer time: what quotas and statistics are counted by. */
export type Period = 'day' | 'week' | 'month';

const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;

/** Number of the natural day since 1970. */
export function dayOf(ms: number): number {
  return Math.floor((ms + SHANGHAI_MS) / DAY_MS);
}

/** Unix milliseconds of the day's beginning. */
export function startOfDay(day: number): number {
  return day * DAY_MS - SHANGHAI_MS;
}

/** The name of the period that `now` is in; weeks start on Monday. */
export function periodOf(mode: Period, now: number): string {
  if (mode === 'month') return new Date(now + SHANGHAI_MS).toISOString().slice(0, 7);
  const day = dayOf(now);
  // 1970-01-01 was a Thursday.
  return mode === 'day' ? `d${day}` : `w${Math.floor((day + 3) / 7)}`;
}
