/** A fourfold table with all its margins given: how likely each number of successes in the treatment is. */
import { StatisticsError } from '../errors.ts';
import type { TwoProportionsInput } from './proportion-difference.ts';

export interface Weights {
  /** The number of successes that the first weight belongs to. */
  readonly first: number;
  /** Chances; they sum to 1. */
  readonly chances: Float64Array;
}

/** So many outcomes are all kept; of more, only those that are not negligible beside the likeliest. */
export const FEW_ENOUGH = 4_096;
/** Near where a double ends. */
export const NEGLIGIBLE = 1e-300;
/** With a standard deviation of so much some ten million outcomes have a chance: a few tenths of a second. */
const WIDEST = 134_000;

/**
 * P(successes of the treatment = k) = C(n₁, k)·C(n₀, m − k) / C(n₁ + n₀, m), by the ratio of neighbours outwards from the
 * mode: only products and quotients, so every chance has all its digits, which the logarithm of a factorial would not leave.
 */
export function hypergeometricWeights(
  { control, treatment }: TwoProportionsInput,
  argument = 'treatment.n',
): Weights {
  const [n1, n0] = [treatment.n, control.n];
  const m = treatment.successes + control.successes;
  const least = Math.max(0, m - n0);
  const most = Math.min(m, n1);
  const mode = Math.min(most, Math.max(least, Math.floor(((m + 1) / (n1 + n0 + 2)) * (n1 + 1))));
  const up = (k: number) => ((n1 - k) / (k + 1)) * ((m - k) / (n0 - m + k + 1));
  const down = (k: number) => (k / (n1 - k + 1)) * ((n0 - m + k) / (m - k + 1));
  const isShort = most - least < FEW_ENOUGH;
  if (!isShort) checkSpread(argument, { n1, n0, m });
  const last = isShort ? most : mode + stepsOf((i) => up(mode + i), most - mode);
  const first = isShort ? least : mode - stepsOf((i) => down(mode - i), mode - least);
  const chances = new Float64Array(last - first + 1);
  chances[mode - first] = 1;
  for (let k = mode; k < last; k++) chances[k + 1 - first] = chances[k - first]! * up(k);
  for (let k = mode; k > first; k--) chances[k - 1 - first] = chances[k - first]! * down(k);
  return { first, chances: normalized(chances) };
}

/** How many steps from the mode there is any chance left; `by` gives the ratio of neighbours at each. */
function stepsOf(by: (step: number) => number, most: number): number {
  let weight = 1;
  for (let step = 0; step < most; step++) {
    weight *= by(step);
    if (weight < NEGLIGIBLE) return step;
  }
  return most;
}

function checkSpread(argument: string, { n1, n0, m }: { n1: number; n0: number; m: number }): void {
  const all = n1 + n0;
  const variance = (n1 / all) * (n0 / all) * (m / all) * (all - m) * (all / (all - 1));
  if (variance > WIDEST * WIDEST)
    throw new StatisticsError('out_of_range', {
      argument,
      says: 'has too many outcomes to count through; for so many the approximation is as good',
      details: { standardDeviation: Math.sqrt(variance), most: WIDEST },
    });
}

export function normalized(weights: Float64Array): Float64Array {
  const total = addAscending(weights, { keep: () => true });
  return weights.map((weight) => weight / total);
}

/** Weights fall away from their mode on both sides: from the ends inwards the small ones come first, and are not lost. */
export function addAscending(
  weights: Float64Array,
  { keep }: { keep: (weight: number, at: number) => boolean },
): number {
  let mode = 0;
  for (let i = 1; i < weights.length; i++) if (weights[i]! > weights[mode]!) mode = i;
  let below = 0;
  let above = 0;
  for (let i = 0; i <= mode; i++) if (keep(weights[i]!, i)) below += weights[i]!;
  for (let i = weights.length - 1; i > mode; i--) if (keep(weights[i]!, i)) above += weights[i]!;
  return below + above;
}

export interface ExactTest {
  /** Two-sided: the chance of every outcome that is no likelier than what was seen. */
  readonly pValue: number;
  /** One-sided: the chance of as many successes in the treatment or more. */
  readonly greater: number;
  /** One-sided: the chance of as many or fewer. */
  readonly less: number;
}

/** Chances that are equal but for rounding count as equal; as in R's fisher.test. */
export const SAME = 1 + 1e-7;

export function exactTest({ first, chances }: Weights, observed: number): ExactTest {
  const at = observed - first;
  // What is not among them is too unlikely for a double.
  const limit = (chances[at] ?? 0) * SAME;
  const among = (keep: (weight: number, at: number) => boolean) =>
    Math.min(1, addAscending(chances, { keep }));
  return {
    pValue: among((weight) => weight <= limit),
    greater: among((_, i) => i >= at),
    less: among((_, i) => i <= at),
  };
}
