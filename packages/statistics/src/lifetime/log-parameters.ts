/** Positive parameters, estimated by maximum likelihood on the logarithmic scale, and what follows for numbers made of them. */
import { checkPositive, checkValues } from '../checks.ts';
import { differences, type Gradient, hessianAt, type Objective } from '../derivatives.ts';
import { normalQuantile } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate, Interval } from '../interval.ts';
import { invertPositiveDefinite } from '../linear.ts';
import { exp } from '../numbers.ts';
import { minimise } from '../optimise.ts';

/** `objective` and `gradient` are of the negative log-likelihood at the logarithms of the parameters. */
export interface LogProblem {
  readonly objective: Objective;
  readonly gradient?: Gradient;
  /** Row-major; by differences when absent. */
  readonly hessian?: (point: Float64Array) => Float64Array;
  readonly start: ArrayLike<number>;
  /** About the covariance that is to be found, if it is known. */
  readonly covariance?: Float64Array;
}

export interface LogFit {
  readonly values: Float64Array;
  /** Of the logarithms, row-major. */
  readonly covariance: Float64Array;
  readonly logLikelihood: number;
}

/** Values of a likelihood are equal to rounding long before its slopes are zero: what this leaves, the last steps take. */
const SLOPES_WITHIN = 1e-6;
/** A point this many standard errors from the maximum is not called one. */
const STANDARD_ERRORS_WITHIN = 1e-3;
const LAST_STEPS = 2;
/** An interval at 95 % that spans a factor of 10⁸ either way tells nothing: the maximum is out at infinity. */
const LARGEST_RELATIVE_ERROR = 10;

/** Errors name `argument`: the data from which the parameters were to be told. */
export function fitOnLogScale(argument: string, problem: LogProblem): LogFit {
  const { objective, gradient, hessian, start, covariance: inverse } = problem;
  const slopesAt: Gradient = gradient ?? ((point) => differences(objective, point, true));
  let { point } = minimise(argument, {
    objective,
    start,
    ...(gradient && { gradient }),
    ...(inverse && { inverse }),
    tolerance: SLOPES_WITHIN,
  });
  const covarianceAt = (at: Float64Array) =>
    invertPositiveDefinite(argument, hessian ? hessian(at) : hessianAt(objective, at, gradient));
  const covariance = covarianceAt(point);
  checkErrors(argument, covariance, point.length);
  for (let i = 0; i < LAST_STEPS; i++) {
    const slopes = slopesAt(point);
    if (!(deltaError(slopes, covariance) <= STANDARD_ERRORS_WITHIN))
      throw new StatisticsError('did_not_converge', {
        argument,
        says: 'gave no estimate: the likelihood has no maximum where it is flat',
      });
    const width = point.length;
    point = point.map((at, row) => at - dot(covariance.subarray(row * width, (row + 1) * width), slopes));
  }
  return {
    values: point.map((logarithm) => exp(logarithm)),
    covariance: covarianceAt(point),
    logLikelihood: -objective(point),
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}

function checkErrors(argument: string, covariance: Float64Array, width: number): void {
  for (let i = 0; i < width; i++)
    if (!(covariance[i * width + i]! <= LARGEST_RELATIVE_ERROR * LARGEST_RELATIVE_ERROR))
      throw new StatisticsError('not_identified', {
        argument,
        says: `cannot tell parameter ${i}: every value from some point on fits as well`,
        details: { parameter: i },
      });
}

/** The interval is symmetric on the logarithmic scale, so it stays above zero. `relativeError` is the standard error of the logarithm. */
export function positiveEstimate(
  value: number,
  { relativeError, level }: { readonly relativeError: number; readonly level: number },
): Estimate {
  const interval = positiveInterval(value, { relativeError, level });
  return { value, standardError: value * relativeError, interval, level };
}

export function positiveInterval(
  value: number,
  { relativeError, level }: { readonly relativeError: number; readonly level: number },
): Interval {
  const factor = exp(normalQuantile((1 + level) / 2) * relativeError);
  return { lower: value / factor, upper: value * factor };
}

export function estimatesOf({ values, covariance }: LogFit, level: number): Estimate[] {
  const width = values.length;
  return Array.from(values, (value, i) =>
    positiveEstimate(value, { relativeError: Math.sqrt(covariance[i * width + i]!), level }),
  );
}

/** Standard error, by the delta method, of what has this gradient by the logarithms of the parameters. */
export function deltaError(gradient: ArrayLike<number>, covariance: Float64Array): number {
  const width = gradient.length;
  let variance = 0;
  for (let i = 0; i < width; i++)
    for (let j = 0; j < width; j++) variance += gradient[i]! * covariance[i * width + j]! * gradient[j]!;
  // A covariance of rank one may leave less than nothing, by rounding.
  return Math.sqrt(Math.max(variance, 0));
}

/** ε^⅓: balances rounding against truncation of the central difference. */
const STEP = 6.055_454_452_393_343e-6;

/** Slopes by the logarithm of each parameter of all numbers that `of` gives; row i belongs to parameter i. */
export function logGradients(
  of: (values: Float64Array) => Float64Array,
  values: Float64Array,
): Float64Array[] {
  const factor = exp(STEP);
  return Array.from(values, (value, i) => {
    const at = (moved: number) => of(values.with(i, moved));
    const above = at(value * factor);
    const below = at(value / factor);
    return above.map((high, k) => (high - below[k]!) / (2 * STEP));
  });
}

/** The parameters of a model that a caller hands in, in order. */
export function checkModel(
  names: readonly string[],
  model: { readonly parameters: object; readonly covariance: Float64Array },
): Float64Array {
  // Types cannot promise the parts of a model that was read from a store.
  const { parameters, covariance }: { readonly parameters?: object; readonly covariance?: Float64Array } =
    model;
  if (!parameters) throw missing('model.parameters', names.length);
  if (!covariance) throw missing('model.covariance', names.length * names.length);
  const given: Record<string, number> = { ...parameters };
  const values = Float64Array.from(names, (name) => given[name] ?? Number.NaN);
  names.forEach((name, i) => {
    checkPositive(`model.parameters.${name}`, values[i]!);
  });
  checkValues('model.covariance', covariance);
  if (covariance.length !== names.length * names.length)
    throw new StatisticsError('length_mismatch', {
      argument: 'model.covariance',
      says: `must hold ${names.length} × ${names.length} numbers, not ${covariance.length}`,
      details: { expected: names.length * names.length, length: covariance.length },
    });
  return values;
}

function missing(argument: string, atLeast: number): StatisticsError {
  return new StatisticsError('empty', {
    argument,
    says: `must be there, with ${atLeast} numbers`,
    details: { length: 0, atLeast },
  });
}
