/** The share still there after a time, when some have not ended yet: Kaplan and Meier's estimate. */
import { checkList, checkNumber, checkProbability } from '../checks.ts';
import { normalQuantile } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate, Interval } from '../interval.ts';
import { exp, ln } from '../numbers.ts';
import { computable } from './computable.ts';
import {
  checkDurations,
  checkSomeEnded,
  countUpTo,
  type Durations,
  type EventTimes,
  eventTimesOf,
} from './survival-input.ts';

/** A median is null where the curve, or the edge of its interval, never comes down to one half. */
export interface MedianSurvival {
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** One entry per time at which somebody ended, ascending; the share is constant until the next. */
export interface SurvivalCurve {
  readonly time: Float64Array;
  /** How many were still there just before that time. */
  readonly atRisk: Float64Array;
  /** How many ended at that time. */
  readonly events: Float64Array;
  /** Share still there after that time. */
  readonly survival: Float64Array;
  /** Greenwood's, in the unit of `survival`. */
  readonly standardError: Float64Array;
  /** Of the log-log interval, which stays inside (0, 1). */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** The time after which half have ended. */
  readonly median: MedianSurvival;
  /** The last time at which anyone was seen: nothing is known beyond. */
  readonly last: number;
  readonly level: number;
}

/** R's quantile.survfit takes a share this close to one half for one half. */
const HALF_WITHIN = 1.490_116_119_384_765_6e-8;

/**
 * The share still there after each time, with those who have not ended yet counted for as long as they were seen.
 *
 * S(t) = Π (1 − dᵢ/nᵢ) over the times tᵢ ≤ t at which dᵢ of the nᵢ present ended (Kaplan and Meier). Standard error of Greenwood,
 * S √Σ dᵢ/(nᵢ(nᵢ − dᵢ)); interval S^exp(± z·se(ln(−ln S))), which does not leave (0, 1). Where the curve reaches zero that formula says
 * nothing: the interval then runs from 0 to the upper end before. The median is the first time with S ≤ ½, or the middle of
 * the flat piece where S is exactly ½; its interval is where the interval of the curve crosses ½ (Brookmeyer and Crowley).
 * Assumes that who is still there when last seen is no more and no less likely to end later than the others.
 * The intervals are approximations: of fewer than some eight ends they cover less than they say. O(n log n).
 *
 * @throws {StatisticsError} out_of_range when a time is negative or an event is neither 0 nor 1; one_class when nobody ended; length_mismatch; empty; not_finite
 * @see Kaplan and Meier (1958), Journal of the American Statistical Association 53:457–481; Brookmeyer and Crowley (1982), Biometrics 38:29–41
 * @example
 * const curve = estimateSurvival({ time: [2, 3, 3, 5, 8], event: [1, 1, 0, 1, 0] });
 * curve.time // → [2, 3, 5]
 * curve.survival // → [0.8, 0.6, 0.3]
 * curve.median.value // → 5
 */
export function estimateSurvival(
  durations: Durations,
  { level = 0.95 }: { readonly level?: number } = {},
): SurvivalCurve {
  checkDurations('', durations);
  checkProbability('level', level);
  const steps = eventTimesOf(durations);
  checkSomeEnded('event', steps.time.length);
  const shares = sharesOf(steps, normalQuantile((1 + level) / 2));
  const { time, atRisk, events, last } = steps;
  const crossing = (curve: Float64Array) => crossingOfHalf(curve, steps);
  const median = {
    value: crossing(shares.survival),
    lower: crossing(shares.lower),
    upper: crossing(shares.upper),
  };
  return computable('time', { time, atRisk, events, ...shares, median, last, level });
}

function sharesOf({ time, atRisk, events }: EventTimes, z: number) {
  const survival = new Float64Array(time.length);
  const standardError = new Float64Array(time.length);
  const lower = new Float64Array(time.length);
  const upper = new Float64Array(time.length);
  let share = 1;
  let greenwood = 0;
  for (let i = 0; i < time.length; i++) {
    const n = atRisk[i]!;
    const d = events[i]!;
    share *= (n - d) / n;
    survival[i] = share;
    if (share === 0) {
      upper[i] = i > 0 ? upper[i - 1]! : 1;
      continue;
    }
    greenwood += d / (n * (n - d));
    standardError[i] = share * Math.sqrt(greenwood);
    const interval = logLogInterval(share, { variance: greenwood, z });
    lower[i] = interval.lower;
    upper[i] = interval.upper;
  }
  return { survival, standardError, lower, upper };
}

/** `variance` is Greenwood's sum, the variance of ln S. */
export function logLogInterval(
  share: number,
  { variance, z }: { readonly variance: number; readonly z: number },
): Interval {
  const logShare = ln(share);
  // Nobody has ended yet: the curve is one and its interval has no width.
  if (logShare === 0) return { lower: share, upper: share };
  const reach = (z * Math.sqrt(variance)) / Math.abs(logShare);
  return { lower: exp(logShare * exp(reach)), upper: exp(logShare * exp(-reach)) };
}

function crossingOfHalf(curve: Float64Array, { time, last }: EventTimes): number | null {
  const i = curve.findIndex((share) => share <= 0.5 + HALF_WITHIN);
  if (i < 0) return null;
  if (Math.abs(curve[i]! - 0.5) > HALF_WITHIN) return time[i]!;
  // The curve lies on one half until the next time that it falls.
  let end = i + 1;
  while (end < curve.length && Math.abs(curve[end]! - 0.5) <= HALF_WITHIN) end++;
  return (time[i]! + (end < time.length ? time[end]! : last)) / 2;
}

/**
 * The share still there at one time, read off a curve.
 *
 * S, its standard error and its interval at the last step at or before `time`. Before the first end the share is 1 and has no interval
 * of any width. O(log n).
 *
 * @throws {StatisticsError} out_of_range when the time is negative or later than anyone was seen
 * @see Kaplan and Meier (1958), Journal of the American Statistical Association 53:457–481
 * @example
 * const curve = estimateSurvival({ time: [2, 3, 3, 5, 8], event: [1, 1, 0, 1, 0] });
 * survivalAt(curve, { time: 4 }).value // → 0.6
 */
export function survivalAt(curve: SurvivalCurve, { time }: { readonly time: number }): Estimate {
  checkNumber('time', time, { min: 0 });
  if (time > curve.last)
    throw new StatisticsError('out_of_range', {
      argument: 'time',
      says: `must not be later than anyone was seen (${curve.last}), not ${time}`,
      details: { last: curve.last },
    });
  checkList('curve.time', curve.time);
  const step = countUpTo(curve.time, time) - 1;
  const { level } = curve;
  if (step < 0) return { value: 1, standardError: 0, interval: { lower: 1, upper: 1 }, level };
  for (const name of ['survival', 'standardError', 'lower', 'upper'] as const) {
    checkList(`curve.${name}`, curve[name]);
    checkNumber(`curve.${name}[${step}]`, curve[name][step]!);
  }
  return {
    value: curve.survival[step]!,
    standardError: curve.standardError[step]!,
    interval: { lower: curve.lower[step]!, upper: curve.upper[step]! },
    level,
  };
}
