/** Groups instead of units: how much less they tell, and how many are needed. */
import { checkComputable, checkCount, checkList, checkNumber } from '../checks.ts';
import { StatisticsError } from '../errors.ts';

export interface Clustering {
  /** Mean number of units in a group, at least 1. */
  readonly clusterSize: number;
  /** Intracluster correlation: how much more alike two units of one group are; 0 … 1. */
  readonly correlation: number;
  /** Coefficient of variation of the group sizes; default 0, all groups of one size. */
  readonly sizeVariation?: number;
}

export interface ClusterPlan {
  readonly designEffect: number;
  /** Groups of control, first treatment, …: rounded up. */
  readonly clusters: readonly number[];
  /** Units that these groups have on average. */
  readonly units: readonly number[];
}

/**
 * How many times as many units are needed when whole groups are randomised.
 *
 * 1 + ((1 + cv²)·m − 1)·ρ for groups of mean size m, whose sizes have the coefficient of variation cv, with intracluster
 * correlation ρ: an upper bound that is close unless groups are few. Give it to the other plans as `designEffect`. O(1).
 *
 * @throws {StatisticsError} out_of_range when the size is below 1, the correlation not in 0 … 1, or the variation negative
 * @see Eldridge, Ashby and Kerry (2006), International Journal of Epidemiology 35:1292–1300
 * @see Donner and Klar (2000), Design and Analysis of Cluster Randomization Trials
 * @example
 * designEffect({ clusterSize: 20, correlation: 0.05 }) // → 1.95
 * designEffect({ clusterSize: 20, correlation: 0.05, sizeVariation: 0.6 }) // → 2.31
 */
export function designEffect({ clusterSize, correlation, sizeVariation = 0 }: Clustering): number {
  checkNumber('clusterSize', clusterSize, { min: 1 });
  checkNumber('correlation', correlation, { min: 0, max: 1 });
  checkNumber('sizeVariation', sizeVariation, { min: 0 });
  const effect = 1 + ((1 + sizeVariation * sizeVariation) * clusterSize - 1) * correlation;
  checkComputable('clusterSize', [effect]);
  return effect;
}

/**
 * How many groups do the work of so many independent units.
 *
 * Units of each arm times the design effect, divided by the mean group size, rounded up. Below some 20 groups per arm the
 * normal approximation flatters: add one group per arm, and read the result by groups. O(arms).
 *
 * @throws {StatisticsError} empty without arms; out_of_range as designEffect, and when an arm is not a whole number above 0
 * @see Hayes and Bennett (1999), International Journal of Epidemiology 28:319–326
 * @see Eldridge, Ashby and Kerry (2006), International Journal of Epidemiology 35:1292–1300
 * @example
 * planClusters({ arms: [3841, 3841], clusterSize: 80, correlation: 0.02 }).clusters // → [124,124]
 */
export function planClusters(input: Clustering & { readonly arms: readonly number[] }): ClusterPlan {
  const effect = designEffect(input);
  checkList('arms', input.arms);
  if (input.arms.length === 0)
    throw new StatisticsError('empty', { argument: 'arms', says: 'must name at least one' });
  const clusters = input.arms.map((n, i) => {
    checkCount(`arms[${i}]`, n, { min: 1 });
    return Math.ceil(((n * effect) / input.clusterSize) * (1 - 1e-12));
  });
  const units = clusters.map((count) => count * input.clusterSize);
  checkComputable('arms', units);
  return { designEffect: effect, clusters, units };
}
