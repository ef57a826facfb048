/** Means and ratios compared without a normal approximation. */
import { checkSameLength, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { mean, sum } from '../numbers.ts';
import { createRandom, type Random } from '../random.ts';
import { checkComputed } from './critical.ts';
import type { RatioValues } from './ratio-metric.ts';
import {
  acceleratedEstimate,
  type BootstrapOptions,
  checkBootstrap,
  RESAMPLES,
  sumOfResample,
  sumsOfResample,
} from './resample.ts';

export interface BootstrapMeansInput extends BootstrapOptions {
  /** One value per unit of the arm that is compared with. */
  readonly control: ArrayLike<number>;
  /** One value per unit of the arm that is asked about. */
  readonly treatment: ArrayLike<number>;
}

export interface BootstrapRatiosInput extends BootstrapOptions {
  readonly control: RatioValues;
  readonly treatment: RatioValues;
}

/** Fewer distinct resamples than this would make steps of the interval. */
const FEWEST_VALUES = 8;
/** A unit nearer to the ratio than this share of what it should have is at the ratio. */
const ROUNDING = 1e-14;

/**
 * The difference of two means with an interval that follows the skew of the values, for money and other long tails.
 *
 * Each arm is drawn from itself with replacement (multinomial); the interval is Efron's BCa, with the acceleration
 * Σ l³ / (6·(Σ l²)^1.5) of the empirical influences l = ±(x − m)/n over both arms. Chosen over percentiles because it is
 * second-order right under skew. Needs 8 values in each arm; for fewer nothing is known of the tails. Time
 * O(resamples · n), memory O(n + resamples): resamples are summed as they are drawn and never kept.
 *
 * @throws {StatisticsError} zero_variance when neither arm varies; empty when an arm has fewer than 8 values; not_finite; out_of_range when resamples are too few for the level, values too skewed for it, or too large to be summed
 * @see Efron (1987), Journal of the American Statistical Association 82:171–185
 * @example
 * const spent = { control: [12, 0, 0, 31, 7, 0, 90, 4, 18, 0], treatment: [25, 0, 14, 40, 0, 9, 110, 33, 21, 60] };
 * bootstrapMeans({ ...spent, seed: 7 }).value // → 15
 */
export function bootstrapMeans(input: BootstrapMeansInput): Estimate {
  const { resamples = RESAMPLES, seed, level = 0.95 } = input;
  checkBootstrap(input);
  checkValues('control', input.control, { atLeast: FEWEST_VALUES });
  checkValues('treatment', input.treatment, { atLeast: FEWEST_VALUES });
  const control = centred('control', input.control);
  const treatment = centred('treatment', input.treatment);
  const acceleration = accelerationOf(control.values, treatment.values);
  const value = treatment.mean - control.mean;
  const random = createRandom(seed);
  const replicates = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++)
    replicates[b] =
      value + (meanOfResample(treatment.values, random) - meanOfResample(control.values, random));
  return acceleratedEstimate({ argument: 'treatment', value, replicates, level, acceleration });
}

function meanOfResample(values: Float64Array, random: Random): number {
  return sumOfResample(values, random) / values.length;
}

/** Deviations are summed rather than values: what a running sum loses is then lost of the small, not of the large. */
function centred(argument: string, values: ArrayLike<number>): { mean: number; values: Float64Array } {
  // A mean of equal values may be off by its last digit, and they would seem to vary.
  const centre = areEqual(values) ? values[0]! : mean(values);
  checkComputed(argument, centre);
  return { mean: centre, values: Float64Array.from(values, (value) => value - centre) };
}

