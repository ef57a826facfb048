/** Bounds by error spending, as planned and as the looks really came. */
import { checkNumber, checkPositive, checkProbability } from '../checks.ts';
import { normalQuantile } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import type { SequentialBounds } from './bounds.ts';
import { checkErrorRate, checkTimes, type ErrorRate, type Looks, plannedTimes } from './looks.ts';
import { findRootAbove } from './root.ts';
import { checkSpending, type Spending } from './spending.ts';
import { type Course, traceBounds } from './trace.ts';

export interface FutilityRule {
  /** How the chance to miss an effect is spent. */
  readonly spending: Spending;
  /** Chance to find the effect that the test is planned for; 0.8 unless told. */
  readonly power?: number;
  /** False (default): alpha holds even if one goes on past a futility bound. True: the effect bounds are a little lower in return. */
  readonly binding?: boolean;
}

export interface SpendingBoundsInput extends ErrorRate {
  readonly spending: Spending;
  readonly looks: Looks;
  readonly futility?: FutilityRule;
}

/**
 * Bounds that spend alpha as the information comes, with or without stopping for futility.
 *
 * At each look the bound is where a walk without drift, let go on so far, is passed with the chance that the spending function allows
 * more than at the look before; bounds above 8.2 are lowered to it, at a cost below 10⁻¹⁵. With futility, a second walk is let drift
 * as much as the effect asked for makes it, and spends the chance to miss it in the same way; the drift is the one at which both
 * bounds meet at the end. In a two-sided test futility is an inner wedge: stop when |z| is small. O(looks × nodes²); 20 looks take
 * some 20 ms and 200 half a second; with futility ten times as much.
 *
 * @throws {StatisticsError} out_of_range when looks are not increasing, above 1, more than 200 or do not end at 1, or alpha, sides, futility.power or a parameter of a spending function is outside its range, or when futility that binds spends so early that it leaves no path to spend alpha on; unknown_name when a spending function is; did_not_converge when no drift has the power
 * @see Lan and DeMets (1983), Biometrika 70:659–663
 * @see Pampallona, Tsiatis and Kim (2001), Drug Information Journal 35:1113–1121, for futility
 * @example
 * computeSpendingBounds({ spending: { kind: 'obrien_fleming' }, looks: [0.3, 0.7, 1] }).effect // → [3.92857,2.43874,2.00001]
 * const futile = computeSpendingBounds({
 *   spending: { kind: 'obrien_fleming' }, looks: 4, alpha: 0.025, sides: 1,
 *   futility: { spending: { kind: 'pocock' }, power: 0.9 },
 * });
 * futile.futility // → [0.0182318,0.829173,1.4537,2.01409]
 */
export function computeSpendingBounds(input: SpendingBoundsInput): SequentialBounds {
  const course = { ...courseOf(input), times: plannedTimes(input.looks), complete: true };
  if (course.futility === null) return traceBounds(course, { drift: 0 }).bounds;
  return checkSpendable(traceBounds(course, solveDrift(course)).bounds);
}

type Rules = Pick<SpendingBoundsInput, 'spending' | 'alpha' | 'sides' | 'futility'>;

function courseOf(input: Rules): Pick<Course, 'alpha' | 'futility'> {
  const { alpha, sides } = checkErrorRate(input);
  checkSpending('spending', input.spending);
  const budget = { spending: input.spending, total: alpha, sides };
  if (input.futility === undefined) return { alpha: budget, futility: null };
  const { spending, power = 0.8, binding = false } = input.futility;
  checkSpending('futility.spending', spending);
  checkProbability('futility.power', power);
  checkNumber('futility.power', power, { min: alpha, max: 1, open: true });
  return { alpha: budget, futility: { spending, total: 1 - power, sides: 1, binding } };
}

