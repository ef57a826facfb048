import { checkCount, checkNumber, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { exp, ln } from '../numbers.ts';

export interface ChangeTestInput {
  /** Oldest first; at least ten. */
  readonly values: ArrayLike<number>;
}

export interface ChangeTest {
  /** The first place of the new level. */
  readonly at: number;
  /** Pettitt's K: the largest of |Σ sign(later − earlier)| over all ways to cut. */
  readonly statistic: number;
  /** Chance of so clear a cut if nothing had changed. */
  readonly pValue: number;
}

/**
 * Tests whether the level of a series changed once, at an unknown place, without assuming a distribution.
 *
 * U(t) = Σ_{i<t≤j} sign(xⱼ − xᵢ), K = max |U(t)|, p ≈ 2·exp(−6K² / (n³ + n²)), at most 1: good below 0.5, and on the safe side with ties. For values without memory or season; take residuals otherwise.
 * Of equal maxima the first counts. O(n log n).
 *
 * @throws {StatisticsError} too_few with less than ten values; zero_variance when all are equal; not_finite
 * @see Pettitt (1979), A non-parametric approach to the change-point problem, Applied Statistics 28:126–135
 * @example
 * testChangePoint({ values: [3, 5, 4, 6, 4, 5, 9, 8, 11, 9, 10, 8] }) // → {"at":6,"statistic":36,"pValue":0.0314078}
 */
export function testChangePoint({ values }: ChangeTestInput): ChangeTest {
  checkLongEnough(values, 10);
  const ranks = doubledRanks(values);
  const n = values.length;
  let walked = 0;
  let statistic = 0;
  let at = 0;
  for (let cut = 1; cut < n; cut++) {
    // Σ over i ≤ cut of (n + 1 − 2·rank): all signs at once, in whole numbers.
    walked += n + 1 - ranks[cut - 1]!;
    if (Math.abs(walked) > statistic) {
      statistic = Math.abs(walked);
      at = cut;
    }
  }
  if (statistic === 0)
    throw new StatisticsError('zero_variance', { argument: 'values', says: 'must not all be equal' });
  return { at, statistic, pValue: Math.min(1, 2 * exp((-6 * statistic * statistic) / (n * n * n + n * n))) };
}

export interface ChangePointsInput {
  /** Oldest first; at least twice `minimumLength`, and ten. */
  readonly values: ArrayLike<number>;
  /** Values of the shortest level; 5 by default, at least 1. */
  readonly minimumLength?: number;
  /** What one more change must explain, in variances of the noise; 3·ln n by default. */
  readonly penalty?: number;
}

export interface Level {
  /** Places of the values, the end exclusive. */
  readonly from: number;
  readonly to: number;
  readonly mean: number;
}

export interface ChangePoints {
  /** At least one; each next one begins with a change. */
  readonly levels: readonly Level[];
  /** Standard deviation of the noise, from differences of neighbours. */
  readonly noise: number;
}

/**
 * Finds all places at which the level of a series changed, the best cut of all there are.
 *
 * Minimises Σ over levels of Σ (x − mean)² / σ² + penalty · changes, exactly, by PELT. σ = median |xᵢ₊₁ − xᵢ| / (0.6745·√2), which jumps hardly touch. With 3·ln n a series
 * of normal noise without a change is cut in less than 5 of 100. For values without memory or season; take residuals otherwise. O(n) to O(n²).
 *
 * @throws {StatisticsError} too_few for the minimum length; zero_variance when more than half of the neighbours are equal; out_of_range for a penalty below 0; not_finite
 * @see Killick, Fearnhead and Eckley (2012), Optimal detection of changepoints with a linear computational cost, Journal of the American Statistical Association 107:1590–1598; penalty: Zhang and Siegmund (2007), Biometrics 63:22–32
 * @example
 * const { levels } = findChangePoints({ values: [3, 5, 4, 6, 4, 5, 9, 8, 11, 9, 10, 8, 2, 1, 3, 2, 2, 1] });
 * levels // → [{"from":0,"to":6,"mean":4.5},{"from":6,"to":12,"mean":9.16667},{"from":12,"to":18,"mean":1.83333}]
 */
export function findChangePoints(input: ChangePointsInput): ChangePoints {
  const { values, minimumLength = 5 } = input;
  checkCount('minimumLength', minimumLength, { min: 1 });
  checkLongEnough(values, Math.max(10, 2 * minimumLength));
  const penalty = input.penalty ?? 3 * ln(values.length);
  checkNumber('penalty', penalty, { min: 0 });
  const noise = noiseOf(values);
  const cost = costOf(values, noise);
  const previous = bestCuts({ length: values.length, minimumLength, penalty, cost });
  const levels: Level[] = [];
  for (let to = values.length; to > 0; to = previous[to]!) {
    const from = previous[to]!;
    let total = 0;
    for (let i = from; i < to; i++) total += values[i]!;
    levels.unshift({ from, to, mean: total / (to - from) });
  }
  return { levels, noise };
}

function checkLongEnough(values: ArrayLike<number>, fewest: number): void {
  checkValues('values', values);
  if (values.length < fewest)
    throw new StatisticsError('too_few', {
      argument: 'values',
      says: `must be at least ${fewest}, not ${values.length}`,
      details: { rule: `at least ${fewest} values`, length: values.length },
    });
}

/** Twice the midranks, so that ties stay whole numbers. */
function doubledRanks(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort(
    (a, b) => values[a]! - values[b]! || a - b,
  );
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end += 1;
    for (let i = start; i < end; i++) ranks[order[i]!] = start + end + 1;
    start = end;
  }
  return ranks;
}

