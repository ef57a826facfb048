/** Logistic regression as a reader meets it: who does it, by what is known of them. */
import { checkNumber, checkProbability, checkSameLength, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { logistic } from '../numbers.ts';
import { type Coefficient, coefficientOf } from './coefficient.ts';
import { type Covariates, columnNames, designOf, LARGEST, widthOf } from './design.ts';
import { fitByNewton } from './newton.ts';

export interface LogisticRegressionInput {
  /** 0 or 1 per row. */
  readonly outcome: ArrayLike<number>;
  /** Columns as long as `outcome`, or one row-major block with its width. */
  readonly covariates: Covariates;
  /** One name per covariate; without them a coefficient is called by its place, `covariates[0]`. */
  readonly names?: readonly string[];
  /** How many equal rows each row stands for, positive; need not be whole. */
  readonly weights?: ArrayLike<number>;
  /** Penalty on the squared coefficients of standardised covariates; 0 (none) without word. */
  readonly ridge?: number;
  /** False leaves the constant out; true without word. */
  readonly intercept?: boolean;
  /** Of the intervals; 0.95 without word. */
  readonly level?: number;
}

/** All that is needed to score others: plain data, may be kept as JSON. */
export interface LogisticModel {
  /** Log odds of a row whose covariates are all zero. */
  readonly intercept: number;
  /** Change of the log odds per unit of each covariate. */
  readonly slopes: readonly number[];
}

export interface LogisticRegression {
  /** The intercept first, then in the order of the covariates; log odds per unit. */
  readonly coefficients: readonly Coefficient[];
  /** Of the coefficients, row-major in their order. */
  readonly covariance: Float64Array;
  readonly model: LogisticModel;
  /** Σ w ln P(outcome), without the penalty. */
  readonly logLikelihood: number;
  /** Newton steps until the largest step of any row's log odds was below 1e-6. */
  readonly iterations: number;
}

/**
 * The logistic regression of a yes-or-no outcome on covariates, by maximum likelihood or with a ridge.
 *
 * ln(p / (1 − p)) = xᵀb; b maximises Σ w ln P(y) − ridge/2 · Σ (bⱼ sⱼ)² with sⱼ the standard deviation (n in the denominator) of
 * covariate j: scale of a covariate makes no difference, and the intercept is not penalised. By Newton's method (IRLS), its steps
 * halved until they gain; it has converged when no row's log odds moves by 1e-6, after which one more step was taken. A column that
 * strays nowhere more than 1e-10 from its mean, as a share of it, counts as constant. Errors come from the inverse
 * of the (penalised) information: with a ridge they are those of the posterior under a normal prior, and the coefficients are drawn
 * towards zero. Rows are independent. O(n k²) per step, five to ten steps.
 *
 * @throws {StatisticsError} one_class when all outcomes are the same; not_identified when a column is made of the others or when the covariates separate the outcomes, wholly or in part (the likelihood has no maximum; give a ridge); not_identified when there are fewer rows than coefficients (give a ridge); did_not_converge after 100 steps, as where weights span more than fifteen digits; out_of_range when an outcome is not 0 or 1, a number is beyond 1e100 or there are more than 4,000 covariates; length_mismatch, not_finite
 * @see Albert and Anderson (1984), Biometrika 71:1–10, on separation; le Cessie and van Houwelingen (1992), Applied Statistics 41:191–201, on the ridge
 * @example
 * const fit = fitLogisticRegression({ outcome: [0, 0, 1, 0, 1, 1], covariates: [[1, 2, 3, 4, 5, 6]] });
 * fit.coefficients[1].value // → 1.21403
 * fit.coefficients[1].pValue // → 0.183414
 */
export function fitLogisticRegression(input: LogisticRegressionInput): LogisticRegression {
  const { outcome, covariates, weights, ridge = 0, intercept = true, level = 0.95 } = input;
  checkProbability('level', level);
  checkNumber('ridge', ridge, { min: 0, max: LARGEST });
  checkOutcome(outcome);
  if (weights !== undefined) {
    checkSameLength(['outcome', outcome], ['weights', weights]);
    checkValues('weights', weights, { min: 0, max: LARGEST, open: true });
  }
  const names = columnNames(covariates, { names: input.names, intercept });
  const design = designOf('covariates', covariates, { rows: outcome.length, intercept });
  const fit = fitByNewton({ design, outcome, weights, ridge, names });
  const width = names.length;
  const values = Array.from(fit.coefficients);
  return {
    coefficients: names.map((name, j) =>
      coefficientOf(name, { value: values[j]!, variance: fit.covariance[j * width + j]! }, { level }),
    ),
    covariance: fit.covariance,
    model: {
      intercept: intercept ? values[0]! : 0,
      slopes: intercept ? values.slice(1) : values,
    },
    logLikelihood: fit.logLikelihood,
    iterations: fit.iterations,
  };
}

function checkOutcome(outcome: ArrayLike<number>): void {
  checkValues('outcome', outcome, { min: 0, max: 1 });
  let ones = 0;
  for (let i = 0; i < outcome.length; i++) {
    const value = outcome[i]!;
    if (value !== 0 && value !== 1)
      throw new StatisticsError('out_of_range', {
        argument: `outcome[${i}]`,
        says: `must be 0 or 1, not ${value}`,
        details: { value },
      });
    ones += value;
  }
  if (ones === 0 || ones === outcome.length)
    throw new StatisticsError('one_class', {
      argument: 'outcome',
      says: `must have both 0 and 1, not only ${ones === 0 ? 0 : 1}`,
    });
}

/**
 * The probability a fitted logistic regression gives each row.
 *
 * p = 1 / (1 + e^−(intercept + Σ slopeⱼ xⱼ)), computed from the side on which nothing overflows. O(n k).
 *
 * @throws {StatisticsError} length_mismatch when there are not as many covariates as slopes, or a block is no whole number of rows; empty when there are none; out_of_range when log odds are beyond a double's; not_finite
 * @see McCullagh and Nelder (1989), Generalized Linear Models, section 4.3
 * @example
 * predictLogisticRegression({ intercept: -1, slopes: [0.5] }, [[0, 2, 4]]) // → [0.268941,0.5,0.731059]
 */
export function predictLogisticRegression(model: LogisticModel, covariates: Covariates): Float64Array {
  const logits = predictLogits(model, covariates);
  return logits.map((logit) => logistic(logit));
}

/** The log odds of each row. */
export function predictLogits(model: LogisticModel, covariates: Covariates): Float64Array {
  checkNumber('model.intercept', model.intercept);
  checkValues('model.slopes', model.slopes, { atLeast: 0 });
  const width = widthOf(covariates);
  if (width !== model.slopes.length)
    throw new StatisticsError('length_mismatch', {
      argument: 'covariates',
      says: `must be as many as the model's slopes (${model.slopes.length}), not ${width}`,
      details: { expected: model.slopes.length, length: width },
    });
  if (width === 0)
    throw new StatisticsError('empty', {
      argument: 'covariates',
      says: 'must have a column: without one it cannot be seen how many rows there are',
    });
  // A block that is no whole number of rows is refused as being one row short.
  const rows =
    'width' in covariates ? Math.ceil(covariates.values.length / width) : (covariates[0]?.length ?? 0);
  const { values } = designOf('covariates', covariates, { rows, intercept: false });
  const logits = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let logit = model.intercept;
    for (let j = 0; j < width; j++) logit += model.slopes[j]! * values[i * width + j]!;
    if (logit - logit !== 0)
      throw new StatisticsError('out_of_range', {
        argument: 'model.slopes',
        says: `lead to log odds beyond a double's in row ${i}`,
        details: { row: i },
      });
    logits[i] = logit;
  }
  return logits;
}
