/** Plans for two means: spend, nights, days between bookings. */
import { checkNumber, checkPositive } from '../checks.ts';
import { tQuantile } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import {
  checkDifference,
  type EffectDesign,
  effectFor,
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
import { noncentralTUpper } from './noncentral-t.ts';

export interface MeanEffect {
  /** Of the means, treatment minus control, in the unit of the metric. */
  readonly difference: number;
  /** Standard deviation of one unit's value, the same in all arms. */
  readonly deviation: number;
}

export interface MeanSpread {
  readonly deviation: number;
  /** Mean of the control: only to give the effect as a share of it. */
  readonly baseline?: number;
}

/** An arm of two has a spread of its own. */
const LEAST_UNITS = 2;

/**
 * How many units a t test of two means needs.
 *
 * The least total at which powerForMeans reaches the power: exact, by the noncentral t, not by the normal approximation. Rounded up,
 * per arm; at least two per arm. With several treatments, for the one with the smallest share. O(log n) evaluations.
 *
 * @throws {StatisticsError} out_of_range when the deviation is not positive, the difference is nought, or power is not above alpha;
 * shares_do_not_sum
 * @see Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd edition, chapter 2
 * @see Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 31
 * @example
 * sampleSizeForMeans({ difference: 0.3, deviation: 1.7 }).arms // → [506,506]
 */
export function sampleSizeForMeans(input: MeanEffect & SizeDesign): SampleSize {
  checkEffect(input);
  return sizeFor(meanPower(input), input, LEAST_UNITS);
}

/**
 * The chance that a t test of two means finds a difference of this size.
 *
 * P(|T'| > t) for the noncentral t with n₀ + n₁ − 2 degrees of freedom and noncentrality δ/(σ·√(1/n₀ + 1/n₁)): exact for
 * normal values of equal spread, good for others as soon as means are normal. With several treatments, of the smallest. O(1).
 *
 * @throws {StatisticsError} out_of_range when the deviation is not positive, the difference is nought, or an arm has fewer than two units
 * (after division by the design effect)
 * @see Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd edition, chapter 2
 * @example
 * powerForMeans({ difference: 1, deviation: 1.2, arms: [5, 5] }) // → 0.213784
 */
export function powerForMeans(input: MeanEffect & PowerDesign): number {
  checkEffect(input);
  checkLeast(input);
  return powerOf(meanPower(input), input);
}

/**
 * The smallest difference of means that a t test with these arms finds with the power.
 *
 * The difference at which powerForMeans equals `power`, sought by bracketing. O(log) evaluations.
 *
 * @throws {StatisticsError} out_of_range when the deviation is not positive or an arm has fewer than two units
 * @see Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd edition, chapter 2
 * @example
 * smallestEffectForMeans({ deviation: 40, baseline: 120, arms: [1000, 1000] }) // → {"absolute":5.01403,"relative":0.0417836}
 */
export function smallestEffectForMeans(input: MeanSpread & EffectDesign): SmallestEffect {
  const { deviation, baseline } = input;
  checkPositive('deviation', deviation);
  if (baseline !== undefined) checkNumber('baseline', baseline);
  const { control, treatment } = checkLeast(input);
  const near = deviation * Math.sqrt(1 / control + 1 / treatment);
  const most = deviation * 1e9;
  const absolute = effectFor((difference) => meanPower({ difference, deviation }), input, { near, most });
  return smallestEffect(absolute, baseline);
}

function checkEffect({ difference, deviation }: MeanEffect): void {
  checkDifference('difference', difference);
  checkPositive('deviation', deviation);
}

function checkLeast(input: PowerDesign): { control: number; treatment: number } {
  const pair = pairOf(input);
  const fewest = Math.min(pair.control, pair.treatment);
  if (fewest < LEAST_UNITS)
    throw new StatisticsError('out_of_range', {
      argument: 'arms',
      says: `must have at least ${LEAST_UNITS} effective units each, not ${fewest}`,
      details: { fewest },
    });
  return pair;
}

function meanPower({ difference, deviation }: MeanEffect): PowerOf {
  return ({ control, treatment }, { alpha, sides }) => {
    const df = control + treatment - 2;
    const shift = Math.abs(difference) / (deviation * Math.sqrt(1 / control + 1 / treatment));
    const limit = -tQuantile(alpha / sides, df);
    const right = noncentralTUpper(limit, { df, shift });
    return sides === 1 ? right : right + noncentralTUpper(limit, { df, shift: -shift });
  };
}
