/** Distribution functions, all from @stdlib; upper tails are computed as such, since 1 − cdf has no digits left far out. */
import betainc from '@stdlib/math-base-special-betainc';
import betaln from '@stdlib/math-base-special-betaln';
import digamma from '@stdlib/math-base-special-digamma';
import gammaln from '@stdlib/math-base-special-gammaln';
import betaQuantile from '@stdlib/stats-base-dists-beta-quantile';
import quantileOfGamma from '@stdlib/stats-base-dists-gamma-quantile';
import cdfOfNormal from '@stdlib/stats-base-dists-normal-cdf';
import quantileOfNormal from '@stdlib/stats-base-dists-normal-quantile';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import { gammaLower, gammaUpper } from './incomplete-gamma.ts';
import { exp, ln } from './numbers.ts';

export { betainc, betaln, betaQuantile, digamma, gammaln, tQuantile };

const INVERSE_ROOT_TWO_PI = 0.398_942_280_401_432_7;
const LN_TWO_PI = 1.837_877_066_409_345_3;

export function normalPdf(z: number): number {
  return INVERSE_ROOT_TWO_PI * exp(-0.5 * z * z);
}

/** P(Z ≤ z). For the upper tail ask for normalCdf(−z). */
export function normalCdf(z: number): number {
  return cdfOfNormal(z, 0, 1);
}

/** Below it @stdlib's quantile loses digits, and at 1e-20 it is infinite. */
const FAR_TAIL = 1e-3;

/** z of P(Z ≤ z) = p, to the last digit or two also far out. */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p >= FAR_TAIL) return quantileOfNormal(p, 0, 1);
  // Newton on ln Φ, from the first terms of its asymptotic series: four steps double the digits four times.
  const square = -2 * ln(p);
  let z = -Math.sqrt(square - ln(square) - LN_TWO_PI);
  for (let step = 0; step < 4; step++) {
    const tail = normalCdf(z);
    z -= (ln(tail / p) * tail) / normalPdf(z);
  }
  return z;
}

/** x of P(X ≤ x) = p for the gamma distribution. @stdlib's has four digits for shapes in the thousands; Newton gives the rest. */
export function gammaQuantile(p: number, { shape, rate }: { shape: number; rate: number }): number {
  let x = quantileOfGamma(p, shape, 1);
  for (let step = 0; step < 4; step++) {
    const missing = p > 0.5 ? gammaUpper(x, shape) - (1 - p) : p - gammaLower(x, shape);
    const density = exp((shape - 1) * ln(x) - x - gammaln(shape));
    const change = missing / density;
    // Where the density is 0 or infinite there is nothing to mend by its slope.
    if (!(Math.abs(change) < x)) break;
    x += change;
  }
  return x / rate;
}

/** x of P(X ≤ x) = p for chi-square. */
export function chisquareQuantile(p: number, df: number): number {
  return gammaQuantile(p, { shape: df / 2, rate: 0.5 });
}

/** P(T > t) for Student's t with `df` degrees of freedom, which need not be whole. */
export function tUpper(t: number, df: number): number {
  const half = 0.5 * tTwoSided(t, df);
  return t >= 0 ? half : 1 - half;
}

/** P(X > x) for chi-square with `df` degrees of freedom. */
export function chisquareUpper(x: number, df: number): number {
  return x <= 0 ? 1 : gammaUpper(x / 2, df / 2);
}

/** P(F > f) for Fisher's F. */
export function fUpper(f: number, { df1, df2 }: { df1: number; df2: number }): number {
  return f <= 0 ? 1 : betainc(df2 / (df2 + df1 * f), df2 / 2, df1 / 2);
}

/** P(X ≤ k) of n trials with chance p. */
export function binomialCdf(k: number, { n, p }: { n: number; p: number }): number {
  if (k < 0) return 0;
  return k >= n ? 1 : betainc(1 - p, n - k, k + 1);
}

/**
 * P(|T| > |t|). Of the two arguments of the beta function, which sum to one, the smaller is the one computed, so neither many degrees
 * of freedom nor a statistic far out costs digits.
 */
export function tTwoSided(t: number, df: number): number {
  const ratio = t / Math.sqrt(df);
  const square = ratio * ratio;
  if (square > 1) return betainc(1 / (1 + square), df / 2, 0.5);
  return betainc(square / (1 + square), 0.5, df / 2, true, true);
}
