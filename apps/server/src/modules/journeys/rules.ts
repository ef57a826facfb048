import { type JourneyGraph, type JourneyNode, journeyLimits, type PropertyFilter } from '@jetbridge/contract';
import { Temporal } from 'temporal-polyfill';

const utcStart = Temporal.PlainDate.from('2026-01-01');

/** An ISO 8601 duration that is longer than nothing and at most 400 days; null when it is not one. */
export function parseDuration(text: unknown): Temporal.Duration | null {
  if (typeof text !== 'string' || text.length > 40) return null;
  let duration: Temporal.Duration;
  try {
    duration = Temporal.Duration.from(text);
  } catch {
    return null;
  }
  const days = duration.total({ unit: 'days', relativeTo: utcStart });
  return days > 0 && days <= journeyLimits.waitDays ? duration : null;
}

/** The instant a duration after `from`; a day or a month is one of the calendar of `zone`. */
export function after(from: Date, duration: string, zone: string): Date {
  return shift(from, { duration, zone, sign: 1 });
}

/** The instant a duration before `to`. */
export function before(to: Date, duration: string, zone: string): Date {
  return shift(to, { duration, zone, sign: -1 });
}

function shift(instant: Date, by: { duration: string; zone: string; sign: 1 | -1 }): Date {
  const parsed = parseDuration(by.duration);
  if (!parsed) throw new Error(`Not a duration: ${by.duration}`);
  const local = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(by.zone);
  return new Date(local.add(by.sign === 1 ? parsed : parsed.negated()).epochMilliseconds);
}

/** Whether an event's properties pass every filter; with the same meaning as in a segment's rule. */
export function matches(
  properties: Readonly<Record<string, unknown>>,
  where: readonly PropertyFilter[] | undefined,
): boolean {
  return (where ?? []).every((filter) => passes(properties[filter.property] ?? null, filter));
}

function passes(actual: unknown, { is, value }: PropertyFilter): boolean {
  switch (is) {
    case 'exists':
      return actual !== null;
    case 'absent':
      return actual === null;
    case 'eq':
      return actual === value;
    case 'ne':
      return actual !== value;
    case 'in':
      return Array.isArray(value) && value.some((one) => one === actual);
    case 'contains':
      if (Array.isArray(actual)) return actual.includes(value);
      return typeof actual === 'string' && typeof value === 'string' && actual.includes(value);
    default:
      return compares(actual, is, value);
  }
}

function compares(actual: unknown, is: 'gt' | 'gte' | 'lt' | 'lte', value: unknown): boolean {
  const bothNumbers = typeof actual === 'number' && typeof value === 'number';
  const bothTexts = typeof actual === 'string' && typeof value === 'string';
  if (!bothNumbers && !bothTexts) return false;
  if (is === 'gt') return actual > value;
  if (is === 'gte') return actual >= value;
  return is === 'lt' ? actual < value : actual <= value;
}

export function isTrigger(node: JourneyNode): node is Extract<JourneyNode, { kind: 'trigger' }> {
  return node.kind === 'trigger';
}

/** Where a way out of a node leads; null: out of the journey. A way that is not drawn falls back to `next`. */
export function targetOf(node: JourneyNode, way: string): string | null {
  const ways: Record<string, unknown> = { ...node };
  const target = ways[way] ?? (way === 'refused' ? ways.next : undefined);
  return typeof target === 'string' && target !== '' ? target : null;
}

/** When the last entry of somebody who may enter now has to have been: any time, never, or before an instant. */
export function reentryLimit(
  reentry: JourneyGraph['reentry'],
  now: Date,
  zone: string,
): 'never' | 'always' | Date {
  if (reentry === undefined || reentry === 'never' || reentry === 'always') return reentry ?? 'never';
  return before(now, reentry.after, zone);
}

/** The first instant of the day that `now` lies in, where the clocks of `zone` show it. */
export function startOfDay(now: Date, zone: string): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone);
  return new Date(local.startOfDay().epochMilliseconds);
}
