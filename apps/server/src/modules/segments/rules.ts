/**
 * The segment rule grammar, checked. What it means (`now` is the instant of evaluation):
 *
 * - Only living customers belong to anything; `not` is the complement among them.
 * - An event counts when its name fits, every filter of `where` holds, its time is not after `now`, and it lies in the
 *   window: `within` W is (now − W, now], `between` two business days of Asia/Shanghai, both included, else ever.
 * - Without `measure`: at least one. A comparison of `count`, `sum` or `distinct` that zero satisfies also holds for a
 *   customer without any such event. `sum` adds numbers exactly, to six decimals, and passes over what is no number (or above 10^15);
 *   `distinct` counts different values, a missing or null one not among them.
 * - `last` is the newest matching event in the window, `first` the oldest; without any neither holds. With a duration,
 *   `before` P is at or before now − P and `after` P later than now − P; with a date, `before` ends as that day begins and
 *   `after` begins as it ends. Given both, both must hold.
 * - A property or trait that is missing or null is absent. `eq`, `in`: the same JSON type and value. `ne` is the complement
 *   of `eq`, so it holds when absent. `gt` … `lte`: numbers by size, strings by code point (ISO dates of one form
 *   therefore by time); a value of another type fails. `contains`: part of a string, or an element of a list.
 * - `{segment}` stands for the rule of that segment.
 */
import {
  type EventRule,
  type PropertyFilter,
  type Rule,
  ruleLimits,
  type Scalar,
  type TraitOperator,
} from '@jetbridge/contract';
import { readDay, readDuration, readLimit } from './time.rules.ts';

/** A place in the rule, such as `all[1].where[0].is`, and what is wrong there. */
export interface RuleProblem {
  path: string;
  reason: string;
}

/** Names that identify a person: they are kept out of the warehouse, where rules are evaluated. */
const unseenTraits = new Set(['name', 'email', 'phone', 'mobile']);
const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const operators: readonly string[] = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'contains',
  'exists',
  'absent',
] satisfies TraitOperator[];
const ordered = ['gt', 'gte', 'lt', 'lte'];
const comparisons = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte'];
/** Sums are decimals of six places; a bound beyond these could not be compared exactly. */
const largestNumber = 1e15;

/** Walks the value; throws `Stop` at the first mistake. */
interface Walk {
  nodes: number;
}
class Stop extends Error {
  readonly problem: RuleProblem;
  constructor(path: string, reason: string) {
    super(reason);
    this.problem = { path, reason };
  }
}

/** The value as a rule, or the first mistake in it. Says nothing about whether the segments it names exist. */
export function checkRule(value: unknown): { rule: Rule } | { problem: RuleProblem } {
  try {
    checkNode({ nodes: 0 }, value, { path: '', depth: 1 });
    // Every key and type was checked against the grammar just now.
    return { rule: value as Rule };
  } catch (error) {
    if (error instanceof Stop) return { problem: error.problem };
    throw error;
  }
}

/** The ids of the segments that a rule names. */
export function segmentsIn(rule: Rule): string[] {
  if ('all' in rule) return rule.all.flatMap(segmentsIn);
  if ('any' in rule) return rule.any.flatMap(segmentsIn);
  if ('not' in rule) return segmentsIn(rule.not);
  return 'segment' in rule ? [rule.segment] : [];
}

/**
 * Whether `id` with this rule would come to depend on itself: the ids on the way round, from `id` to `id`,
 * or null. `ruleOf` gives the rules of the other segments.
 */
export function findCycle(id: string, rule: Rule, ruleOf: (id: string) => Rule | undefined): string[] | null {
  const done = new Set<string>();
  const visit = (current: Rule, way: string[]): string[] | null => {
    for (const next of segmentsIn(current)) {
      if (next === id) return [...way, id];
      const nextRule = done.has(next) ? undefined : ruleOf(next);
      done.add(next);
      const found = nextRule ? visit(nextRule, [...way, next]) : null;
      if (found) return found;
    }
    return null;
  };
  return visit(rule, [id]);
}

