/** Retention and survival to come, and what a customer's remaining periods are worth. */
import { checkCount, checkNumber, checkProbability } from '../checks.ts';
import { normalQuantile } from '../distributions.ts';
import type { Estimate } from '../interval.ts';
import { exp, ln, log1p } from '../numbers.ts';
import { computable } from './computable.ts';
import { checkModel, deltaError, logGradients, positiveEstimate } from './log-parameters.ts';
import type { ShiftedBetaModel } from './shifted-beta.ts';
import { hypergeometricOfOne } from './shifted-beta-series.ts';

/** Entry t − 1 belongs to period t = 1, 2, …, horizon. */
export interface ProjectedShares {
  readonly value: Float64Array;
  readonly standardError: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

export interface RetentionProjection {
  /** Share of those there in period t who renew at its end. */
  readonly retention: ProjectedShares;
  /** Share of the cohort still there after period t. */
  readonly survival: ProjectedShares;
  readonly level: number;
}

/** Of a projection, whose columns are kept whole. */
const MOST_PERIODS = 100_000;
const PARAMETERS = ['alpha', 'beta'];

/**
 * Retention rate and survival of a cohort, period by period, beyond those seen.
 *
 * rₜ = (β+t−1)/(α+β+t−1) and S(t) = Π rᵢ, i = 1 … t. Intervals by the delta method from the covariance of the parameters, in ln(−ln ·), which
 * does not leave (0, 1); they say how sure the curve is if the model holds, not how one small cohort will vary around it. O(horizon).
 *
 * @throws {StatisticsError} out_of_range when the horizon is not a whole number from 1 to 100,000; length_mismatch; empty; not_finite
 * @see Fader and Hardie (2007), How to project customer retention, Journal of Interactive Marketing 21:76–90
 * @example
 * const model = { parameters: { alpha: 0.668, beta: 3.806 }, covariance: new Float64Array(4) };
 * const next = projectRetention(model, { horizon: 3 });
 * next.retention.value // → [0.850693, 0.877969, 0.896818]
 * next.survival.value // → [0.850693, 0.746882, 0.669817]
 */
export function projectRetention(
  model: ShiftedBetaModel,
  { horizon, level = 0.95 }: { readonly horizon: number; readonly level?: number },
): RetentionProjection {
  const values = checkModel(PARAMETERS, model);
  checkCount('horizon', horizon, { min: 1, max: MOST_PERIODS });
  checkProbability('level', level);
  // The first half holds ln rₜ, the second ln S(t).
  const at = ([alpha, beta]: Float64Array) => {
    const logs = new Float64Array(2 * horizon);
    for (let t = 0; t < horizon; t++) {
      logs[t] = -log1p(alpha! / (beta! + t));
      logs[horizon + t] = logs[t]! + (t === 0 ? 0 : logs[horizon + t - 1]!);
    }
    return logs;
  };
  const logs = at(values);
  const gradients = logGradients(at, values);
  const z = normalQuantile((1 + level) / 2);
  const shares = (offset: number): ProjectedShares => {
    const rows = Array.from({ length: horizon }, (_, t) => {
      const logarithm = logs[offset + t]!;
      const error = deltaError(
        gradients.map((slopes) => slopes[offset + t]!),
        model.covariance,
      );
      const factor = exp((z * error) / Math.abs(logarithm));
      const share = exp(logarithm);
      return [share, share * error, exp(logarithm * factor), exp(logarithm / factor)] as const;
    });
    const column = (c: 0 | 1 | 2 | 3) => Float64Array.from(rows, (row) => row[c]);
    return { value: column(0), standardError: column(1), lower: column(2), upper: column(3) };
  };
  return computable('model', { retention: shares(0), survival: shares(horizon), level });
}

export interface ResidualLifetimeOptions {
  /** How often the customer has renewed: 0 for who is in the first period. */
  readonly renewals: number;
  /** Per period, above 0: 0.1 for 10 %. */
  readonly discountRate: number;
  readonly level?: number;
}

/** Below it the sum is not done in a reasonable number of terms. */
const SMALLEST_DISCOUNT = 1e-6;

/**
 * How many more periods, discounted, a customer will stay who has renewed so often and is about to decide again.
 *
 * DERL = Σ S(t)/S(n−1) (1+d)^−(t−n) over t = n, n+1, …, with n = renewals + 1
 * = ((β+n−1)/(α+β+n−1)) ₂F₁(1, β+n; α+β+n; 1/(1+d)). The payment of the period to come counts in full if the customer renews; multiply by the
 * margin of a period for the value that remains. Interval by the delta method from the covariance of the parameters, in the logarithm.
 * The series is summed by Gauss's continued fraction, in O(1/√d) terms.
 *
 * @throws {StatisticsError} out_of_range when renewals is not a whole number or the discount rate is not above 0 (1e-6 at least: without discount the lifetime may have no end); did_not_converge when the sum is not reached in 200,000 terms; length_mismatch; empty; not_finite
 * @see Fader and Hardie (2010), Customer-base valuation in a contractual setting, Marketing Science 29:85–93
 * @example
 * const model = { parameters: { alpha: 0.668, beta: 3.806 }, covariance: new Float64Array(4) };
 * discountedResidualLifetime(model, { renewals: 0, discountRate: 0.1 }).value // → 5.41486
 */
export function discountedResidualLifetime(
  model: ShiftedBetaModel,
  { renewals, discountRate, level = 0.95 }: ResidualLifetimeOptions,
): Estimate {
  const values = checkModel(PARAMETERS, model);
  checkCount('renewals', renewals);
  checkNumber('discountRate', discountRate, { min: SMALLEST_DISCOUNT });
  checkProbability('level', level);
  const at = ([alpha, beta]: Float64Array) => {
    const next = beta! + renewals;
    const retention = next / (alpha! + next);
    const series = hypergeometricOfOne({ b: next + 1, c: alpha! + next + 1, z: 1 / (1 + discountRate) });
    return Float64Array.of(ln(retention * series));
  };
  const gradient = logGradients(at, values).map((slopes) => slopes[0]!);
  const relativeError = deltaError(gradient, model.covariance);
  return computable('model', positiveEstimate(exp(at(values)[0]!), { relativeError, level }));
}
