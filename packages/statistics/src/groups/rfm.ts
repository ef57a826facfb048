/** Recency, frequency, monetary value: three scores and their cell. */
import { checkSameLength, checkValues } from '../checks.ts';
import { checkTiles, fitTilesOf, scoreValues, type TileScale } from './tiles.ts';

/** The three cuts of one fit. Plain data: keep it to score the customers of another day alike. */
export interface RfmScales {
  readonly recency: TileScale;
  readonly frequency: TileScale;
  readonly monetary: TileScale;
}

export interface RfmInput {
  /** Time since the last purchase, in any unit; less is better. Not negative. */
  readonly recency: ArrayLike<number>;
  /** Purchases in the window; more is better. Not negative. */
  readonly frequency: ArrayLike<number>;
  /** Money of the window, or per purchase; more is better. May be negative after refunds. */
  readonly monetary: ArrayLike<number>;
  /** 2 … 9 scores per measure; 5 when left out. Not looked at with `scales`, which have their own. */
  readonly tiles?: number;
  /** Cuts of an earlier call; without them they are found from these customers. */
  readonly scales?: RfmScales;
}

export interface RfmScores {
  /** 1 (worst) … tiles (best), one per customer. */
  readonly recency: Uint8Array;
  readonly frequency: Uint8Array;
  readonly monetary: Uint8Array;
  /** The three as digits: 555 is the best of quintiles. */
  readonly cells: Uint16Array;
  readonly scales: RfmScales;
}

/**
 * Scores every customer by recency, frequency and money, each independently of the others.
 *
 * Each measure is cut at its own quantiles over all customers (not nested inside the score of another), by the rule of
 * `fitTileScale`: equal values score the same. One purchase is often the commonest frequency; then low scores of
 * frequency stay unused, which `scales.frequency.unused` says. Keep `scales` and hand it in again to score customers of
 * another day by the same cuts. O(n log n), with `scales` O(n).
 *
 * @throws {StatisticsError} length_mismatch; empty; not_finite; out_of_range for a negative recency or frequency, for tiles, or for cuts that are out of order; zero_variance (argument `recency`, `frequency` or `monetary`) when a measure is the same for all
 * @see Hughes (1994), Strategic Database Marketing; Bult and Wansbeek (1995), Marketing Science 14:378–394; fitTileScale
 * @example
 * const scored = scoreRfm({ recency: [2, 40, 9, 300, 75], frequency: [9, 1, 4, 1, 2], monetary: [900, 80, 410, 55, 150] });
 * scored.cells // → [555, 312, 444, 111, 233]
 * scored.scales.frequency.unused // → [2]
 * scoreRfm({ recency: [0], frequency: [3], monetary: [100], scales: scored.scales }).cells // → [542]
 */
export function scoreRfm(input: RfmInput): RfmScores {
  const { recency, frequency, monetary, tiles = 5 } = input;
  checkTiles(tiles);
  checkValues('recency', recency, { min: 0 });
  checkValues('frequency', frequency, { min: 0 });
  checkValues('monetary', monetary);
  checkSameLength(['recency', recency], ['frequency', frequency]);
  checkSameLength(['recency', recency], ['monetary', monetary]);
  const scales = input.scales ?? {
    recency: fitTilesOf('recency', { values: recency, better: 'lower', tiles }),
    frequency: fitTilesOf('frequency', { values: frequency, better: 'higher', tiles }),
    monetary: fitTilesOf('monetary', { values: monetary, better: 'higher', tiles }),
  };
  const r = scoreValues('scales.recency', recency, scales.recency);
  const f = scoreValues('scales.frequency', frequency, scales.frequency);
  const m = scoreValues('scales.monetary', monetary, scales.monetary);
  const cells = Uint16Array.from(r, (score, i) => score * 100 + f[i]! * 10 + m[i]!);
  return { recency: r, frequency: f, monetary: m, cells, scales };
}
