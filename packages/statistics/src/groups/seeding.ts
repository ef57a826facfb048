/** Where k-means begins. */
import type { Random } from '../random.ts';
import { type ComputedRows, takeRows } from './rows.ts';

/** Starts to choose the best of, when a caller does not say. */
export const RESTARTS = 10;

/**
 * k-means++: the first centre is any row, each further one a row drawn with chance proportional to its squared distance
 * from the nearest centre so far. Arthur and Vassilvitskii (2007), SODA, 1027–1035. Needs as many different rows as centres.
 */
export function seedCentres(points: ComputedRows, clusters: number, random: Random): ComputedRows {
  const { values, width } = points;
  const rows = values.length / width;
  const chosen = [random.below(rows)];
  const nearest = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  while (chosen.length < clusters) {
    const last = chosen.at(-1)! * width;
    let total = 0;
    for (let i = 0, at = 0; i < rows; i++, at += width) {
      let squares = 0;
      for (let j = 0; j < width; j++) {
        const difference = values[at + j]! - values[last + j]!;
        squares += difference * difference;
      }
      if (squares < nearest[i]!) nearest[i] = squares;
      total += nearest[i]!;
    }
    chosen.push(drawByWeight(nearest, random.uniform() * total));
  }
  return takeRows(points, chosen);
}

/** The first row at which the running sum passes the target; one without weight is never drawn. */
function drawByWeight(weights: Float64Array, target: number): number {
  let sum = 0;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    if (weight === 0) continue;
    sum += weight;
    last = i;
    if (sum > target) return i;
  }
  return last;
}
