/** Medians and other quantiles with an interval: resampling without drawing a resample. */
import { checkProbability, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { createRandom, type Random } from '../random.ts';
import { type BootstrapOptions, checkBootstrap, percentileEstimate, RESAMPLES } from './resample.ts';

export interface BootstrapQuantileInput extends BootstrapOptions {
  /** In any order. */
  readonly values: ArrayLike<number>;
  /** The share of values below the quantile: 0.5 is the median. */
  readonly probability: number;
}

export interface BootstrapQuantilesInput extends BootstrapOptions {
  /** One value per unit of the arm that is compared with. */
  readonly control: ArrayLike<number>;
  /** One value per unit of the arm that is asked about. */
  readonly treatment: ArrayLike<number>;
  /** The share of values below the quantile: 0.5 is the median. */
  readonly probability: number;
}

/** With fewer values than this on the shorter side, resamples repeat the outermost value and say nothing of what lies beyond. */
const FEWEST_BEYOND = 5;

/**
 * A quantile of an arm with its bootstrap interval.
 *
 * The quantile is Hyndman and Fan's type 7, between the k-th and the next value with k = ⌊(n − 1)p⌋ + 1. The k-th smallest
 * of n draws with replacement has the rank ⌈n·U⌉ where U is the k-th smallest of n uniforms, a ratio of gamma variables: so
 * the two values are drawn as such, with exactly the distribution that a whole resample would give. The interval is
 * the percentile one, since the accelerated one has no sound acceleration for quantiles. The rule is 5 values on the
 * shorter side of the quantile. O(n log n + resamples) time, O(n + resamples) memory.
 *
 * @throws {StatisticsError} too_few when n·min(p, 1 − p) < 5 (use estimateQuantileExactly); zero_variance when all values are equal; not_finite; out_of_range when resamples are too few for the level
 * @see Efron (1982), The Jackknife, the Bootstrap and Other Resampling Plans, §10.3; Hyndman and Fan (1996), The American Statistician 50:361–365
 * @example
 * bootstrapQuantile({ values: [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5], probability: 0.5, seed: 1 }).value // → 4
 */
export function bootstrapQuantile(input: BootstrapQuantileInput): Estimate {
  const { resamples = RESAMPLES, seed, level = 0.95, probability } = input;
  checkBootstrap(input);
  checkProbability('probability', probability);
  const sorted = sortedArm('values', input.values, probability);
  if (!varies(sorted)) throw noVariance('values');
  const draw = quantileDrawer(sorted, probability);
  const random = createRandom(seed);
  const replicates = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) replicates[b] = draw(random);
  return percentileEstimate({
    argument: 'values',
    value: quantileOf(sorted, probability),
    replicates,
    level,
  });
}

/**
 * The difference between the arms' quantiles with its bootstrap interval.
 *
 * Treatment less control; both are drawn independently, each as in bootstrapQuantile. O(n log n + resamples) time,
 * O(n + resamples) memory.
 *
 * @throws {StatisticsError} too_few when n·min(p, 1 − p) < 5 in an arm (use estimateQuantileExactly for each); zero_variance when all values of both arms are equal; not_finite; out_of_range when resamples are too few for the level
 * @see Efron (1982), The Jackknife, the Bootstrap and Other Resampling Plans, §10.3
 * @example
 * const waited = { control: [9, 4, 8, 7, 3, 6, 12, 10, 5, 11], treatment: [5, 3, 8, 4, 2, 6, 9, 7, 1, 10] };
 * bootstrapQuantiles({ ...waited, probability: 0.5, seed: 1 }).value // → -2
 */
export function bootstrapQuantiles(input: BootstrapQuantilesInput): Estimate {
  const { resamples = RESAMPLES, seed, level = 0.95, probability } = input;
  checkBootstrap(input);
  checkProbability('probability', probability);
  const control = sortedArm('control', input.control, probability);
  const treatment = sortedArm('treatment', input.treatment, probability);
  if (!varies(control) && !varies(treatment)) throw noVariance('treatment');
  const drawControl = quantileDrawer(control, probability);
  const drawTreatment = quantileDrawer(treatment, probability);
  const random = createRandom(seed);
  const replicates = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) replicates[b] = drawTreatment(random) - drawControl(random);
  const value = quantileOf(treatment, probability) - quantileOf(control, probability);
  return percentileEstimate({ argument: 'treatment', value, replicates, level });
}

function sortedArm(name: string, values: ArrayLike<number>, probability: number): Float64Array {
  checkValues(name, values);
  const beyond = values.length * Math.min(probability, 1 - probability);
  if (beyond < FEWEST_BEYOND)
    throw new StatisticsError('too_few', {
      argument: name,
      says: `must have ${FEWEST_BEYOND} values on either side of the quantile, not ${beyond}; use estimateQuantileExactly`,
      details: {
        rule: `at least ${FEWEST_BEYOND} values on the shorter side`,
        instead: 'estimateQuantileExactly',
        beyond,
      },
    });
  return sortedCopy(values);
}

export function sortedCopy(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort();
}

function varies(sorted: Float64Array): boolean {
  return sorted[0]! < sorted[sorted.length - 1]!;
}

function noVariance(argument: string): StatisticsError {
  return new StatisticsError('zero_variance', { argument, says: 'must not all be equal' });
}

/** Type 7: linear between the two values that enclose the rank (n − 1)p. */
export function quantileOf(sorted: Float64Array, probability: number): number {
  const place = (sorted.length - 1) * probability;
  const k = Math.floor(place);
  return interpolated(sorted[k]!, sorted[k + 1] ?? sorted[k]!, place - k);
}

/** A difference of the two would be beyond a double's when they are of opposite signs and huge. */
function interpolated(low: number, high: number, share: number): number {
  return low === high ? low : (1 - share) * low + share * high;
}

/** Draws the quantile of a resample. U₍ₖ₎ = G₁/(G₁ + E + G₂) and U₍ₖ₊₁₎ = (G₁ + E)/(G₁ + E + G₂), with G₁ ~ Γ(k), E ~ Γ(1), G₂ ~ Γ(n − k). */
function quantileDrawer(sorted: Float64Array, probability: number): (random: Random) => number {
  const n = sorted.length;
  const place = (n - 1) * probability;
  const k = Math.floor(place) + 1;
  const fraction = place - (k - 1);
  return (random) => {
    const below = random.gamma(k);
    const between = random.exponential();
    const total = below + between + random.gamma(n - k);
    const low = sorted[Math.floor((n * below) / total)]!;
    const high = sorted[Math.floor((n * (below + between)) / total)]!;
    return interpolated(low, high, fraction);
  };
}
