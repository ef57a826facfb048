/** When a test is looked at: what information times must satisfy. */
import { checkCount, checkList, checkNumber, checkProbability, shown } from '../checks.ts';
import { StatisticsError } from '../errors.ts';

/** A look a day for half a year; who looks more often is better served by a confidence sequence. */
const MOST_LOOKS = 200;
/** Two looks nearer than this share of the information read the same data twice. */
const SMALLEST_GAP = 1e-4;

/** A look at less than a billionth of the information is none, and its bound would be as far out. */
const LARGEST_SPAN = 1e9;

export type Sides = 1 | 2;

/** How many looks at equal steps, or the information time of each: the share of the planned information that is then there. */
export type Looks = number | ArrayLike<number>;

export interface ErrorRate {
  /** Chance of an effect found at any look when there is none; 0.05 unless told. One-sided tests usually take half of it. */
  readonly alpha?: number;
  /** 2 (default): better or worse is an effect; 1: only better is. */
  readonly sides?: Sides;
}

export function checkErrorRate(
  { alpha = 0.05, sides = 2 }: ErrorRate,
  prefix = '',
): { alpha: number; sides: Sides } {
  checkProbability(`${prefix}alpha`, alpha);
  checkSides(sides, `${prefix}sides`);
  checkNumber(`${prefix}alpha`, alpha, { min: 0, max: sides / 2, open: true });
  return { alpha, sides };
}

export function checkSides(sides: number, argument = 'sides'): void {
  if (sides !== 1 && sides !== 2)
    throw new StatisticsError('out_of_range', { argument, says: `must be 1 or 2, not ${shown(sides)}` });
}

/** Information times that end at 1. */
export function plannedTimes(looks: Looks): number[] {
  if (typeof looks === 'number') {
    checkCount('looks', looks, { min: 1, max: MOST_LOOKS });
    return Array.from({ length: looks }, (_, i) => (i + 1) / looks);
  }
  const times = checkTimes('looks', looks);
  times.forEach((time, i) => {
    checkNumber(`looks[${i}]`, time, { min: 0, max: 1 });
  });
  const last = times.length - 1;
  if (times[last] !== 1)
    throw new StatisticsError('out_of_range', {
      argument: `looks[${last}]`,
      says: `is the last and must be 1, not ${times[last]}`,
      details: { value: times[last]! },
    });
  return times;
}

/** Positive, increasing, not too many and neither too near to one another nor too far apart, in whatever unit. */
export function checkTimes(argument: string, times: ArrayLike<number>): number[] {
  checkList(argument, times);
  if (times.length === 0)
    throw new StatisticsError('empty', { argument, says: 'must have at least one look' });
  if (times.length > MOST_LOOKS)
    throw new StatisticsError('out_of_range', {
      argument,
      says: `must have at most ${MOST_LOOKS} looks, not ${times.length}`,
      details: { length: times.length, max: MOST_LOOKS },
    });
  for (let i = 0; i < times.length; i++) {
    const time = times[i]!;
    checkNumber(`${argument}[${i}]`, time, { min: 0, open: true });
    if (i > 0 && !(time - times[i - 1]! >= SMALLEST_GAP * time))
      throw new StatisticsError('out_of_range', {
        argument: `${argument}[${i}]`,
        says: `must be above the look before it by at least ${SMALLEST_GAP} of itself: ${times[i - 1]} is followed by ${time}`,
        details: { value: time, before: times[i - 1]! },
      });
  }
  const last = times[times.length - 1]!;
  if (last / times[0]! > LARGEST_SPAN)
    throw new StatisticsError('out_of_range', {
      argument: `${argument}[0]`,
      says: `must be at least ${1 / LARGEST_SPAN} of the last, not ${times[0]} of ${last}`,
      details: { value: times[0]!, last },
    });
  return Array.from(times);
}
