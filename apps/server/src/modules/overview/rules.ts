/** The airline's days, and which hours of them have passed. */

export interface Days {
  yesterday: Date;
  today: Date;
  tomorrow: Date;
  now: Date;
  /** Yesterday at this very minute. */
  sameTimeYesterday: Date;
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Offset of a zone at an instant, in milliseconds east of UTC. */
function offsetMs(at: Date, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return local - Math.floor(at.getTime() / 1000) * 1000;
}

function startOfDay(at: Date, zone: string): Date {
  const local = at.getTime() + offsetMs(at, zone);
  const midnight = Math.floor(local / dayMs) * dayMs;
  // The offset at midnight may differ from that of now on the day the clocks change.
  const guess = new Date(midnight - offsetMs(at, zone));
  return new Date(midnight - offsetMs(guess, zone));
}

export function daysOf(now: Date, zone: string): Days {
  const today = startOfDay(now, zone);
  return {
    now,
    today,
    yesterday: startOfDay(new Date(today.getTime() - hourMs), zone),
    tomorrow: startOfDay(new Date(today.getTime() + 26 * hourMs), zone),
    sameTimeYesterday: new Date(now.getTime() - dayMs),
  };
}

/** Which hour of its day an instant lies in, or null outside both days. */
export function hourOf(at: Date, days: Days): { day: 'today' | 'yesterday'; hour: number } | null {
  const hour = (start: Date) => Math.floor((at.getTime() - start.getTime()) / hourMs);
  if (at >= days.today && at < days.tomorrow) return { day: 'today', hour: hour(days.today) };
  if (at >= days.yesterday && at < days.today) return { day: 'yesterday', hour: hour(days.yesterday) };
  return null;
}
