import { checkCount, checkNumber, checkProbability, checkValues } from '../checks.ts';
import { tQuantile, tUpper } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import type { Interval } from '../interval.ts';
import { solvePositiveDefinite } from '../linear.ts';
import { exp, ln, sum } from '../numbers.ts';
import { fitHuber } from './huber-regression.ts';

export interface SeasonalBaselineInput {
  /** Oldest first, one per step (day, hour), none missing; at least three periods. */
  readonly values: ArrayLike<number>;
  /** Steps until the pattern repeats: 7 for days of the week, 1 for no pattern; at most 400. */
  readonly period: number;
  /** additive: the pattern adds so much; multiplicative: it is so many times as much, and values must be positive. additive by default. */
  readonly kind?: 'additive' | 'multiplicative';
}

/** Plain data: may be stored and asked again. On the scale of the values (additive) or of their logarithms (multiplicative). */
export interface SeasonalBaseline {
  readonly kind: 'additive' | 'multiplicative';
  readonly steps: number;
  readonly period: number;
  /** At step 0, the first of the values, over the mean of the seasons. */
  readonly level: number;
  /** Per step. */
  readonly trend: number;
  /** By step modulo period; they sum to 0. */
  readonly seasons: readonly number[];
  /** Of the noise around the pattern, untouched by outliers. */
  readonly scale: number;
  /** Σ w xxᵀ, row-major: how well level, trend and seasons are known. */
  readonly information: readonly number[];
}

const MOST_PERIOD = 400;
const FEWEST_PERIODS = 3;

/**
 * Learns what is usual in a series: its level, its straight trend, its pattern, and how far values stray, without being misled by outliers.
 *
 * yₜ = level + trend·t + season(t mod period) + noise, by Huber's M-estimate (k = 1.345) with his proposal 2 for the scale; multiplicative fits ln y. Some outliers (up to one in eight or so)
 * bend it little. A trend that bends or a level that jumped is not described: give the last few months, or look for change points first. O(rounds · n · period²).
 *
 * @throws {StatisticsError} too_few with less than three periods or four spare values; zero_variance when values repeat exactly; out_of_range for a value ≤ 0 (multiplicative); did_not_converge
 * @see Huber (1981), Robust Statistics, sections 7.8 and 6.4
 * @example
 * const values = [10, 20, 31, 12, 21, 30, 11, 23, 32, 13, 22, 90, 14, 24, 33];
 * const usual = fitSeasonalBaseline({ values, period: 3 });
 * usual.seasons // → [-9.72943,-0.0219879,9.75142]
 */
export function fitSeasonalBaseline(input: SeasonalBaselineInput): SeasonalBaseline {
  const { period, kind = 'additive' } = input;
  const values = seriesOf(input);
  const steps = values.length;
  const width = period + 1;
  const design = new Float64Array(steps * width);
  for (let i = 0; i < steps; i++) design.set(rowAt(i, { steps, period }), i * width);
  const { coefficients, scale, information } = fitHuber('values', { design, width, outcome: values });
  const [level = 0, slope = 0] = coefficients;
  const own = coefficients.slice(2);
  return {
    kind,
    steps,
    period,
    level: level - slope,
    trend: slope / halfOf(steps),
    seasons: [...own, period > 1 ? -sum(own) : 0],
    scale,
    information: Array.from(information),
  };
}

export interface BaselineCheckInput {
  readonly baseline: SeasonalBaseline;
  /** What was measured. */
  readonly value: number;
  /** Steps after the last value the baseline knows; 1 by default. */
  readonly stepsAhead?: number;
  /** How often a usual value may be called unusual, both sides together; 0.001 by default. */
  readonly falseAlarmRate?: number;
}

export interface BaselineCheck {
  /** What would be usual (the median). */
  readonly expected: number;
  /** Usual values lie here, but for the false-alarm rate. */
  readonly usual: Interval;
  /** Distance from the expected value in standard errors of prediction. */
  readonly score: number;
  /** Chance of a usual value at least so far off, on either side. */
  readonly pValue: number;
  readonly verdict: 'usual' | 'high' | 'low';
}