type Place = { path: string; depth: number };
type Fields = Record<string, unknown>;

const kinds: Record<string, (walk: Walk, node: Fields, at: Place) => void> = {
  all: (walk, node, at) => checkList(walk, node.all, { path: join(at.path, 'all'), depth: at.depth + 1 }),
  any: (walk, node, at) => checkList(walk, node.any, { path: join(at.path, 'any'), depth: at.depth + 1 }),
  not: (walk, node, at) => checkNode(walk, node.not, { path: join(at.path, 'not'), depth: at.depth + 1 }),
  segment: (_, node, at) => {
    if (typeof node.segment !== 'string' || !idPattern.test(node.segment))
      throw new Stop(join(at.path, 'segment'), 'must be the id of a segment');
  },
  trait: (_, node, at) => {
    const name = text(node.trait, join(at.path, 'trait'));
    if (unseenTraits.has(name.toLowerCase()))
      throw new Stop(join(at.path, 'trait'), 'names and contact details are not available to rules');
    checkOperator(node, at.path);
  },
  event: (_, node, at) => checkEvent(node, at.path),
};
const keysOf: Record<string, readonly string[]> = {
  trait: ['is', 'value'],
  event: ['where', 'within', 'between', 'measure'],
};

function checkNode(walk: Walk, value: unknown, at: Place): void {
  const node = object(value, at.path);
  walk.nodes += 1;
  if (walk.nodes > ruleLimits.nodes) throw new Stop(at.path, `a rule has at most ${ruleLimits.nodes} parts`);
  if (at.depth > ruleLimits.depth) throw new Stop(at.path, `a rule nests at most ${ruleLimits.depth} levels`);
  const found = Object.keys(kinds).filter((kind) => kind in node);
  const [kind] = found;
  if (kind === undefined) throw new Stop(at.path, `needs one of ${Object.keys(kinds).join(', ')}`);
  if (found.length > 1) throw new Stop(at.path, `has ${found.join(' and ')}; only one is possible`);
  known(node, [kind, ...(keysOf[kind] ?? [])], at.path);
  kinds[kind]?.(walk, node, at);
}

function checkList(walk: Walk, value: unknown, at: Place): void {
  if (!Array.isArray(value)) throw new Stop(at.path, 'must be a list of rules');
  if (value.length === 0) throw new Stop(at.path, 'needs at least one rule');
  value.forEach((item, i) => {
    checkNode(walk, item, { path: `${at.path}[${i}]`, depth: at.depth });
  });
}

function checkEvent(node: Fields, path: string): asserts node is Fields & EventRule {
  text(node.event, join(path, 'event'));
  if (node.where !== undefined) checkWhere(node.where, join(path, 'where'));
  if (node.within !== undefined && node.between !== undefined)
    throw new Stop(join(path, 'between'), 'within and between exclude each other');
  if (node.within !== undefined) read(readDuration, node.within, join(path, 'within'));
  if (node.between !== undefined) checkBetween(node.between, join(path, 'between'));
  if (node.measure !== undefined) checkMeasure(node.measure, join(path, 'measure'));
}

function checkWhere(value: unknown, path: string): asserts value is PropertyFilter[] {
  if (!Array.isArray(value)) throw new Stop(path, 'must be a list of filters');
  if (value.length > ruleLimits.where)
    throw new Stop(path, `has ${value.length} filters, at most ${ruleLimits.where}`);
  value.forEach((item, i) => {
    const at = `${path}[${i}]`;
    const filter = object(item, at);
    known(filter, ['property', 'is', 'value'], at);
    text(filter.property, join(at, 'property'));
    checkOperator(filter, at);
  });
}

