/** Sums of the rows of every cluster, kept while rows change over. */
import type { ComputedRows } from './rows.ts';

/**
 * Each sum in two parts, its nearest double and what that leaves over, so that rows can be taken out again and next to
 * nothing remains of them: Knuth's two-sum, The Art of Computer Programming, volume 2, section 4.2.2.
 */
export interface ClusterSums {
  readonly points: ComputedRows;
  /** Clusters × width. */
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly sizes: Uint32Array;
}

export function openSums(points: ComputedRows, clusters: number): ClusterSums {
  const { width } = points;
  return {
    points,
    high: new Float64Array(clusters * width),
    low: new Float64Array(clusters * width),
    sizes: new Uint32Array(clusters),
  };
}

export function addRow(sums: ClusterSums, row: number, cluster: number): void {
  const { values, width } = sums.points;
  sums.sizes[cluster]!++;
  for (let j = 0, from = row * width, to = cluster * width; j < width; j++)
    add(sums, to + j, values[from + j]!);
}

export function removeRow(sums: ClusterSums, row: number, cluster: number): void {
  const { values, width } = sums.points;
  sums.sizes[cluster]!--;
  for (let j = 0, from = row * width, to = cluster * width; j < width; j++)
    add(sums, to + j, -values[from + j]!);
}

function add({ high, low }: ClusterSums, place: number, value: number): void {
  const before = high[place]!;
  const after = before + value;
  const taken = after - before;
  low[place]! += before - (after - taken) + (value - taken);
  high[place] = after;
}

/** To the last bit, so that a cluster of equal rows has just that row for its centre. */
export function meansOf({ points: { width }, high, low, sizes }: ClusterSums): ComputedRows {
  const values = high.map((sum, at) => {
    const size = sizes[(at - (at % width)) / width]!;
    const mean = (sum + low[at]!) / size;
    const [product, lost] = exactProduct(mean, size);
    return mean + (sum - product - lost + low[at]!) / size;
  });
  return { values, width };
}

/** 2²⁷ + 1 cuts a double into two halves whose products are exact: Dekker (1971), Numerische Mathematik 18:224–242. */
const SPLITTER = 134_217_729;

/** a · b as the nearest double and what that leaves over. */
function exactProduct(a: number, b: number): readonly [number, number] {
  const product = a * b;
  const highA = SPLITTER * a - (SPLITTER * a - a);
  const highB = SPLITTER * b - (SPLITTER * b - b);
  const [lowA, lowB] = [a - highA, b - highB];
  return [product, lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB)];
}

/** Of the clusters as they are, whatever way they came about. */
export function sumClusters(
  points: ComputedRows,
  assignments: ArrayLike<number>,
  clusters: number,
): ClusterSums {
  const sums = openSums(points, clusters);
  for (let i = 0; i < assignments.length; i++) addRow(sums, i, assignments[i]!);
  return sums;
}
