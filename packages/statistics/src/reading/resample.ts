/** Drawing with replacement without keeping what was drawn, and intervals from what was computed of it. */
import { checkCount, checkSeed } from '../checks.ts';
import { normalCdf, normalQuantile } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate, Interval } from '../interval.ts';
import { variance } from '../numbers.ts';
import type { Random } from '../random.ts';
import { checkComputed, normalCritical } from './critical.ts';

export interface BootstrapOptions {
  /** How often to draw; 10,000. From 100 to 10 million, and enough for some draws to lie outside the interval on either side. */
  readonly resamples?: number;
  /** The same seed gives the same interval. */
  readonly seed: number;
  /** Confidence of the interval; 0.95. */
  readonly level?: number;
}

export const RESAMPLES = 10_000;
const FEWEST_RESAMPLES = 100;
/** Their sums are kept. */
const MOST_RESAMPLES = 10_000_000;
const TWO_TO_32 = 4_294_967_296;
/** Up to here a draw of 32 bits times n is a whole number that a double holds exactly. */
const LARGEST_EXACT = 2_097_152;

export function checkBootstrap({ resamples = RESAMPLES, seed, level = 0.95 }: BootstrapOptions): void {
  normalCritical(level);
  checkCount('resamples', resamples, { min: FEWEST_RESAMPLES, max: MOST_RESAMPLES });
  checkSeed('seed', seed);
}

/** Draws of the low word below this are refused; none where 53 bits are used. */
function thresholdOf(n: number): number {
  return n > LARGEST_EXACT ? 0 : TWO_TO_32 % n;
}

/**
 * 0 … n − 1 by Lemire (2019): the high word of draw · n is the index, and the few low words that would favour some are
 * refused. From 2²¹ on by 53 bits, uneven by less than one part in a million.
 */
function indexBelow(n: number, threshold: number, random: Random): number {
  if (n > LARGEST_EXACT) return Math.floor(random.uniform() * n);
  for (;;) {
    const product = random.uint32() * n;
    // A bitwise floor: several times faster in the one loop that matters, and the index is below 2²¹.
    const index = (product / TWO_TO_32) | 0;
    if (product - index * TWO_TO_32 >= threshold) return index;
  }
}

/** The sum of values.length values drawn with replacement. Nothing is allocated. */
export function sumOfResample(values: Float64Array, random: Random): number {
  const n = values.length;
  const threshold = thresholdOf(n);
  let total = 0;
  for (let drawn = 0; drawn < n; drawn++) total += values[indexBelow(n, threshold, random)]!;
  return total;
}

export interface TwoSums {
  readonly numerator: number;
  readonly denominator: number;
}

/** The sums of both columns over the same drawn rows. */
export function sumsOfResample(
  { numerator, denominator }: { numerator: Float64Array; denominator: Float64Array },
  random: Random,
): TwoSums {
  const n = numerator.length;
  const threshold = thresholdOf(n);
  let above = 0;
  let below = 0;
  for (let drawn = 0; drawn < n; drawn++) {
    const index = indexBelow(n, threshold, random);
    above += numerator[index]!;
    below += denominator[index]!;
  }
  return { numerator: above, denominator: below };
}

/** The value with the share `p` of sorted replicates below it: the p(B + 1)-th, between neighbours in proportion. */
function replicateAt(sorted: Float64Array, p: number): number {
  const place = p * (sorted.length + 1);
  const k = Math.floor(place);
  if (k < 1 || k >= sorted.length)
    throw new StatisticsError('out_of_range', {
      argument: 'resamples',
      says: `must be more than ${sorted.length} for this level: none of them lies outside the interval`,
      details: { value: sorted.length },
    });
  return sorted[k - 1]! + (place - k) * (sorted[k]! - sorted[k - 1]!);
}

interface Sorted extends Omit<Replicates, 'replicates'> {
  readonly sorted: Float64Array;
}

function estimateOf({ argument, value, sorted, level }: Sorted, ends: Interval): Estimate {
  const standardError = Math.sqrt(variance(sorted));
  const interval = { lower: replicateAt(sorted, ends.lower), upper: replicateAt(sorted, ends.upper) };
  checkComputed(argument, standardError);
  checkComputed(argument, value);
  return { value, standardError, interval, level };
}

interface Replicates {
  /** Where the values came from. */
  readonly argument: string;
  readonly value: number;
  /** Sorted in place. */
  readonly replicates: Float64Array;
  readonly level: number;
}

/** The middle `level` of the replicates. */
export function percentileEstimate({ argument, value, replicates, level }: Replicates): Estimate {
  const sorted = replicates.sort();
  const tail = (1 - level) / 2;
  return estimateOf({ argument, value, sorted, level }, { lower: tail, upper: 1 - tail });
}

/** Efron's bias-corrected and accelerated interval. */
export function acceleratedEstimate(input: Replicates & { readonly acceleration: number }): Estimate {
  const { argument, value, replicates, level, acceleration } = input;
  const sorted = replicates.sort();
  let below = 0;
  for (let i = 0; i < sorted.length; i++) below += sorted[i]! < value ? 1 : sorted[i]! === value ? 0.5 : 0;
  const bias = normalQuantile(below / sorted.length);
  const shifted = (z: number) => {
    const from = bias + z;
    return normalCdf(bias + from / (1 - acceleration * from));
  };
  const z = normalCritical(level);
  // Beyond the pole the correction turns round, and is none.
  if (!(Number.isFinite(bias) && 1 - Math.abs(acceleration) * (Math.abs(bias) + z) > 0))
    throw new StatisticsError('out_of_range', {
      argument: 'level',
      says: 'is too high for values as skewed as these',
      details: { acceleration, level },
    });
  return estimateOf({ argument, value, sorted, level }, { lower: shifted(-z), upper: shifted(z) });
}
