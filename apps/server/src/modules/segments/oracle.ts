/**
 * The meaning of rules once more, for tests: read off the grammar's description, over plain lists, with nothing shared
 * with the SQL. Slow and obvious.
 */
import type {
  Comparison,
  CustomerId,
  EventRule,
  Measure,
  PropertyFilter,
  Rule,
  Scalar,
} from '@jetbridge/contract';

export interface Past {
  name: string;
  atMs: number;
  properties: Record<string, unknown>;
}
export interface Person {
  id: CustomerId;
  traits: Record<string, unknown>;
  events: readonly Past[];
}
type At = { nowMs: number; ruleOf: (id: string) => Rule | undefined };

export function belongs(rule: Rule, person: Person, at: At): boolean {
  if ('all' in rule) return rule.all.every((part) => belongs(part, person, at));
  if ('any' in rule) return rule.any.some((part) => belongs(part, person, at));
  if ('not' in rule) return !belongs(rule.not, person, at);
  if ('segment' in rule) {
    const other = at.ruleOf(rule.segment);
    return other !== undefined && belongs(other, person, at);
  }
  if ('trait' in rule) return passes(person.traits[rule.trait], rule);
  return measured(rule, person, at.nowMs);
}

const jsonEqual = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const bytes = (text: string) => Buffer.from(text, 'utf8');

function passes(value: unknown, test: Pick<PropertyFilter, 'is' | 'value'>): boolean {
  const there = value !== undefined && value !== null;
  const list = Array.isArray(test.value) ? test.value : [test.value as Scalar];
  const [wanted] = list;
  switch (test.is) {
    case 'exists':
      return there;
    case 'absent':
      return !there;
    case 'eq':
      return there && jsonEqual(value, wanted);
    case 'ne':
      return !(there && jsonEqual(value, wanted));
    case 'in':
      return there && list.some((one) => jsonEqual(value, one));
    case 'contains':
      if (Array.isArray(value)) return value.some((item) => jsonEqual(item, wanted));
      return typeof value === 'string' && typeof wanted === 'string' && value.includes(wanted);
    default:
      return inOrder(value, wanted, test.is);
  }
}

function inOrder(value: unknown, wanted: unknown, is: string): boolean {
  if (typeof value !== typeof wanted) return false;
  const order =
    typeof value === 'number' && typeof wanted === 'number'
      ? Math.sign(value - wanted)
      : typeof value === 'string' && typeof wanted === 'string'
        ? Buffer.compare(bytes(value), bytes(wanted))
        : null;
  if (order === null) return false;
  return { gt: order > 0, gte: order >= 0, lt: order < 0, lte: order <= 0 }[is] ?? false;
}

const units: Record<string, number> = { W: 604_800, D: 86_400, H: 3_600, M: 60, S: 1 };
const lengthMs = (duration: string) =>
  [...duration.matchAll(/(\d+)([WDHMS])/g)].reduce(
    (sum, [, n, unit]) => sum + Number(n) * (units[unit ?? ''] ?? 0),
    0,
  ) * 1000;
const dayStart = (date: string) => Date.parse(`${date}T00:00:00+08:00`);
const dayMs = 86_400_000;

function measured(rule: EventRule, person: Person, nowMs: number): boolean {
  const matching = person.events.filter(
    (event) =>
      event.name === rule.event &&
      event.atMs <= nowMs &&
      (rule.within === undefined || event.atMs > nowMs - lengthMs(rule.within)) &&
      (rule.between === undefined ||
        (event.atMs >= dayStart(rule.between[0]) && event.atMs < dayStart(rule.between[1]) + dayMs)) &&
      (rule.where ?? []).every((filter) => passes(event.properties[filter.property], filter)),
  );
  const measure: Measure = rule.measure ?? { count: { gte: 1 } };
  if ('count' in measure) return compare(matching.length, measure.count);
  if ('sum' in measure) {
    const { of } = measure.sum;
    const millionths = matching
      .map((event) => event.properties[of])
      .filter((value) => typeof value === 'number')
      .reduce((sum, value) => sum + Math.round(value * 1e6), 0);
    return compare(millionths / 1e6, measure.sum);
  }
  if ('distinct' in measure) {
    const { of } = measure.distinct;
    const values = matching.map((event) => event.properties[of]).filter((v) => v !== undefined && v !== null);
    return compare(new Set(values.map((value) => JSON.stringify(value))).size, measure.distinct);
  }
  if (matching.length === 0) return false;
  const times = matching.map((event) => event.atMs);
  return 'last' in measure
    ? limited(Math.max(...times), measure.last, nowMs)
    : limited(Math.min(...times), measure.first, nowMs);
}

function limited(
  atMs: number,
  { before, after }: { before?: string; after?: string },
  nowMs: number,
): boolean {
  const beforeHolds =
    before === undefined ||
    (before.startsWith('P') ? atMs <= nowMs - lengthMs(before) : atMs < dayStart(before));
  const afterHolds =
    after === undefined ||
    (after.startsWith('P') ? atMs > nowMs - lengthMs(after) : atMs >= dayStart(after) + dayMs);
  return beforeHolds && afterHolds;
}

function compare(value: number, { eq, ne, gt, gte, lt, lte }: Comparison): boolean {
  return (
    (eq === undefined || value === eq) &&
    (ne === undefined || value !== ne) &&
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte)
  );
}
