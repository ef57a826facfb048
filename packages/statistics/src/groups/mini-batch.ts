/** k-means for more customers than one likes to go through again and again, or for a stream that never ends. */
import { checkCount, checkSeed } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { createRandom } from '../random.ts';
import { type AssignedRows, assignToClusters } from './assign.ts';
import { fitKmeans } from './kmeans.ts';
import { findNearest, openSearch } from './nearest.ts';
import { type ComputedRows, checkSameWidth, countRows, type RowMatrix, takeRows } from './rows.ts';
import { RESTARTS } from './seeding.ts';

/** Plain data: keep it between the batches of a stream. */
export interface MiniBatchState {
  /** One row per group. */
  readonly centres: ComputedRows;
  /** Rows that each centre is the mean of so far. */
  readonly counts: Float64Array;
  readonly batches: number;
  /** How far the centres moved by the last batch: root of the summed squares. */
  readonly movement: number;
}

export interface StartMiniBatchInput {
  /** The first batch. Should look like those to come: thousands of rows, in no order. */
  readonly batch: RowMatrix;
  readonly clusters: number;
  readonly seed: number;
  /** Of k-means on the first batch; 10 when left out. */
  readonly restarts?: number;
}

/**
 * Begins groups on the first batch of a stream.
 *
 * The batch is fitted by `fitKmeans` to full convergence; every centre then counts as the mean of as many rows as its group
 * has. Go on with `updateMiniBatchKmeans`, and assign by `assignToClusters` with `centres` at any time.
 *
 * @throws {StatisticsError} as fitKmeans: out_of_range when clusters exceeds the different rows of the batch; not_finite; empty; length_mismatch; did_not_converge
 * @see Sculley (2010), "Web-scale k-means clustering", WWW, 1177–1178
 * @example
 * const state = startMiniBatchKmeans({ batch: { values: [0, 1, 2, 10, 12], width: 1 }, clusters: 2, seed: 1 });
 * state.centres.values // → [1, 11]
 * state.counts // → [3, 2]
 */
export function startMiniBatchKmeans({
  batch,
  clusters,
  seed,
  restarts = RESTARTS,
}: StartMiniBatchInput): MiniBatchState {
  countRows('batch', batch);
  const fit = fitKmeans({ points: batch, clusters, seed, restarts });
  return { centres: fit.centres, counts: Float64Array.from(fit.sizes), batches: 1, movement: 0 };
}

/**
 * Learns from the next batch of a stream; the state given is not changed.
 *
 * The rows are labelled by the centres as they stand; then every row x of group k moves its centre by c ← c + (x − c)/v,
 * v being the rows counted so far with this one. Taken together that is c ← (v·c + Σx)/(v + m): a centre is the mean of all
 * rows ever given to it, and moves ever less. A group that no row of the batch falls to stays. An approximation: the order of
 * the batches matters (within a batch only the last bits), and rows labelled early are not labelled again. O(m·k·width).
 *
 * @throws {StatisticsError} empty; not_finite; length_mismatch when rows are not whole or the widths differ; out_of_range for counts or batches that are not positive
 * @see Sculley (2010), "Web-scale k-means clustering", WWW, 1177–1178, algorithm 1
 * @example
 * const first = startMiniBatchKmeans({ batch: { values: [0, 1, 2, 10, 12], width: 1 }, clusters: 2, seed: 1 });
 * const second = updateMiniBatchKmeans(first, { values: [3, 5, 11], width: 1 });
 * second.centres.values // → [2.2, 11]
 * second.counts // → [5, 3]
 */