/**
 * Tells whether a new value is usual, at a false-alarm rate that is stated.
 *
 * score = (y − expected) / (scale·√(1 + xᵀ(Σ w xxᵀ)⁻¹x)), compared with Student's t with n − period − 1 degrees of freedom. The rate is right for normal noise without memory, outliers in the
 * history or not; noise with heavier tails or memory alarms more often. Over m checks the expected number of false alarms is m times the rate. O(period³).
 *
 * @throws {StatisticsError} out_of_range for a value ≤ 0 (multiplicative), a rate outside (0, 1) or steps ahead below 1; not_finite
 * @see Huber (1981), Robust Statistics, section 7.6; Hyndman and Athanasopoulos (2021), Forecasting: Principles and Practice, section 7.6
 * @example
 * const baseline = fitSeasonalBaseline({ values: [10, 20, 31, 12, 21, 30, 11, 23, 32, 13, 22, 90, 14, 24, 33], period: 3 });
 * checkAgainstBaseline({ baseline, value: 15 }).verdict // → "usual"
 * checkAgainstBaseline({ baseline, value: 60 }).verdict // → "high"
 */
export function checkAgainstBaseline(input: BaselineCheckInput): BaselineCheck {
  const { baseline, value, stepsAhead = 1, falseAlarmRate = 0.001 } = input;
  const { kind, steps, period, level, trend, seasons, scale } = baseline;
  checkNumber('value', value, kind === 'multiplicative' ? { min: 0, open: true } : {});
  checkCount('stepsAhead', stepsAhead, { min: 1 });
  checkProbability('falseAlarmRate', falseAlarmRate);
  const step = steps - 1 + stepsAhead;
  const row = rowAt(step, { steps, period });
  const solved = solvePositiveDefinite('baseline', {
    matrix: Float64Array.from(baseline.information),
    rhs: row,
  });
  const known = sum(row.map((one, j) => one * solved[j]!));
  const error = scale * Math.sqrt(1 + known);
  const freedom = steps - period - 1;
  const centre = level + trend * step + seasons[step % period]!;
  const score = ((kind === 'multiplicative' ? ln(value) : value) - centre) / error;
  const pValue = Math.min(1, 2 * tUpper(Math.abs(score), freedom));
  const reach = tQuantile(1 - falseAlarmRate / 2, freedom) * error;
  const shown = (one: number) => (kind === 'multiplicative' ? exp(one) : one);
  return {
    expected: shown(centre),
    usual: { lower: shown(centre - reach), upper: shown(centre + reach) },
    score,
    pValue,
    verdict: pValue >= falseAlarmRate ? 'usual' : score > 0 ? 'high' : 'low',
  };
}

function seriesOf({ values, period, kind = 'additive' }: SeasonalBaselineInput): Float64Array {
  checkCount('period', period, { min: 1, max: MOST_PERIOD });
  if (kind !== 'additive' && kind !== 'multiplicative')
    throw new StatisticsError('unknown_name', {
      argument: 'kind',
      says: `must be additive or multiplicative, not ${kind}`,
    });
  checkValues(
    'values',
    values,
    kind === 'multiplicative' ? { min: 0, max: Number.MAX_VALUE, open: true } : {},
  );
  const fewest = Math.max(FEWEST_PERIODS * period, period + 5);
  if (values.length < fewest)
    throw new StatisticsError('too_few', {
      argument: 'values',
      says: `must be at least ${fewest} for a period of ${period}, not ${values.length}`,
      details: {
        rule: 'three periods, and four values more than numbers to learn',
        length: values.length,
        fewest,
      },
    });
  return Float64Array.from(values, (one) => (kind === 'multiplicative' ? ln(one) : one));
}

const halfOf = (steps: number) => (steps - 1) / 2;

/** Constant, time from −1 to 1, and the seasons as deviations from the last. */
function rowAt(step: number, { steps, period }: { steps: number; period: number }): Float64Array {
  const row = new Float64Array(period + 1);
  row[0] = 1;
  row[1] = step / halfOf(steps) - 1;
  const phase = step % period;
  if (phase < period - 1) row[2 + phase] = 1;
  else row.fill(-1, 2);
  return row;
}
