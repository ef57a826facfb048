/** One row of the table a regression gives. */
import { tTwoSided } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { normalCritical, normalTwoSided, tCritical } from '../reading/critical.ts';

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
  const isNormal = degreesOfFreedom === undefined;
  const reach = standardError * (isNormal ? normalCritical(level) : tCritical(level, degreesOfFreedom));
  // Infinite where a column is so small or so large that squares leave a double's range.
  if (!(standardError > 0 && Math.abs(value) + reach < Number.POSITIVE_INFINITY))
    throw new StatisticsError('out_of_range', {
      argument: name,
      says: 'must be of a size that can be computed with; take another unit',
    });
  return {
    name,
    value,
    standardError,
    statistic,
    pValue: isNormal ? normalTwoSided(statistic) : tTwoSided(statistic, degreesOfFreedom),
    interval: { lower: value - reach, upper: value + reach },
    level,
  };
}