function areEqual(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

/** `influences` of each arm, before they are divided by its number. Their scale cancels, so the largest is taken out. */
function accelerationOf(control: Float64Array, treatment: Float64Array): number {
  let largest = 0;
  for (const arm of [control, treatment])
    for (let i = 0; i < arm.length; i++) largest = Math.max(largest, Math.abs(arm[i]!));
  if (largest === 0)
    throw new StatisticsError('zero_variance', {
      argument: 'treatment',
      says: 'must vary in at least one arm',
    });
  checkComputed('treatment', largest);
  const momentsOf = (arm: Float64Array) => {
    let squares = 0;
    let cubes = 0;
    for (let i = 0; i < arm.length; i++) {
      const scaled = arm[i]! / largest;
      squares += scaled * scaled;
      cubes += scaled * scaled * scaled;
    }
    return {
      squares: squares / arm.length / arm.length,
      cubes: cubes / arm.length / arm.length / arm.length,
    };
  };
  const [c, t] = [momentsOf(control), momentsOf(treatment)];
  const squares = c.squares + t.squares;
  return (t.cubes - c.cubes) / (6 * squares * Math.sqrt(squares));
}

/**
 * The difference of two ratios of sums with an interval that does not need the ratios to be near normal.
 *
 * Units are drawn with replacement, numerator and denominator together, so what a unit's visits share stays shared. The
 * interval is BCa (see bootstrapMeans) with the influences ±(y − R·x)/(n·x̄). Time O(resamples · n), memory
 * O(n + resamples).
 *
 * @throws {StatisticsError} zero_variance when every unit of each arm has the same ratio; not_identified when a drawn resample has no denominator; empty when an arm has fewer than 8 units; length_mismatch; not_finite; out_of_range when a denominator is negative, resamples are too few for the level, values too skewed for it, or too large to be summed
 * @see Efron (1987), Journal of the American Statistical Association 82:171–185
 * @example
 * const control = { numerator: [1, 0, 2, 1, 4, 0, 1, 2], denominator: [3, 1, 4, 2, 6, 2, 3, 3] };
 * const treatment = { numerator: [2, 1, 2, 3, 4, 0, 2, 2], denominator: [3, 2, 4, 4, 5, 1, 3, 2] };
 * bootstrapRatios({ control, treatment, seed: 7 }).value // → 0.208333
 */
export function bootstrapRatios(input: BootstrapRatiosInput): Estimate {
  const { resamples = RESAMPLES, seed, level = 0.95 } = input;
  checkBootstrap(input);
  const control = ratioArm('control', input.control);
  const treatment = ratioArm('treatment', input.treatment);
  const acceleration = accelerationOf(control.influences, treatment.influences);
  const random = createRandom(seed);
  const replicates = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++)
    replicates[b] = ratioOfResample(treatment, random) - ratioOfResample(control, random);
  return acceleratedEstimate({
    argument: 'treatment',
    value: treatment.ratio - control.ratio,
    replicates,
    level,
    acceleration,
  });
}

interface RatioArm {
  readonly name: string;
  readonly numerator: Float64Array;
  readonly denominator: Float64Array;
  readonly ratio: number;
  readonly influences: Float64Array;
}

function ratioArm(name: string, values: RatioValues): RatioArm {
  checkValues(`${name}.numerator`, values.numerator, { atLeast: FEWEST_VALUES });
  checkValues(`${name}.denominator`, values.denominator, { min: 0, atLeast: FEWEST_VALUES });
  checkSameLength([`${name}.numerator`, values.numerator], [`${name}.denominator`, values.denominator]);
  const numerator = Float64Array.from(values.numerator);
  const denominator = Float64Array.from(values.denominator);
  const total = sum(denominator);
  if (total === 0) throw noDenominator(name);
  const ratio = sum(numerator) / total;
  checkComputed(name, ratio);
  const influences = numerator.map((y, i) => {
    const fitted = ratio * denominator[i]!;
    const left = y - fitted;
    return Math.abs(left) <= ROUNDING * Math.abs(fitted) ? 0 : left / (total / denominator.length);
  });
  return { name, numerator, denominator, ratio, influences };
}

function ratioOfResample(arm: RatioArm, random: Random): number {
  const { numerator, denominator } = sumsOfResample(arm, random);
  if (denominator === 0) throw noDenominator(arm.name);
  return numerator / denominator;
}

function noDenominator(arm: string): StatisticsError {
  return new StatisticsError('not_identified', {
    argument: `${arm}.denominator`,
    says: 'must be above 0 for enough units that every resample has some',
  });
}
