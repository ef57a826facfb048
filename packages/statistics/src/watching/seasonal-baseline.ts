import { checkCount, checkNumber, checkPositive, checkProbability } from '../checks.ts';
import { tQuantile, tUpper } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import type { Interval } from '../interval.ts';
import { solvePositiveDefinite } from '../linear.ts';
import { exp, ln, sum } from '../numbers.ts';
import { fitHuber } from './huber-regression.ts';
import { checkColumn, checkPattern, checkPeriod, type Kind, seriesOf } from './series.ts';

export interface SeasonalBaselineInput {
  /** Oldest first, one per step (day, hour), none missing; at least three periods, and period + 5. */
  readonly values: ArrayLike<number>;
  /** Steps until the pattern repeats: 7 for days of the week, 1 for no pattern; at most 400. */
  readonly period: number;
  /** additive: the pattern adds so much; multiplicative: it is so many times as much, and values must be positive. additive by default. */
  readonly kind?: Kind;
}

/** Plain data: may be stored and asked again. On the scale of the values (additive) or of their logarithms (multiplicative). */
export interface SeasonalBaseline {
  readonly kind: Kind;
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

const FEWEST_PERIODS = 3;

/**
 * Learns what is usual in a series: its level, its straight trend, its pattern, and how far values stray, without being misled by outliers.
 *
 * yₜ = level + trend·t + season(t mod period) + noise, by Huber's M-estimate (k = 1.345) with his proposal 2 for the scale; multiplicative fits ln y. Outliers bend it
 * little while they are few: where one value in twenty is far off, and all to the same side, the scale grows by a seventh and the level moves by an eighth of it; at one in ten
 * both are a third; beyond one in eight it is not to be trusted. A trend that bends or a level that jumped is not described: give the last few months, or look for
 * change points first. O(rounds · (n·period + period³)).
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
  const values = seriesOf({
    ...input,
    kind,
    fewest: fewestFor(period),
    rule: 'three periods, and four values more than numbers to learn',
  });
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
  /** Steps after the last value the baseline knows; 1 by default, at most a million. */
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
 * score = (y − expected) / (scale·√(1 + xᵀ(Σ w xxᵀ)⁻¹x)), compared with Student's t with n − period − 1 degrees of freedom. For normal noise without memory the rate is right after
 * some ten periods; a shorter history, or one with outliers, alarms more rarely, never more often. Noise with heavier tails or memory alarms more often. Over m checks the
 * expected number of false alarms is m times the rate. O(period³).
 *
 * @throws {StatisticsError} out_of_range for a value ≤ 0 (multiplicative), a rate outside (0, 1), steps ahead below 1, or a baseline that cannot be; length_mismatch where its columns are too short; not_finite; not_identified
 * @see Huber (1981), Robust Statistics, section 7.6; Hyndman and Athanasopoulos (2021), Forecasting: Principles and Practice, section 7.6
 * @example
 * const baseline = fitSeasonalBaseline({ values: [10, 20, 31, 12, 21, 30, 11, 23, 32, 13, 22, 90, 14, 24, 33], period: 3 });
 * checkAgainstBaseline({ baseline, value: 15 }).verdict // → "usual"
 * checkAgainstBaseline({ baseline, value: 60 }).verdict // → "high"
 */
export function checkAgainstBaseline(input: BaselineCheckInput): BaselineCheck {
  const { baseline, value, stepsAhead = 1, falseAlarmRate = 0.001 } = input;
  checkBaseline(baseline);
  const { kind, steps, period, level, trend, seasons, scale } = baseline;
  checkNumber('value', value, kind === 'multiplicative' ? { min: 0, open: true } : {});
  checkCount('stepsAhead', stepsAhead, { min: 1, max: 1_000_000 });
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
  const reach = -tQuantile(falseAlarmRate / 2, freedom) * error;
  const shown = (one: number) => (kind === 'multiplicative' ? exp(one) : one);
  const read = {
    expected: shown(centre),
    usual: { lower: shown(centre - reach), upper: shown(centre + reach) },
    score,
    pValue,
  };
  for (const one of [read.usual.lower, read.usual.upper, score])
    checkNumber('what is usual by baseline', one);
  return {
    ...read,
    verdict: pValue >= falseAlarmRate ? 'usual' : score > 0 ? 'high' : 'low',
  };
}

function checkBaseline(baseline: SeasonalBaseline): void {
  const { period, steps, scale, information } = baseline;
  checkPeriod('baseline.period', period);
  checkPattern('baseline', baseline, { seasons: period });
  checkCount('baseline.steps', steps, { min: fewestFor(period) });
  checkPositive('baseline.scale', scale);
  const width = period + 1;
  checkColumn('baseline.information', information, width * width);
  for (let i = 0; i < width; i++) {
    checkPositive(`baseline.information[${i * width + i}]`, information[i * width + i]!);
    for (let j = 0; j < i; j++)
      if (information[i * width + j] !== information[j * width + i])
        throw new StatisticsError('out_of_range', {
          argument: `baseline.information[${i * width + j}]`,
          says: 'must be the same on both sides of the diagonal',
        });
  }
}

/** Three periods, and four values more than there are numbers to learn. */
const fewestFor = (period: number) => Math.max(FEWEST_PERIODS * period, period + 5);

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
