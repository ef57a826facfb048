/** Gauss's hypergeometric function in the one form that the Pareto/NBD model needs. */
import { StatisticsError } from '../errors.ts';

const MOST_TERMS = 200_000;
const PRECISION = 4e-16;
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
export function hypergeometricOfOne({ b, c, z }: { b: number; c: number; z: number }): number {
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
    if (Math.abs(factor - 1) <= PRECISION) return 1 / value;
  }
  throw new StatisticsError('did_not_converge', {
    argument: 'model.parameters',
    says: `have times too far apart: a continued fraction would need more than ${MOST_TERMS} terms`,
    details: { z, iterations: MOST_TERMS },
  });
}
