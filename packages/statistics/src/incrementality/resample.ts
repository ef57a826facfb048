/** Customers drawn anew within each arm, as a count per row: the ranking need not be sorted again. */
import { StatisticsError } from '../errors.ts';
import type { Interval } from '../interval.ts';
import type { Random } from '../random.ts';

const TWO_TO_32 = 4_294_967_296;
/** Up to here a draw of 32 bits times the rows is a whole number that a double holds exactly. */
const MOST_EXACT = 2_097_152;

/** Adds to `counts` how often each of `rows` is drawn in as many draws with replacement: by Lemire (2019), exactly even up to 2²¹ rows. */
export function countDraws(rows: Uint32Array, counts: Int32Array, random: Random): void {
  const n = rows.length;
  // Low words that would favour some rows are refused; beyond 2²¹ rows 53 bits are uneven by less than one part in a million.
  const threshold = n > MOST_EXACT ? 0 : TWO_TO_32 % n;
  for (let drawn = 0; drawn < n; drawn++) {
    let index = 0;
    if (n > MOST_EXACT) index = Math.floor(random.uniform() * n);
    else
      for (;;) {
        const product = random.uint32() * n;
        index = (product / TWO_TO_32) | 0;
        if (product - index * TWO_TO_32 >= threshold) break;
      }
    counts[rows[index]!]!++;
  }
}

/** Between the p(B + 1)-th of B sorted replicates for both tails; none is made up beyond the farthest. */
export function percentileInterval(sorted: Float64Array, level: number): Interval {
  const tail = (1 - level) / 2;
  if (!(tail * (sorted.length + 1) >= 1))
    throw new StatisticsError('out_of_range', {
      argument: 'repetitions',
      says: `must be at least ${Math.ceil(1 / tail) - 1} for an interval of ${level}, not ${sorted.length}: none of them would lie outside it`,
      details: { value: sorted.length },
    });
  return { lower: replicateAt(sorted, tail), upper: replicateAt(sorted, 1 - tail) };
}

function replicateAt(sorted: Float64Array, p: number): number {
  const place = p * (sorted.length + 1);
  const below = Math.min(Math.floor(place), sorted.length);
  const low = sorted[below - 1]!;
  const high = sorted[below] ?? low;
  return low + (place - below) * (high - low);
}
