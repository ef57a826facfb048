/** How long it takes until enough units have come by. */
import { checkComputable, checkCount, checkNumber, checkPositive } from '../checks.ts';
import { StatisticsError } from '../errors.ts';

export interface Traffic {
  /** Units of all arms together. */
  readonly sampleSize: number;
  /** New eligible units per day: each is counted on its first day only. */
  readonly dailyUnits: number;
  /** Of them, how many take part, in (0, 1]; default 1. */
  readonly share?: number;
  /** Default true: a week has days that differ, and each must be there equally often. */
  readonly wholeWeeks?: boolean;
}

export interface Duration {
  readonly days: number;
  /** That will have taken part by then, on average. */
  readonly units: number;
}

const WEEK = 7;
/** A century: whoever asks for more has made a mistake. */
const MOST_DAYS = 36_525;

/**
 * How many days a test takes.
 *
 * ⌈sample size/(daily units · share)⌉, up to the next whole week unless told otherwise. Traffic is taken to be steady and
 * the units to be new ones; where the same units come back, ask for the units that are new on each day. O(1).
 *
 * @throws {StatisticsError} out_of_range when the sample size is not a whole number above 0, the share not in (0, 1], the daily
 * units not positive, or it would take a century
 * @see Kohavi, Tang and Xu (2020), Trustworthy Online Controlled Experiments, chapter 2
 * @example
 * durationFromTraffic({ sampleSize: 7682, dailyUnits: 1200, share: 0.5 }) // → {"days":14,"units":8400}
 * durationFromTraffic({ sampleSize: 7682, dailyUnits: 1200, share: 0.5, wholeWeeks: false }).days // → 13
 */
export function durationFromTraffic({
  sampleSize,
  dailyUnits,
  share = 1,
  wholeWeeks = true,
}: Traffic): Duration {
  checkCount('sampleSize', sampleSize, { min: 1 });
  checkPositive('dailyUnits', dailyUnits);
  checkPositive('share', share);
  checkNumber('share', share, { min: 0, max: 1 });
  const perDay = dailyUnits * share;
  // Without the last digit, in which 0.1·30 is more than 3.
  const needed = Math.ceil((sampleSize / perDay) * (1 - 1e-12));
  const days = wholeWeeks ? Math.ceil(needed / WEEK) * WEEK : needed;
  if (days > MOST_DAYS)
    throw new StatisticsError('out_of_range', {
      argument: 'dailyUnits',
      says: `are too few: it would take ${days} days`,
      details: { days },
    });
  checkComputable('dailyUnits', [days * perDay]);
  return { days, units: days * perDay };
}
