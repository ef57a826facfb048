/** Means compared after taking out what was known of the units before: CUPED. */
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { invertPositiveDefinite, type Square } from '../linear.ts';
import { type CovariateSummary, checkCovariateSummary } from './covariates.ts';
import { readSymmetric } from './critical.ts';
import { satterthwaite } from './means.ts';

export interface CupedInput {
  /** The arm that is compared with. */
  readonly control: CovariateSummary;
  /** The arm that is asked about. */
  readonly treatment: CovariateSummary;
  /** Confidence of the intervals; 0.95. */
  readonly level?: number;
}

export interface CupedComparison {
  /** Treatment less control, adjusted, in the unit of the outcome. */
  readonly difference: Estimate;
  /** The same without adjustment, by Welch. */
  readonly unadjusted: Estimate;
  /** The difference in standard errors. */
  readonly t: number;
  /** Of Student's distribution; not whole. */
  readonly degreesOfFreedom: number;
  /** Two-sided. */
  readonly pValue: number;
  /** One per covariate: units of the outcome per unit of the covariate. */
  readonly theta: Float64Array;
  /** Share of the unadjusted difference's variance that the adjustment took away; negative when it added some. */
  readonly varianceReduction: number;
}

/** Below this share of its own variance an outcome that is left over is rounding. */
const NOTHING_LEFT = 1e-14;

/**
 * The difference of two means with less noise, by covariates that were known before the units were assigned.
 *
 * θ = S_xx⁻¹·s_xy of the covariances pooled within arms; the adjusted difference is (ȳ₁ − ȳ₀) − θ·(x̄₁ − x̄₀), which is exactly
 * the coefficient of the arm in the regression of y on arm and covariates. Its variance is Σ s²(y − θ·x)/n·(N − 2)/(N − 2 − k)
 * over both arms, which need not be equal, plus (x̄₁ − x̄₀)ᵀ·V(θ)·(x̄₁ − x̄₀) for θ being estimated; with arms of one size it is
 * exactly the regression's. Degrees of freedom are Satterthwaite's times (N − 2 − k)/(N − 2). A covariate the treatment can
 * have changed makes the answer wrong; one that is missing for some units is handled as summarizeCovariates says. The
 * units are independent. O(k³).
 *
 * @throws {StatisticsError} not_identified when covariates are constant or made of one another; too_few when there are no more units than columns (use compareMeans); zero_variance when nothing is left to vary; out_of_range when a covariance matrix is not one; length_mismatch; not_finite
 * @see Deng, Xu, Kohavi and Walker (2013), WSDM, 123–132
 * @example
 * const control = summarizeCovariates({ outcome: [5, 7, 8, 10, 13], covariates: [2, 3, 4, 5, 6], width: 1 });
 * const treatment = summarizeCovariates({ outcome: [8, 9, 12, 13, 16], covariates: [2, 3, 5, 5, 7], width: 1 });
 * const read = compareByCuped({ control, treatment });
 * read.difference.value // → 2.30476
 * read.theta // → [1.7381]
 */
export function compareByCuped({ control, treatment, level = 0.95 }: CupedInput): CupedComparison {
  const size = control.means.length;
  checkCovariateSummary('control', control, size);
  checkCovariateSummary('treatment', treatment, size);
  const width = size - 1;
  const freedom = control.n + treatment.n - 2;
  if (freedom - width < 1)
    throw new StatisticsError('too_few', {
      argument: 'control.n',
      says: `and treatment.n must together be at least ${width + 3} for ${width} covariates; use compareMeans`,
      details: { rule: 'more units than arms and covariates', instead: 'compareMeans' },
    });
  const fit = adjust({ control, treatment });
  const scale = freedom / (freedom - width);
  const v = {
    control: (fit.left.control * scale) / control.n,
    treatment: (fit.left.treatment * scale) / treatment.n,
  };
  const pooled =
    ((control.n - 1) * fit.left.control + (treatment.n - 1) * fit.left.treatment) / (freedom - width);
  const variance = v.control + v.treatment + pooled * fit.leverage;
  const raw = {
    control: control.covariance[0]! / control.n,
    treatment: treatment.covariance[0]! / treatment.n,
  };
  const before = raw.control + raw.treatment;
  if (!(variance > NOTHING_LEFT * before))
    throw new StatisticsError('zero_variance', {
      argument: 'control.covariance',
      says: 'must leave something of the outcome that the covariates do not determine',
    });
  const arms = { control: { ...control, ...NO_MOMENTS }, treatment: { ...treatment, ...NO_MOMENTS } };
  const degreesOfFreedom = satterthwaite(arms, v) / scale;
  const adjusted = { value: fit.difference, standardError: Math.sqrt(variance), level };
  const plain = { value: treatment.means[0]! - control.means[0]!, standardError: Math.sqrt(before), level };
  const read = readSymmetric('control.covariance', adjusted, degreesOfFreedom);
  return {
    difference: read.estimate,
    unadjusted: readSymmetric('control.covariance', plain, satterthwaite(arms, raw)).estimate,
    t: read.statistic,
    degreesOfFreedom,
    pValue: read.pValue,
    theta: fit.theta,
    varianceReduction: 1 - variance / before,
  };
}

