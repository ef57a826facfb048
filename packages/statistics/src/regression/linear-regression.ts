/** Least squares as a reader meets it: a table of coefficients with errors that fit the data's dependence. */
import { checkProbability, checkSameLength, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { type Coefficient, coefficientOf } from './coefficient.ts';
import { covarianceOf, type ErrorKind } from './covariance.ts';
import { type Covariates, columnNames, designOf, LARGEST } from './design.ts';
import { type LeastSquares, solveLeastSquares } from './solve.ts';

export interface LinearRegressionInput {
  /** One number per row. */
  readonly outcome: ArrayLike<number>;
  /** Columns as long as `outcome`, or one row-major block with its width. */
  readonly covariates: Covariates;
  /** One name per covariate; without them a coefficient is called by its place, `covariates[0]`. */
  readonly names?: readonly string[];
  /** Each positive; a row with weight w is as precise as the mean of w rows. */
  readonly weights?: ArrayLike<number>;
  /** `classic` without word. */
  readonly errors?: ErrorKind;
  /** The cluster of each row, any numbers; needed with `errors: 'cluster'`. */
  readonly clusters?: ArrayLike<number>;
  /** False leaves the constant out; true without word. */
  readonly intercept?: boolean;
  /** Of the intervals; 0.95 without word. */
  readonly level?: number;
}

export interface LinearRegression {
  /** The intercept first, then in the order of the covariates. */
  readonly coefficients: readonly Coefficient[];
  /** Of the coefficients, row-major in their order. */
  readonly covariance: Float64Array;
  /** Of Student's t: rows − coefficients; clusters − 1 with clustered errors. */
  readonly degreesOfFreedom: number;
  /** Outcome minus fit, in the unit of the outcome. */
  readonly residuals: Float64Array;
  /** √(Σ w e² / (rows − coefficients)). */
  readonly residualStandardError: number;
  /** Share of the (weighted) spread about the mean that is fitted; about zero without an intercept. */
  readonly rSquared: number;
}

/**
 * The linear regression of an outcome on covariates, with errors that allow for unequal spread or for clusters.
 *
 * b minimises Σ w (y − xᵀb)²; its covariance is B M B with B = (XᵀWX)⁻¹ and M = s²B⁻¹ (`classic`), Σ w²e²xxᵀ n/(n−k) (HC1),
 * e² over 1 − h (HC2) or over (1 − h)² (HC3) with h the leverage, or Σ over clusters of the squared sum of their scores ×
 * G/(G−1) · (n−1)/(n−k) (`cluster`, CR1), then read with G − 1 degrees of freedom (Cameron and Miller 2015). Rows (or clusters) are
 * independent of each other. Take HC3 when the spread differs and rows are few, `cluster` when rows of one customer, shop or
 * group come together; with fewer than about 40 clusters even these errors are too small. By Householder QR with
 * refinement in twofold precision, exact to the last digits; a column of which all but 1e-7 is made of the others is refused. O(n k²) time; memory of one copy of the data.
 *
 * @throws {StatisticsError} not_identified when a column is made of the others; zero_variance when nothing is left unexplained; not_identified when rows ≤ coefficients; too_few when there are fewer than two clusters; out_of_range when a number is beyond 1e100 or there are more than 4,000 covariates; unknown_name for another kind of errors; length_mismatch, not_finite
 * @see MacKinnon and White (1985), Journal of Econometrics 29:305–325; Cameron and Miller (2015), Journal of Human Resources 50:317–372
 * @example
 * const fit = fitLinearRegression({ outcome: [2, 4, 5, 4, 5], covariates: [[1, 2, 3, 4, 5]], names: ['visits'] });
 * fit.coefficients[1].name // → "visits"
 * fit.coefficients[1].value // → 0.6
 * fit.coefficients[1].standardError // → 0.282843
 */
export function fitLinearRegression(input: LinearRegressionInput): LinearRegression {
  const {
    outcome,
    covariates,
    weights,
    clusters,
    errors = 'classic',
    intercept = true,
    level = 0.95,
  } = input;
  checkProbability('level', level);
  checkValues('outcome', outcome, { min: -LARGEST, max: LARGEST });
  if (weights !== undefined) {
    checkSameLength(['outcome', outcome], ['weights', weights]);
    checkValues('weights', weights, { min: 0, max: LARGEST, open: true });
  }
  if (clusters !== undefined) {
    checkSameLength(['outcome', outcome], ['clusters', clusters]);
    checkValues('clusters', clusters);
  }
  if (!['classic', 'HC1', 'HC2', 'HC3', 'cluster'].includes(errors))
    throw new StatisticsError('unknown_name', {
      argument: 'errors',
      says: `must be classic, HC1, HC2, HC3 or cluster, not ${errors}`,
    });
  const names = columnNames(covariates, { names: input.names, intercept });
  const design = designOf('covariates', covariates, { rows: outcome.length, intercept });
  const fit = solveLeastSquares({ design, outcome, weights, names });
  const { matrix, degreesOfFreedom } = covarianceOf(fit, { errors, clusters, names });
  const width = names.length;
  return {
    coefficients: names.map((name, j) =>
      coefficientOf(
        name,
        { value: fit.coefficients[j]!, variance: matrix[j * width + j]! },
        { level, degreesOfFreedom },
      ),
    ),
    covariance: matrix,
    degreesOfFreedom,
    residuals: fit.residuals,
    residualStandardError: Math.sqrt(fit.residualSquares / (design.rows - width)),
    rSquared: rSquaredOf(fit, outcome, intercept),
  };
}

function rSquaredOf(fit: LeastSquares, outcome: ArrayLike<number>, intercept: boolean): number {
  let weight = 0;
  let weighted = 0;
  for (let i = 0; i < outcome.length; i++) {
    const w = fit.weights?.[i] ?? 1;
    weight += w;
    weighted += w * outcome[i]!;
  }
  const centre = intercept ? weighted / weight : 0;
  let total = 0;
  for (let i = 0; i < outcome.length; i++) {
    const deviation = outcome[i]! - centre;
    total += (fit.weights?.[i] ?? 1) * deviation * deviation;
  }
  return 1 - fit.residualSquares / total;
}
