/** One row of the table a regression gives. */
import { normalCdf, normalQuantile, tQuantile, tUpper } from '../distributions.ts';
import type { Estimate } from '../interval.ts';

export interface Coefficient extends Estimate {
  /** The caller's name of the covariate, or its place (`covariates[0]`), or `intercept`. */
  readonly name: string;
  /** value / standardError: t of a linear, z of a logistic regression. */
  readonly statistic: number;
  /** Two-sided, of "the coefficient is zero". */
  readonly pValue: number;
}

/** With Student's t for `degreesOfFreedom`, with the normal distribution without. */
export function coefficientOf(
  name: string,
  { value, variance }: { readonly value: number; readonly variance: number },
  { level, degreesOfFreedom }: { readonly level: number; readonly degreesOfFreedom?: number },
): Coefficient {
  const standardError = Math.sqrt(variance);
  const statistic = value / standardError;
  const tail = (1 + level) / 2;
  const quantile = degreesOfFreedom === undefined ? normalQuantile(tail) : tQuantile(tail, degreesOfFreedom);
  const upper =
    degreesOfFreedom === undefined
      ? normalCdf(-Math.abs(statistic))
      : tUpper(Math.abs(statistic), degreesOfFreedom);
  return {
    name,
    value,
    standardError,
    statistic,
    pValue: Math.min(1, 2 * upper),
    interval: { lower: value - quantile * standardError, upper: value + quantile * standardError },
    level,
  };
}
