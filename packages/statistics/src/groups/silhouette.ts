/** How much nearer each customer is to the own group than to the next one. */
import { checkCount, checkProbability, checkSeed } from '../checks.ts';
import { tQuantile } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { mean, variance } from '../numbers.ts';
import { createRandom } from '../random.ts';
import { type CheckedGroups, checkGrouped, type Grouped } from './scatter.ts';

export interface Silhouette {
  /** Of every row, −1 … 1: near 1 well placed, 0 between two groups, below 0 nearer to another group. */
  readonly widths: Float64Array;
  readonly mean: number;
  /** Of every group. */
  readonly groups: readonly { readonly size: number; readonly mean: number }[];
}

/**
 * Measures how well every row fits its group, exactly.
 *
 * s = (b − a)/max(a, b), a the mean Euclidean distance to the other rows of the own group, b the least of the mean
 * distances to the rows of another group; 0 for a row alone in its group, and where a = b. All pairs: O(n²·width), some ten
 * seconds for 30,000 rows of five; beyond that use `sampleSilhouette`. The order of rows can change the last bits.
 *
 * @throws {StatisticsError} one_class with fewer than two groups; not_identified when a group number has no row; length_mismatch; not_finite; out_of_range for a label; empty
 * @see Rousseeuw (1987), Journal of Computational and Applied Mathematics 20:53–65
 * @example
 * const read = measureSilhouette({ points: { values: [0, 1, 5, 6, 7], width: 1 }, assignments: [0, 0, 1, 1, 1] });
 * read.widths // → [0.833333, 0.8, 0.666667, 0.818182, 0.769231]
 * read.mean // → 0.777483
 */
export function measureSilhouette(input: Grouped): Silhouette {
  const groups = checkGrouped(input);
  const { assignments } = input;
  const { clusters, rows } = groups;
  // Every pair once where a table of all sums fits, else row by row: as many groups as rows need no table of rows².
  const sums = rows * clusters <= LARGEST_TABLE ? sumAllDistances(input, groups) : undefined;
  const widths = new Float64Array(rows);
  const totals = new Float64Array(clusters);
  for (let i = 0; i < rows; i++) {
    const own = sums?.subarray(i * clusters, (i + 1) * clusters) ?? sumDistances(input, i, clusters);
    widths[i] = widthOf(own, assignments[i]!, groups);
    totals[assignments[i]!]! += widths[i]!;
  }
  return {
    widths,
    mean: mean(widths),
    groups: Array.from(groups.sizes, (size, cluster) => ({ size, mean: totals[cluster]! / size })),
  };
}

/** Sums kept at once: 32 MiB. */
const LARGEST_TABLE = 4_194_304;

export interface SampleSilhouetteInput extends Grouped {
  /** Rows to measure, at least 30; all of them when there are no more. */
  readonly sample: number;
  readonly seed: number;
  /** Of the interval; 0.95 when left out. */
  readonly level?: number;
}

export interface SampledSilhouette {
  /** The mean width of all rows, with the error that comes of measuring only a sample. */
  readonly mean: Estimate;
  /** Which rows were measured, ascending. */
  readonly rows: Uint32Array;
  /** Of these rows, as exact as in measureSilhouette. */
  readonly widths: Float64Array;
}

/** Fewer do not carry an interval based on the t distribution of a mean: Cochran (1977), Sampling Techniques, section 2.15. */
const SMALLEST_SAMPLE = 30;

/**
 * Estimates the mean silhouette of many rows from a random sample of them, and says how far off it may be.
 *
 * m of n rows are drawn without replacement; each is measured against all n rows, so its width is exact and the mean of the
 * sample is unbiased. Standard error √((1 − m/n)·s²/m) with s² the variance of the sampled widths, interval by t with m − 1
 * degrees of freedom. When all rows are measured the error is 0. O(m·n·width).
 *
 * @throws {StatisticsError} too_few when sample is below 30 and below the rows; one_class; not_identified; length_mismatch; not_finite; out_of_range; empty
 * @see Rousseeuw (1987), Journal of Computational and Applied Mathematics 20:53–65; Cochran (1977), Sampling Techniques, theorem 2.2
 * @example
 * const points = { values: Array.from({ length: 400 }, (_, i) => (i % 2) * 10 + (i % 7)), width: 1 };
 * const read = sampleSilhouette({ points, assignments: points.values.map((x) => (x < 8 ? 0 : 1)), sample: 100, seed: 1 });
 * read.rows.length // → 100
 * read.mean.value > 0.7 // → true
 */
