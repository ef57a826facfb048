import { checkCount, checkNumber, checkPositive, checkProbability } from '../checks.ts';
import { normalQuantile } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { exp, variance } from '../numbers.ts';
import { type BoxMinimum, searchBox } from './compass-search.ts';
import { type Start, type State, startOf } from './holt-winters-start.ts';
import { checkPattern, checkPeriod, type Kind, seriesOf } from './series.ts';

/** Smoothing weights, each from 0 (never learns) to 1 (knows only the last value). */
export interface Smoothing {
  readonly level: number;
  /** Of the trend; absent means that there is none. */
  readonly trend?: number;
  /** Of the seasons; needed where the period is above 1. */
  readonly season?: number;
}

export interface HoltWintersInput {
  /** Oldest first, one per step, none missing; at least two periods and four values more. */
  readonly values: ArrayLike<number>;
  /** Steps until the pattern repeats; 1 means no pattern, which is the default. At most 400. */
  readonly period?: number;
  /** Whether there is a trend; true by default. Not read when `smoothing` is given. */
  readonly trend?: boolean;
  /** multiplicative smooths ln values, which must be positive; additive by default. */
  readonly kind?: Kind;
  /** Given, nothing is searched for. */
  readonly smoothing?: Smoothing;
}

/** Plain data: may be stored and asked again. On the scale of ln values where multiplicative. */
export interface HoltWinters {
  readonly kind: Kind;
  readonly period: number;
  readonly smoothing: Smoothing;
  /** After the last value. */
  readonly level: number;
  readonly trend: number;
  /** By step modulo period, as `values` were counted; empty without a season. */
  readonly seasons: readonly number[];
  readonly steps: number;
  /** Σ of squared one-step errors. */
  readonly squaredErrors: number;
  /** Standard deviation of the one-step errors: squaredErrors ÷ (errors − smoothing weights), rooted. */
  readonly noise: number;
}

/**
 * Smooths a series exponentially, with or without trend and season, and learns how fast to forget (Holt-Winters; the same point forecasts as an additive ETS model).
 *
 * error e = y − (l + b + s); l ← l + b + αe; b ← b + αβe; s ← s + γ(1 − α)e. α, β, γ minimise Σ e² over the unit box, the ends included, from several starts; states
 * begin as in R's HoltWinters. multiplicative smooths ln y, so that trend and season are factors. O(n) per try, some thousand tries.
 *
 * @throws {StatisticsError} too_few for the period; out_of_range for a value ≤ 0 (multiplicative) or a weight outside 0 … 1; zero_variance when the series is followed without any error; did_not_converge
 * @see Holt (1957), reprinted in International Journal of Forecasting 20:5–10; Winters (1960), Management Science 6:324–342; Hyndman et al. (2008), Forecasting with Exponential Smoothing
 * @example
 * const values = [30, 41, 52, 33, 44, 56, 37, 46, 58, 39, 51, 61];
 * const model = fitHoltWinters({ values, period: 3, smoothing: { level: 0.4, trend: 0.1, season: 0.3 } });
 * model.level // → 51.3843
 */
export function fitHoltWinters(input: HoltWintersInput): HoltWinters {
  const { period = 1, kind = 'additive' } = input;
  const withTrend = input.smoothing ? input.smoothing.trend !== undefined : (input.trend ?? true);
  const series = seriesOf({
    ...input,
    period,
    kind,
    fewest: 2 * period + 4,
    rule: 'two periods and four values',
  });
  const start = startOf(series, { period, trend: withTrend });
  const smoothing = input.smoothing ?? bestSmoothing(series, { start, period, withTrend });
  const weights = checkSmoothing('smoothing', smoothing, period);
  const { state, errors } = smooth(series, { start, period, smoothing });
  const squaredErrors = errors.reduce((total, error) => total + error * error, 0);
  checkNumber('the squared errors of values', squaredErrors);
  if (!(squaredErrors > 1e-24 * variance(series)))
    throw new StatisticsError('zero_variance', {
      argument: 'values',
      says: 'must stray from the forecast somewhere',
    });
  return {
    kind,
    period,
    smoothing,
    level: state.level,
    trend: state.trend,
    seasons: Array.from(state.seasons),
    steps: series.length,
    squaredErrors,
    noise: Math.sqrt(squaredErrors / (errors.length - weights)),
  };
}

export interface ForecastInput {
  readonly model: HoltWinters;
  /** How many steps to look ahead, 1 … 10,000. */
  readonly steps: number;
  /** Of the intervals; 0.95 by default. */
  readonly level?: number;
}

