/** Distribution functions, all from @stdlib; upper tails are computed as such, since 1 − cdf has no digits left far out. */
import betainc from '@stdlib/math-base-special-betainc';
import betaln from '@stdlib/math-base-special-betaln';
import digamma from '@stdlib/math-base-special-digamma';
import gammainc from '@stdlib/math-base-special-gammainc';
import gammaln from '@stdlib/math-base-special-gammaln';
import betaQuantile from '@stdlib/stats-base-dists-beta-quantile';
import chisquareQuantile from '@stdlib/stats-base-dists-chisquare-quantile';
import gammaQuantile from '@stdlib/stats-base-dists-gamma-quantile';
import cdfOfNormal from '@stdlib/stats-base-dists-normal-cdf';
import quantileOfNormal from '@stdlib/stats-base-dists-normal-quantile';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import { exp } from './numbers.ts';

export {
  betainc,
  betaln,
  betaQuantile,
  chisquareQuantile,
  digamma,
  gammainc,
  gammaln,
  gammaQuantile,
  tQuantile,
};

const INVERSE_ROOT_TWO_PI = 0.398_942_280_401_432_7;

export function normalPdf(z: number): number {
  return INVERSE_ROOT_TWO_PI * exp(-0.5 * z * z);
}

/** P(Z ≤ z). For the upper tail ask for normalCdf(−z). */
export function normalCdf(z: number): number {
  return cdfOfNormal(z, 0, 1);
}

export function normalQuantile(p: number): number {
  return quantileOfNormal(p, 0, 1);
}

/** P(T > t) for Student's t with `df` degrees of freedom, which need not be whole. */
export function tUpper(t: number, df: number): number {
  const half = 0.5 * betainc(df / (df + t * t), df / 2, 0.5);
  return t >= 0 ? half : 1 - half;
}

/** P(X > x) for chi-square with `df` degrees of freedom. */
export function chisquareUpper(x: number, df: number): number {
  return x <= 0 ? 1 : gammainc(x / 2, df / 2, true, true);
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

/** P(|T| > |t|). The part of the beta function that is small is the one computed, so many degrees of freedom cost no digits. */
export function tTwoSided(t: number, df: number): number {
  return betainc(1 / (1 + df / (t * t)), 0.5, df / 2, true, true);
}
