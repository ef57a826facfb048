/** Sizes of clusters and sums of squares about their centres. */
import { checkList, shown } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { mean, sum, variance } from '../numbers.ts';
import { meansOf, sumClusters } from './cluster-sums.ts';
import { type ComputedRows, countRows, type RowMatrix, squaredDistance } from './rows.ts';

export function countSizes(assignments: ArrayLike<number>, clusters: number): Uint32Array {
  const sizes = new Uint32Array(clusters);
  for (let i = 0; i < assignments.length; i++) sizes[assignments[i]!]!++;
  return sizes;
}

/** Σ‖row − its centre‖². */
export function measureInertia(
  points: RowMatrix,
  { centres, assignments }: { centres: ComputedRows; assignments: ArrayLike<number> },
): number {
  const squares = new Float64Array(assignments.length);
  for (let i = 0; i < squares.length; i++)
    squares[i] = squaredDistance(points, i, { row: assignments[i]!, of: centres });
  return sum(squares);
}

/** Of the columns, with n. */
export function meanVariance({ values, width }: ComputedRows): number {
  const rows = values.length / width;
  if (rows < 2) return 0;
  const column = new Float64Array(rows);
  const variances = Array.from({ length: width }, (_, j) => {
    for (let i = 0; i < rows; i++) column[i] = values[i * width + j]!;
    return (variance(column) * (rows - 1)) / rows;
  });
  return mean(variances);
}

/** Rows and the groups they were given, from any method. */
export interface Grouped {
  readonly points: RowMatrix;
  /** The group of every row: 0, 1, 2, …; every number up to the largest must occur. */
  readonly assignments: ArrayLike<number>;
}

export interface CheckedGroups {
  readonly rows: number;
  readonly clusters: number;
  readonly sizes: Uint32Array;
}

/** Throws unless every row has a group, none is empty and there are two or more. */
export function checkGrouped({ points, assignments }: Grouped): CheckedGroups {
  const rows = countRows('points', points);
  if (assignments.length !== rows)
    throw new StatisticsError('length_mismatch', {
      argument: 'assignments',
      says: `must have one group for each of ${rows} rows, not ${assignments.length}`,
      details: { expected: rows, length: assignments.length },
    });
  const sizes = countSizes(assignments, checkLabels('assignments', assignments, rows) + 1);
  const empty = sizes.indexOf(0);
  if (empty >= 0)
    throw new StatisticsError('not_identified', {
      argument: 'assignments',
      says: `must use every number up to the largest, but no row is in group ${empty}`,
      details: { cluster: empty },
    });
  if (sizes.length < 2)
    throw new StatisticsError('one_class', {
      argument: 'assignments',
      says: 'must have two groups or more: with one there is nothing to tell apart',
    });
  return { rows, clusters: sizes.length, sizes };
}

/** The largest label. Throws at one that is not 0, 1, 2, … below `limit`. */
function checkLabels(argument: string, labels: ArrayLike<number>, limit: number): number {
  checkList(argument, labels);
  let largest = -1;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!(Number.isInteger(label) && label >= 0 && label < limit))
      throw new StatisticsError(Number.isFinite(label) ? 'out_of_range' : 'not_finite', {
        argument: `${argument}[${i}]`,
        says: `must be a group 0 … ${limit - 1}, not ${shown(label)}`,
        details: { value: label },
      });
    if (label > largest) largest = label;
  }
  return largest;
}

/** Means of the groups. */
export function centresOf({ points, assignments }: Grouped, clusters: number): ComputedRows {
  const computed = { values: Float64Array.from(points.values), width: points.width };
  return meansOf(sumClusters(computed, assignments, clusters));
}
