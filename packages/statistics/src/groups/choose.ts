/** How many groups there are, by rule and with what speaks for other answers. */
import { checkCount } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { fitKmeans, type SeededKmeansFit } from './kmeans.ts';
import { countDistinct, countRows, orderOfRows, type RowMatrix, takeRows } from './rows.ts';
import { RESTARTS } from './seeding.ts';
import { measureCalinskiHarabasz, measureDaviesBouldin } from './separation.ts';
import { sampleSilhouette } from './silhouette.ts';

export interface ChooseInput {
  readonly points: RowMatrix;
  /** Fewest groups to try, at least 2; 2 when left out. */
  readonly from?: number;
  /** Most groups to try; 10 when left out. */
  readonly to?: number;
  readonly seed: number;
  /** Of k-means; 10 when left out. */
  readonly restarts?: number;
  /** Rows that silhouettes are measured at; 1,000 when left out. */
  readonly sample?: number;
}

/** What every index says of one number of groups. */
export interface ClusterCount {
  readonly clusters: number;
  /** Always falls with more groups. */
  readonly inertia: number;
  /** Higher is better; the error is that of the sample. */
  readonly silhouette: Estimate;
  /** Higher is better. */
  readonly calinskiHarabasz: number;
  /** Lower is better. */
  readonly daviesBouldin: number;
}

export interface ChosenClusterCount {
  /** By the rule. */
  readonly clusters: number;
  readonly fit: SeededKmeansFit;
  /** All that were tried, fewest first. */
  readonly tried: readonly ClusterCount[];
  /** What each index alone would choose. When they disagree, the data do not speak clearly: let meaning decide. */
  readonly by: {
    readonly silhouette: number;
    readonly calinskiHarabasz: number;
    readonly daviesBouldin: number;
  };
}

/**
 * Tries a range of numbers of groups and chooses one by a stated rule.
 *
 * k-means for every k, then inertia, mean silhouette (at the same sampled rows for all k), Calinski-Harabasz and
 * Davies-Bouldin. The rule: the fewest groups whose mean silhouette is at least the best one less its standard error, so that
 * chance of the sample does not add groups; with all rows sampled it is the best silhouette. An index can only rank what it
 * is given: customers without any groups get an answer too (uniform ones with a silhouette near 0.4 in two columns, 0.2 in four, 0.1 in
 * eight). O(Σ k-means + k·sample·n·width).
 *
 * @throws {StatisticsError} out_of_range when from is below 2, to below from or not below the number of different rows; too_few as sampleSilhouette; not_finite; empty; length_mismatch; did_not_converge
 * @see Rousseeuw (1987), Journal of Computational and Applied Mathematics 20:53–65; Breiman, Friedman, Olshen and Stone (1984), Classification and Regression Trees, section 3.4.3, for the one-standard-error rule
 * @example
 * const points = { values: Array.from({ length: 300 }, (_, i) => (i % 3) * 20 + (i % 7)), width: 1 };
 * const chosen = chooseClusterCount({ points, to: 6, seed: 1 });
 * chosen.clusters // → 3
 * chosen.by // → {"silhouette":3,"calinskiHarabasz":6,"daviesBouldin":3}
 */
export function chooseClusterCount(input: ChooseInput): ChosenClusterCount {
  const { points, from = 2, to = 10, seed, restarts = RESTARTS, sample = 1_000 } = input;
  checkCount('from', from, { min: 2 });
  checkCount('to', to, { min: from });
  countRows('points', points);
  const distinct = countDistinct(takeRows(points, orderOfRows(points)));
  if (to >= distinct)
    throw new StatisticsError('out_of_range', {
      argument: 'to',
      says: `must be below the ${distinct} different rows of points, or groups have no spread, not ${to}`,
      details: { value: to, distinct },
    });
  const fits: SeededKmeansFit[] = [];
  const tried: ClusterCount[] = [];
  for (let clusters = from; clusters <= to; clusters++) {
    const fit = fitKmeans({ points, clusters, seed, restarts });
    const grouped = { points, assignments: fit.assignments };
    fits.push(fit);
    tried.push({
      clusters,
      inertia: fit.inertia,
      silhouette: sampleSilhouette({ ...grouped, sample, seed }).mean,
      calinskiHarabasz: measureCalinskiHarabasz(grouped),
      daviesBouldin: measureDaviesBouldin(grouped),
    });
  }
  const best = bestBy(tried, ({ silhouette }) => silhouette.value);
  const enough = best.silhouette.value - best.silhouette.standardError;
  const place = tried.findIndex(({ silhouette }) => silhouette.value >= enough);
  return {
    clusters: tried[place]!.clusters,
    fit: fits[place]!,
    tried,
    by: {
      silhouette: best.clusters,
      calinskiHarabasz: bestBy(tried, ({ calinskiHarabasz }) => calinskiHarabasz).clusters,
      daviesBouldin: bestBy(tried, ({ daviesBouldin }) => -daviesBouldin).clusters,
    },
  };
}

/** The first of equally good ones. */
function bestBy(tried: readonly ClusterCount[], goodness: (count: ClusterCount) => number): ClusterCount {
  return tried.reduce((best, one) => (goodness(one) > goodness(best) ? one : best));
}