/** Degrees of freedom are counted from n alone. */
const NO_MOMENTS = { mean: 0, variance: 0 };

interface Adjustment {
  readonly theta: Float64Array;
  readonly difference: number;
  /** Variance of y − θ·x in each arm. */
  readonly left: { readonly control: number; readonly treatment: number };
  /** (x̄₁ − x̄₀)ᵀ·(Σ of squares within arms)⁻¹·(x̄₁ − x̄₀). */
  readonly leverage: number;
}

function adjust({ control, treatment }: Pick<CupedInput, 'control' | 'treatment'>): Adjustment {
  const size = control.means.length;
  const width = size - 1;
  const squares: Square = new Float64Array(width * width);
  const products = new Float64Array(width);
  const within = (i: number) =>
    control.covariance[i]! * (control.n - 1) + treatment.covariance[i]! * (treatment.n - 1);
  for (let i = 0; i < width; i++) {
    products[i] = within((i + 1) * size);
    for (let j = 0; j < width; j++)
      squares[i * width + j] = within((Math.max(i, j) + 1) * size + Math.min(i, j) + 1);
  }
  const inverse = invertScaled(squares, width);
  const apart = Float64Array.from(
    { length: width },
    (_, j) => treatment.means[j + 1]! - control.means[j + 1]!,
  );
  const theta = times(inverse, products);
  const left = (arm: CovariateSummary) => remaining(arm, theta);
  return {
    theta,
    difference: treatment.means[0]! - control.means[0]! - dot(theta, apart),
    left: { control: left(control), treatment: left(treatment) },
    leverage: dot(apart, times(inverse, apart)),
  };
}

/** Columns are brought to one scale first, or a covariate in small units would look constant. */
function invertScaled(squares: Square, width: number): Square {
  const scale = Float64Array.from({ length: width }, (_, i) => {
    const own = squares[i * width + i]!;
    if (own > 0) return Math.sqrt(own);
    throw new StatisticsError('not_identified', {
      argument: 'covariates',
      says: `must vary within an arm, and column ${i} does not`,
      details: { column: i },
    });
  });
  // One product of both scales, for the matrix to stay symmetric to the last bit.
  const rescaled = (value: number, at: number) =>
    value / (scale[Math.floor(at / width)]! * scale[at % width]!);
  return invertPositiveDefinite('covariates', squares.map(rescaled)).map(rescaled);
}

/** Var(y − θ·x) = s_yy − 2θ·s_xy + θᵀ·S_xx·θ, which is not below zero but for rounding. */
function remaining({ covariance }: CovariateSummary, theta: Float64Array): number {
  const size = theta.length + 1;
  const own = covariance[0]!;
  let crossed = 0;
  let square = 0;
  for (let i = 0; i < theta.length; i++) {
    crossed += theta[i]! * covariance[(i + 1) * size]!;
    for (let j = 0; j < theta.length; j++)
      square += theta[i]! * theta[j]! * covariance[(i + 1) * size + j + 1]!;
  }
  const left = own - 2 * crossed + square;
  return left > NOTHING_LEFT * (own + square) ? left : 0;
}

function times(matrix: Square, vector: Float64Array): Float64Array {
  const width = vector.length;
  return vector.map((_, i) => dot(matrix.subarray(i * width, (i + 1) * width), vector));
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}
