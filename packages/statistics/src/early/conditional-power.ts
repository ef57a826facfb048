/** What may still come of a test, given what was seen. */
import { checkCount, checkNumber } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { checkBounds, follow, type SequentialBounds } from './bounds.ts';
import { startWalk } from './walk.ts';

export interface ConditionalPowerInput {
  /** Complete: with the looks that are still to come. */
  readonly bounds: SequentialBounds;
  /** The look that was made last; 1 for the first. At least one must be left. */
  readonly look: number;
  /** What was seen at it. */
  readonly z: number;
  /** True effect over the standard error at information time 1; unless told, as large as what was seen: z/√t. */
  readonly drift?: number;
}

export interface ConditionalPower {
  /** Chance to find the effect in the direction of better at one of the looks that are left. */
  readonly power: number;
  /** Chance to find one in the other direction; 0 in a one-sided test. */
  readonly worse: number;
  /** The effect that was supposed. */
  readonly drift: number;
}

/**
 * The chance that a running test will still find an effect, given where it stands: an aid to decide whether going on is worth it.
 *
 * From B(t) = z√t the walk is followed through the bounds of the looks to come; with one look left it is
 * Φ((z√t + drift (1 − t) − bound)/√(1 − t)). The trend is a poor guess of the effect early on; give the drift of the plan to see what is
 * left of its power. To stop when it is low costs power and never spends alpha. Futility bounds count only when they bind. O(looks × nodes²).
 *
 * @throws {StatisticsError} out_of_range when no look is left after look, or bounds are not those of a complete test; not_finite when z or drift is
 * @see Lan, Simon and Halperin (1982), Sequential Analysis 1:207–219
 * @see Jennison and Turnbull (2000), Group Sequential Methods, section 10.2
 * @example
 * const bounds = computeClassicBounds({ shape: { kind: 'obrien_fleming' }, looks: 4 });
 * computeConditionalPower({ bounds, look: 2, z: 1.2 }).power // → 0.329301
 * computeConditionalPower({ bounds, look: 2, z: 1.2, drift: 2.8 }).power // → 0.630618
 */
export function computeConditionalPower(input: ConditionalPowerInput): ConditionalPower {
  const { bounds, look, z } = input;
  checkBounds(bounds);
  if (!bounds.complete)
    throw new StatisticsError('out_of_range', {
      argument: 'bounds.complete',
      says: 'must be true: the looks that are still to come have no bounds',
    });
  const count = bounds.informationTimes.length;
  checkCount('look', look, { min: 1, max: count - 1 });
  checkNumber('z', z);
  const time = bounds.informationTimes[look - 1]!;
  const root = Math.sqrt(time);
  const { drift = z / root } = input;
  checkNumber('drift', drift);
  const fences = bounds.bindingFutility ? bounds : { ...bounds, futility: null };
  const start = startWalk({ time, position: z * root });
  const crossings = follow(fences, { start, drift, from: look, to: count });
  return {
    power: crossings.reduce((total, { better }) => total + better, 0),
    worse: crossings.reduce((total, { worse }) => total + worse, 0),
    drift,
  };
}
