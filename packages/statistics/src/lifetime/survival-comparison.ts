/** Whether groups end at the same pace: the log-rank test. */

import { chisquareUpper } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import { solvePositiveDefinite } from '../linear.ts';
import { computable } from './computable.ts';
import {
  checkDurations,
  checkSomeEnded,
  countOf,
  countUpTo,
  type Durations,
  type EventTimes,
  eventTimesOf,
} from './survival-input.ts';

export interface SurvivalComparison {
  /** How many ended, per group in the order given. */
  readonly observed: Float64Array;
  /** How many would have ended if all groups ended at the same pace. */
  readonly expected: Float64Array;
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

/**
 * Tests whether two or more groups end at the same pace over the whole time.
 *
 * At each time at which d of n end, group g is expected to lose d·n_g/n; the sum of observed less expected, over its hypergeometric
 * covariance, is a chi-square with groups − 1 degrees of freedom (Mantel's log-rank test, ties as they are). Best where one group's hazard
 * is a multiple of the other's; where curves cross it may see nothing. Needs some tens of ends in all. O(n log n + groups × (n + times) + groups³).
 *
 * @throws {StatisticsError} empty when there are fewer than two groups; one_class when nobody ended; not_identified when a group was never there while someone ended; out_of_range; length_mismatch; not_finite
 * @see Mantel (1966), Cancer Chemotherapy Reports 50:163–170
 * @example
 * const test = compareSurvival([
 *   { time: [9, 13, 13, 18, 23], event: [1, 1, 0, 1, 1] },
 *   { time: [5, 5, 8, 8, 12], event: [1, 1, 1, 1, 1] },
 * ]);
 * test.expected // → [6.88333, 2.11667]
 * test.pValue // → 0.00705057
 */
export function compareSurvival(groups: readonly Durations[]): SurvivalComparison {
  if (groups.length < 2)
    throw new StatisticsError('empty', {
      argument: 'groups',
      says: `must be at least two, not ${groups.length}`,
      details: { length: groups.length, atLeast: 2 },
    });
  groups.forEach((group, g) => {
    checkDurations(`groups[${g}].`, group);
  });
  const together = eventTimesOf({
    time: joined(groups.map(({ time }) => time)),
    event: joined(groups.map(({ event }) => event)),
  });
  checkSomeEnded('groups', together.time.length);
  const observed = Float64Array.from(groups, ({ event }) => countOf(event));
  const free = groups.length - 1;
  const stays = staysOf(together.time, groups);
  const expected = expectedOf(together, stays);
  const covariance = covarianceOf(together, { stays, free });
  const gap = observed.subarray(0, free).map((count, g) => count - expected[g]!);
  const solved = solvePositiveDefinite('groups', { matrix: covariance, rhs: gap });
  const chiSquare = gap.reduce((total, value, g) => total + value * solved[g]!, 0);
  return computable('groups', {
    observed,
    expected,
    chiSquare,
    degreesOfFreedom: free,
    pValue: chisquareUpper(chiSquare, free),
  });
}

function joined(parts: readonly ArrayLike<number>[]): Float64Array {
  const whole = new Float64Array(parts.reduce((total, { length }) => total + length, 0));
  let next = 0;
  for (const part of parts) {
    whole.set(part, next);
    next += part.length;
  }
  return whole;
}

/** How many of a group were there at just so many of the times at which somebody ended, the first ones. */
interface Stays {
  /** Ascending, without repeats. */
  readonly times: Int32Array;
  readonly customers: Float64Array;
}

function staysOf(time: Float64Array, groups: readonly Durations[]): Stays[] {
  return groups.map((group) => {
    const each = Int32Array.from(group.time, (until) => countUpTo(time, until)).sort();
    const ends = Array.from(each.keys()).filter((i) => each[i] !== each[i + 1]);
    return {
      times: Int32Array.from(ends, (i) => each[i]!),
      customers: Float64Array.from(ends, (i, k) => i - (k === 0 ? -1 : ends[k - 1]!)),
    };
  });
}

/** Each was expected to end as often as d/n sums to while there. */
function expectedOf({ atRisk, events }: EventTimes, stays: readonly Stays[]): Float64Array {
  const hazard = new Float64Array(events.length + 1);
  for (let i = 0; i < events.length; i++) hazard[i + 1] = hazard[i]! + events[i]! / atRisk[i]!;
  return Float64Array.from(stays, (group) => sumOver(group, hazard));
}

function sumOver({ times, customers }: Stays, ofTimes: Float64Array): number {
  let total = 0;
  for (let k = 0; k < times.length; k++) total += customers[k]! * ofTimes[times[k]!]!;
  return total;
}

/**
 * Σ wᵢ n_g(n − n_g) and −Σ wᵢ n_g n_h over the times, w = d(n − d)/(n²(n − 1)), for all groups but the last, which is what the others
 * leave. The second is added up over the stays of h, each with the sum of w n_g up to its end: so no group is looked at once per time
 * and other group, and nothing is subtracted.
 */
function covarianceOf(
  { atRisk, events }: EventTimes,
  { stays, free }: { readonly stays: readonly Stays[]; readonly free: number },
): Float64Array {
  const covariance = new Float64Array(free * free);
  const weight = atRisk.map((n, i) => (n > 1 ? (events[i]! * (n - events[i]!)) / (n - 1) / n / n : 0));
  const upTo = new Float64Array(events.length + 1);
  for (let g = 0; g < free; g++) {
    const { times, customers } = stays[g]!;
    let present = customers.reduce((a, b) => a + b, 0);
    let own = 0;
    for (let i = 0, k = 0; i < events.length; i++) {
      while (k < times.length && times[k]! <= i) present -= customers[k++]!;
      upTo[i + 1] = upTo[i]! + weight[i]! * present;
      own += weight[i]! * present * (atRisk[i]! - present);
    }
    covariance[g * free + g] = own;
    for (let h = 0; h < g; h++) {
      covariance[g * free + h] = -sumOver(stays[h]!, upTo);
      covariance[h * free + g] = covariance[g * free + h]!;
    }
  }
  return covariance;
}
