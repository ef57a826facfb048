/** What a comparison adjusted by covariates needs to know of an arm, and how it is made from raw columns. */
import { checkCount, checkNumber, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { crossDeviations, mean } from '../numbers.ts';
import { checkComputed } from './critical.ts';

/** Sufficient statistics of an arm: the outcome is column 0, the covariates are columns 1 … width. */
export interface CovariateSummary {
  /** Number of units, at least 2. */
  readonly n: number;
  /** 1 + width means: the outcome's, then each covariate's. */
  readonly means: ArrayLike<number>;
  /** Row-major (1 + width)², with n − 1, in the order of `means`. */
  readonly covariance: ArrayLike<number>;
}

export interface CovariateValues {
  /** One value per unit. */
  readonly outcome: ArrayLike<number>;
  /** Row-major: unit i's values are at i·width … i·width + width − 1. Known before the units were assigned. */
  readonly covariates: ArrayLike<number>;
  /** Number of covariates, 1 … 1,000. */
  readonly width: number;
}

/** Their covariances alone are a million numbers. */
const MOST_COVARIATES = 1_000;

/**
 * The summary of an arm from its raw columns, for compareByCuped.
 *
 * Means and covariances (n − 1) by compensated sums in two passes. A covariate that is not known for a unit must be decided
 * on before: put one constant in its place, the same in all arms, and add a column that is 1 where it was missing and
 * else 0. That keeps the comparison unbiased, since both are known before assignment; dropping the units does not.
 * O(n·width²).
 *
 * @throws {StatisticsError} not_finite when a value is NaN (missing) or infinite; length_mismatch when covariates is not outcome.length · width long; empty when there are fewer than two units; out_of_range when width is not 1 … 1,000, or values are so large that their squares are beyond a double's
 * @see Deng, Xu, Kohavi and Walker (2013), WSDM, 123–132; Zhao and Ding (2024), Journal of the American Statistical Association 119:450–460, for missing covariates
 * @example
 * summarizeCovariates({ outcome: [3, 5, 4], covariates: [1, 3, 2], width: 1 }) // → {"n":3,"means":[4,2],"covariance":[1,1,1,1]}
 */
export function summarizeCovariates({ outcome, covariates, width }: CovariateValues): CovariateSummary {
  checkCount('width', width, { min: 1, max: MOST_COVARIATES });
  checkValues('outcome', outcome, { atLeast: 2 });
  checkValues('covariates', covariates);
  const n = outcome.length;
  if (covariates.length !== n * width)
    throw new StatisticsError('length_mismatch', {
      argument: 'covariates',
      says: `must have ${width} values for each of ${n} outcomes, not ${covariates.length} together`,
      details: { expected: n * width, length: covariates.length },
    });
  const columns = [
    outcome,
    ...Array.from({ length: width }, (_, j) => columnOf(covariates, { j, width, n })),
  ];
  const size = columns.length;
  const covariance = new Float64Array(size * size);
  columns.forEach((a, i) => {
    for (let j = 0; j <= i; j++) {
      const value = crossDeviations(a, columns[j] ?? a) / (n - 1);
      checkComputed(i === 0 ? 'outcome' : 'covariates', value);
      covariance[i * size + j] = value;
      covariance[j * size + i] = value;
    }
  });
  return { n, means: Float64Array.from(columns, mean), covariance };
}

function columnOf(
  rows: ArrayLike<number>,
  { j, width, n }: { j: number; width: number; n: number },
): Float64Array {
  const column = new Float64Array(n);
  for (let i = 0; i < n; i++) column[i] = rows[i * width + j]!;
  return column;
}

/** A difference between covariance[i, j] and [j, i], or a correlation above one, beyond this share is not rounding. */
const ROUNDING = 1e-9;

/** `size` is 1 + width. */
export function checkCovariateSummary(arm: string, summary: CovariateSummary, size: number): void {
  const { n, means, covariance } = summary;
  checkCount(`${arm}.n`, n, { min: 2 });
  checkValues(`${arm}.means`, means, { atLeast: 2 });
  checkValues(`${arm}.covariance`, covariance);
  checkLength(`${arm}.means`, { length: means.length, expected: size });
  checkLength(`${arm}.covariance`, { length: covariance.length, expected: size * size });
  for (let i = 0; i < size; i++) {
    checkNumber(`${arm}.covariance[${i * size + i}]`, covariance[i * size + i]!, { min: 0 });
    for (let j = 0; j < i; j++) {
      const [a, b] = [covariance[i * size + j]!, covariance[j * size + i]!];
      if (Math.abs(a - b) > ROUNDING * Math.max(Math.abs(a), Math.abs(b)))
        throw new StatisticsError('out_of_range', {
          argument: `${arm}.covariance[${i * size + j}]`,
          says: `must equal covariance[${j * size + i}], which is ${b}, and is ${a}`,
        });
      const most =
        Math.sqrt(covariance[i * size + i]!) * Math.sqrt(covariance[j * size + j]!) * (1 + ROUNDING);
      checkNumber(`${arm}.covariance[${i * size + j}]`, a, { min: -most, max: most });
    }
  }
}

function checkLength(argument: string, { length, expected }: { length: number; expected: number }): void {
  if (length !== expected)
    throw new StatisticsError('length_mismatch', {
      argument,
      says: `must have ${expected} values, not ${length}`,
      details: { expected, length },
    });
}