/** The drift at which what is missed is what may be missed. A test with looks needs at least that of a test without. */
function solveDrift(course: Course): { drift: number; known?: SequentialBounds } {
  const { alpha, futility } = course;
  const known = futility?.binding
    ? undefined
    : traceBounds({ ...course, futility: null }, { drift: 0 }).bounds;
  const at = (drift: number) => ({ drift, ...(known && { known }) });
  const fixed = -normalQuantile(alpha.total / alpha.sides) - normalQuantile(futility?.total ?? 0.5);
  const missing = (drift: number) => -traceBounds(course, at(drift)).missedTooMuch;
  return at(findRootAbove('futility', missing, { from: fixed * 0.99, width: fixed * 0.15 }));
}

/** Futility that binds may leave so few paths before the end that alpha cannot be spent on them. */
function checkSpendable(bounds: SequentialBounds): SequentialBounds {
  const look = bounds.effect.findIndex((bound) => !Number.isFinite(bound));
  if (look < 0) return bounds;
  throw new StatisticsError('out_of_range', {
    argument: 'futility',
    says: `stops nearly every test before look ${look + 1}, so its effect bound cannot spend what is left of alpha: spend the chance to miss an effect later, or let it not bind`,
    details: { look: look + 1 },
  });
}

/** Of the planned information: whoever has less at a look, or this much more at the last one, has given two units. */
const LEAST_TIME = 1e-9;
const MOST_TIME = 1e4;
/** A drift that any test finds, as soon as it looks. */
const LARGEST_DRIFT = 1e3;

export interface AdaptedBoundsInput extends Rules {
  /** What there was at each look so far, in any unit that is proportional to information: units per arm, events, 1/standard error². */
  readonly information: ArrayLike<number>;
  /** What was planned for the end, in the same unit. */
  readonly plannedInformation: number;
  /** The last of these looks ends the test, be it early or late: all that is left of alpha is spent. False unless told. */
  readonly final?: boolean;
  /** With futility: the drift of the plan's bounds, which says what effect the test was planned for. */
  readonly drift?: number;
}

/**
 * The bounds of the looks that really came, when they came at other times than planned, fewer or more of them, or the last one late.
 *
 * Each look spends what the function allows at its information over the planned; the look that ends the test spends all that is left, and
 * a test that ran over its plan keeps alpha, since its bounds use the correlation that the looks really have. Earlier looks keep the
 * bounds they had: ask again with one look more. Whether to look must not depend on the results seen. O(looks × nodes²).
 *
 * @throws {StatisticsError} out_of_range when information is not increasing or passes the planned before the final look, or any other argument is outside its range; empty without looks; unknown_name when a spending function is
 * @see Lan and DeMets (1983), Biometrika 70:659–663
 * @see Jennison and Turnbull (2000), Group Sequential Methods, sections 7.2.2 and 7.2.3
 * @example
 * const soFar = adaptSpendingBounds({ spending: { kind: 'pocock' }, information: [1200, 3100], plannedInformation: 8000 });
 * soFar.effect // → [2.52817,2.3965]
 * const late = adaptSpendingBounds({
 *   spending: { kind: 'pocock' }, information: [1200, 3100, 8800], plannedInformation: 8000, final: true,
 * });
 * late.effect // → [2.52817,2.3965,2.18098]
 */
export function adaptSpendingBounds(input: AdaptedBoundsInput): SequentialBounds {
  const rules = courseOf(input);
  const { plannedInformation, final = false, drift } = input;
  checkPositive('plannedInformation', plannedInformation);
  const information = checkTimes('information', input.information);
  const last = information.length - 1;
  information.forEach((amount, look) => {
    if (!(final && look === last)) checkNumber(`information[${look}]`, amount, { max: plannedInformation });
  });
  if (rules.futility !== null && drift === undefined)
    throw new StatisticsError('empty', {
      argument: 'drift',
      says: 'is needed with futility: it is the drift of the planned bounds',
    });
  if (drift !== undefined) checkNumber('drift', drift, { min: 0, max: LARGEST_DRIFT, open: true });
  const times = information.map((amount) => amount / plannedInformation);
  times.forEach((time, look) => {
    checkNumber(`information[${look}]`, time, { min: LEAST_TIME, max: MOST_TIME });
  });
  return checkSpendable(traceBounds({ ...rules, times, complete: final }, { drift: drift ?? 0 }).bounds);
}
