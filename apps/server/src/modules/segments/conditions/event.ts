/** `{event, where, within, between, measure}`: an aggregate over the customer's rows of one event, and a comparison. */
import type { Comparison, EventRule, Measure } from '@jetbridge/contract';
import { type Limit, readDay, readDuration, readLimit } from '../time.rules.ts';
import { type Bind, defineCondition, instant, number } from './condition.ts';
import { compareValue, jsonValue } from './values.ts';

/** Where in time rows must lie. */
type Window = { withinMs: number } | { fromMs: number; toMs: number } | null;

export const eventCondition = defineCondition<EventRule>({
  accepts: (rule) => 'event' in rule,
  compile(rule) {
    const window = windowOf(rule);
    const measure = rule.measure ?? { count: { gte: 1 } };
    const negated = holdsForNothing(measure);
    const limits = limitsOf(measure);
    return {
      negated,
      condition: {
        key: `event ${JSON.stringify([rule.event, rule.where ?? [], window, measure])}`,
        rows: { event: rule.event },
        readsProperties: (rule.where ?? []).length > 0 || 'sum' in measure || 'distinct' in measure,
        touchedBy: rule.event,
        edgesMs: [
          ...(window && 'withinMs' in window ? [window.withinMs] : []),
          ...limits.flatMap(({ limit }) => ('agoMs' in limit ? [limit.agoMs] : [])),
        ],
        lookBackTo: (now) => (window === null ? null : windowStart(window, now)),
        sql(bind, now) {
          const matching = rowsMatching(bind, { rule, window, now });
          const holds = measured(bind, { measure, matching, now });
          return negated ? `NOT (${holds})` : holds;
        },
      },
    };
  },
});

function windowOf(rule: EventRule): Window {
  if (rule.within !== undefined) return { withinMs: checked(readDuration(rule.within)) };
  if (rule.between === undefined) return null;
  const [from, to] = rule.between;
  return { fromMs: checked(readDay(from)).startMs, toMs: checked(readDay(to)).endMs };
}

/** Rows at or before this instant lie outside. */
function windowStart(window: NonNullable<Window>, now: Date): Date {
  return new Date('withinMs' in window ? now.getTime() - window.withinMs : window.fromMs - 1);
}

function rowsMatching(bind: Bind, at: { rule: EventRule; window: Window; now: Date }): string {
  const { rule, window, now } = at;
  return [
    `name = ${bind(rule.event)}`,
    ...(window === null ? [] : [`at > ${instant(windowStart(window, now))}`]),
    ...(window && 'toMs' in window ? [`at < ${number(window.toMs)}`] : []),
    ...(rule.where ?? []).map(({ property, ...test }) =>
      compareValue(bind, 'properties', { key: property, ...test }),
    ),
  ].join(' AND ');
}

function measured(bind: Bind, at: { measure: Measure; matching: string; now: Date }): string {
  const { measure, matching } = at;
  if ('count' in measure) return compare(measure.count, `countIf(${matching})`, number);
  if ('sum' in measure) {
    const raw = jsonValue(bind, 'properties', measure.sum.of);
    // Decimals add up to the same total in whichever order the rows come; above 10^15 they might overflow.
    const value = `toDecimal128OrNull(${raw}, 6)`;
    const total = `sumIf(ifNull(${value}, 0), ${matching} AND ifNull(abs(${value}) <= 1000000000000000, 0))`;
    return compare(measure.sum, total, (bound) => `toDecimal128('${bound.toFixed(6)}', 6)`);
  }
  if ('distinct' in measure) {
    const raw = jsonValue(bind, 'properties', measure.distinct.of);
    const different = `uniqExactIf(${raw}, ${matching} AND ${raw} NOT IN ('', 'null'))`;
    return compare(measure.distinct, different, number);
  }
  const newest = 'last' in measure;
  const extreme = `${newest ? 'maxIf' : 'minIf'}(at, ${matching})`;
  return [
    // Without rows the extreme would be zero.
    `countIf(${matching}) > 0`,
    ...limitsOf(measure).map(({ side, limit }) => `${extreme} ${sideOf({ side, limit, now: at.now })}`),
  ].join(' AND ');
}

type Side = 'before' | 'after';

function limitsOf(measure: Measure): { side: Side; limit: Limit }[] {
  const body = 'last' in measure ? measure.last : 'first' in measure ? measure.first : {};
  const sides: Side[] = ['before', 'after'];
  return sides.flatMap((side) => {
    const text = body[side];
    return text === undefined ? [] : [{ side, limit: checked(readLimit(text)) }];
  });
}

function sideOf({ side, limit, now }: { side: Side; limit: Limit; now: Date }): string {
  if ('agoMs' in limit) return `${side === 'before' ? '<=' : '>'} ${number(now.getTime() - limit.agoMs)}`;
  return side === 'before' ? `< ${number(limit.startMs)}` : `>= ${number(limit.endMs)}`;
}

const signs = { eq: '=', ne: '!=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;
type Sign = keyof typeof signs;

function given(comparison: Comparison): { sign: Sign; bound: number }[] {
  const all = Object.keys(signs) as Sign[]; // The keys of the object just above.
  return all.flatMap((sign) => {
    const bound = comparison[sign];
    return bound === undefined ? [] : [{ sign, bound }];
  });
}

function compare(comparison: Comparison, value: string, encode: (bound: number) => string): string {
  return given(comparison)
    .map(({ sign, bound }) => `${value} ${signs[sign]} ${encode(bound)}`)
    .join(' AND ');
}

const holds: Record<Sign, (bound: number) => boolean> = {
  eq: (bound) => bound === 0,
  ne: (bound) => bound !== 0,
  gt: (bound) => 0 > bound,
  gte: (bound) => 0 >= bound,
  lt: (bound) => 0 < bound,
  lte: (bound) => 0 <= bound,
};

/** Whether the measure holds for a customer without a single row. */
function holdsForNothing(measure: Measure): boolean {
  if ('last' in measure || 'first' in measure) return false;
  const comparison = 'count' in measure ? measure.count : 'sum' in measure ? measure.sum : measure.distinct;
  return given(comparison).every(({ sign, bound }) => holds[sign](bound));
}

/** The rule was checked before it was saved, so a text that does not read is a mistake of this program. */
function checked<T extends object | number>(result: T | { reason: string }): T {
  if (typeof result === 'object' && 'reason' in result)
    throw new Error(`An unchecked rule was compiled: ${String(result.reason)}`);
  return result as T; // Not a Misread.
}
