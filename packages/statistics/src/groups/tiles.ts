/** Scores 1 … k by quantiles: where the cuts are, and who beats them. */
import { checkCount, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';

/** Most scores that fit one digit. */
const MOST_TILES = 9;

export interface TileInput {
  /** One value per customer. */
  readonly values: ArrayLike<number>;
  /** Which end earns the best score: `higher` for purchases and money, `lower` for days since the last purchase. */
  readonly better: 'higher' | 'lower';
  /** How many scores there are, 2 … 9; 5 (quintiles) when left out. */
  readonly tiles?: number;
}

/** Plain data: keep it, and customers of another day are scored by the same cuts. */
export interface TileScale {
  readonly better: 'higher' | 'lower';
  readonly tiles: number;
  /** tiles − 1 cuts from the worst to the best, in the unit of the values; who beats `cuts[i]` scores at least i + 2. */
  readonly cuts: readonly number[];
  /** How many of the fitted customers got score 1, 2, …, tiles. */
  readonly counts: readonly number[];
  /** Different values among the fitted ones. */
  readonly distinct: number;
  /** Scores that no fitted customer got, since one value fills more than a tile. Empty as a rule. */
  readonly unused: readonly number[];
}

/**
 * Finds the cuts that part customers into k groups of about the same size by one measure.
 *
 * Cut i is the quantile i/k of the values, from the worst to the best, of type 7: with x₍₀₎ … x₍ₙ₋₁₎ in that order and
 * h = (n − 1)·i/k it is (1 − f)·x₍⌊h⌋₎ + f·x₍⌊h⌋₊₁₎, f = h − ⌊h⌋ (R's default). The score is one plus the cuts that the
 * value strictly beats. So equal values always score the same, whoever comes first, and a value on a cut gets the lower
 * score. Groups are equal only as far as ties allow: a value that is held by more than a k-th of all makes cuts
 * coincide, and the scores it jumps over stay unused; they are named in `unused` and not redistributed. O(n log n).
 *
 * @throws {StatisticsError} empty without values; not_finite; out_of_range when tiles is not 2 … 9; zero_variance when all values are equal; unknown_name for better
 * @see Hyndman and Fan (1996), The American Statistician 50:361–365, definition 7; Hughes (1994), Strategic Database Marketing, for scores 1–5
 * @example
 * const scale = fitTileScale({ values: [1, 1, 2, 3, 5, 8, 13, 21, 34, 55], better: 'higher' });
 * scale.cuts // → [1.8, 4.2, 10, 23.6]
 * scale.counts // → [2, 2, 2, 2, 2]
 */
export function fitTileScale(input: TileInput): TileScale {
  return fitTilesOf('values', input);
}

/** The same for a measure that its caller names otherwise. */
export function checkTiles(tiles: number): void {
  checkCount('tiles', tiles, { min: 2, max: MOST_TILES });
}

export function fitTilesOf(argument: string, { values, better, tiles = 5 }: TileInput): TileScale {
  checkTiles(tiles);
  checkValues(argument, values);
  const sign = signOf('better', better);
  const sorted = Float64Array.from(values, (value) => sign * value).sort();
  let distinct = 1;
  for (let i = 1; i < sorted.length; i++) if (sorted[i]! > sorted[i - 1]!) distinct++;
  if (distinct === 1)
    throw new StatisticsError('zero_variance', {
      argument,
      says: 'are all equal, so no one is better than another',
    });
  // Plus zero: a cut at −0 would be printed as such.
  const cuts = Array.from({ length: tiles - 1 }, (_, i) => sign * quantile(sorted, i + 1, tiles) + 0);
  const counts = new Array<number>(tiles).fill(0);
  const scores = scoreByTiles({ values, scale: { better, cuts } });
  for (const score of scores) counts[score - 1]!++;
  const unused = counts.flatMap((count, i) => (count === 0 ? [i + 1] : []));
  return { better, tiles, cuts, counts, distinct, unused };
}

/**
 * Scores customers from 1 (worst) to k (best) by cuts that were found before.
 *
 * The score is 1 + #{cuts that the value strictly beats}: larger than the cut where higher is better, smaller where
 * lower is. Depends on nothing but the value, so today's customers and tomorrow's are scored alike. O(n·k).
 *
 * @throws {StatisticsError} empty without values or cuts; out_of_range for more than eight cuts or cuts that do not go from the worst to the best; unknown_name for scale.better; not_finite
 * @see fitTileScale
 * @example
 * const scale = fitTileScale({ values: [3, 10, 30, 60, 90, 200], better: 'lower', tiles: 3 });
 * scale.cuts // → [70, 23.3333]
 * scoreByTiles({ values: [0, 25, 500], scale }) // → [3, 2, 1]
 */
export function scoreByTiles({
  values,
  scale,
}: {
  readonly values: ArrayLike<number>;
  readonly scale: Pick<TileScale, 'better' | 'cuts'>;
}): Uint8Array {
  checkValues('values', values);
  return scoreValues('scale', values, scale);
}

/** The same by a scale that its caller names otherwise. */
export function scoreValues(
  argument: string,
  values: ArrayLike<number>,
  scale: Pick<TileScale, 'better' | 'cuts'>,
): Uint8Array {
  const sign = checkScale(argument, scale);
  const cuts = Float64Array.from(scale.cuts, (cut) => sign * cut);
  const scores = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = sign * values[i]!;
    let score = 1;
    for (let c = 0; c < cuts.length; c++) if (value > cuts[c]!) score++;
    scores[i] = score;
  }
  return scores;
}

function checkScale(argument: string, { better, cuts }: Pick<TileScale, 'better' | 'cuts'>): 1 | -1 {
  const sign = signOf(`${argument}.better`, better);
  checkValues(`${argument}.cuts`, cuts);
  if (cuts.length >= MOST_TILES)
    throw new StatisticsError('out_of_range', {
      argument: `${argument}.cuts`,
      says: `must be ${MOST_TILES - 1} at most, so that a score is one digit, not ${cuts.length}`,
      details: { value: cuts.length },
    });
  for (let i = 1; i < cuts.length; i++)
    if (sign * cuts[i]! < sign * cuts[i - 1]!)
      throw new StatisticsError('out_of_range', {
        argument: `${argument}.cuts[${i}]`,
        says: `must not be worse than the cut before it (${cuts[i - 1]}), not ${cuts[i]}`,
        details: { value: cuts[i]! },
      });
  return sign;
}

function signOf(argument: string, better: 'higher' | 'lower'): 1 | -1 {
  if (better !== 'higher' && better !== 'lower')
    throw new StatisticsError('unknown_name', {
      argument,
      says: `must be higher or lower, not ${better}`,
    });
  return better === 'higher' ? 1 : -1;
}

/** The position in whole numbers, so that a quantile that falls on a value is that value to the last bit. */
function quantile(sorted: Float64Array, part: number, parts: number): number {
  const position = (sorted.length - 1) * part;
  const rest = position % parts;
  const below = (position - rest) / parts;
  const low = sorted[below]!;
  const high = sorted[below + 1] ?? low;
  if (rest === 0 || low === high) return low;
  const share = rest / parts;
  // Between the two, where rounding would put it beyond one of them.
  return Math.min(high, Math.max(low, (1 - share) * low + share * high));
}
