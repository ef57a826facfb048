/** k-means: groups of customers that are alike in several measures at once. */
import { checkCount, checkNumber, checkSeed } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { createRandom } from '../random.ts';
import { type LloydResult, labelRows, runLloyd } from './lloyd.ts';
import {
  type ComputedRows,
  checkSameWidth,
  compareRows,
  countDistinct,
  countRows,
  orderOfRows,
  type RowMatrix,
  takeRows,
} from './rows.ts';
import { countSizes, meanVariance, measureInertia } from './scatter.ts';
import { RESTARTS, seedCentres } from './seeding.ts';

export interface LloydOptions {
  /** Lloyd steps before giving up with did_not_converge; 10,000 when left out. */
  readonly maxIterations?: number;
  /**
   * 0 (the default) goes on until no point changes its cluster. Above 0 it stops as soon as the centres' squared
   * movements sum to no more than this share of the mean column variance: faster, and a little short of the optimum.
   */
  readonly tolerance?: number;
}

export interface KmeansInput extends LloydOptions {
  /** Usually z-scores: a column with a larger spread would weigh more. */
  readonly points: RowMatrix;
  /** How many groups. At most the number of different rows. */
  readonly clusters: number;
  readonly seed: number;
  /** Times to begin anew from other k-means++ centres, keeping the best; 10 when left out. */
  readonly restarts?: number;
}

export interface RefineInput extends LloydOptions {
  readonly points: RowMatrix;
  /** One row per group: where to begin. */
  readonly centres: RowMatrix;
}

export interface KmeansFit {
  /** One row per group, in the units of the points. */
  readonly centres: ComputedRows;
  /** The group of every row, 0 … k − 1. */
  readonly assignments: Int32Array;
  readonly sizes: Uint32Array;
  /** Σ of squared distances of the rows to their centres. */
  readonly inertia: number;
  /** Lloyd steps of the run that is returned. */
  readonly iterations: number;
}

export interface SeededKmeansFit extends KmeansFit {
  /** What each restart ended with: when few agree with the best, more restarts are worth their time. */
  readonly inertias: readonly number[];
}

const MOST_ITERATIONS = 10_000;

/**
 * Parts customers into k groups so that each is as near as possible to the centre of its group.
 *
 * Minimises inertia Σᵢ‖xᵢ − c₍ᵢ₎‖² by Lloyd's iteration (label every row by its nearest centre, the first of equally near
 * ones; move every centre to the mean of its rows) until no label changes, from k-means++ centres, `restarts` times; the
 * lowest inertia is returned. Distances that cannot matter are left out by Hamerly's bounds, which changes no bit of the
 * result. A cluster that loses all rows is given the row farthest from its own centre. Groups are numbered from the
 * largest to the smallest (equal ones by their centres), so that restarts that find the same groups number them alike.
 *
 * The same seed gives the same bits, and so does any other order of the same rows: they are sorted before anything is
 * drawn or summed. What depends on the seed is which local optimum is found; no known method promises the best.
 * O(n log n + restarts · iterations · n · k · width) at worst; the bounds save most of the k.
 *
 * @throws {StatisticsError} out_of_range when clusters exceeds the number of different rows, or for restarts, tolerance or seed; not_finite; empty; length_mismatch when rows are not whole; did_not_converge after maxIterations
 * @see Lloyd (1982), IEEE Transactions on Information Theory 28:129–137; Arthur and Vassilvitskii (2007), SODA, 1027–1035; Hamerly (2010), SDM, 130–140
 * @example
 * const points = { values: [1, 1, 1.5, 2, 1, 1.8, 8, 8, 9, 11], width: 2 };
 * const fit = fitKmeans({ points, clusters: 2, seed: 1 });
 * fit.centres.values // → [1.16667, 1.6, 8.5, 9.5]
 * fit.assignments // → [0, 0, 0, 1, 1]
 * fit.inertia // → 5.72667
 */
export function fitKmeans(input: KmeansInput): SeededKmeansFit {
  const { clusters, seed, restarts = RESTARTS } = input;
  checkSeed('seed', seed);
  checkCount('restarts', restarts, { min: 1 });
  const sorted = sortRows(input.points);
  const options = checkOptions(sorted.points, input);
  checkClusters('clusters', clusters, sorted.points);
  const random = createRandom(seed);
  const inertias: number[] = [];
  let best: { run: LloydResult; inertia: number } | undefined;
  for (let restart = 0; restart < restarts; restart++) {
    const start = seedCentres(sorted.points, clusters, random);
    const run = runLloyd({ points: sorted.points, start, ...options });
    const inertia = measureInertia(sorted.points, run);
    inertias.push(inertia);
    if (!best || inertia < best.inertia) best = { run, inertia };
  }
  if (!best) throw new Error('unreachable: at least one restart was made');
  return { ...describe(sorted, numberBySize(sorted.points, best.run, options)), inertias };
}

