/** How far an interval of a level reaches, in standard errors; and what is not a number after all. */
import { checkNumber, checkProbability } from '../checks.ts';
import { normalCdf, normalPdf, normalQuantile, tQuantile, tTwoSided } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { sumOfCornishFisher } from './cornish-fisher.ts';

/** Programs read thousands of experiments at one level; the last one asked for is kept. Its value depends on the level alone. */
let kept = { level: Number.NaN, z: Number.NaN };

/** z with P(|Z| ≤ z) = level. */
export function normalCritical(level: number): number {
  if (level === kept.level) return kept.z;
  checkProbability('level', level);
  const tail = (1 - level) / 2;
  let z = -normalQuantile(tail);
  // The quantile is computed from 1 − 2·tail, which has lost digits when the level is close to one; the tail has not.
  for (let step = 0; step < 3; step++) z += (normalCdf(-z) - tail) / normalPdf(z);
  checkNumber('level', z);
  kept = { level, z };
  return z;
}

/** t with P(|T| ≤ t) = level for `df` degrees of freedom, which need not be whole. */
export function tCritical(level: number, df: number): number {
  const z = normalCritical(level);
  return sumOfCornishFisher(z, df) ?? -tQuantile((1 - level) / 2, df);
}

/** Two-sided p of a standard normal statistic. */
export function normalTwoSided(z: number): number {
  return 2 * normalCdf(-Math.abs(z));
}

/** Throws when a number computed of the argument is too large to be one. */
export function checkComputed(argument: string, value: number): void {
  if (value - value !== 0)
    throw new StatisticsError('out_of_range', {
      argument,
      says: 'must be of a size that can be computed with',
    });
}

interface Parts {
  readonly value: number;
  readonly standardError: number;
  readonly level: number;
}

/** Statistic, p and interval that is as long on one side as on the other: by t when there are degrees of freedom, else by the normal. */
export function readSymmetric(
  argument: string,
  { value, standardError, level }: Parts,
  df?: number,
): { estimate: Estimate; statistic: number; pValue: number } {
  if (standardError === 0)
    throw new StatisticsError('zero_variance', { argument, says: 'must vary in at least one arm' });
  const statistic = value / standardError;
  const reach = (df === undefined ? normalCritical(level) : tCritical(level, df)) * standardError;
  checkComputed(argument, Math.abs(value) + reach);
  checkComputed(argument, statistic);
  return {
    estimate: { value, standardError, interval: { lower: value - reach, upper: value + reach }, level },
    statistic,
    pValue: df === undefined ? normalTwoSided(statistic) : tTwoSided(statistic, df),
  };
}
