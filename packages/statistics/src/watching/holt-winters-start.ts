import { mean } from '../numbers.ts';

export interface State {
  level: number;
  trend: number;
  /** By phase: seasons[t mod period]. Empty without a season. */
  readonly seasons: Float64Array;
}

export interface Start extends State {
  /** The first value that is smoothed; those before it made the state. */
  readonly from: number;
}

/** As R's HoltWinters begins: without a season from the first values, with one from a decomposition of the first two periods. */
export function startOf(values: Float64Array, { period, trend }: { period: number; trend: boolean }): Start {
  if (period === 1) {
    const [first = 0, second = 0] = values;
    return trend
      ? { level: second, trend: second - first, seasons: new Float64Array(0), from: 2 }
      : { level: first, trend: 0, seasons: new Float64Array(0), from: 1 };
  }
  const moving = movingAverage(values.subarray(0, 2 * period), period);
  const line = straightLine(moving.values);
  const seasons = new Float64Array(period);
  for (let phase = 0; phase < period; phase++) {
    const own: number[] = [];
    for (const [i, average] of moving.values.entries())
      if ((i + moving.from) % period === phase) own.push(values[i + moving.from]! - average);
    seasons[phase] = mean(own);
  }
  const centre = mean(seasons);
  for (let phase = 0; phase < period; phase++) seasons[phase] = seasons[phase]! - centre;
  return { level: line.intercept, trend: trend ? line.slope : 0, seasons, from: period };
}

/** Centred over one period; the ends count half where the period is even. */
function movingAverage(values: Float64Array, period: number): { values: Float64Array; from: number } {
  const half = period >> 1;
  const odd = period % 2 === 1;
  const averages = new Float64Array(values.length - 2 * half);
  for (let i = 0; i < averages.length; i++) {
    let total = 0;
    for (let j = 0; j <= 2 * half; j++) total += (odd || (j > 0 && j < 2 * half) ? 1 : 0.5) * values[i + j]!;
    averages[i] = total / period;
  }
  return { values: averages, from: half };
}

/** Least squares on 1, 2, 3, … */
function straightLine(values: Float64Array): { intercept: number; slope: number } {
  const centre = (values.length + 1) / 2;
  const average = mean(values);
  let products = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    products += (i + 1 - centre) * (values[i]! - average);
    squares += (i + 1 - centre) * (i + 1 - centre);
  }
  const slope = squares === 0 ? 0 : products / squares;
  return { intercept: average - slope * centre, slope };
}