export function updateMiniBatchKmeans(state: MiniBatchState, batch: RowMatrix): MiniBatchState {
  checkState(state);
  countRows('batch', batch);
  checkSameWidth(['state.centres', state.centres], ['batch', batch]);
  const { width } = state.centres;
  const clusters = state.counts.length;
  const search = openSearch(batch, state.centres);
  const sums = new Float64Array(clusters * width);
  const taken = new Float64Array(clusters);
  for (let at = 0; at < batch.values.length; at += width) {
    const nearest = findNearest(search, at);
    taken[nearest]!++;
    for (let j = 0, to = nearest * width; j < width; j++) sums[to + j]! += batch.values[at + j]!;
  }
  const values = state.centres.values.slice();
  let squares = 0;
  for (let at = 0; at < values.length; at++) {
    const cluster = (at - (at % width)) / width;
    const own = taken[cluster]!;
    const change = (sums[at]! - own * values[at]!) / (state.counts[cluster]! + own);
    values[at]! += change;
    squares += change * change;
  }
  return {
    centres: { values, width },
    counts: state.counts.map((count, cluster) => count + taken[cluster]!),
    batches: state.batches + 1,
    movement: Math.sqrt(squares),
  };
}

/** A batch is held in memory. */
const LARGEST_BATCH = 10_000_000;

export interface MiniBatchInput {
  readonly points: RowMatrix;
  readonly clusters: number;
  readonly seed: number;
  /** Rows drawn for each batch, with replacement; 10,000 when left out, at most 10,000,000. */
  readonly batchSize?: number;
  /** How many batches; 100 when left out. */
  readonly batches?: number;
  /** Of k-means on the first batch; 10 when left out. */
  readonly restarts?: number;
}

/** Groups of all rows, and how they were come by. */
export interface MiniBatchFit extends AssignedRows {
  readonly centres: ComputedRows;
  /** How far the centres moved by the last batch: compare it with the distances between centres. */
  readonly movement: number;
  readonly batches: number;
}

/**
 * Finds groups of very many rows from batches drawn at random, and then labels every row once.
 *
 * `startMiniBatchKmeans` on the first batch, `updateMiniBatchKmeans` with the others, `assignToClusters` on all: `inertia`
 * is that of all rows about the final centres, to be compared with another seed or with `fitKmeans` on a sample. It runs a
 * fixed number of batches: an approximation, whose `movement` says how unsettled it is, not a converged optimum. Where all
 * rows can be gone through some fifty times, `fitKmeans` is exact. Draws are by row number: another order of the rows draws
 * others. O(batches · batchSize · k · width + n · k · width); memory beside the rows is four bytes a row.
 *
 * @throws {StatisticsError} as startMiniBatchKmeans (argument `batch` is the first draw); out_of_range for batchSize or batches; not_finite; empty; length_mismatch
 * @see Sculley (2010), "Web-scale k-means clustering", WWW, 1177–1178
 * @example
 * const points = { values: Float32Array.from({ length: 3000 }, (_, i) => (i % 3) * 10 + (i % 7)), width: 1 };
 * const fit = fitMiniBatchKmeans({ points, clusters: 3, seed: 1, batchSize: 500, batches: 20 });
 * fit.sizes // → [1000, 1000, 1000]
 * fit.batches // → 20
 */
export function fitMiniBatchKmeans(input: MiniBatchInput): MiniBatchFit {
  const { points, clusters, seed, batchSize = 10_000, batches = 100, restarts = RESTARTS } = input;
  const rows = countRows('points', points);
  checkSeed('seed', seed);
  checkCount('batchSize', batchSize, { min: 1, max: LARGEST_BATCH });
  checkCount('batches', batches, { min: 1 });
  const random = createRandom(seed);
  const draw = () =>
    takeRows(
      points,
      Uint32Array.from({ length: batchSize }, () => random.below(rows)),
    );
  let state = startMiniBatchKmeans({ batch: draw(), clusters, seed, restarts });
  while (state.batches < batches) state = updateMiniBatchKmeans(state, draw());
  const { centres, movement } = state;
  return { ...assignToClusters({ points, centres }), centres, movement, batches };
}

function checkState({ centres, counts, batches }: MiniBatchState): void {
  checkCount('state.batches', batches, { min: 1 });
  const clusters = countRows('state.centres', centres);
  if (counts.length !== clusters)
    throw new StatisticsError('length_mismatch', {
      argument: 'state.counts',
      says: `must have one count for each of ${clusters} centres, not ${counts.length}`,
      details: { expected: clusters, length: counts.length },
    });
  for (let i = 0; i < clusters; i++) checkCount(`state.counts[${i}]`, counts[i]!, { min: 1 });
}
