/** Which group of this run is which of the last one, so that names stay. */
import { checkNumber, checkSameLength } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { pairAtLeastCost } from './hungarian.ts';
import { checkSameWidth, countRows, type RowMatrix, squaredDistance } from './rows.ts';

export interface ClusterMatch {
  /**
   * For every group of the new run the number it should go by: that of its counterpart before, or, for one that is new,
   * the first number that was never used. `assignments.map((group) => names[group])` renames all customers.
   */
  readonly names: Int32Array;
  /** Groups that are the same, in the order of the run before. */
  readonly pairs: readonly ClusterPair[];
  /** Groups of the run before that are no more. */
  readonly vanished: readonly number[];
  /** Groups of the new run without a counterpart, by their numbers in that run. */
  readonly appeared: readonly number[];
}

export interface ClusterPair {
  readonly before: number;
  readonly after: number;
  /** Distance of their centres, or number of their common members. */
  readonly measure: number;
}

export interface MatchCentresInput {
  /** Centres of the run before. */
  readonly before: RowMatrix;
  /** Centres of the new run, on the same scale. */
  readonly after: RowMatrix;
  /** A centre that moved farther is another group; no limit when left out. */
  readonly farthest?: number;
}

/**
 * Pairs the groups of two runs by the distances of their centres.
 *
 * The pairing with the least Σ‖before − after‖ (Hungarian method). With k different, those left over have vanished or
 * appeared. With `farthest`, Σ min(distance, farthest) is least instead and pairs beyond it are parted: a group that moved
 * farther counts as one that vanished and one that appeared. Bring both runs to one scale first. O(k³ + k²·width).
 *
 * @throws {StatisticsError} empty; not_finite; length_mismatch when rows are not whole or the widths differ; out_of_range for farthest
 * @see Kuhn (1955), Naval Research Logistics Quarterly 2:83–97
 * @example
 * const match = matchClusters({ before: { values: [0, 0, 9, 9], width: 2 }, after: { values: [9, 8, 5, 0, 0, 1], width: 2 } });
 * match.names // → [1, 2, 0]
 * match.appeared // → [1]
 */
export function matchClusters({ before, after, farthest }: MatchCentresInput): ClusterMatch {
  const rows = countRows('before', before);
  const width = countRows('after', after);
  checkSameWidth(['before', before], ['after', after]);
  if (farthest !== undefined) checkNumber('farthest', farthest, { min: 0 });
  const limit = farthest ?? Number.POSITIVE_INFINITY;
  const values = new Float64Array(rows * width);
  for (let a = 0; a < rows; a++)
    for (let b = 0; b < width; b++)
      values[a * width + b] = Math.sqrt(squaredDistance(before, a, { row: b, of: after }));
  const { columnOfRow } = pairAtLeastCost({ values: values.map((value) => Math.min(value, limit)), width });
  return describeMatch({ values, width }, { columnOfRow, holds: (distance) => distance <= limit });
}

export interface MatchMembersInput {
  /** Of every customer the group in the run before; −1 for one who was not there. */
  readonly before: ArrayLike<number>;
  /** Of the same customers, in the same order, the group in the new run; −1 for one who is gone. */
  readonly after: ArrayLike<number>;
}

/**
 * Pairs the groups of two runs by the customers they have in common.
 *
 * The pairing with the most common members (Hungarian method on minus their number); a pair without any is parted. Needs no
 * common scale, and serves for methods without centres; customers of one run only (−1) do not count. There are as many groups
 * as the largest number says. O(n + k³).
 *
 * @throws {StatisticsError} empty; length_mismatch; not_finite; out_of_range for a label that is not −1, 0, 1, … 9999; one_class when no customer is in both runs
 * @see Kuhn (1955), Naval Research Logistics Quarterly 2:83–97
 * @example
 * const match = matchClustersByMembers({ before: [0, 0, 0, 1, 1, -1], after: [1, 1, 2, 0, 0, 2] });
 * match.names // → [1, 0, 2]
 * match.pairs // → [{"before":0,"after":1,"measure":2},{"before":1,"after":0,"measure":2}]
 */
export function matchClustersByMembers({ before, after }: MatchMembersInput): ClusterMatch {
  checkSameLength(['before', before], ['after', after]);
  const rows = largestLabel('before', before) + 1;
  const width = largestLabel('after', after) + 1;
  const shared = new Float64Array(rows * width);
  let both = 0;
  for (let i = 0; i < before.length; i++) {
    if (before[i]! < 0 || after[i]! < 0) continue;
    shared[before[i]! * width + after[i]!]!++;
    both++;
  }
  if (both === 0)
    throw new StatisticsError('one_class', {
      argument: 'after',
      says: 'must have a group for a customer who has one in before: nobody is in both runs',
    });
  const { columnOfRow } = pairAtLeastCost({ values: shared.map((count) => -count), width });
  return describeMatch({ values: shared, width }, { columnOfRow, holds: (count) => count > 0 });
}

/** More groups than anyone can name, and still a table that fits. */
const MOST_CLUSTERS = 10_000;

function largestLabel(argument: string, labels: ArrayLike<number>): number {
  if (labels.length === 0)
    throw new StatisticsError('empty', { argument, says: 'must have at least 1 values, not 0' });
  let largest = -1;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!(Number.isInteger(label) && label >= -1 && label < MOST_CLUSTERS))
      throw new StatisticsError(Number.isFinite(label) ? 'out_of_range' : 'not_finite', {
        argument: `${argument}[${i}]`,
        says: `must be a group 0 … ${MOST_CLUSTERS - 1}, or −1 for none, not ${label}`,
        details: { value: label },
      });
    if (label > largest) largest = label;
  }
  return largest;
}

function describeMatch(
  { values, width }: { values: Float64Array; width: number },
  { columnOfRow, holds }: { columnOfRow: Int32Array; holds: (measure: number) => boolean },
): ClusterMatch {
  const names = new Int32Array(width).fill(-1);
  const pairs: ClusterPair[] = [];
  const vanished: number[] = [];
  columnOfRow.forEach((after, before) => {
    const measure = after < 0 ? 0 : values[before * width + after]!;
    if (after >= 0 && holds(measure)) {
      names[after] = before;
      pairs.push({ before, after, measure });
    } else vanished.push(before);
  });
  const appeared = Array.from(names.keys()).filter((after) => names[after] === -1);
  appeared.forEach((after, i) => {
    names[after] = columnOfRow.length + i;
  });
  return { names, pairs, vanished, appeared };
}