export function sampleSilhouette(input: SampleSilhouetteInput): SampledSilhouette {
  const { sample, seed, level = 0.95, assignments } = input;
  checkSeed('seed', seed);
  checkProbability('level', level);
  const groups = checkGrouped(input);
  checkCount('sample', sample, { min: 1 });
  if (sample < SMALLEST_SAMPLE && sample < groups.rows)
    throw new StatisticsError('too_few', {
      argument: 'sample',
      says: `must be at least ${SMALLEST_SAMPLE} for an interval, not ${sample}`,
      details: { rule: `sample ≥ ${SMALLEST_SAMPLE}`, instead: 'measureSilhouette', sample },
    });
  const rows = drawRows(groups.rows, { sample: Math.min(sample, groups.rows), seed });
  const widths = Float64Array.from(rows, (row) =>
    widthOf(sumDistances(input, row, groups.clusters), assignments[row]!, groups),
  );
  return { mean: estimateMean(widths, { of: groups.rows, level }), rows, widths };
}

function estimateMean(widths: Float64Array, { of, level }: { of: number; level: number }): Estimate {
  const m = widths.length;
  const value = mean(widths);
  const standardError = m === of ? 0 : Math.sqrt(((1 - m / of) * variance(widths)) / m);
  const reach = standardError === 0 ? 0 : -standardError * tQuantile((1 - level) / 2, m - 1);
  return { value, standardError, interval: { lower: value - reach, upper: value + reach }, level };
}

/** Without replacement, by the first steps of a Fisher-Yates shuffle. */
function drawRows(rows: number, { sample, seed }: { sample: number; seed: number }): Uint32Array {
  const all = Uint32Array.from({ length: rows }, (_, i) => i);
  const random = createRandom(seed);
  for (let i = 0; i < sample && sample < rows; i++) {
    const other = i + random.below(rows - i);
    const kept = all[i]!;
    all[i] = all[other]!;
    all[other] = kept;
  }
  return all.slice(0, sample).sort();
}

/** Σ of distances from every row to the rows of every group, each pair computed once: rows × clusters. */
function sumAllDistances({ points, assignments }: Grouped, { rows, clusters }: CheckedGroups): Float64Array {
  const { width } = points;
  // One kind of array in the inner loop of n² steps.
  const values = Float64Array.from(points.values);
  const sums = new Float64Array(rows * clusters);
  for (let i = 0; i < rows; i++) {
    const own = i * clusters;
    const label = assignments[i]!;
    for (let j = i + 1, at = j * width; j < rows; j++) {
      let squares = 0;
      for (let c = i * width, end = c + width; c < end; c++, at++) {
        const difference = values[c]! - values[at]!;
        squares += difference * difference;
      }
      const distance = Math.sqrt(squares);
      sums[own + assignments[j]!]! += distance;
      sums[j * clusters + label]! += distance;
    }
  }
  return sums;
}

/** Σ of distances from one row to the rows of every group. */
function sumDistances({ points, assignments }: Grouped, row: number, clusters: number): Float64Array {
  const { values, width } = points;
  const sums = new Float64Array(clusters);
  for (let j = 0, at = 0; j < assignments.length; j++) {
    let squares = 0;
    for (let c = row * width, end = c + width; c < end; c++, at++) {
      const difference = values[c]! - values[at]!;
      squares += difference * difference;
    }
    sums[assignments[j]!]! += Math.sqrt(squares);
  }
  return sums;
}

function widthOf(sums: Float64Array, own: number, { sizes }: CheckedGroups): number {
  if (sizes[own]! === 1) return 0;
  const a = sums[own]! / (sizes[own]! - 1);
  let b = Number.POSITIVE_INFINITY;
  for (let c = 0; c < sums.length; c++) if (c !== own) b = Math.min(b, sums[c]! / sizes[c]!);
  return a === b ? 0 : (b - a) / Math.max(a, b);
}
