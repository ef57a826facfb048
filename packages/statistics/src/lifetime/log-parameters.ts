/** Positive parameters, estimated by maximum likelihood on the logarithmic scale, and what follows for numbers made of them. */
import { checkPositive, checkValues } from '../checks.ts';
import { type Gradient, hessianAt, type Objective } from '../derivatives.ts';
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
  readonly start: ArrayLike<number>;
}

export interface LogFit {
  readonly values: Float64Array;
  /** Of the logarithms, row-major. */
  readonly covariance: Float64Array;
  readonly logLikelihood: number;
}

/** Errors name `argument`: the data from which the parameters were to be told. */
export function fitOnLogScale(argument: string, { objective, gradient, start }: LogProblem): LogFit {
  const { point, value } = minimise(argument, { objective, start, ...(gradient && { gradient }) });
  const covariance = invertPositiveDefinite(argument, hessianAt(objective, point, gradient));
  return { values: point.map((logarithm) => exp(logarithm)), covariance, logLikelihood: -value };
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
  { parameters, covariance }: { readonly parameters: object; readonly covariance: Float64Array },
): Float64Array {
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
