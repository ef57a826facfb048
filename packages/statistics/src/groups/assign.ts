/** New customers into groups that were found before. */
import { findNearest, openSearch } from './nearest.ts';
import { checkSameWidth, countRows, type RowMatrix } from './rows.ts';

export interface AssignInput {
  /** On the scale that the groups were fitted on. */
  readonly points: RowMatrix;
  /** One row per group, as `centres` of a fit. */
  readonly centres: RowMatrix;
}

export interface AssignedRows {
  /** The group of every row, 0 … k − 1. */
  readonly assignments: Int32Array;
  /** Rows per group; a group may be empty. */
  readonly sizes: Uint32Array;
  /** Σ of squared distances of the rows to their centres. */
  readonly inertia: number;
}

/**
 * Puts every row into the group whose centre is nearest, for customers who came after the groups were found.
 *
 * argminₖ‖x − cₖ‖², the first of equally near centres; the rows of a fit that ran to full convergence get the groups they
 * have. The centres stay as they are. Scale new customers with the scale of the fit, not with one of their own.
 * O(n·k·width), and no memory beside the answer.
 *
 * @throws {StatisticsError} empty; not_finite; length_mismatch when rows are not whole or the widths differ
 * @see Lloyd (1982), IEEE Transactions on Information Theory 28:129–137
 * @example
 * const read = assignToClusters({ points: { values: [0, 1, 9, 9, 4, 4], width: 2 }, centres: { values: [1, 1, 8, 8], width: 2 } });
 * read.assignments // → [0, 1, 0]
 * read.inertia // → 21
 */
export function assignToClusters({ points, centres }: AssignInput): AssignedRows {
  const rows = countRows('points', points);
  const clusters = countRows('centres', centres);
  checkSameWidth(['points', points], ['centres', centres]);
  const search = openSearch(points, { values: Float64Array.from(centres.values) });
  const { found } = search;
  const assignments = new Int32Array(rows);
  const sizes = new Uint32Array(clusters);
  // Neumaier's sum, as in numbers.ts, without a list of ten million squares.
  let inertia = 0;
  let lost = 0;
  for (let i = 0; i < rows; i++) {
    const nearest = findNearest(search, i * points.width);
    assignments[i] = nearest;
    sizes[nearest]!++;
    const square = found[0]!;
    const next = inertia + square;
    lost += inertia >= square ? inertia - next + square : square - next + inertia;
    inertia = next;
  }
  return { assignments, sizes, inertia: inertia + lost };
}
