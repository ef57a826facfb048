/** Attribution by what a channel adds to every set of other channels. */
import { StatisticsError } from '../errors.ts';
import { type Amounts, type Attribution, attributionOf, creditTouches } from './credits.ts';
import { checkPaths, type Paths, type PathTotals } from './paths.ts';
import { computeShapleyValues, MOST_PLAYERS } from './shapley-values.ts';

/**
 * What a set of channels is worth.
 * - `conversions`: the conversions of those who met no channel outside the set.
 * - `rate`: of those who met no channel outside the set, the fraction that converted (or their mean value); 0 when there is nobody.
 */
export type ShapleyWorth = 'conversions' | 'rate';

export interface ShapleyInput {
  readonly paths: Paths;
  /** `conversions` unless given. */
  readonly worth?: ShapleyWorth;
}

/**
 * Credits each channel by its Shapley value: its mean contribution over all orders in which the channels could have been added.
 *
 * The coalition of a path is the set of its channels; order and repetition do not count. With worth `conversions`,
 * v(S) = conversions of paths inside S; its dividends are the conversions of each exact set, so the Shapley value is
 * closed: every path's conversions divided equally over its different channels, for any number of channels, without the null paths.
 * With worth `rate`, v(S) = conversions ÷ customers of paths inside S, summed over subsets (zeta transform) and solved over all
 * 2ⁿ sets of the n ≤ 20 channels that were met, then × all customers: null paths count, and a channel that is met by those
 * who rarely convert can get less than nothing. Both sum to all conversions and all value. O(touches), and O(n 2ⁿ) for `rate`.
 *
 * @throws {StatisticsError} one_class when no path converted; empty when a path has no touch; unknown_name when a touch is no index
 * of a channel, or `worth` is no worth; out_of_range when a count is negative or not whole, or when more than 20 channels were
 * met with worth `rate` (`details.instead`)
 * @see Zhao, Mahboobi and Bagheri (2018), Shapley value methods for attribution modeling in online advertising, arXiv:1804.05327
 * @example
 * const paths = pathsFrom({ journeys: [{ touches: ['mail', 'search', 'mail'], conversions: 10, nulls: 10 }, { touches: ['search'], conversions: 2, nulls: 18 }] });
 * attributeByShapley({ paths }).credits.map((credit) => credit.conversions) // → [5,7]
 * attributeByShapley({ paths, worth: 'rate' }).credits.map((credit) => credit.conversions) // → [4,8]
 */
export function attributeByShapley({ paths, worth = 'conversions' }: ShapleyInput): Attribution {
  const totals = checkPaths(paths);
  if (worth === 'conversions') return attributionOf(paths, totals, creditDifferentChannels(paths));
  if (worth === 'rate') return attributionOf(paths, totals, creditByRate(paths, totals));
  throw new StatisticsError('unknown_name', { argument: 'worth', says: `is "${worth}", which is no worth` });
}

/** The weight of a path goes to the first touch of each of its channels. */
function creditDifferentChannels(paths: Paths): Amounts {
  const { touches, channels } = paths;
  const seenIn = new Int32Array(channels.length).fill(-1);
  return creditTouches(paths, ({ from, to }, weights) => {
    let different = 0;
    for (let at = from; at < to; at++) {
      const isNew = seenIn[touches[at]!] !== from;
      weights[at - from] = isNew ? 1 : 0;
      seenIn[touches[at]!] = from;
      if (isNew) different += 1;
    }
    for (let at = 0; at < to - from; at++) weights[at]! /= different;
  });
}

function creditByRate(paths: Paths, totals: PathTotals): Amounts {
  const met = metChannels(paths);
  const sets = sumsOfSets(paths, met);
  const customers = totals.conversions + totals.nulls;
  const amounts = (sums: Float64Array): Float64Array => {
    const worths = sums.map((sum, set) => (sum === 0 ? 0 : sum / sets.customers[set]!));
    const values = computeShapleyValues({ worths });
    const credited = new Float64Array(paths.channels.length);
    met.forEach((channel, player) => {
      credited[channel] = values[player]! * customers;
    });
    return credited;
  };
  return { conversions: amounts(sets.conversions), value: sets.value && amounts(sets.value) };
}

function metChannels({ channels, touches, offsets, conversions, nulls }: Paths): number[] {
  const isMet = new Uint8Array(channels.length);
  for (let i = 0; i < conversions.length; i++)
    if (conversions[i]! > 0 || (nulls?.[i] ?? 0) > 0)
      for (let at = offsets[i]!; at < offsets[i + 1]!; at++) isMet[touches[at]!] = 1;
  const met = channels.flatMap((_, channel) => (isMet[channel] ? channel : []));
  if (met.length <= MOST_PLAYERS) return met;
  throw new StatisticsError('out_of_range', {
    argument: 'paths.channels',
    says: `must be at most ${MOST_PLAYERS} that are met, for worth "rate", not ${met.length}`,
    details: {
      max: MOST_PLAYERS,
      channels: met.length,
      instead: 'attributeByShapley with worth "conversions"',
    },
  });
}

/** Sums over all paths whose channels lie inside each set of the met channels. */
function sumsOfSets(paths: Paths, met: readonly number[]) {
  const { touches, offsets, conversions, nulls, values, channels } = paths;
  const bits = new Int32Array(channels.length);
  met.forEach((channel, player) => {
    bits[channel] = 1 << player;
  });
  const size = 1 << met.length;
  const converted = new Float64Array(size);
  const customers = new Float64Array(size);
  const value = values ? new Float64Array(size) : null;
  for (let i = 0; i < conversions.length; i++) {
    let set = 0;
    for (let at = offsets[i]!; at < offsets[i + 1]!; at++) set |= bits[touches[at]!]!;
    converted[set]! += conversions[i]!;
    customers[set]! += conversions[i]! + (nulls?.[i] ?? 0);
    if (value) value[set]! += values![i]!;
  }
  for (const column of [converted, customers, value]) if (column) sumOverSubsets(column);
  return { conversions: converted, customers, value };
}

/** The zeta transform, in place: every set gets the sum over its subsets. */
function sumOverSubsets(column: Float64Array): void {
  for (let bit = 1; bit < column.length; bit <<= 1)
    for (let set = 0; set < column.length; set++) if (set & bit) column[set]! += column[set ^ bit]!;
}
