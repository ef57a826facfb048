/** A sum over a sum, such as revenue per visit when members are assigned and visit often: the delta method. */
import { checkCount, checkNumber, checkSameLength, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { crossDeviations, mean } from '../numbers.ts';
import { checkComputed, readSymmetric } from './critical.ts';

/** All that a comparison of ratios needs to know of an arm. Means are per assigned unit. */
export interface RatioSummary {
  /** Number of assigned units, at least 30. */
  readonly n: number;
  readonly numeratorMean: number;
  /** Above 0. */
  readonly denominatorMean: number;
  /** With n − 1, as are all here. */
  readonly numeratorVariance: number;
  readonly denominatorVariance: number;
  readonly covariance: number;
}

/** One entry per assigned unit in both. */
export interface RatioValues {
  /** What the unit gave: orders, money, minutes. */
  readonly numerator: ArrayLike<number>;
  /** What it is counted by: visits, messages, nights. At least 0. */
  readonly denominator: ArrayLike<number>;
}

export interface TwoRatiosInput {
  /** The arm that is compared with. */
  readonly control: RatioSummary;
  /** The arm that is asked about. */
  readonly treatment: RatioSummary;
  /** Confidence of the interval; 0.95. */
  readonly level?: number;
}

export interface RatioComparison {
  /** Sum over sum in the control. */
  readonly control: number;
  /** Sum over sum in the treatment. */
  readonly treatment: number;
  /** Treatment less control, in units of numerator per denominator. */
  readonly difference: Estimate;
  /** The difference in standard errors. */
  readonly z: number;
  /** Two-sided. */
  readonly pValue: number;
}

/** Cochran (1977), Sampling Techniques, 3rd edition, §6.3: for these the normal approximation of a ratio is fair. */
const FEWEST_UNITS = 30;
const LARGEST_VARIATION = 0.1;
/** A correlation beyond one by more than rounding is an error of whoever computed it. */
const ROUNDING = 1e-9;
/** Below this share of the terms it is the difference of, a variance is rounding. */
const NOTHING_LEFT = 1e-14;
/** What bootstrapRatios needs. */
const FEWEST_AT_ALL = 8;

/**
 * The summary of an arm from its raw sums per unit.
 *
 * Means, variances and covariance (n − 1) by compensated sums in two passes. A unit that did not act counts as 0 / 0 and
 * belongs in both columns or in none. O(n).
 *
 * @throws {StatisticsError} empty when there are fewer than two units; length_mismatch; not_finite; out_of_range when a denominator is negative, or values are so large that their squares are beyond a double's
 * @see Chan, Golub and LeVeque (1983), The American Statistician 37:242–247
 * @example
 * const summary = summarizeRatio({ numerator: [1, 0, 3, 2], denominator: [2, 1, 4, 2] });
 * summary.covariance // → 1.5
 */
export function summarizeRatio({ numerator, denominator }: RatioValues): RatioSummary {
  checkValues('numerator', numerator, { atLeast: 2 });
  checkValues('denominator', denominator, { min: 0, atLeast: 2 });
  checkSameLength(['numerator', numerator], ['denominator', denominator]);
  const n = numerator.length;
  const summary = {
    n,
    numeratorMean: mean(numerator),
    denominatorMean: mean(denominator),
    numeratorVariance: crossDeviations(numerator, numerator) / (n - 1),
    denominatorVariance: crossDeviations(denominator, denominator) / (n - 1),
    covariance: crossDeviations(numerator, denominator) / (n - 1),
  };
  checkComputed('numerator', summary.numeratorVariance);
  checkComputed('denominator', summary.denominatorVariance);
  return summary;
}

/**
 * Whether a ratio of sums differs between arms when the units that were assigned are not the units it is counted by.
 *
 * R = Σy / Σx; its variance by the delta method is (s_y² − 2R·s_xy + R²·s_x²) / (n·x̄²), which lets a unit's visits depend
 * on each other; a test that takes visits as independent finds differences that are not there. Normal approximation; the
 * rule is Cochran's for the denominator: 30 units in each arm, and its mean at least 10 of its standard errors above zero.
 * O(1).
 *
 * @throws {StatisticsError} too_few when the rule does not hold (use bootstrapRatios); zero_variance when neither ratio varies; out_of_range when n < 8, a variance is negative or a correlation is above one
 * @see Cochran (1977), Sampling Techniques, 3rd edition, §2.11 and §6.3; Deng, Knoblich and Lu (2018), KDD, 233–242
 * @example
 * const arm = { n: 1000, numeratorMean: 2, denominatorMean: 5, numeratorVariance: 4, denominatorVariance: 9, covariance: 3 };
 * const read = compareRatios({ control: arm, treatment: { ...arm, numeratorMean: 2.1 } });
 * read.difference.value // → 0.02
 * read.pValue // → 0.200696
 */
export function compareRatios({ control, treatment, level = 0.95 }: TwoRatiosInput): RatioComparison {
  const ofControl = deltaVariance('control', control);
  const ofTreatment = deltaVariance('treatment', treatment);
  const [c, t] = [
    control.numeratorMean / control.denominatorMean,
    treatment.numeratorMean / treatment.denominatorMean,
  ];
  const { estimate, statistic, pValue } = readSymmetric('treatment.numeratorVariance', {
    value: t - c,
    standardError: Math.sqrt(ofControl + ofTreatment),
    level,
  });
  return { control: c, treatment: t, difference: estimate, z: statistic, pValue };
}

function deltaVariance(arm: string, summary: RatioSummary): number {
  checkRatioSummary(arm, summary);
  const { n, numeratorVariance, denominatorMean, denominatorVariance, covariance } = summary;
  const ratio = summary.numeratorMean / denominatorMean;
  const square = numeratorVariance + ratio * ratio * denominatorVariance;
  const residual = square - 2 * ratio * covariance;
  // When every unit has the same ratio nothing is left but rounding.
  return residual <= square * NOTHING_LEFT ? 0 : residual / n / denominatorMean / denominatorMean;
}

function checkRatioSummary(arm: string, summary: RatioSummary): void {
  const { n, denominatorMean, numeratorVariance, denominatorVariance, covariance } = summary;
  checkCount(`${arm}.n`, n, { min: FEWEST_AT_ALL });
  checkNumber(`${arm}.numeratorMean`, summary.numeratorMean);
  checkNumber(`${arm}.denominatorMean`, denominatorMean, { min: 0, open: true });
  checkNumber(`${arm}.numeratorVariance`, numeratorVariance, { min: 0 });
  checkNumber(`${arm}.denominatorVariance`, denominatorVariance, { min: 0 });
  const most = Math.sqrt(numeratorVariance) * Math.sqrt(denominatorVariance) * (1 + ROUNDING);
  checkNumber(`${arm}.covariance`, covariance, { min: -most, max: most });
  const variation = Math.sqrt(denominatorVariance / n) / denominatorMean;
  if (n < FEWEST_UNITS || variation > LARGEST_VARIATION)
    throw new StatisticsError('too_few', {
      argument: `${arm}.n`,
      says: `must be at least ${FEWEST_UNITS} and enough for the mean denominator to vary by at most ${LARGEST_VARIATION} of itself, not ${n} and ${variation}; use bootstrapRatios`,
      details: {
        rule: `at least ${FEWEST_UNITS} units, and a standard error of the mean denominator of at most ${LARGEST_VARIATION} of it`,
        instead: 'bootstrapRatios',
        n,
        variation,
      },
    });
}
