/** What every survival function is given: how long each was seen, and whether it ended there. */
import { checkSameLength, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';

/** One entry per customer (or spell); all arrays are equally long. */
export interface Durations {
  /** How long each was seen, from its own start, in any unit; not negative. */
  readonly time: ArrayLike<number>;
  /** 1 where it ended at that time, 0 where it was still there when last seen (censored). */
  readonly event: ArrayLike<number>;
}

/** Times at which something ended, with how many were there just before. */
export interface EventTimes {
  /** Ascending, without repeats. */
  readonly time: Float64Array;
  readonly atRisk: Float64Array;
  readonly events: Float64Array;
  /** The last time at which anyone was seen. */
  readonly last: number;
}

export function checkDurations(prefix: string, { time, event }: Durations): void {
  checkValues(`${prefix}time`, time, { min: 0 });
  checkSameLength([`${prefix}time`, time], [`${prefix}event`, event]);
  for (let i = 0; i < event.length; i++)
    if (event[i] !== 0 && event[i] !== 1)
      throw new StatisticsError('out_of_range', {
        argument: `${prefix}event[${i}]`,
        says: `must be 1 (ended) or 0 (still there when last seen), not ${event[i]}`,
      });
}

export function checkSomeEnded(argument: string, events: number): void {
  if (events === 0)
    throw new StatisticsError('one_class', {
      argument,
      says: 'must have someone who ended: where all are still there, nothing can be said of when they end',
    });
}

/** Numbers of a typed array need no comparator to be put in their order, and are in it eight times as soon. */
function ascending(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort();
}

/** How many of the values, which ascend, are at most this. */
export function countUpTo(values: ArrayLike<number>, most: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (values[middle]! <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A customer censored at the very time of an event was there when it happened, so is counted as at risk (Kaplan and Meier 1958). */
export function eventTimesOf({ time, event }: Durations): EventTimes {
  const all = ascending(time);
  const endings = new Float64Array(countOf(event));
  let next = 0;
  for (let i = 0; i < time.length; i++) if (event[i] === 1) endings[next++] = time[i]!;
  endings.sort();
  const times: number[] = [];
  const atRisk: number[] = [];
  const events: number[] = [];
  let before = 0;
  for (let i = 0; i < endings.length; ) {
    const at = endings[i]!;
    let until = i;
    while (until < endings.length && endings[until] === at) until++;
    while (before < all.length && all[before]! < at) before++;
    times.push(at);
    atRisk.push(all.length - before);
    events.push(until - i);
    i = until;
  }
  return {
    time: Float64Array.from(times),
    atRisk: Float64Array.from(atRisk),
    events: Float64Array.from(events),
    last: all[all.length - 1]!,
  };
}

export function countOf(event: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < event.length; i++) count += event[i]!;
  return count;
}