/**
 * Forecasts a smoothed series step by step, with intervals that widen as it looks further.
 *
 * ŷ(h) = l + hb + s; variance noise²·(1 + Σ_{j<h} cⱼ²) with cⱼ = α(1 + jβ) + γ(1 − α)·[j divisible by the period]. Normal noise; that the weights were estimated is not in
 * the intervals. Where multiplicative, the value is the median and the ends are those of the logarithms. `standardError` is on the scale of the logarithms there. O(steps).
 *
 * @throws {StatisticsError} out_of_range for steps, level, or a model that cannot be; length_mismatch where its seasons are too few; not_finite where a trend of logarithms leads out of all numbers
 * @see Hyndman, Koehler, Ord and Snyder (2005), Prediction intervals for exponential smoothing using two new classes of state space models, Journal of Forecasting 24:17–37
 * @example
 * const values = [30, 41, 52, 33, 44, 56, 37, 46, 58, 39, 51, 61];
 * const model = fitHoltWinters({ values, period: 3, smoothing: { level: 0.4, trend: 0.1, season: 0.3 } });
 * forecastHoltWinters({ model, steps: 3 }).map(({ value }) => value) // → [42.8799,53.6904,64.9173]
 */
export function forecastHoltWinters({ model, steps, level = 0.95 }: ForecastInput): readonly Estimate[] {
  checkCount('steps', steps, { min: 1, max: 10_000 });
  checkProbability('level', level);
  checkModel(model);
  const { smoothing, period, seasons, kind } = model;
  const { level: alpha, trend: beta = 0, season: gamma = 0 } = smoothing;
  const quantile = -normalQuantile((1 - level) / 2);
  const shown = (value: number) => (kind === 'multiplicative' ? exp(value) : value);
  let spread = 1;
  return Array.from({ length: steps }, (_, i) => {
    const centre = model.level + (i + 1) * model.trend + (seasons[(model.steps + i) % period] ?? 0);
    const standardError = model.noise * Math.sqrt(spread);
    const reach = quantile * standardError;
    const passed = i + 1;
    const moves =
      alpha * (1 + passed * beta) + (period > 1 && passed % period === 0 ? gamma * (1 - alpha) : 0);
    spread += moves * moves;
    const interval = { lower: shown(centre - reach), upper: shown(centre + reach) };
    for (const end of [interval.lower, interval.upper])
      checkNumber(`the forecast ${passed} steps ahead`, end);
    return { value: shown(centre), standardError, interval, level };
  });
}

/** So many weights, each named by `argument`. */
function checkSmoothing(argument: string, { level, trend, season }: Smoothing, period: number): number {
  if (period > 1 !== (season !== undefined))
    throw new StatisticsError('out_of_range', {
      argument: `${argument}.season`,
      says: `must ${period > 1 ? '' : 'not '}be given with a period of ${period}`,
    });
  checkNumber(`${argument}.level`, level, { min: 0, max: 1 });
  if (trend !== undefined) checkNumber(`${argument}.trend`, trend, { min: 0, max: 1 });
  if (season !== undefined) checkNumber(`${argument}.season`, season, { min: 0, max: 1 });
  return 1 + (trend === undefined ? 0 : 1) + (season === undefined ? 0 : 1);
}

function checkModel(model: HoltWinters): void {
  const { period, smoothing, steps, noise } = model;
  checkPeriod('model.period', period);
  checkPattern('model', model, { seasons: period > 1 ? period : 0 });
  checkSmoothing('model.smoothing', smoothing, period);
  checkCount('model.steps', steps, { min: 1 });
  checkPositive('model.noise', noise);
}

interface Smoothed {
  readonly start: Start;
  readonly period: number;
  readonly smoothing: Smoothing;
}

function smooth(
  series: Float64Array,
  { start, period, smoothing }: Smoothed,
): { state: State; errors: Float64Array } {
  const { level: alpha, trend: beta = 0, season: gamma = 0 } = smoothing;
  const state: State = { level: start.level, trend: start.trend, seasons: start.seasons.slice() };
  const errors = new Float64Array(series.length - start.from);
  for (let t = start.from; t < series.length; t++) {
    const phase = t % period;
    const season = state.seasons[phase] ?? 0;
    const error = series[t]! - (state.level + state.trend + season);
    state.level += state.trend + alpha * error;
    state.trend += alpha * beta * error;
    if (period > 1) state.seasons[phase] = season + gamma * (1 - alpha) * error;
    errors[t - start.from] = error;
  }
  return { state, errors };
}

function bestSmoothing(
  series: Float64Array,
  { start, period, withTrend }: { start: Start; period: number; withTrend: boolean },
): Smoothing {
  const smoothingAt = ([level = 0, ...rest]: readonly number[]): Smoothing => {
    const trend = withTrend ? { trend: rest[0] ?? 0 } : {};
    const season = period > 1 ? { season: rest[withTrend ? 1 : 0] ?? 0 } : {};
    return { level, ...trend, ...season };
  };
  const objective = (point: readonly number[]) => {
    const { errors } = smooth(series, { start, period, smoothing: smoothingAt(point) });
    return errors.reduce((total, error) => total + error * error, 0);
  };
  const others = (withTrend ? 1 : 0) + (period > 1 ? 1 : 0);
  let best: BoxMinimum | undefined;
  // Where the sum of squares has several valleys, they lie at slow and at quick learning.
  for (const level of [0.1, 0.5, 0.9])
    for (const other of others > 0 ? [0.1, 0.5] : [0]) {
      const found = searchBox('values', { objective, start: [level, ...Array(others).fill(other)] });
      if (!best || found.value < best.value) best = found;
    }
  return smoothingAt(best?.point ?? []);
}
