/** Units seen over periods, with the mean of each unit taken out and a level for each period: what panel estimates stand on. */
import { checkSameLength, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { type Coefficient, coefficientOf } from '../regression/coefficient.ts';
import { type Covariance, covarianceOf, numbered } from '../regression/covariance.ts';
import { type LeastSquares, solveLeastSquares } from '../regression/solve.ts';
import { checkMeasure } from './arms.ts';

export interface PanelRows {
  /** One row per unit and period. */
  readonly outcome: ArrayLike<number>;
  /** Whose row it is, any numbers. */
  readonly unit: ArrayLike<number>;
  /** When, in order of time; any numbers. */
  readonly period: ArrayLike<number>;
}

export interface PanelFit {
  readonly fit: LeastSquares;
  readonly covariance: Covariance;
  readonly units: number;
  readonly periods: readonly number[];
}

export function checkPanel({ outcome, unit, period }: PanelRows): void {
  checkMeasure('outcome', outcome);
  checkSameLength(['outcome', outcome], ['unit', unit]);
  checkValues('unit', unit);
  checkSameLength(['outcome', outcome], ['period', period]);
  checkValues('period', period);
  const seen = new Map<number, Set<number>>();
  for (let i = 0; i < unit.length; i++) {
    const times = seen.get(unit[i]!) ?? new Set();
    if (times.has(period[i]!))
      throw new StatisticsError('not_identified', {
        argument: `period[${i}]`,
        says: `is a second row of unit ${unit[i]} in period ${period[i]}`,
        details: { row: i },
      });
    seen.set(unit[i]!, times.add(period[i]!));
  }
}

export function periodsOf(period: ArrayLike<number>): number[] {
  return [...new Set(Array.from(period))].sort((a, b) => a - b);
}

/**
 * Least squares on `columns` with an effect per unit and per period, clustered errors. Unit effects are taken out exactly by centring
 * within units; period effects stay as columns, so that units may miss periods (Frisch, Waugh and Lovell).
 */
export function fitPanel(rows: PanelRows, { columns, names, clusters }: PanelColumns): PanelFit {
  const { outcome, unit, period } = rows;
  const units = numbered(unit);
  const periods = periodsOf(period);
  const place = new Map(periods.map((time, t) => [time, t]));
  const length = outcome.length;
  const width = periods.length - 1 + columns.length;
  if (length <= width + units.count)
    throw new StatisticsError('too_few', {
      argument: 'outcome',
      says: `must have more values than there are unit, period and other effects (${width + units.count}), not ${length}`,
      details: { rule: 'rows > coefficients', rows: length, instead: 'estimateDifferenceInDifferences' },
    });
  const values = new Float64Array(length * width);
  for (let i = 0; i < length; i++) {
    const t = place.get(period[i]!)!;
    if (t > 0) values[i * width + t - 1] = 1;
    columns.forEach((column, j) => {
      values[i * width + periods.length - 1 + j] = column[i]!;
    });
  }
  centreWithin(values, units);
  const centred = Float64Array.from(outcome);
  centreWithin(centred, units);
  const columnNames = [...periods.slice(1).map((time) => `period ${time}`), ...names];
  const fit = solveLeastSquares({
    design: { values, rows: length, width, intercept: false },
    outcome: centred,
    weights: undefined,
    names: columnNames,
  });
  const nested = isNested(units.index, clusters);
  const covariance = covarianceOf(fit, {
    errors: 'cluster',
    clusters,
    names: columnNames,
    // One of the unit effects stands for the constant; the others cost nothing when they are nested in the clusters.
    absorbed: nested ? 1 : units.count,
    nested: nested ? units.count - 1 : 0,
    told: names.flatMap((name, j) => (name.startsWith('treated') ? [periods.length - 1 + j] : [])),
  });
  return { fit, covariance, units: units.count, periods };
}

interface PanelColumns {
  readonly columns: readonly ArrayLike<number>[];
  readonly names: readonly string[];
  readonly clusters: ArrayLike<number>;
}

/** One row of the table, read with Student's t. */
export function panelCoefficient(
  { fit, covariance }: PanelFit,
  { name, place, level }: { readonly name: string; readonly place: number; readonly level: number },
): Coefficient {
  const variance = covariance.matrix[place * fit.design.width + place]!;
  return coefficientOf(
    name,
    { value: fit.coefficients[place]!, variance },
    { level, degreesOfFreedom: covariance.degreesOfFreedom },
  );
}

/** Less the mean of the row's unit, column by column, in place. */
function centreWithin(values: Float64Array, { index, count }: { index: Int32Array; count: number }): void {
  const width = values.length / index.length;
  const means = new Float64Array(count * width);
  const sizes = new Float64Array(count);
  for (let i = 0; i < index.length; i++) {
    const of = index[i]! * width;
    sizes[index[i]!] = sizes[index[i]!]! + 1;
    for (let j = 0; j < width; j++) means[of + j] = means[of + j]! + values[i * width + j]!;
  }
  for (let i = 0; i < index.length; i++)
    for (let j = 0; j < width; j++)
      values[i * width + j] = values[i * width + j]! - means[index[i]! * width + j]! / sizes[index[i]!]!;
}

/** Every unit lies in one cluster only. */
function isNested(unit: Int32Array, clusters: ArrayLike<number>): boolean {
  const clusterOf = new Map<number, number>();
  for (let i = 0; i < unit.length; i++) {
    const cluster = clusterOf.get(unit[i]!);
    if (cluster !== undefined && cluster !== clusters[i]) return false;
    clusterOf.set(unit[i]!, clusters[i]!);
  }
  return true;
}
