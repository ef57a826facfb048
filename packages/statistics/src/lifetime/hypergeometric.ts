/** Gauss's hypergeometric function in the one form that the Pareto/NBD model needs. */
import { StatisticsError } from '../errors.ts';

const MOST_TERMS = 200_000;
const PRECISION = 4e-16;
/** Slopes settle a little later than the value: more terms for them, as many at least and this share of those of the value. */
const FEWEST_MORE = 8;
const SHARE_MORE = 8;
/** Stands for a zero denominator in the modified Lentz algorithm. */
const TINY = 1e-300;

/**
 * ₂F₁(1, b; c; z) for c > b > 0 and 0 ≤ z < 1, by Gauss's continued fraction
 *
 *   1/(1 − k₁z/(1 − k₂z/(1 − …))), k₂ₙ₊₁ = (b+n)(c−1+n)/((c+2n−1)(c+2n)), k₂ₙ = n(c−b+n−1)/((c+2n−2)(c+2n−1)),
 *
 * whose error falls by ((1−√(1−z))/(1+√(1−z)))² with each pair of terms, where the series falls by z alone: near z = 1 that is some
 * 10/√(1−z) terms instead of 40/(1−z). Evaluated by the algorithm of Lentz as modified by Thompson and Barnett (1986).
 *
 * Any other ₂F₁(a, b; a+1; z) is (1−z)^(1−b) ₂F₁(1, a+1−b; a+1; z) (Abramowitz and Stegun 1964, 15.3.3).
 */
export function hypergeometricOfOne(at: Arguments): number {
  return settled(at).value;
}

interface Arguments {
  readonly b: number;
  readonly c: number;
  readonly z: number;
}

/** The value, and after how many terms the fraction has come to it. */
function settled({ b, c, z }: Arguments): { readonly value: number; readonly terms: number } {
  let value = 1;
  let above = 1;
  let below = 0;
  for (let i = 1; i <= MOST_TERMS; i++) {
    const n = i >> 1;
    const k =
      i % 2 === 1
        ? ((b + n) * (c - 1 + n)) / ((c + 2 * n - 1) * (c + 2 * n))
        : (n * (c - b + n - 1)) / ((c + 2 * n - 2) * (c + 2 * n - 1));
    below = 1 - k * z * below;
    if (below === 0) below = TINY;
    below = 1 / below;
    above = 1 - (k * z) / above;
    if (above === 0) above = TINY;
    const factor = above * below;
    value *= factor;
    if (Math.abs(factor - 1) <= PRECISION) return { value: 1 / value, terms: i };
  }
  throw new StatisticsError('did_not_converge', {
    argument: 'model.parameters',
    says: `have times too far apart: a continued fraction would need more than ${MOST_TERMS} terms`,
    details: { z, iterations: MOST_TERMS },
  });
}

/** The function and its slopes by b, c and z. */
interface HypergeometricSlopes {
  readonly value: number;
  readonly byB: number;
  readonly byC: number;
  readonly byZ: number;
}

/** The same fraction from its last term back to its first, each step differentiated along with it: slopes to nearly all digits. */
export function slopesOfHypergeometricOfOne(at: Arguments): HypergeometricSlopes {
  const { b, c, z } = at;
  const { terms } = settled(at);
  // What stands below the fraction line, 1 − kᵢz/(1 − …), and its slopes.
  let below = 1;
  let byB = 0;
  let byC = 0;
  let byZ = 0;
  for (let i = terms + FEWEST_MORE + Math.ceil(terms / SHARE_MORE); i > 0; i--) {
    const n = i >> 1;
    const odd = i % 2 === 1;
    const first = odd ? b + n : n;
    const second = odd ? c - 1 + n : c - b + n - 1;
    const low = odd ? c + 2 * n - 1 : c + 2 * n - 2;
    const inverse = 1 / (low * (low + 1));
    const k = first * second * inverse;
    const kByB = (odd ? second : -first) * inverse;
    const kByC = (first - k * (2 * low + 1)) * inverse;
    const over = 1 / below;
    const scale = z * over;
    const t = k * over;
    byB = scale * (t * byB - kByB);
    byC = scale * (t * byC - kByC);
    byZ = scale * t * byZ - t;
    below = 1 - t * z;
  }
  const value = 1 / below;
  const slope = -value * value;
  return { value, byB: slope * byB, byC: slope * byC, byZ: slope * byZ };
}
