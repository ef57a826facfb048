/** Durations and dates as rules write them. Pure: everything is relative to what the caller passes in. */

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Ten years: beyond it a window says nothing that "ever" does not say. */
const longestWindowMs = 3_660 * dayMs;

/** Business days are those of the airline's zone. Asia/Shanghai has been UTC+8 without summer time since 1991. */
const zoneOffsetMs = 8 * hourMs;

/** A text that is not what it should be; the reason is shown to whoever wrote the rule. */
export type Misread = { reason: string };

const durationPattern =
  /^P(?=[\dT])(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/**
 * An ISO 8601 duration of fixed length in milliseconds: weeks, days of 24 hours, hours, minutes, seconds.
 * Years and months are refused, because their length depends on the calendar.
 */
export function readDuration(text: string): number | Misread {
  const parts = durationPattern.exec(text);
  if (!parts) return { reason: 'is not an ISO 8601 duration such as P30D or PT12H' };
  const [, years, months, ...fixed] = parts;
  if (years !== undefined || months !== undefined)
    return { reason: 'years and months have no fixed length; use days or weeks, such as P30D' };
  const unitsMs = [7 * dayMs, dayMs, hourMs, minuteMs, secondMs];
  const totalMs = fixed.reduce((sum, digits, i) => sum + Number(digits ?? 0) * (unitsMs[i] ?? 0), 0);
  if (totalMs <= 0) return { reason: 'must be longer than zero' };
  if (totalMs > longestWindowMs) return { reason: 'must be at most ten years (P3660D)' };
  return totalMs;
}

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;

/** A business day as [first millisecond, first millisecond of the next day), both in epoch milliseconds. */
export function readDay(text: string): { startMs: number; endMs: number } | Misread {
  const parts = datePattern.exec(text);
  const startMs = parts ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // Date.parse takes 30 February for 2 March.
  if (Number.isNaN(startMs) || !new Date(startMs).toISOString().startsWith(text))
    return { reason: 'is not a date such as 2026-01-31' };
  if (Number(parts?.[1]) < 1970 || Number(parts?.[1]) > 2200)
    return { reason: 'must lie between 1970 and 2200' };
  return { startMs: startMs - zoneOffsetMs, endMs: startMs - zoneOffsetMs + dayMs };
}

/** The business day of an instant, such as 2026-03-02. */
export function dayOf(instant: Date): string {
  return new Date(instant.getTime() + zoneOffsetMs).toISOString().slice(0, 10);
}

/** Where a `before` or `after` puts its limit: a day, or so many milliseconds before now. */
export type Limit = { startMs: number; endMs: number } | { agoMs: number };

export function readLimit(text: string): Limit | Misread {
  if (text.startsWith('P')) {
    const ms = readDuration(text);
    return typeof ms === 'number' ? { agoMs: ms } : ms;
  }
  const day = readDay(text);
  return 'reason' in day ? { reason: 'is neither a date (2026-01-31) nor a duration (P30D)' } : day;
}
