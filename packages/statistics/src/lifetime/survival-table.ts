/** How the hazard changes with the time already spent: the life table. */
import { checkProbability, checkValues } from '../checks.ts';
import { normalQuantile } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { sum } from '../numbers.ts';
import { computable } from './computable.ts';
import { logLogInterval } from './survival-curve.ts';
import { checkDurations, checkSomeEnded, countUpTo, type Durations } from './survival-input.ts';
import { rateOf, shareOf } from './survival-rates.ts';

export interface LifeTableOptions {
  /** Where the intervals begin and end, ascending from 0: [0, 30, 60] gives [0, 30) and [30, 60). */
  readonly breaks: ArrayLike<number>;
  readonly level?: number;
}

export interface LifeTableRow {
  /** The interval holds times from `from` up to, not including, `to`. */
  readonly from: number;
  readonly to: number;
  /** Still there when the interval began. */
  readonly atRisk: number;
  readonly events: number;
  /** Last seen within the interval without having ended. */
  readonly censored: number;
  /** At risk, with those censored within counted as half. */
  readonly exposed: number;
  /** Time that all spent in the interval. */
  readonly exposure: number;
  /** Chance to end within the interval for who reaches it. */
  readonly chance: Estimate;
  /** Ends per unit of time; null where nobody spent any in the interval: all who reached it were last seen as it began. */
  readonly hazard: Estimate | null;
  /** Share still there at the end of the interval. */
  readonly survival: Estimate;
}

/**
 * The hazard by time already spent, in intervals, with how many were exposed to it.
 *
 * Per interval: chance q = ends ÷ (at risk − ½ censored), the actuarial estimate, with Wilson's interval; hazard = ends ÷ time spent, with
 * the exact Poisson interval; survival Π (1 − q) with Greenwood's error and the log-log interval. Who is seen beyond the last break is counted as there to
 * the end; intervals that nobody reaches are left out. Assumes that those censored are so evenly over the interval: where times are exact and
 * few, estimateSurvival needs no intervals. O(n log intervals + intervals).
 *
 * @throws {StatisticsError} out_of_range when breaks do not ascend from 0, a time is negative or an event neither 0 nor 1; one_class when nobody ended before the last break; empty; length_mismatch; not_finite
 * @see Cutler and Ederer (1958), Journal of Chronic Diseases 8:699–712
 * @example
 * const [first, second] = lifeTable({ time: [1, 2, 4, 6, 7, 9], event: [1, 0, 1, 1, 0, 1] }, { breaks: [0, 5, 10] });
 * first.chance.value // → 0.363636
 * first.exposure // → 22
 * second.survival.value // → 0.127273
 */
export function lifeTable(
  durations: Durations,
  { breaks, level = 0.95 }: LifeTableOptions,
): readonly LifeTableRow[] {
  checkDurations('', durations);
  checkBreaks(breaks);
  checkProbability('level', level);
  const rows = rowsOf(countWithin(durations, breaks), level);
  checkSomeEnded(
    'event',
    rows.reduce((total, { events }) => total + events, 0),
  );
  return computable('time', rows);
}

function rowsOf(intervals: readonly Seen[], level: number): LifeTableRow[] {
  const z = normalQuantile((1 + level) / 2);
  let share = 1;
  let greenwood = 0;
  // As for the curve: at zero the formula says nothing, and the interval reaches to the upper end before.
  let interval = { lower: 1, upper: 1 };
  return intervals.map((seen) => {
    const { events, exposed, exposure } = seen;
    const chance = shareOf(events, { exposed, level });
    share *= 1 - chance.value;
    greenwood += share > 0 ? events / (exposed * (exposed - events)) : 0;
    interval =
      share > 0 ? logLogInterval(share, { variance: greenwood, z }) : { lower: 0, upper: interval.upper };
    return {
      ...seen,
      chance,
      hazard: exposure > 0 ? rateOf(events, { exposure, level }) : null,
      survival: { value: share, standardError: share * Math.sqrt(greenwood), interval, level },
    };
  });
}

function checkBreaks(breaks: ArrayLike<number>): void {
  checkValues('breaks', breaks, { min: 0, atLeast: 2 });
  for (let k = 0; k < breaks.length; k++)
    if (k === 0 ? breaks[0] !== 0 : breaks[k]! <= breaks[k - 1]!)
      throw new StatisticsError('out_of_range', {
        argument: `breaks[${k}]`,
        says: `must ${k === 0 ? 'be 0' : `be above ${breaks[k - 1]}`}, not ${breaks[k]}`,
      });
}

type Seen = Omit<LifeTableRow, 'chance' | 'hazard' | 'survival'>;

/** Every interval that somebody reached. */
function countWithin({ time, event }: Durations, breaks: ArrayLike<number>): Seen[] {
  const intervals = breaks.length - 1;
  const events = new Float64Array(intervals);
  const censored = new Float64Array(intervals);
  const spent: number[][] = [];
  for (let i = 0; i < time.length; i++) {
    const k = countUpTo(breaks, time[i]!) - 1;
    if (k === intervals) continue;
    if (event[i] === 1) events[k]! += 1;
    else censored[k]! += 1;
    spent[k] ??= [];
    spent[k].push(time[i]! - breaks[k]!);
  }
  const rows: Seen[] = [];
  let atRisk = time.length;
  for (let k = 0; k < intervals && atRisk > 0; k++) {
    const [from, to] = [breaks[k]!, breaks[k + 1]!];
    const next = atRisk - events[k]! - censored[k]!;
    const exposure = sum(spent[k] ?? []) + next * (to - from);
    const exposed = atRisk - censored[k]! / 2;
    rows.push({ from, to, atRisk, events: events[k]!, censored: censored[k]!, exposed, exposure });
    atRisk = next;
  }
  return rows;
}