function noiseOf(values: ArrayLike<number>): number {
  const steps = Float64Array.from({ length: values.length - 1 }, (_, i) =>
    Math.abs(values[i + 1]! - values[i]!),
  ).sort();
  const half = steps.length >> 1;
  const median = steps.length % 2 === 1 ? steps[half]! : (steps[half - 1]! + steps[half]!) / 2;
  if (!(median > 0))
    throw new StatisticsError('zero_variance', {
      argument: 'values',
      says: 'must vary: at least half of the neighbours are equal',
    });
  return median / (0.6745 * Math.sqrt(2));
}

type Cost = (from: number, to: number) => number;

/** Σ (x − mean)² / σ² of any stretch, from running sums around the overall mean. */
function costOf(values: ArrayLike<number>, noise: number): Cost {
  const sums = new Float64Array(values.length + 1);
  const squares = new Float64Array(values.length + 1);
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  const centre = total / values.length;
  for (let i = 0; i < values.length; i++) {
    const scaled = (values[i]! - centre) / noise;
    sums[i + 1] = sums[i]! + scaled;
    squares[i + 1] = squares[i]! + scaled * scaled;
  }
  return (from, to) => {
    const sum = sums[to]! - sums[from]!;
    return Math.max(0, squares[to]! - squares[from]! - (sum * sum) / (to - from));
  };
}

interface Cutting {
  readonly length: number;
  readonly minimumLength: number;
  readonly penalty: number;
  readonly cost: Cost;
}

/** For each end the best beginning of its last level. */
function bestCuts({ length, minimumLength, penalty, cost }: Cutting): Uint32Array {
  const best = new Float64Array(length + 1).fill(Number.POSITIVE_INFINITY);
  const previous = new Uint32Array(length + 1);
  best[0] = -penalty;
  let starts: number[] = [];
  for (let to = minimumLength; to <= length; to++) {
    const newest = to - minimumLength;
    if (best[newest]! < Number.POSITIVE_INFINITY) starts.push(newest);
    for (const from of starts) {
      const value = best[from]! + cost(from, to) + penalty;
      if (value < best[to]!) {
        best[to] = value;
        previous[to] = from;
      }
    }
    starts = prune(starts, { to, minimumLength, best, cost });
  }
  return previous;
}

/**
 * A beginning that is already worse without a penalty can never win again (theorem 3.1, K = 0); where a level has a shortest length, only once the
 * level that would replace it is long enough.
 */
function prune(
  starts: number[],
  { to, minimumLength, best, cost }: { to: number; minimumLength: number; best: Float64Array; cost: Cost },
): number[] {
  const earlier = to - minimumLength;
  return starts.filter((from) => from >= earlier || best[from]! + cost(from, earlier) <= best[earlier]!);
}
