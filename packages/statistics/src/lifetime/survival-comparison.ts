/** Whether groups end at the same pace: the log-rank test. */

import { chisquareUpper } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import { solvePositiveDefinite } from '../linear.ts';
import { computable } from './computable.ts';
import {
  checkDurations,
  checkSomeEnded,
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
 * is a multiple of the other's; where curves cross it may see nothing. Needs some tens of ends in all. O(n log n + times × groups²).
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
    time: groups.flatMap(({ time }) => Array.from(time)),
    event: groups.flatMap(({ event }) => Array.from(event)),
  });
  checkSomeEnded('groups', together.time.length);
  const observed = Float64Array.from(groups, ({ event }) => Array.from(event).reduce((a, b) => a + b, 0));
  const { expected, covariance } = expectationOf(together, groups);
  const free = groups.length - 1;
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

/** The covariance leaves out the last group, which is what the others leave. */
function expectationOf({ time, atRisk, events }: EventTimes, groups: readonly Durations[]) {
  const present = groups.map((group) => presentAt(time, group));
  const free = groups.length - 1;
  const expected = new Float64Array(groups.length);
  const covariance = new Float64Array(free * free);
  for (let i = 0; i < time.length; i++) {
    const n = atRisk[i]!;
    const d = events[i]!;
    const spread = n > 1 ? (d * (n - d)) / (n - 1) : 0;
    for (let g = 0; g <= free; g++) {
      const share = present[g]![i]! / n;
      expected[g]! += d * share;
      if (g === free) continue;
      covariance[g * free + g]! += spread * share;
      for (let h = 0; h <= g; h++) {
        const together = (spread * share * present[h]![i]!) / n;
        covariance[g * free + h]! -= together;
        if (h < g) covariance[h * free + g]! -= together;
      }
    }
  }
  return { expected, covariance };
}

/** How many of a group were there just before each time. */
function presentAt(time: Float64Array, group: Durations): Float64Array {
  const sorted = Float64Array.from(group.time).sort((a, b) => a - b);
  let gone = 0;
  return time.map((at) => {
    while (gone < sorted.length && sorted[gone]! < at) gone++;
    return sorted.length - gone;
  });
}
