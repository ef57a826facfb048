/** Paths as people write them, into columns. */
import { checkCount, checkList, checkNumber, checkValues, shown } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import type { Paths } from './paths.ts';

export interface Journey {
  /** Names of channels, oldest touch first. */
  readonly touches: readonly string[];
  /** How many customers went this way and converted. */
  readonly conversions: number;
  /** How many went this way and did not; 0 unless given. */
  readonly nulls?: number;
  /** What the conversions brought together; 0 unless given. */
  readonly value?: number;
  /** Days from each touch to the end of the path; for all journeys or for none. */
  readonly ages?: readonly number[];
}

export interface JourneysInput {
  readonly journeys: readonly Journey[];
  /** The order of the result, and which names there are. Unless given: as they first appear. */
  readonly channels?: readonly string[];
}

/** Paths in columns, made of plain objects. */
export interface PathColumns extends Paths {
  readonly touches: Int32Array;
  readonly offsets: Uint32Array;
  readonly conversions: Float64Array;
  readonly nulls: Float64Array;
}

/**
 * Makes the columns that attribution reads from journeys written as plain objects.
 *
 * Names become indices, in the order of `channels` or of first appearance; values and ages become columns when any journey has
 * them. For some thousands of journeys; millions are better written into the columns directly. O(touches).
 *
 * @throws {StatisticsError} empty when there is no journey, when one has no touch, or neither a conversion nor a null;
 * unknown_name when a touch is not among `channels`; length_mismatch when ages are missing or fewer than touches;
 * out_of_range when a count is negative or not whole, or an age or a value negative; not_finite
 * @see Anderl, Becker, von Wangenheim and Schumann (2016), International Journal of Research in Marketing 33:457–474, for the data
 * @example
 * const paths = pathsFrom({ journeys: [{ touches: ['moments', 'search'], conversions: 3, nulls: 20 }, { touches: ['mail'], conversions: 0, nulls: 7 }] });
 * paths.channels // → ["moments","search","mail"]
 * Array.from(paths.touches) // → [0,1,2]
 * Array.from(paths.offsets) // → [0,2,3]
 */
export function pathsFrom({ journeys, channels }: JourneysInput): PathColumns {
  checkList('journeys', journeys);
  if (journeys.length === 0)
    throw new StatisticsError('empty', { argument: 'journeys', says: 'must have at least one' });
  journeys.forEach(checkJourney);
  const indexOf = new Map((channels ?? []).map((channel, index) => [channel, index]));
  const indexed = (name: string, argument: string): number => {
    if (typeof name !== 'string')
      throw new StatisticsError('empty', {
        argument,
        says: `must be the text of a name, not ${shown(name)}`,
      });
    const index = indexOf.get(name);
    if (index !== undefined) return index;
    if (channels)
      throw new StatisticsError('unknown_name', {
        argument,
        says: `is "${name}", which is none of channels`,
      });
    indexOf.set(name, indexOf.size);
    return indexOf.size - 1;
  };
  const touches = journeys.flatMap((journey, i) =>
    journey.touches.map((name, j) => indexed(name, `journeys[${i}].touches[${j}]`)),
  );
  const offsets = new Uint32Array(journeys.length + 1);
  journeys.forEach((journey, i) => {
    offsets[i + 1] = offsets[i]! + journey.touches.length;
  });
  return {
    channels: channels ?? [...indexOf.keys()],
    touches: Int32Array.from(touches),
    offsets,
    conversions: Float64Array.from(journeys, ({ conversions }) => conversions),
    nulls: Float64Array.from(journeys, ({ nulls }) => nulls ?? 0),
    ...(journeys.some(({ value }) => value !== undefined) && {
      values: Float64Array.from(journeys, ({ value }) => value ?? 0),
    }),
    ...(journeys.some(({ ages }) => ages) && { ages: agesOf(journeys) }),
  };
}

function checkJourney({ touches, conversions, nulls = 0, value = 0 }: Journey, i: number): void {
  checkList(`journeys[${i}].touches`, touches);
  if (touches.length === 0)
    throw new StatisticsError('empty', {
      argument: `journeys[${i}].touches`,
      says: 'must have at least one',
    });
  checkCount(`journeys[${i}].conversions`, conversions);
  checkCount(`journeys[${i}].nulls`, nulls);
  checkNumber(`journeys[${i}].value`, value, { min: 0 });
  if (conversions + nulls === 0)
    throw new StatisticsError('empty', {
      argument: `journeys[${i}]`,
      says: 'has neither conversions nor nulls: nobody went this way',
    });
}

function agesOf(journeys: readonly Journey[]): Float64Array {
  return Float64Array.from(
    journeys.flatMap(({ ages = [], touches }, i) => {
      checkValues(`journeys[${i}].ages`, ages, { min: 0, atLeast: 0 });
      if (ages.length === touches.length) return ages;
      throw new StatisticsError('length_mismatch', {
        argument: `journeys[${i}].ages`,
        says: `must be as long as its touches (${touches.length}), not ${ages.length}`,
        details: { expected: touches.length, length: ages.length },
      });
    }),
  );
}
