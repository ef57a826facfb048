/** Two means whose variances need not be equal: Welch's test. */
import { checkCount, checkNumber, checkObject, checkValues } from '../checks.ts';
import type { Estimate } from '../interval.ts';
import { mean, variance } from '../numbers.ts';
import { checkComputed, readSymmetric } from './critical.ts';

/** All that a comparison of means needs to know of an arm. */
export interface MeanSummary {
  /** Number of values, at least 2. */
  readonly n: number;
  readonly mean: number;
  /** With n − 1, in squared units of the mean. */
  readonly variance: number;
}

export interface TwoMeansInput {
  /** The arm that is compared with. */
  readonly control: MeanSummary;
  /** The arm that is asked about. */
  readonly treatment: MeanSummary;
  /** Confidence of the interval; 0.95. */
  readonly level?: number;
}

export interface MeanComparison {
  /** Treatment less control, in the unit of the means. */
  readonly difference: Estimate;
  /** The difference in standard errors. */
  readonly t: number;
  /** Of Student's distribution; not whole. */
  readonly degreesOfFreedom: number;
  /** Two-sided. */
  readonly pValue: number;
}

/**
 * The summary of an arm from its raw values, one per unit.
 *
 * Mean, and variance with n − 1, by compensated sums in two passes: a large common offset costs no digits. O(n).
 *
 * @throws {StatisticsError} empty when there are fewer than two values; not_finite when one is NaN or infinite; out_of_range when their squares are beyond a double's
 * @see Chan, Golub and LeVeque (1983), The American Statistician 37:242–247
 * @example
 * summarizeValues([4, 8, 6, 10]) // → {"n":4,"mean":7,"variance":6.66667}
 */
export function summarizeValues(values: ArrayLike<number>): MeanSummary {
  checkValues('values', values, { atLeast: 2 });
  const summary = { n: values.length, mean: mean(values), variance: variance(values) };
  checkComputed('values', summary.variance);
  return summary;
}

export function checkTwoMeans({ control, treatment }: TwoMeansInput): void {
  checkSummary(['control.n', 'control.mean', 'control.variance'], control);
  checkSummary(['treatment.n', 'treatment.mean', 'treatment.variance'], treatment);
}

export function checkSummary(name: [n: string, mean: string, variance: string], summary: MeanSummary): void {
  // One comparison each for the usual case; the sentence is made only for what is refused.
  if (!summary) checkObject(name[0].slice(0, -'.n'.length), summary, '{ n: 1000, mean: 5, variance: 4 }');
  if (!(Number.isSafeInteger(summary.n) && summary.n >= 2)) checkCount(name[0], summary.n, { min: 2 });
  if (!Number.isFinite(summary.mean)) checkNumber(name[1], summary.mean);
  if (!(summary.variance >= 0 && Number.isFinite(summary.variance)))
    checkNumber(name[2], summary.variance, { min: 0 });
}

/** Satterthwaite's degrees of freedom of v₁ + v₀, where v = variance of an arm's mean. Of the ratio, so no square can overflow. */
export function satterthwaite(
  { control, treatment }: TwoMeansInput,
  v: { control: number; treatment: number },
): number {
  const both = v.treatment + v.control;
  const [t, c] = [v.treatment / both, v.control / both];
  return 1 / ((t * t) / (treatment.n - 1) + (c * c) / (control.n - 1));
}

/**
 * Whether the treatment's mean differs from the control's, by how much, and how surely, without supposing equal variances.
 *
 * Welch: t = (m₁ − m₀) / √(s₁²/n₁ + s₀²/n₀), with Satterthwaite's degrees of freedom
 * (v₁ + v₀)² / (v₁²/(n₁ − 1) + v₀²/(n₀ − 1)), v = s²/n. Units are independent; the means are near normal, which skewed
 * values such as revenue need hundreds of units for (then look at bootstrapMeans beside it). From raw values:
 * compareMeans({ control: summarizeValues(a), treatment: summarizeValues(b) }). O(1).
 *
 * @throws {StatisticsError} zero_variance when neither arm varies; out_of_range when n < 2 or a variance is negative
 * @see Welch (1947), Biometrika 34:28–35; Satterthwaite (1946), Biometrics Bulletin 2:110–114
 * @example
 * const read = compareMeans({ control: { n: 10, mean: 0.75, variance: 3.200556 }, treatment: { n: 10, mean: 2.33, variance: 4.009 } });
 * read.difference.interval // → {"lower":-0.205483,"upper":3.36548}
 * read.degreesOfFreedom // → 17.7765
 * read.pValue // → 0.0793941
 */
export function compareMeans(input: TwoMeansInput): MeanComparison {
  const { control, treatment, level = 0.95 } = input;
  checkTwoMeans(input);
  const v = { control: control.variance / control.n, treatment: treatment.variance / treatment.n };
  const degreesOfFreedom = v.control + v.treatment > 0 ? satterthwaite(input, v) : 1;
  const { estimate, statistic, pValue } = readSymmetric(
    'treatment.variance',
    { value: treatment.mean - control.mean, standardError: Math.sqrt(v.control + v.treatment), level },
    degreesOfFreedom,
  );
  return { difference: estimate, t: statistic, degreesOfFreedom, pValue };
}