/**
 * Moves given centres to the nearest optimum: last month's groups fitted to this month's customers.
 *
 * Lloyd's iteration as in `fitKmeans`, from `centres`, with nothing drawn. Group i is what the i-th centre became, so names
 * stay; it can only lower inertia, yet another start may end lower still. The order of the rows changes no bit.
 *
 * @throws {StatisticsError} out_of_range when there are more centres than different rows, or for tolerance; not_finite; empty; length_mismatch when rows are not whole or the widths differ; did_not_converge after maxIterations
 * @see Lloyd (1982), IEEE Transactions on Information Theory 28:129–137; Hamerly (2010), SDM, 130–140
 * @example
 * const points = { values: [1, 1, 1.5, 2, 1, 1.8, 8, 8, 9, 11], width: 2 };
 * const fit = refineKmeans({ points, centres: { values: [9, 9, 0, 0], width: 2 } });
 * fit.assignments // → [1, 1, 1, 0, 0]
 * fit.iterations // → 2
 */
export function refineKmeans(input: RefineInput): KmeansFit {
  const clusters = countRows('centres', input.centres);
  const sorted = sortRows(input.points);
  checkSameWidth(['points', input.points], ['centres', input.centres]);
  checkClusters('centres', clusters, sorted.points);
  const start = {
    values: Float64Array.from(input.centres.values),
    width: input.centres.width,
  };
  return describe(sorted, runLloyd({ points: sorted.points, start, ...checkOptions(sorted.points, input) }));
}

interface SortedRows {
  readonly points: ComputedRows;
  /** Which row of the caller's stands at each place. */
  readonly order: Uint32Array;
}

/** In one order whatever the caller's, so that neither draws nor the rounding of sums depend on it. */
function sortRows(points: RowMatrix): SortedRows {
  countRows('points', points);
  const order = orderOfRows(points);
  return { points: takeRows(points, order), order };
}

function checkClusters(argument: string, clusters: number, sorted: ComputedRows): void {
  checkCount(argument, clusters, { min: 1 });
  const distinct = countDistinct(sorted);
  if (distinct < clusters)
    throw new StatisticsError('out_of_range', {
      argument,
      says: `must not be more than the ${distinct} different rows of points, not ${clusters}`,
      details: { value: clusters, distinct },
    });
}

function checkOptions(
  points: ComputedRows,
  { maxIterations = MOST_ITERATIONS, tolerance = 0 }: LloydOptions,
): { maxIterations: number; stopAt: number } {
  checkCount('maxIterations', maxIterations, { min: 1 });
  checkNumber('tolerance', tolerance, { min: 0 });
  return { maxIterations, stopAt: tolerance === 0 ? 0 : tolerance * meanVariance(points) };
}

/** Groups from the largest to the smallest, with labels that are again those of the nearest centres. */
function numberBySize(
  points: ComputedRows,
  found: LloydResult,
  options: { maxIterations: number; stopAt: number },
): LloydResult {
  let { centres, assignments } = found;
  for (let renumbered = 0; renumbered < options.maxIterations; renumbered++) {
    const order = orderBySize(centres, assignments);
    if (order.every((cluster, place) => cluster === place)) break;
    centres = takeRows(centres, order);
    if (options.stopAt > 0) {
      labelRows(points, centres, assignments);
      break;
    }
    // A row as near to two centres goes to the first, which may now be the other: settle that as any step is settled.
    ({ centres, assignments } = runLloyd({ points, start: centres, ...options }));
  }
  return { centres, assignments, iterations: found.iterations };
}

function orderBySize(centres: ComputedRows, assignments: Int32Array): number[] {
  const sizes = countSizes(assignments, centres.values.length / centres.width);
  return Array.from(sizes.keys()).sort(
    (a, b) => sizes[b]! - sizes[a]! || compareRows(centres, a, b) || a - b,
  );
}

function describe({ points, order }: SortedRows, run: LloydResult): KmeansFit {
  const assignments = new Int32Array(order.length);
  for (let i = 0; i < order.length; i++) assignments[order[i]!] = run.assignments[i]!;
  const sizes = countSizes(assignments, run.centres.values.length / run.centres.width);
  const inertia = measureInertia(points, run);
  return { centres: run.centres, assignments, sizes, inertia, iterations: run.iterations };
}
