/** How far the coefficients would move in another sample: with equal spread, with any spread, with rows that move together. */
import { StatisticsError } from '../errors.ts';
import { type LeastSquares, leveragesOf } from './solve.ts';

/**
 * - `classic`: one spread for all rows.
 * - `HC1`, `HC2`, `HC3`: any spread per row; HC3 is the safest in small samples (MacKinnon and White 1985).
 * - `cluster`: rows of one cluster may move together (CR1: Liang and Zeger 1986 with Stata's small-sample factor).
 */
export type ErrorKind = 'classic' | 'HC1' | 'HC2' | 'HC3' | 'cluster';

/** A robust variance below this share of the classic one is a sum that vanishes by construction, not precision. */
const VANISHING = 1e-18;
/** A leverage so near one leaves no residual to judge the row by. */
const FULL_LEVERAGE = 1 - 1e-10;

export interface Covariance {
  /** Row-major, width × width. */
  readonly matrix: Float64Array;
  readonly degreesOfFreedom: number;
}

export interface CovarianceOptions {
  readonly errors: ErrorKind;
  readonly clusters: ArrayLike<number> | undefined;
  readonly names: readonly string[];
  /** Coefficients that were taken out beforehand, such as a mean per unit; not those nested in the clusters. */
  readonly absorbed?: number;
  /** Coefficients taken out that are nested in the clusters: they cost the classic error a degree of freedom, the clustered none. */
  readonly nested?: number;
  /** Columns whose errors will be told; all without word. */
  readonly told?: readonly number[];
}

export function covarianceOf(fit: LeastSquares, options: CovarianceOptions): Covariance {
  const { rows, width } = fit.design;
  const free = rows - width - (options.absorbed ?? 0) - (options.nested ?? 0);
  const classic = fit.bread.map((value) => (value * fit.residualSquares) / free);
  if (options.errors === 'classic') return { matrix: classic, degreesOfFreedom: free };
  const robust =
    options.errors === 'cluster'
      ? clustered(fit, options)
      : { meat: meatByRow(fit, options.errors, free), degreesOfFreedom: free };
  const matrix = sandwich(fit.bread, robust.meat, width);
  for (const j of options.told ?? options.names.keys())
    if (!(matrix[j * width + j]! > VANISHING * classic[j * width + j]!))
      throw new StatisticsError('not_identified', {
        argument: options.errors === 'cluster' ? 'clusters' : 'outcome',
        says: `cannot tell the error of ${options.names[j]}: what it is estimated from vanishes (too few ${options.errors === 'cluster' ? 'clusters' : 'rows'} decide it)`,
        details: { column: j },
      });
  return { matrix, degreesOfFreedom: robust.degreesOfFreedom };
}

/** Σ uᵢ² xᵢxᵢᵀ with the residuals blown up as the kind asks. */
function meatByRow(fit: LeastSquares, kind: 'HC1' | 'HC2' | 'HC3', free: number): Float64Array {
  const { values, rows, width } = fit.design;
  const leverages = kind === 'HC1' ? undefined : leveragesOf(fit);
  const meat = new Float64Array(width * width);
  for (let i = 0; i < rows; i++) {
    const leverage = leverages?.[i] ?? 0;
    if (leverage > FULL_LEVERAGE)
      throw new StatisticsError('not_identified', {
        argument: `outcome[${i}]`,
        says: `alone decides a coefficient (leverage 1), so ${kind} has no residual to judge it by; take HC1 or drop the row`,
        details: { row: i },
      });
    const score = (fit.weights?.[i] ?? 1) * fit.residuals[i]!;
    const square = (score * score) / (kind === 'HC3' ? (1 - leverage) * (1 - leverage) : 1 - leverage);
    for (let j = 0; j < width; j++)
      for (let l = 0; l < width; l++)
        meat[j * width + l] = meat[j * width + l]! + square * values[i * width + j]! * values[i * width + l]!;
  }
  return kind === 'HC1' ? meat.map((value) => (value * rows) / free) : meat;
}

/** G/(G − 1) · (n − 1)/(n − k) · Σ over clusters of s sᵀ, s the sum of a cluster's scores. */
function clustered(fit: LeastSquares, options: CovarianceOptions) {
  const { values, rows, width } = fit.design;
  if (options.clusters === undefined)
    throw new StatisticsError('empty', {
      argument: 'clusters',
      says: "must be given with errors: 'cluster'",
    });
  const { index, count } = numbered(options.clusters);
  if (count < 2)
    throw new StatisticsError('too_few', {
      argument: 'clusters',
      says: "must have at least two different values; fitLinearRegression without clusters has errors: 'HC3', for rows that do not depend on each other",
      details: { rule: 'clusters ≥ 2', clusters: count, instead: 'fitLinearRegression' },
    });
  const scores = new Float64Array(count * width);
  for (let i = 0; i < rows; i++) {
    const score = (fit.weights?.[i] ?? 1) * fit.residuals[i]!;
    const place = index[i]! * width;
    for (let j = 0; j < width; j++) scores[place + j] = scores[place + j]! + score * values[i * width + j]!;
  }
  const meat = new Float64Array(width * width);
  for (let g = 0; g < count; g++)
    for (let j = 0; j < width; j++)
      for (let l = 0; l < width; l++)
        meat[j * width + l] = meat[j * width + l]! + scores[g * width + j]! * scores[g * width + l]!;
  const fitted = width + (options.absorbed ?? 0);
  const factor = (count / (count - 1)) * ((rows - 1) / (rows - fitted));
  return { meat: meat.map((value) => value * factor), degreesOfFreedom: count - 1 };
}

/** Labels of any kind as 0, 1, 2, … in order of appearance. */
export function numbered(labels: ArrayLike<number>): { readonly index: Int32Array; readonly count: number } {
  const places = new Map<number, number>();
  const index = new Int32Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    const place = places.get(label) ?? places.size;
    places.set(label, place);
    index[i] = place;
  }
  return { index, count: places.size };
}

/** B M B, made exactly symmetric. */
function sandwich(bread: Float64Array, meat: Float64Array, width: number): Float64Array {
  const left = multiply(bread, meat, width);
  const product = multiply(left, bread, width);
  for (let j = 0; j < width; j++)
    for (let l = 0; l < j; l++) product[j * width + l] = product[l * width + j]!;
  return product;
}

function multiply(a: Float64Array, b: Float64Array, width: number): Float64Array {
  const product = new Float64Array(width * width);
  for (let i = 0; i < width; i++)
    for (let l = 0; l < width; l++)
      for (let j = 0; j < width; j++)
        product[i * width + j] = product[i * width + j]! + a[i * width + l]! * b[l * width + j]!;
  return product;
}
