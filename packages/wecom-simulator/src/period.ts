/** Natural periods in Asia/Shanghai, which has no summer time: what quotas are counted by. */
export type Period = 'day' | 'week' | 'month';

/** The name of the period that `now` is in; weeks start on Monday. */
export function periodOf(mode: Period, now: number): string {
  const local = new Date(now + 8 * 3_600_000);
  if (mode === 'month') return local.toISOString().slice(0, 7);
  const day = Math.floor(local.getTime() / 86_400_000);
  // 1970-01-01 was a Thursday.
  return mode === 'day' ? `d${day}` : `w${Math.floor((day + 3) / 7)}`;
}
