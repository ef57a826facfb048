/** Attribution by a rule that is agreed on before the paths are seen. */
import { checkObject, checkPositive, checkSameLength, checkShares, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { pow } from '../numbers.ts';
import { type Attribution, attributionOf, creditTouches, type TouchWeights } from './credits.ts';
import { checkPaths, type Paths } from './paths.ts';

/**
 * Who of a path is credited.
 * - `first`, `last`: that touch.
 * - `last_but`: the last touch that is not of the channel named `ignored` (usually direct traffic), or the last one when there is no other.
 * - `linear`: all touches alike.
 * - `position`: `shares` go to the first touch, to those between (alike), and to the last; 0.4, 0.2, 0.4 unless given. A path of
 *   one touch gives it all; a path of two divides as first to last, since nothing is between.
 * - `time_decay`: a touch counts half as much for every `halfLifeDays` between it and the end of the path, by `paths.ages`.
 * - `position_decay`: a touch counts half as much for every `halfLifeTouches` touches that came after it.
 */
export type AttributionRule =
  | { readonly kind: 'first' | 'last' | 'linear' }
  | { readonly kind: 'last_but'; readonly ignored: string }
  | { readonly kind: 'position'; readonly shares?: readonly [first: number, between: number, last: number] }
  | { readonly kind: 'time_decay'; readonly halfLifeDays: number }
  | { readonly kind: 'position_decay'; readonly halfLifeTouches: number };

export interface RuleInput {
  readonly paths: Paths;
  readonly rule: AttributionRule;
}

/** Of Google Analytics' position-based model. */
const POSITION_SHARES = [0.4, 0.2, 0.4] as const;

/**
 * Divides conversions and value over the touches of each path by a fixed rule: first, last, linear, position, decay.
 *
 * credit(c) = Σ over paths of conversions × Σ over touches of c of weight, the weights of a path summing to 1; a channel met twice
 * is credited twice. Null paths change nothing. A rule says what was agreed, not what would have happened without the channel:
 * for that see attributeByMarkov, attributeByShapley and, better, an experiment. O(touches).
 *
 * @throws {StatisticsError} one_class when no path converted; empty when a path has no touch, or when `paths.ages` is needed and not given;
 * unknown_name when a touch is no index of a channel or `rule.ignored` is no channel; shares_do_not_sum when `rule.shares` do not;
 * out_of_range when a count is negative or not whole, an age negative or growing along its path, a half-life not positive;
 * length_mismatch when columns differ in length
 * @see Anderl, Becker, von Wangenheim and Schumann (2016), International Journal of Research in Marketing 33:457–474
 * @example
 * const paths = pathsFrom({ journeys: [{ touches: ['moments', 'mail', 'search'], conversions: 10, nulls: 90, value: 500 }, { touches: ['search'], conversions: 2 }] });
 * const read = attributeByRule({ paths, rule: { kind: 'position' } });
 * read.credits.map((credit) => credit.conversions) // → [4,2,6]
 * read.credits[0].value // → 200
 */
export function attributeByRule({ paths, rule }: RuleInput): Attribution {
  const totals = checkPaths(paths);
  return attributionOf(paths, totals, creditTouches(paths, weightsOf(paths, rule)));
}

function weightsOf(paths: Paths, rule: AttributionRule): TouchWeights {
  checkObject('rule', rule, "{ kind: 'linear' }");
  switch (rule.kind) {
    case 'first':
      return ({ from, to }, weights) => weights.fill(0, 0, to - from).fill(1, 0, 1);
    case 'last':
      return ({ from, to }, weights) => weights.fill(0, 0, to - from).fill(1, to - from - 1, to - from);
    case 'linear':
      return ({ from, to }, weights) => weights.fill(1 / (to - from), 0, to - from);
    case 'last_but':
      return lastBut(paths, rule.ignored);
    case 'position':
      return byPosition(rule.shares ?? POSITION_SHARES);
    case 'time_decay':
      return byAge(paths, rule.halfLifeDays);
    case 'position_decay':
      return byDistance(rule.halfLifeTouches);
    default:
      return unknownKind(rule);
  }
}

/** Callers without types can name anything. */
function unknownKind(rule: never): never {
  const { kind } = rule as { kind: unknown };
  throw new StatisticsError('unknown_name', {
    argument: 'rule.kind',
    says: `is "${kind}", which is no rule`,
  });
}

function lastBut({ channels, touches }: Paths, ignored: string): TouchWeights {
  const index = channels.indexOf(ignored);
  if (index < 0)
    throw new StatisticsError('unknown_name', {
      argument: 'rule.ignored',
      says: `is "${ignored}", which is none of paths.channels`,
    });
  return ({ from, to }, weights) => {
    let at = to - 1;
    while (at >= from && touches[at] === index) at--;
    weights.fill(0, 0, to - from);
    weights[(at < from ? to - 1 : at) - from] = 1;
  };
}

function byPosition(shares: readonly number[]): TouchWeights {
  checkSameLength(['first, between, last', POSITION_SHARES], ['rule.shares', shares]);
  checkShares('rule.shares', shares);
  const [first = 0, between = 0, last = 0] = shares;
  return ({ from, to }, weights) => {
    const length = to - from;
    weights.fill(between / (length - 2), 0, length);
    weights[0] = length === 1 ? 1 : length === 2 ? first / (first + last) : first;
    if (length > 1) weights[length - 1] = length === 2 ? last / (first + last) : last;
  };
}

function byAge(paths: Paths, halfLifeDays: number): TouchWeights {
  checkPositive('rule.halfLifeDays', halfLifeDays);
  const ages = checkedAges(paths);
  return ({ from, to }, weights) => {
    // Counted from the youngest, so that a path that ended long ago does not vanish; the division by the sum cancels it.
    const youngest = ages[to - 1]!;
    for (let at = from; at < to; at++) weights[at - from] = pow(2, (youngest - ages[at]!) / halfLifeDays);
    normalise(weights, to - from);
  };
}

function checkedAges({ ages, offsets, touches }: Paths): ArrayLike<number> {
  if (!ages)
    throw new StatisticsError('empty', {
      argument: 'paths.ages',
      says: 'must be given for time_decay',
      details: { instead: 'rule position_decay' },
    });
  checkSameLength(['paths.touches', touches], ['paths.ages', ages]);
  checkValues('paths.ages', ages, { min: 0 });
  for (let path = 1; path < offsets.length; path++)
    for (let at = offsets[path - 1]! + 1; at < offsets[path]!; at++)
      if (ages[at]! > ages[at - 1]!)
        throw new StatisticsError('out_of_range', {
          argument: `paths.ages[${at}]`,
          says: `must be at most ${ages[at - 1]}, the age of the touch before it, not ${ages[at]}: a path goes oldest first`,
          details: { value: ages[at]! },
        });
  return ages;
}

function byDistance(halfLifeTouches: number): TouchWeights {
  checkPositive('rule.halfLifeTouches', halfLifeTouches);
  return ({ from, to }, weights) => {
    for (let at = from; at < to; at++) weights[at - from] = pow(2, (at + 1 - to) / halfLifeTouches);
    normalise(weights, to - from);
  };
}

function normalise(weights: Float64Array, length: number): void {
  let whole = 0;
  for (let i = 0; i < length; i++) whole += weights[i]!;
  for (let i = 0; i < length; i++) weights[i]! /= whole;
}
