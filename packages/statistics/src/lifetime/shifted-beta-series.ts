/** ₂F₁(1, b; c; z) for 0 ≤ z < 1: the discounted sum of a shifted-beta-geometric survival. */
import { StatisticsError } from '../errors.ts';

/** Enough for z up to 1 − 1e-6, where some 20,000 are needed. */
const MOST_TERMS = 200_000;
const RELATIVE = 1e-16;
/** Stands in for a denominator that is zero (Lentz). */
const TINY = 1e-300;

/** Gauss's continued fraction (Abramowitz and Stegun 1964, 15.2 and 3.10), by the modified method of Lentz: near z = 1 it needs √ of the series' terms. */
export function hypergeometricOfOne({
  b,
  c,
  z,
}: {
  readonly b: number;
  readonly c: number;
  readonly z: number;
}): number {
  // 1/(1 − k₁z/(1 − k₂z/(1 − …)))
  let f = 1;
  let C = 1;
  let D = 0;
  for (let term = 1; term <= MOST_TERMS; term++) {
    const m = Math.floor(term / 2);
    const k =
      term % 2 === 1
        ? ((b + m) / (c + 2 * m)) * ((c - 1 + m) / (c - 1 + 2 * m))
        : (m / (c + 2 * m - 2)) * ((c - b + m - 1) / (c + 2 * m - 1));
    D = 1 - k * z * D;
    D = 1 / (D === 0 ? TINY : D);
    C = 1 - (k * z) / C;
    if (C === 0) C = TINY;
    const change = C * D;
    f *= change;
    if (Math.abs(change - 1) <= RELATIVE) return 1 / f;
  }
  throw new StatisticsError('did_not_converge', {
    argument: 'discountRate',
    says: `is so near to 0 that the sum was not reached in ${MOST_TERMS} terms`,
    details: { terms: MOST_TERMS },
  });
}
