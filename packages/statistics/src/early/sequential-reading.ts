/** Reading a test at one of its looks. */
import { checkCount, checkNumber, checkPositive } from '../checks.ts';
import type { Estimate } from '../interval.ts';
import { type AdjustedInference, adjustInference } from './adjusted.ts';
import { checkBounds, type SequentialBounds } from './bounds.ts';

export interface SequentialReadingInput {
  /** As they hold at this look: of the plan, or of adaptSpendingBounds with the looks so far. */
  readonly bounds: SequentialBounds;
  /** 1 for the first look. The last of the bounds unless told. */
  readonly look?: number;
  /** Of the effect, from all data so far, in its own unit; positive is better. */
  readonly estimate: number;
  readonly standardError: number;
}

/**
 * - `stop_for_effect`: a bound is passed; which way, the sign of z says.
 * - `stop_for_futility`: an effect as planned for is hardly to be found any more.
 * - `go_on`: nothing may be concluded yet.
 * - `stop_without_effect`: the test is over and found none.
 */
export type SequentialDecision = 'stop_for_effect' | 'stop_for_futility' | 'go_on' | 'stop_without_effect';

export interface SequentialReading {
  readonly decision: SequentialDecision;
  readonly look: number;
  readonly informationTime: number;
  readonly z: number;
  readonly effectBound: number;
  readonly futilityBound: number | null;
  /** Holds at every look at once, whether or not the test stops: the interval to show while it runs. */
  readonly repeated: Estimate;
  /** For a test that stops here; null while it goes on. */
  readonly adjusted: AdjustedInference | null;
}

/**
 * What a look at a running test says: stop or go on, an interval that may be shown at any look, and, when it stops, the p value,
 * the estimate and the interval that take into account that it could have stopped before.
 *
 * The repeated interval is estimate ± bound × standard error. The adjusted p value orders outcomes by stage: the chance, without an
 * effect, of a stop for effect at an earlier look or of a z as large at this one (doubled in a two-sided test); estimate and interval
 * are the effects for which that chance is ½, and (1 ± level)/2, with level 1 − alpha in a two-sided and 1 − 2 alpha in a one-sided
 * test. It takes the test as not stopped before. Futility bounds that do not bind, and inner wedges, are left out of the adjustment,
 * which makes it a little cautious. O(look × nodes²), some forty times when it stops.
 *
 * @throws {StatisticsError} out_of_range when look is not one of the bounds or standardError is not above 0; not_finite when estimate is; did_not_converge when no effect explains the outcome
 * @see Jennison and Turnbull (1989), JRSS B 51:305–361, for repeated intervals
 * @see Tsiatis, Rosner and Mehta (1984), Biometrics 40:797–803
 * @example
 * const bounds = computeSpendingBounds({ spending: { kind: 'obrien_fleming' }, looks: [0.3, 0.7, 1] });
 * const read = readSequentialTest({ bounds, look: 2, estimate: 0.021, standardError: 0.007 });
 * read.decision // → "stop_for_effect"
 * read.repeated.interval // → {"lower":0.0039288,"upper":0.0380712}
 * read.adjusted.pValue // → 0.00275464
 * read.adjusted.estimate.value // → 0.0209891
 */
export function readSequentialTest(input: SequentialReadingInput): SequentialReading {
  const { bounds, estimate, standardError } = input;
  checkBounds(bounds);
  const count = bounds.informationTimes.length;
  const { look = count } = input;
  checkCount('look', look, { min: 1, max: count });
  checkNumber('estimate', estimate);
  checkPositive('standardError', standardError);
  const z = estimate / standardError;
  checkNumber('estimate', z, { min: -LARGEST_Z, max: LARGEST_Z });
  const index = look - 1;
  const effectBound = bounds.effect[index]!;
  const decision = decide(bounds, { z, index });
  const level = 1 - (2 * bounds.alpha) / bounds.sides;
  const half = effectBound * standardError;
  return {
    decision,
    look,
    informationTime: bounds.informationTimes[index]!,
    z,
    effectBound,
    futilityBound: bounds.futility?.[index] ?? null,
    repeated: {
      value: estimate,
      standardError,
      interval: { lower: estimate - half, upper: estimate + half },
      level,
    },
    adjusted: decision === 'go_on' ? null : adjustInference({ bounds, look: index, z, standardError, level }),
  };
}

/** A p value of such a z is below the smallest double; its adjustment is not a number. */
const LARGEST_Z = 37;

function decide(
  { sides, effect, futility, complete }: SequentialBounds,
  { z, index }: { z: number; index: number },
): SequentialDecision {
  const size = sides === 2 ? Math.abs(z) : z;
  if (size >= effect[index]!) return 'stop_for_effect';
  if (complete && index === effect.length - 1) return 'stop_without_effect';
  const bound = futility?.[index];
  // A wedge of no width is not a stop.
  if (bound === undefined || (sides === 2 && bound === 0)) return 'go_on';
  return size <= bound ? 'stop_for_futility' : 'go_on';
}
