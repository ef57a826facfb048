/** Which group of this run is which of the last one, so that names stay. */
import { checkCount, checkList, checkNumber, checkSameLength, shown } from '../checks.ts';
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
 * @throws {StatisticsError} empty; not_finite; length_mismatch when rows are not whole or the widths differ; out_of_range for farthest or more than 10,000 centres
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
  checkCount('before', rows, { max: MOST_CLUSTERS });
  checkCount('after', width, { max: MOST_CLUSTERS });
  const limit = farthest ?? Number.POSITIVE_INFINITY;
  const values = new Float64Array(rows * width);
  for (let a = 0; a < rows; a++)
    for (let b = 0; b < width; b++)
      values[a * width + b] = Math.sqrt(squaredDistance(before, a, { row: b, of: after }));
  // A shade dearer than the limit, so that a pair at just the limit is not given up for one that will be parted.
  const beyond = limit + BEYOND * values.reduce((most, value) => Math.max(most, value), 0);
  const costs = values.map((value) => (value <= limit ? value : beyond));
  const { columnOfRow } = pairAtLeastCost({ values: costs, width });
  const pairs: ClusterPair[] = [];
  columnOfRow.forEach((column, row) => {
    if (column >= 0 && values[row * width + column]! <= limit)
      pairs.push({ before: row, after: column, measure: values[row * width + column]! });
  });
  return describeMatch(pairs, { rows, width });
}

/** Of the largest distance. */
const BEYOND = 1e-9;

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
  const [ofBefore, ofAfter] = groupsInCommon({ before, after }, { rows, width });
  if (ofBefore.groups.length === 0)
    throw new StatisticsError('one_class', {
      argument: 'after',
      says: 'must have a group for a customer who has one in before: nobody is in both runs',
    });
  const shared = new Float64Array(ofBefore.groups.length * ofAfter.groups.length);
  for (let i = 0; i < before.length; i++)
    if (before[i]! >= 0 && after[i]! >= 0)
      shared[ofBefore.placeOf[before[i]!]! * ofAfter.groups.length + ofAfter.placeOf[after[i]!]!]!--;
  const table = { values: shared, width: ofAfter.groups.length };
  const pairs: ClusterPair[] = [];
  pairAtLeastCost(table).columnOfRow.forEach((column, row) => {
    const measure = column < 0 ? 0 : -shared[row * table.width + column]!;
    if (measure > 0) pairs.push({ before: ofBefore.groups[row]!, after: ofAfter.groups[column]!, measure });
  });
  return describeMatch(pairs, { rows, width });
}

interface GroupsInCommon {
  /** Those with a customer who is in both runs, ascending. */
  readonly groups: readonly number[];
  /** Where a group stands among them. */
  readonly placeOf: Int32Array;
}

/** Only they can be paired: numbers may be far apart, and a table of all of them need not fit. */
function groupsInCommon(
  { before, after }: MatchMembersInput,
  { rows, width }: { rows: number; width: number },
): [GroupsInCommon, GroupsInCommon] {
  const seen = [new Int32Array(rows), new Int32Array(width)] as const;
  for (let i = 0; i < before.length; i++) {
    if (before[i]! < 0 || after[i]! < 0) continue;
    seen[0][before[i]!] = 1;
    seen[1][after[i]!] = 1;
  }
  const of = (marks: Int32Array): GroupsInCommon => {
    const groups = Array.from(marks.keys()).filter((label) => marks[label] === 1);
    groups.forEach((label, place) => {
      marks[label] = place;
    });
    return { groups, placeOf: marks };
  };
  return [of(seen[0]), of(seen[1])];
}

/** More groups than anyone can name, and still a table that fits. */
const MOST_CLUSTERS = 10_000;

function largestLabel(argument: string, labels: ArrayLike<number>): number {
  checkList(argument, labels);
  if (labels.length === 0)
    throw new StatisticsError('empty', { argument, says: 'must have at least 1 values, not 0' });
  let largest = -1;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!(Number.isInteger(label) && label >= -1 && label < MOST_CLUSTERS))
      throw new StatisticsError(Number.isFinite(label) ? 'out_of_range' : 'not_finite', {
        argument: `${argument}[${i}]`,
        says: `must be a group 0 … ${MOST_CLUSTERS - 1}, or −1 for none, not ${shown(label)}`,
        details: { value: label },
      });
    if (label > largest) largest = label;
  }
  return largest;
}

function describeMatch(
  pairs: readonly ClusterPair[],
  { rows, width }: { rows: number; width: number },
): ClusterMatch {
  const names = new Int32Array(width).fill(-1);
  const kept = new Uint8Array(rows);
  for (const { before, after } of pairs) {
    names[after] = before;
    kept[before] = 1;
  }
  const vanished = Array.from(kept.keys()).filter((before) => kept[before] === 0);
  const appeared = Array.from(names.keys()).filter((after) => names[after] === -1);
  appeared.forEach((after, i) => {
    names[after] = rows + i;
  });
  return { names, pairs, vanished, appeared };
}
