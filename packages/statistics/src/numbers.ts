/**
 * Elementary functions that give the same bits everywhere, and sums that do not lose digits.
 *
 * Math.exp, Math.log and Math.pow are approximations whose last digit an engine may change (V8 changed Math.pow); those of
 * @stdlib are made of +, −, ×, ÷ and √ alone, which IEEE 754 fixes. Nothing else in this package may call them: a test holds that.
 */
import expOf from '@stdlib/math-base-special-exp';
import expm1Of from '@stdlib/math-base-special-expm1';
import lnOf from '@stdlib/math-base-special-ln';
import log1pOf from '@stdlib/math-base-special-log1p';
import powOf from '@stdlib/math-base-special-pow';

// Constants of this module and not re-exports: a bundler reads a default export of a CommonJS module anew at each call.
export const exp: (x: number) => number = expOf;
export const expm1: (x: number) => number = expm1Of;
export const ln: (x: number) => number = lnOf;
export const log1p: (x: number) => number = log1pOf;
export const pow: (base: number, exponent: number) => number = powOf;

/** Sum with Neumaier's compensation: exact to the last digit or two, whatever the order of the values. */
export function sum(values: ArrayLike<number>): number {
  let total = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}

export function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length;
}

/** Σ (x − m)(y − m'), two-pass with the corrected sum of Chan, Golub and LeVeque (1983). `b` may be `a` itself. */
export function crossDeviations(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const meanA = mean(a);
  const meanB = mean(b);
  let products = 0;
  let deviationsA = 0;
  let deviationsB = 0;
  for (let i = 0; i < a.length; i++) {
    const da = a[i]! - meanA;
    const db = b[i]! - meanB;
    products += da * db;
    deviationsA += da;
    deviationsB += db;
  }
  return products - (deviationsA * deviationsB) / a.length;
}

/** Variance with n − 1. Needs two values. */
export function variance(values: ArrayLike<number>): number {
  return crossDeviations(values, values) / (values.length - 1);
}

/** 1 / (1 + e^−x), from the side on which nothing overflows. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const odds = exp(x);
  return odds / (1 + odds);
}
