/** Plans for ratio metrics: revenue per order, clicks per session, where units are customers. */
import { checkComputable, checkNumber, checkPositive } from '../checks.ts';
import { normalCdf, normalQuantile } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import type { RatioSummary } from '../reading/ratio-metric.ts';
import {
  checkDifference,
  type EffectDesign,
  effectFor,
  type Pair,
  type PowerDesign,
  type PowerOf,
  pairOf,
  powerOf,
  type SampleSize,
  type SizeDesign,
  type SmallestEffect,
  sizeFor,
  smallestEffect,
} from './design.ts';

/** Per unit, as summarizeRatio gives them of earlier data. */
export type RatioSpread = Omit<RatioSummary, 'n'>;

export interface RatioEffect extends RatioSpread {
  /** Of the ratios, treatment minus control. */
  readonly difference: number;
}

/** Large enough for the variance of a ratio: Cochran (1977), Sampling Techniques, 3rd edition, section 6.3. */
const LEAST_UNITS = 30;
const LARGEST_VARIATION = 0.1;

/**
 * How many units a test of two ratios of means needs.
 *
 * By the delta method a unit contributes (σ_y² − 2Rσ_xy + R²σ_x²)/μ_x² to the variance of the ratio R = μ_y/μ_x; the rest is
 * the normal formula n per arm = 2·(z₁₋α⸝₂ + z_power)²·variance/difference². The treatment is taken to vary as the control.
 * With several treatments, for the one with the smallest share. O(log n) evaluations.
 *
 * @throws {StatisticsError} zero_variance when the ratio is the same for all units; out_of_range when a variance is negative, the
 * covariance is larger than the variances allow, or the difference is nought; too_few when an arm would have fewer than 30 units or
 * the mean of its denominator would vary by a tenth
 * @see Deng, Knoblich and Lu (2018), Applying the delta method in metric analytics, KDD '18, 233–242
 * @example
 * const means = { numeratorMean: 50, denominatorMean: 2 };
 * const spread = { ...means, numeratorVariance: 900, denominatorVariance: 1.5, covariance: 20 };
 * sampleSizeForRatios({ ...spread, difference: 0.5 }).arms // → [13147,13147]
 */
export function sampleSizeForRatios(input: RatioEffect & SizeDesign): SampleSize {
  checkDifference('difference', input.difference);
  const size = sizeFor(ratioPower(input.difference, varianceOf(input)), input, 1);
  checkLarge(pairOf({ ...input, arms: size.arms }), input);
  return size;
}

/**
 * The chance that a test of two ratios of means finds a difference of this size.
 *
 * Φ(|difference|/σ − z), and for two sides the chance of the wrong direction as well; σ² = variance·(1/n₀ + 1/n₁) with the
 * variance of the delta method. With several treatments, of the smallest. O(1).
 *
 * @throws {StatisticsError} as sampleSizeForRatios
 * @see Deng, Knoblich and Lu (2018), Applying the delta method in metric analytics, KDD '18, 233–242
 * @example
 * const means = { numeratorMean: 50, denominatorMean: 2 };
 * const spread = { ...means, numeratorVariance: 900, denominatorVariance: 1.5, covariance: 20 };
 * powerForRatios({ ...spread, difference: 0.5, arms: [12000, 8000] }) // → 0.667884
 */
export function powerForRatios(input: RatioEffect & PowerDesign): number {
  checkDifference('difference', input.difference);
  const variance = varianceOf(input);
  checkLarge(pairOf(input), input);
  return powerOf(ratioPower(input.difference, variance), input);
}

/**
 * The smallest difference of two ratios of means that a test with these arms finds with the power.
 *
 * The difference at which powerForRatios equals `power`, sought by bracketing; also as a share of the ratio. O(log) evaluations.
 *
 * @throws {StatisticsError} as sampleSizeForRatios
 * @see Deng, Knoblich and Lu (2018), Applying the delta method in metric analytics, KDD '18, 233–242
 * @example
 * const means = { numeratorMean: 50, denominatorMean: 2 };
 * const spread = { ...means, numeratorVariance: 900, denominatorVariance: 1.5, covariance: 20 };
 * smallestEffectForRatios({ ...spread, arms: [10000, 10000] }) // → {"absolute":0.573298,"relative":0.0229319}
 */
export function smallestEffectForRatios(input: RatioSpread & EffectDesign): SmallestEffect {
  const variance = varianceOf(input);
  const pair = pairOf(input);
  checkLarge(pair, input);
  const near = Math.sqrt(variance * (1 / pair.control + 1 / pair.treatment));
  const absolute = effectFor((difference) => ratioPower(difference, variance), input, {
    near,
    most: near * 1e9,
  });
  return smallestEffect(absolute, input.numeratorMean / input.denominatorMean);
}

/** Of one unit's contribution to the ratio. */
function varianceOf(spread: RatioSpread): number {
  const { numeratorMean, denominatorMean, numeratorVariance, denominatorVariance, covariance } = spread;
  checkNumber('numeratorMean', numeratorMean);
  checkPositive('denominatorMean', denominatorMean);
  checkNumber('numeratorVariance', numeratorVariance, { min: 0 });
  checkNumber('denominatorVariance', denominatorVariance, { min: 0 });
  checkNumber('covariance', covariance);
  if (Math.abs(covariance) > Math.sqrt(numeratorVariance) * Math.sqrt(denominatorVariance) * (1 + 1e-9))
    throw new StatisticsError('out_of_range', {
      argument: 'covariance',
      says: 'must not be larger than both standard deviations multiplied',
      details: { value: covariance },
    });
  const ratio = numeratorMean / denominatorMean;
  const sumOfParts = numeratorVariance + ratio * ratio * denominatorVariance;
  const variance = sumOfParts - 2 * ratio * covariance;
  // What is left after such a cancellation is rounding.
  if (variance <= 1e-12 * sumOfParts)
    throw new StatisticsError('zero_variance', {
      argument: 'numeratorVariance',
      says: 'leaves the ratio the same for all units',
    });
  const ofUnit = variance / denominatorMean / denominatorMean;
  checkComputable('numeratorVariance', [ofUnit, 1 / ofUnit]);
  return ofUnit;
}

function ratioPower(difference: number, variance: number): PowerOf {
  return ({ control, treatment }, { alpha, sides }) => {
    const shift = Math.abs(difference) / Math.sqrt(variance * (1 / control + 1 / treatment));
    const limit = -normalQuantile(alpha / sides);
    const right = normalCdf(shift - limit);
    return sides === 1 ? right : right + normalCdf(-shift - limit);
  };
}

function checkLarge(
  { control, treatment }: Pair,
  { denominatorMean, denominatorVariance }: RatioSpread,
): void {
  const fewest = Math.min(control, treatment);
  const variation = Math.sqrt(denominatorVariance / fewest) / denominatorMean;
  if (fewest < LEAST_UNITS || variation > LARGEST_VARIATION)
    throw new StatisticsError('too_few', {
      argument: 'arms',
      says: `have ${fewest} effective units in one of them, which is too few for the delta method`,
      details: {
        rule: `at least ${LEAST_UNITS} units, and a mean denominator that varies by at most ${LARGEST_VARIATION} of itself`,
        instead: 'bootstrapRatios',
      },
    });
}
