/** Bounds of one constant and one shape: O'Brien-Fleming, Pocock and those between. */
import { checkNumber, checkObject } from '../checks.ts';
import { normalQuantile } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import { ln, pow } from '../numbers.ts';
import { cumulate, type Fences, nominalAlphas, regionsAt, type SequentialBounds } from './bounds.ts';
import { checkErrorRate, type ErrorRate, type Looks, plannedTimes } from './looks.ts';
import { findRoot } from './root.ts';
import { advance, chanceAbove, startWalk } from './walk.ts';

/**
 * How the bound falls from look to look: constant · t^(exponent − ½).
 * - `obrien_fleming`: exponent 0; hard to pass early, nearly that of a test without looks at the end.
 * - `pocock`: exponent ½; the same bound at every look.
 * - `wang_tsiatis`: any exponent from −½ to 1.
 */
export type BoundShape =
  | { readonly kind: 'obrien_fleming' }
  | { readonly kind: 'pocock' }
  | { readonly kind: 'wang_tsiatis'; readonly exponent: number };

export interface ClassicBoundsInput extends ErrorRate {
  readonly shape: BoundShape;
  readonly looks: Looks;
}

/**
 * Bounds of the classic shapes, for a test whose looks are all fixed before it starts.
 *
 * The bound at information time t is C t^(Δ − ½), with C such that a walk without drift passes any of them with chance alpha, found
 * by recursive integration. The z values are taken to be jointly normal with correlation √(t₁/t₂), as they are for means, proportions
 * and most estimates of many independent units. When the looks may come at other times than planned, use computeSpendingBounds, whose
 * error holds at any times. O(looks × nodes²), nodes about √(40 × looks) × 8; 20 looks take some 30 ms, 200
 * one or two seconds.
 *
 * @throws {StatisticsError} out_of_range when looks are not increasing, above 1, more than 200 or do not end at 1, or when alpha, sides or shape.exponent are outside their range; unknown_name when shape.kind is none of these
 * @see O'Brien and Fleming (1979), Biometrics 35:549–556
 * @see Pocock (1977), Biometrika 64:191–199
 * @see Wang and Tsiatis (1987), Biometrics 43:193–199
 * @example
 * const bounds = computeClassicBounds({ shape: { kind: 'obrien_fleming' }, looks: 5 });
 * bounds.effect // → [4.56174,3.22564,2.63372,2.28087,2.04007]
 * computeClassicBounds({ shape: { kind: 'pocock' }, looks: 5 }).effect[0] // → 2.41318
 */
export function computeClassicBounds(input: ClassicBoundsInput): SequentialBounds {
  const { alpha, sides } = checkErrorRate(input);
  const exponent = exponentOf(input.shape);
  const informationTimes = plannedTimes(input.looks);
  const shape = informationTimes.map((time) => pow(time, exponent - 0.5));
  const effectAt = (constant: number) => shape.map((factor) => factor * constant);
  const spentAt = (constant: number) =>
    cumulate(chancesToPass({ sides, informationTimes, effect: effectAt(constant), futility: null }));
  // The logarithm is nearly a parabola, which the search for the root is made for.
  const excess = (constant: number) => ln(spentAt(constant).at(-1)!) - ln(alpha);
  const constant = findRoot('looks', excess, bracketOf({ alpha: alpha / sides, shape }));
  const effect = effectAt(constant);
  return {
    alpha,
    sides,
    informationTimes,
    effect,
    futility: null,
    bindingFutility: false,
    drift: null,
    alphaSpent: spentAt(constant),
    nominalAlpha: nominalAlphas(effect, sides),
    complete: true,
  };
}

/** Without an effect, look by look. Both sides are then alike, and one is followed. */
function chancesToPass(fences: Fences): number[] {
  const times = fences.informationTimes;
  let walk = startWalk();
  return times.map((time, look) => {
    const step = { time, drift: 0 };
    const chance = chanceAbove(walk, step, fences.effect[look]! * Math.sqrt(time));
    const following = times[look + 1];
    if (following !== undefined) walk = advance(walk, step, { regions: regionsAt(fences, look), following });
    return fences.sides * chance;
  });
}

/** At least the bound of the last look alone; at most what spends an even part of alpha at every look as if there were no other (Bonferroni). */
function bracketOf({ alpha, shape }: { alpha: number; shape: readonly number[] }) {
  const evenly = -normalQuantile(alpha / shape.length);
  const lowest = shape.reduce((least, factor) => Math.min(least, factor));
  // A little wider, since with one look both ends are the root itself.
  return { lower: -normalQuantile(alpha) - 1e-3, upper: evenly / lowest + 1e-3 };
}

function exponentOf(shape: BoundShape): number {
  checkObject('shape', shape, "{ kind: 'pocock' }");
  switch (shape.kind) {
    case 'obrien_fleming':
      return 0;
    case 'pocock':
      return 0.5;
    case 'wang_tsiatis':
      checkNumber('shape.exponent', shape.exponent, { min: -0.5, max: 1 });
      return shape.exponent;
    default:
      throw new StatisticsError('unknown_name', {
        argument: 'shape.kind',
        says: `must be obrien_fleming, pocock or wang_tsiatis, not ${String((shape satisfies never as { kind: unknown }).kind)}`,
      });
  }
}
