/** How far groups are apart for how wide they are, from their centres alone. */
import { StatisticsError } from '../errors.ts';
import { sum } from '../numbers.ts';
import { type ComputedRows, squaredDistance } from './rows.ts';
import { centresOf, checkGrouped, type Grouped, measureInertia } from './scatter.ts';

/**
 * Measures the variance between groups against that within them: higher is better.
 *
 * CH = (B/(k − 1))/(W/(n − k)), B = Σₖ nₖ‖cₖ − c‖², W = Σᵢ‖xᵢ − c₍ᵢ₎‖², c the mean of all rows: an F ratio over all columns.
 * Centres are the means of the groups as given. For comparing numbers of groups on the same rows; it has no scale of its
 * own. O(n·width).
 *
 * @throws {StatisticsError} zero_variance when the rows inside every group are equal; one_class with fewer than two groups; not_identified when a group number has no row; length_mismatch; not_finite; out_of_range for a label; empty
 * @see Caliński and Harabasz (1974), Communications in Statistics 3:1–27
 * @example
 * measureCalinskiHarabasz({ points: { values: [0, 1, 5, 6, 7], width: 1 }, assignments: [0, 0, 1, 1, 1] }) // → 43.56
 */
export function measureCalinskiHarabasz(input: Grouped): number {
  const { points, assignments } = input;
  const { rows, clusters, sizes } = checkGrouped(input);
  const centres = centresOf(input, clusters);
  const all = centresOf({ points, assignments: new Uint8Array(rows) }, 1);
  const within = measureInertia(points, { centres, assignments });
  if (!(within > 0))
    throw new StatisticsError('zero_variance', {
      argument: 'points',
      says: 'are equal inside every group, so there is nothing to compare the distances of groups with',
    });
  const between = sum(
    Float64Array.from(sizes, (size, c) => size * squaredDistance(centres, c, { row: 0, of: all })),
  );
  return between / (clusters - 1) / (within / (rows - clusters));
}

/** Centres nearer to each other than this share of their distance from zero differ by rounding. */
const ROUNDING = 8 * Number.EPSILON;

function distanceFromZero(centres: ComputedRows, row: number): number {
  const { width } = centres;
  return Math.sqrt(squaredDistance(centres, row, { row: 0, of: { values: new Float64Array(width), width } }));
}

/**
 * Measures how much each group overlaps with the one most like it: lower is better.
 *
 * DB = (1/k)·Σₖ max_{l≠k} (Sₖ + Sₗ)/‖cₖ − cₗ‖, Sₖ the mean Euclidean distance of the rows of group k to its centre (the
 * paper's q = 1, p = 2; other programs may take the root mean square). Centres are the means of the groups as given.
 * O(n·width + k²·width).
 *
 * @throws {StatisticsError} not_identified when two groups have the same centre (to rounding) or a group number has no row; one_class with fewer than two groups; length_mismatch; not_finite; out_of_range for a label; empty
 * @see Davies and Bouldin (1979), IEEE Transactions on Pattern Analysis and Machine Intelligence 1:224–227
 * @example
 * measureDaviesBouldin({ points: { values: [0, 1, 5, 6, 7], width: 1 }, assignments: [0, 0, 1, 1, 1] }) // → 0.212121
 */
export function measureDaviesBouldin(input: Grouped): number {
  const { points, assignments } = input;
  const { rows, clusters, sizes } = checkGrouped(input);
  const centres = centresOf(input, clusters);
  const spreads = new Float64Array(clusters);
  for (let i = 0; i < rows; i++) {
    const own = assignments[i]!;
    spreads[own]! += Math.sqrt(squaredDistance(points, i, { row: own, of: centres })) / sizes[own]!;
  }
  const worst = spreads.map((spread, a) => {
    let most = 0;
    for (let b = 0; b < clusters; b++) {
      if (a === b) continue;
      const apart = Math.sqrt(squaredDistance(centres, a, { row: b, of: centres }));
      if (apart <= ROUNDING * distanceFromZero(centres, a))
        throw new StatisticsError('not_identified', {
          argument: 'assignments',
          says: `give groups ${Math.min(a, b)} and ${Math.max(a, b)} the same centre`,
          details: { first: Math.min(a, b), second: Math.max(a, b) },
        });
      most = Math.max(most, (spread + spreads[b]!) / apart);
    }
    return most;
  });
  return sum(worst) / clusters;
}
