/** What a sequential test can be expected to do: power, when it ends, and how much larger it must be planned. */
import { checkNumber, checkProbability } from '../checks.ts';
import { normalQuantile } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import { sum } from '../numbers.ts';
import { checkBounds, follow, type SequentialBounds } from './bounds.ts';
import { findRootAbove } from './root.ts';

export interface SequentialPowerInput {
  /** Complete: its last look is the end of the test. */
  readonly bounds: SequentialBounds;
  /** The true effect over the standard error that its estimate has at information time 1. */
  readonly drift: number;
}

/** Chances to stop at one look; those of all looks sum to one. */
export interface LookChances {
  readonly informationTime: number;
  /** Effect found in the direction that is called better (z above). */
  readonly better: number;
  /** Effect found in the other direction; 0 in a one-sided test. */
  readonly worse: number;
  /** Stopped without an effect: for futility or, at the last look, because the test is over. */
  readonly none: number;
}

export interface SequentialPower {
  /** Chance to find the effect in the direction of better. */
  readonly power: number;
  readonly worse: number;
  readonly looks: readonly LookChances[];
  /** Mean information time at the stop: times the planned sample size it is the expected sample size. */
  readonly expectedInformation: number;
}

/**
 * The chance that a sequential test finds an effect of a given size, look by look, and how much information it takes on average.
 *
 * A walk with the drift is followed through the bounds. Where there is futility, its stops are counted, binding or not.
 * With drift 0 the power is the error of one side. O(looks × nodes²).
 *
 * @throws {StatisticsError} not_finite when drift is; out_of_range or length_mismatch when bounds are not those of a complete test
 * @see Jennison and Turnbull (2000), Group Sequential Methods, sections 2.4 and 19.2
 * @example
 * const bounds = computeClassicBounds({ shape: { kind: 'pocock' }, looks: 3 });
 * const read = computeSequentialPower({ bounds, drift: 3 });
 * read.power // → 0.792937
 * read.expectedInformation // → 0.706124
 */
export function computeSequentialPower({ bounds, drift }: SequentialPowerInput): SequentialPower {
  checkComplete(bounds);
  checkNumber('drift', drift);
  return powerAt(bounds, drift);
}

function powerAt(bounds: SequentialBounds, drift: number): SequentialPower {
  const times = bounds.informationTimes;
  const looks = follow(bounds, { drift, to: times.length }).map((crossing, look) => ({
    informationTime: times[look]!,
    ...crossing,
  }));
  return {
    power: sum(looks.map(({ better }) => better)),
    worse: sum(looks.map(({ worse }) => worse)),
    looks,
    expectedInformation: sum(
      looks.map(({ informationTime, better, worse, none }) => informationTime * (better + worse + none)),
    ),
  };
}

export interface SequentialPlanInput {
  /** Complete: its last look is the end of the test. */
  readonly bounds: SequentialBounds;
  /** Chance to find the effect; 0.8 unless told. */
  readonly power?: number;
}

export interface SequentialPlan {
  /** The effect planned for over the standard error that its estimate must have at information time 1. */
  readonly drift: number;
  /** Times the sample size of a test without looks it is the sample size to plan. */
  readonly inflationFactor: number;
  /** Expected sample size over that of a test without looks, when there is no effect, half of the one planned for, and all of it. */
  readonly expectedSampleSize: { readonly none: number; readonly half: number; readonly planned: number };
  /** Chances at each look under the effect planned for. */
  readonly looks: readonly LookChances[];
}

/**
 * How much larger a test must be planned because it is looked at, and how much smaller it can be expected to end.
 *
 * The drift is where the chance to find the effect, in its direction, equals the power. A test without looks needs the drift
 * Φ⁻¹(1 − alpha/sides) + Φ⁻¹(power); the square of their ratio is the inflation factor. Multiply any fixed sample size by it: of
 * proportions, means or events. Futility stops are counted, binding or not. O(looks × nodes²), some ten times.
 *
 * @throws {StatisticsError} out_of_range or length_mismatch when bounds are not those of a complete test or power is not between alpha and 1; did_not_converge when no drift has the power
 * @see Jennison and Turnbull (2000), Group Sequential Methods, tables 2.1 to 2.6
 * @example
 * const bounds = computeClassicBounds({ shape: { kind: 'obrien_fleming' }, looks: 5 });
 * const plan = planSequentialTest({ bounds, power: 0.9 });
 * plan.inflationFactor // → 1.02649
 * plan.expectedSampleSize.planned // → 0.750254
 */
export function planSequentialTest({ bounds, power = 0.8 }: SequentialPlanInput): SequentialPlan {
  checkComplete(bounds);
  checkProbability('power', power);
  checkNumber('power', power, { min: bounds.alpha, max: 1, open: true });
  const fixed = -normalQuantile(bounds.alpha / bounds.sides) + normalQuantile(power);
  const missing = (drift: number) => powerAt(bounds, drift).power - power;
  const drift = findRootAbove('power', missing, { from: 0, width: fixed * 1.2 });
  const inflationFactor = (drift / fixed) * (drift / fixed);
  const expected = (share: number) => inflationFactor * powerAt(bounds, share * drift).expectedInformation;
  return {
    drift,
    inflationFactor,
    expectedSampleSize: { none: expected(0), half: expected(0.5), planned: expected(1) },
    looks: powerAt(bounds, drift).looks,
  };
}

function checkComplete(bounds: SequentialBounds): void {
  checkBounds(bounds);
  if (!bounds.complete)
    throw new StatisticsError('out_of_range', {
      argument: 'bounds.complete',
      says: 'must be true: the looks that are still to come have no bounds',
    });
}
