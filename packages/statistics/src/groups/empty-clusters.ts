/** What becomes of a cluster that has lost all its points. */
import { addRow, type ClusterSums, removeRow } from './cluster-sums.ts';
import { type ComputedRows, squaredDistance } from './rows.ts';

export interface RepairInput {
  /** Those the labels were given by. */
  readonly centres: ComputedRows;
  readonly assignments: Int32Array;
  readonly sums: ClusterSums;
}

/**
 * Gives every empty cluster the point that is farthest from its own centre (the first of equally far ones), which it
 * takes from a cluster that keeps at least one other. This lowers inertia, so Lloyd's iteration still ends. Returns the
 * rows that were moved.
 */
export function repairEmptyClusters(input: RepairInput): number[] {
  const { assignments, sums } = input;
  const moved: number[] = [];
  for (let cluster = sums.sizes.indexOf(0); cluster >= 0; cluster = sums.sizes.indexOf(0)) {
    const row = farthestRow(input, moved);
    removeRow(sums, row, assignments[row]!);
    addRow(sums, row, cluster);
    assignments[row] = cluster;
    moved.push(row);
  }
  return moved;
}

function farthestRow({ centres, assignments, sums }: RepairInput, taken: readonly number[]): number {
  let farthest = -1;
  let row = -1;
  for (let i = 0; i < assignments.length; i++) {
    const own = assignments[i]!;
    if (sums.sizes[own]! < 2 || taken.includes(i)) continue;
    const distance = squaredDistance(sums.points, i, { row: own, of: centres });
    if (distance > farthest) {
      farthest = distance;
      row = i;
    }
  }
  return row;
}
