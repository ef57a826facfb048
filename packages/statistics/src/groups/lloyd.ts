/**
 * Lloyd's iteration, without the distances that cannot matter.
 *
 * After Hamerly (2010), "Making k-means even faster", SIAM International Conference on Data Mining: how much nearer a point
 * is to its own centre than to any other is kept, and lessened by how far centres move; while it stays above zero the
 * point cannot have changed its cluster, and no distance is computed. (One number per point in place of the paper's two
 * bounds.) It is lessened by more than rounding can amount to, so labels are those that all distances would give. Sums
 * follow the few points that change. At the end everything is computed anew from the labels alone, so that the result
 * depends, to the last bit, on which clusters were found and not on the way there.
 */
import { StatisticsError } from '../errors.ts';
import { addRow, type ClusterSums, meansOf, openSums, removeRow, sumClusters } from './cluster-sums.ts';
import { repairEmptyClusters } from './empty-clusters.ts';
import { findNearest, openSearch } from './nearest.ts';
import { type ComputedRows, squaredDistance } from './rows.ts';

export interface LloydInput {
  readonly points: ComputedRows;
  readonly start: ComputedRows;
  readonly maxIterations: number;
  /** Squared movement of all centres together at which to stop; 0 stops when no point changes its cluster. */
  readonly stopAt: number;
  /** Told what every iteration began with and which labels that gave. */
  readonly onStep?: (step: { readonly centres: ComputedRows; readonly assignments: Int32Array }) => void;
}

export interface LloydResult {
  readonly centres: ComputedRows;
  readonly assignments: Int32Array;
  readonly iterations: number;
}

/** What one iteration hands to the next. */
interface Progress {
  readonly points: ComputedRows;
  /** −1 before the first. */
  readonly assignments: Int32Array;
  sums: ClusterSums;
  /** No more than the distance to the nearest other centre exceeds that to the own one by. */
  readonly leads: Float64Array;
  /** By how much the lead of a point may have shrunk, per cluster. */
  readonly drifts: Float64Array;
  /** More than the share by which a distance of this width can be rounded. */
  readonly rounding: number;
}

export function runLloyd({ points, start, maxIterations, stopAt, onStep }: LloydInput): LloydResult {
  const clusters = start.values.length / start.width;
  const progress = openProgress(points, clusters);
  const { assignments, leads } = progress;
  let centres = start;
  for (let iterations = 1; iterations <= maxIterations; iterations++) {
    let changed = assignRows(centres, progress);
    onStep?.({ centres, assignments });
    for (const row of repairEmptyClusters({ centres, assignments, sums: progress.sums })) {
      leads[row] = 0;
      changed++;
    }
    const next = meansOf(progress.sums);
    const movement = measureMovement(centres, next, progress);
    centres = next;
    const nearEnough = stopAt > 0 && movement <= stopAt;
    if (changed > 0 && !nearEnough) continue;
    centres = meansOf(sumClusters(points, assignments, clusters));
    const late = labelRows(points, centres, assignments);
    if (late === 0 || stopAt > 0) return { centres, assignments, iterations };
    // Between the running sums and the final ones lay a tie: go on from here.
    progress.sums = sumClusters(points, assignments, clusters);
    leads.fill(0);
  }
  throw new StatisticsError('did_not_converge', {
    argument: 'maxIterations',
    says: `of ${maxIterations} was reached while points still changed their clusters`,
    details: { maxIterations },
  });
}

/** Labels of the nearest centres, every distance computed; how many changed. */
export function labelRows(points: ComputedRows, centres: ComputedRows, assignments: Int32Array): number {
  const search = openSearch(points, centres);
  let changed = 0;
  for (let i = 0, at = 0; i < assignments.length; i++, at += points.width) {
    const nearest = findNearest(search, at);
    if (nearest === assignments[i]) continue;
    assignments[i] = nearest;
    changed++;
  }
  return changed;
}

function openProgress(points: ComputedRows, clusters: number): Progress {
  const rows = points.values.length / points.width;
  return {
    points,
    assignments: new Int32Array(rows).fill(-1),
    sums: openSums(points, clusters),
    leads: new Float64Array(rows),
    drifts: new Float64Array(clusters),
    // Squares, their sum and the root each round by at most 2⁻⁵³ of themselves.
    rounding: (points.width + 8) * Number.EPSILON,
  };
}

/** One pass; how many points changed their cluster. */
function assignRows(centres: ComputedRows, progress: Progress): number {
  const { points, assignments, sums, leads, drifts, rounding } = progress;
  const { width } = points;
  const search = openSearch(points, centres);
  const { found } = search;
  let changed = 0;
  for (let i = 0; i < assignments.length; i++) {
    const own = assignments[i]!;
    const lead = own < 0 ? 0 : leads[i]! - drifts[own]!;
    if (lead > 0) {
      leads[i] = lead;
      continue;
    }
    const nearest = findNearest(search, i * width);
    leads[i] = Math.sqrt(found[1]!) * (1 - rounding) - Math.sqrt(found[0]!) * (1 + rounding);
    if (nearest === own) continue;
    if (own >= 0) removeRow(sums, i, own);
    addRow(sums, i, nearest);
    assignments[i] = nearest;
    changed++;
  }
  return changed;
}

/** Σ‖movement‖²; and the drifts: own movement and the farthest of any other centre, rounded up. */
function measureMovement(before: ComputedRows, after: ComputedRows, { drifts, rounding }: Progress): number {
  const squares = drifts.map((_, c) => squaredDistance(before, c, { row: c, of: after }));
  const moved = squares.map((square) => Math.sqrt(square));
  let movement = 0;
  for (let c = 0; c < moved.length; c++) {
    let others = 0;
    for (let b = 0; b < moved.length; b++) if (b !== c) others = Math.max(others, moved[b]!);
    drifts[c] = (moved[c]! + others) * (1 + 2 * rounding);
    movement += squares[c]!;
  }
  return movement;
}
