/** The nearest of several centres: the one loop that every label comes from, so that all agree on near ties. */
import type { RowMatrix } from './rows.ts';

export interface Search {
  readonly points: ArrayLike<number>;
  readonly centres: Float64Array;
  readonly width: number;
  /** Filled by every search: squared distances to the nearest centre and to the second nearest. */
  readonly found: Float64Array;
}

export function openSearch(points: RowMatrix, centres: { readonly values: Float64Array }): Search {
  return {
    points: points.values,
    centres: centres.values,
    width: points.width,
    found: new Float64Array(2),
  };
}

/** The centre nearest to the point whose row begins `at`; of equally near ones the first. */
export function findNearest({ points, centres, width, found }: Search, at: number): number {
  let nearest = 0;
  let first = Number.POSITIVE_INFINITY;
  let second = Number.POSITIVE_INFINITY;
  for (let start = 0, c = 0; start < centres.length; start += width, c++) {
    let distance = 0;
    for (let j = 0; j < width; j++) {
      const difference = points[at + j]! - centres[start + j]!;
      distance += difference * difference;
    }
    if (distance < first) {
      second = first;
      first = distance;
      nearest = c;
    } else if (distance < second) second = distance;
  }
  found[0] = first;
  found[1] = second;
  return nearest;
}
