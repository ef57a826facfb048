/** Shapley values of any game of up to 20 players, from the worth of every coalition. */
import { checkNumber, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { shapleyValuesOf } from '../shapley-values.ts';

/** 2²⁰ coalitions are 8 MiB a column and a tenth of a second. */
export const MOST_PLAYERS = 20;

export interface GameInput {
  /** Worth of each coalition; coalition k is of the players whose bits are set in k. worths[0], of nobody, is 0. Length 2ⁿ. */
  readonly worths: ArrayLike<number>;
}

/**
 * Divides what all players are worth together by what each adds to every coalition.
 *
 * φ(i) = Σ over coalitions S without i of |S|! (n − |S| − 1)! / n! × (v(S ∪ i) − v(S)): the mean contribution of i over all orders
 * in which the players can arrive. The values sum to the worth of all (efficiency); equal players get the same (symmetry); who adds
 * nothing gets nothing (dummy). Computed from all 2ⁿ worths, with compensated sums: exact, not sampled. O(n 2ⁿ).
 *
 * @throws {StatisticsError} out_of_range when there are more than 20 players, or worths[0] is not 0; length_mismatch when the length
 * is not 2, 4, 8, …; not_finite when a worth is not a number, or worths differ by more than the largest number
 * @see Shapley (1953), A value for n-person games, Contributions to the Theory of Games II, 307–317
 * @example
 * // Gloves: player 0 has a left one, players 1 and 2 a right one; a pair is worth 1.
 * const values = computeShapleyValues({ worths: [0, 0, 0, 1, 0, 1, 0, 1] });
 * Array.from(values) // → [0.666667,0.166667,0.166667]
 */
export function computeShapleyValues({ worths }: GameInput): Float64Array {
  const players = playersOf(worths);
  checkValues('worths', worths);
  checkNumber('worths[0]', worths[0]!, { min: 0, max: 0 });
  const values = shapleyValuesOf(worths, players);
  // Worths near the largest number may differ by more than it.
  for (const [player, value] of values.entries()) checkNumber(`the value of player ${player}`, value);
  return values;
}

function playersOf(worths: ArrayLike<number>): number {
  if (worths.length > 1 << MOST_PLAYERS)
    throw new StatisticsError('out_of_range', {
      argument: 'worths',
      says: `must be of at most ${MOST_PLAYERS} players (2^${MOST_PLAYERS} coalitions), not ${worths.length} coalitions`,
      details: { max: 1 << MOST_PLAYERS, length: worths.length },
    });
  const players = 31 - Math.clz32(worths.length);
  if (players < 1 || worths.length !== 1 << players)
    throw new StatisticsError('length_mismatch', {
      argument: 'worths',
      says: `must have 2, 4, 8, … coalitions, not ${worths.length}`,
      details: { length: worths.length },
    });
  return players;
}