function checkOperator(node: Fields, path: string): void {
  const { is, value } = node;
  if (typeof is !== 'string' || !operators.includes(is))
    throw new Stop(join(path, 'is'), `must be one of ${operators.join(', ')}`);
  const at = join(path, 'value');
  if (is === 'exists' || is === 'absent') {
    if (value !== undefined) throw new Stop(at, `${is} takes no value`);
  } else if (is === 'in') {
    if (!Array.isArray(value) || value.length === 0) throw new Stop(at, 'in needs a list of values');
    if (value.length > ruleLimits.listItems)
      throw new Stop(at, `has ${value.length} items, at most ${ruleLimits.listItems}`);
    value.forEach((item, i) => {
      scalar(item, `${at}[${i}]`);
    });
  } else {
    const given = scalar(value, at);
    if (ordered.includes(is) && typeof given === 'boolean')
      throw new Stop(at, `${is} compares numbers or strings`);
  }
}

function checkBetween(value: unknown, path: string): void {
  if (!Array.isArray(value) || value.length !== 2) throw new Stop(path, 'must be two dates');
  const [from, to] = value.map((item, i) => read(readDay, item, `${path}[${i}]`));
  if (from && to && from.startMs > to.startMs) throw new Stop(`${path}[1]`, 'lies before the first date');
}

function checkMeasure(value: unknown, path: string): void {
  const measure = object(value, path);
  const possible = ['count', 'sum', 'distinct', 'last', 'first'];
  const [kind, ...more] = Object.keys(measure);
  if (kind === undefined || more.length > 0 || !possible.includes(kind))
    throw new Stop(path, `must have exactly one of ${possible.join(', ')}`);
  const at = join(path, kind);
  const body = object(measure[kind], at);
  if (kind === 'last' || kind === 'first') {
    known(body, ['before', 'after'], at);
    if (body.before === undefined && body.after === undefined) throw new Stop(at, 'needs before or after');
    for (const side of ['before', 'after'])
      if (body[side] !== undefined) read(readLimit, body[side], join(at, side));
    return;
  }
  known(body, kind === 'count' ? comparisons : ['of', ...comparisons], at);
  if (kind !== 'count') text(body.of, join(at, 'of'));
  const given = comparisons.filter((key) => key in body);
  if (given.length === 0) throw new Stop(at, `needs a comparison: ${comparisons.join(', ')}`);
  for (const key of given) {
    const bound = number(body[key], join(at, key));
    if (kind === 'sum' && Number(bound.toFixed(6)) !== bound)
      throw new Stop(join(at, key), 'has more than six decimals');
  }
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function object(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Stop(path, 'must be an object');
  return value as Fields; // A JSON object: text keys, anything as values.
}

function known(node: Fields, keys: readonly string[], path: string): void {
  const stranger = Object.keys(node).find((key) => !keys.includes(key));
  if (stranger !== undefined)
    throw new Stop(join(path, stranger), `is not known here; possible: ${keys.join(', ')}`);
}

function text(value: unknown, path: string): string {
  if (typeof value !== 'string' || value === '') throw new Stop(path, 'must be a text');
  if (value.length > ruleLimits.textLength)
    throw new Stop(path, `is longer than ${ruleLimits.textLength} characters`);
  if (!value.isWellFormed() || value.includes('\0')) throw new Stop(path, 'is not well-formed text');
  return value;
}

function number(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Stop(path, 'must be a number');
  if (Math.abs(value) > largestNumber) throw new Stop(path, `must be at most ${largestNumber}`);
  return value;
}

function scalar(value: unknown, path: string): Scalar {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return number(value, path);
  if (value === '') return value;
  if (typeof value === 'string') return text(value, path);
  throw new Stop(path, 'must be a text, a number, or true or false');
}

function read<T extends object | number>(
  reader: (text: string) => T | { reason: string },
  value: unknown,
  path: string,
): T {
  if (typeof value !== 'string') throw new Stop(path, 'must be a text');
  const result = reader(value);
  if (typeof result === 'object' && 'reason' in result) throw new Stop(path, String(result.reason));
  return result as T; // Not a Misread, so it is what the reader gives.
}
