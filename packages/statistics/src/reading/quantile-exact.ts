/** A quantile with an interval between two of the values: no resampling, no approximation. */
import { checkProbability, checkValues } from '../checks.ts';
import { binomialCdf } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import type { Interval } from '../interval.ts';
import { quantileOf, sortedCopy } from './bootstrap-quantile.ts';
import { normalCritical } from './critical.ts';

export interface QuantileInput {
  /** In any order. */
  readonly values: ArrayLike<number>;
  /** The share of values below the quantile: 0.5 is the median. */
  readonly probability: number;
  /** Confidence of the interval; 0.95. */
  readonly level?: number;
}

export interface ExactQuantile {
  readonly value: number;
  /** Both ends are among the values. */
  readonly interval: Interval;
  readonly level: number;
  /** How surely the interval covers, whatever the distribution: at least the level. */
  readonly coverage: number;
}

/**
 * A quantile with an interval that covers at least its level for every distribution and every number of values.
 *
 * The number of values below the quantile is binomial, so the l-th and the u-th smallest value enclose it with the chance
 * P(l ≤ B < u); l is the largest and u the smallest rank that leave at most half of 1 − level outside on their side.
 * The value is of type 7. O(n log n).
 *
 * @throws {StatisticsError} not_identified when there are too few values for any of them to enclose the quantile so surely; empty; not_finite
 * @see Conover (1999), Practical Nonparametric Statistics, 3rd edition, §3.2; Hahn and Meeker (1991), Statistical Intervals, §5.2
 * @example
 * estimateQuantileExactly({ values: [2, 4, 6, 8, 10, 12, 14, 16], probability: 0.5 }).interval // → {"lower":2,"upper":16}
 */
export function estimateQuantileExactly({ values, probability, level = 0.95 }: QuantileInput): ExactQuantile {
  normalCritical(level);
  checkProbability('probability', probability);
  checkValues('values', values);
  const sorted = sortedCopy(values);
  const n = sorted.length;
  const tail = (1 - level) / 2;
  const atMost = (k: number) => binomialCdf(k, { n, p: probability });
  // P(B < l) ≤ tail: the largest such l. P(B ≥ u) ≤ tail: the smallest such u, by the upper tail itself.
  const lower = lastTrue(n, (l) => atMost(l - 1) <= tail);
  const upper = n + 1 - lastTrue(n, (l) => binomialCdf(l - 1, { n, p: 1 - probability }) <= tail);
  if (lower < 1 || upper > n)
    throw new StatisticsError('not_identified', {
      argument: 'values',
      says: `are too few (${n}) for the smallest and the largest of them to enclose the quantile at this level`,
      details: { n },
    });
  return {
    value: quantileOf(sorted, probability),
    interval: { lower: sorted[lower - 1]!, upper: sorted[upper - 1]! },
    level,
    coverage: atMost(upper - 1) - atMost(lower - 1),
  };
}

/** The largest of 0 … n that holds, when 0 does and holding stops once. */
function lastTrue(n: number, holds: (k: number) => boolean): number {
  let [good, bad] = [0, n + 1];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
