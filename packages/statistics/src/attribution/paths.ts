/** Paths of touchpoints as columns: what every attribution reads. */
import { checkCount, checkList, checkNumber, checkObject, checkSameLength, shown } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { createTally } from '../tally.ts';

/**
 * Paths with how often each ended in a conversion and how often in none.
 *
 * Path i is touches[offsets[i]] … touches[offsets[i + 1] − 1], oldest first. The same path may stand in several rows.
 */
export interface Paths {
  /** Names, each once. A touch is an index into them. */
  readonly channels: readonly string[];
  /** Indices of channels, path after path. Int32Array or Uint16Array for bulk. */
  readonly touches: ArrayLike<number>;
  /** Where each path begins in `touches`, and last the length of `touches`: one more than there are paths. */
  readonly offsets: ArrayLike<number>;
  /** How many customers went along the path and converted. */
  readonly conversions: ArrayLike<number>;
  /** How many went along the path and did not. Without it, nobody. */
  readonly nulls?: ArrayLike<number>;
  /** What the conversions of the path brought together, in the caller's money. */
  readonly values?: ArrayLike<number>;
  /** Days from each touch to the end of its path, never growing along it; as long as `touches`. */
  readonly ages?: ArrayLike<number>;
}

export interface PathTotals {
  readonly conversions: number;
  readonly nulls: number;
  /** Null when no values were given. */
  readonly value: number | null;
}

/** Refuses what no attribution can be computed from, and returns what there is of everything. */
export function checkPaths(paths: Paths): PathTotals {
  checkObject('paths', paths, '{ channels, touches, offsets, conversions }');
  checkChannels(paths.channels);
  checkOffsets(paths);
  checkTouches(paths);
  const conversions = checkedTotal('paths.conversions', paths, paths.conversions);
  const nulls = paths.nulls !== undefined ? checkedTotal('paths.nulls', paths, paths.nulls) : 0;
  if (conversions === 0)
    throw new StatisticsError('one_class', {
      argument: 'paths.conversions',
      says: 'are all 0: where nothing converted there is nothing to credit',
      details: { nulls },
    });
  return { conversions, nulls, value: paths.values !== undefined ? checkedValue(paths, paths.values) : null };
}

function checkChannels(channels: readonly string[]): void {
  checkList('paths.channels', channels);
  if (channels.length === 0)
    throw new StatisticsError('empty', { argument: 'paths.channels', says: 'must name at least one' });
  const known = new Set<string>();
  for (const [index, channel] of channels.entries()) {
    if (typeof channel !== 'string')
      throw new StatisticsError('empty', {
        argument: `paths.channels[${index}]`,
        says: `must be the text of a name, not ${shown(channel)}`,
      });
    if (known.has(channel))
      throw new StatisticsError('not_identified', {
        argument: `paths.channels[${index}]`,
        says: `is "${channel}" again: two of one name cannot be told apart`,
        details: { channel },
      });
    known.add(channel);
  }
}

function checkOffsets({ offsets, conversions, touches }: Paths): void {
  checkList('paths.conversions', conversions);
  checkList('paths.offsets', offsets);
  checkList('paths.touches', touches);
  if (conversions.length === 0)
    throw new StatisticsError('empty', {
      argument: 'paths.conversions',
      says: 'must have at least one path',
    });
  if (offsets.length !== conversions.length + 1)
    throw new StatisticsError('length_mismatch', {
      argument: 'paths.offsets',
      says: `must be one longer than paths.conversions (${conversions.length}), not ${offsets.length}`,
      details: { expected: conversions.length + 1, length: offsets.length },
    });
  checkNumber('paths.offsets[0]', offsets[0]!, { min: 0, max: 0 });
  for (let i = 1; i < offsets.length; i++) {
    if (Number.isInteger(offsets[i]) && offsets[i]! > offsets[i - 1]!) continue;
    checkCount(`paths.offsets[${i}]`, offsets[i]!);
    throw new StatisticsError('empty', {
      argument: `paths.offsets[${i}]`,
      says: `must be above ${offsets[i - 1]}, not ${offsets[i]}: path ${i - 1} has no touch`,
      details: { path: i - 1 },
    });
  }
  const last = offsets[conversions.length]!;
  if (last !== touches.length)
    throw new StatisticsError('length_mismatch', {
      argument: 'paths.touches',
      says: `must be as long as the last of paths.offsets says (${last}), not ${touches.length}`,
      details: { expected: last, length: touches.length },
    });
}

function checkTouches({ channels, touches }: Paths): void {
  for (let i = 0; i < touches.length; i++) {
    const touch = touches[i]!;
    if (touch >= 0 && touch < channels.length && Number.isInteger(touch)) continue;
    checkCount(`paths.touches[${i}]`, touch);
    throw new StatisticsError('unknown_name', {
      argument: `paths.touches[${i}]`,
      says: `is ${touch}, but there are only ${channels.length} channels`,
      details: { touch, channels: channels.length },
    });
  }
}

/** Whole numbers, so that their sums are exact and no order of the paths can be seen in a result. */
function checkedTotal(argument: string, { conversions }: Paths, counts: ArrayLike<number>): number {
  checkSameLength(['paths.conversions', conversions], [argument, counts]);
  let total = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!;
    if (!(count >= 0 && Number.isSafeInteger(count))) checkCount(`${argument}[${i}]`, count);
    total += count;
  }
  checkCount(`the sum of ${argument}`, total);
  return total;
}

function checkedValue({ conversions }: Paths, values: ArrayLike<number>): number {
  checkSameLength(['paths.conversions', conversions], ['paths.values', values]);
  const total = createTally(1);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value >= 0 && Number.isFinite(value))) checkNumber(`paths.values[${i}]`, value, { min: 0 });
    if (value > 0 && conversions[i] === 0)
      throw new StatisticsError('out_of_range', {
        argument: `paths.values[${i}]`,
        says: `must be 0, not ${value}: the path has no conversion`,
        details: { value },
      });
    total.add(0, value);
  }
  const [value = 0] = total.totals();
  checkNumber('the sum of paths.values', value);
  return value;
}
