/** z-scores, column by column, so that months and kilometres weigh the same in a distance. */
import { checkSameLength, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { mean, variance } from '../numbers.ts';
import { type ComputedRows, countRows, LARGEST, type RowMatrix } from './rows.ts';

/** Plain data: keep it, and customers of another day are placed on the same scale. */
export interface ColumnScale {
  /** One per column, in its unit. */
  readonly means: readonly number[];
  /** Standard deviations, one per column, in its unit; 1e-140 … 1e140. */
  readonly deviations: readonly number[];
}

export interface ColumnScaleInput extends RowMatrix {
  /** Divides squares by n (`population`, the default, as most clustering software does) or by n − 1 (`sample`, as R's scale). */
  readonly deviation?: 'population' | 'sample';
}

/** A spread this small beside the values is rounding: 2⁻⁵² times a thousand. */
const SMALLEST_SPREAD = 2.3e-13;

/**
 * Finds mean and standard deviation of every column of a row-major matrix.
 *
 * m = Σx/n with compensated sums; s² = Σ(x − m)²/n (population) or /(n − 1) (sample), in two passes. The choice changes all
 * z-scores by the factor √(n/(n − 1)) alone: the groups that k-means finds are the same, inertia and centres differ in
 * the fourth digit at n = 10,000. O(n·width).
 *
 * @throws {StatisticsError} empty with fewer than two rows; not_finite; length_mismatch when rows are not whole; zero_variance when a column is constant (to rounding)
 * @see Chan, Golub and LeVeque (1983), The American Statistician 37:242–247
 * @example
 * const scale = fitColumnScale({ values: [1, 10, 3, 30, 8, 80], width: 2 });
 * scale.means // → [4, 40]
 * scale.deviations // → [2.94392, 29.4392]
 */
export function fitColumnScale({ values, width, deviation = 'population' }: ColumnScaleInput): ColumnScale {
  if (deviation !== 'population' && deviation !== 'sample')
    throw new StatisticsError('unknown_name', {
      argument: 'deviation',
      says: `must be population or sample, not ${deviation}`,
    });
  const rows = countRows('', { values, width });
  if (rows < 2)
    throw new StatisticsError('empty', {
      argument: 'values',
      says: `must have at least 2 rows, not ${rows}`,
      details: { length: rows, atLeast: 2 },
    });
  const factor = deviation === 'population' ? (rows - 1) / rows : 1;
  const column = new Float64Array(rows);
  const means: number[] = [];
  const deviations: number[] = [];
  for (let j = 0; j < width; j++) {
    for (let i = 0; i < rows; i++) column[i] = values[i * width + j]!;
    const centre = mean(column);
    const spread = Math.sqrt(variance(column) * factor);
    if (!(spread > SMALLEST_SPREAD * Math.abs(centre) && spread >= 1 / LARGEST))
      throw new StatisticsError('zero_variance', {
        argument: `values, column ${j}`,
        says: 'is the same in every row, so it tells no groups apart: leave it out',
        details: { column: j },
      });
    means.push(centre);
    deviations.push(spread);
  }
  return { means, deviations };
}

export interface ScaledInput extends RowMatrix {
  readonly scale: ColumnScale;
}

/**
 * Turns every column into z-scores by a scale that was found before.
 *
 * z = (x − m)/s. With the scale of the same rows, every column then has mean 0 and standard deviation 1. O(n·width).
 *
 * @throws {StatisticsError} empty; not_finite; length_mismatch when rows are not whole or the scale has another width; out_of_range for a deviation that is not 1e-140 … 1e140
 * @see fitColumnScale
 * @example
 * const table = { values: [1, 10, 3, 30, 8, 80], width: 2 };
 * standardiseColumns({ ...table, scale: fitColumnScale(table) }).values // → [-1.01905, -1.01905, -0.339683, -0.339683, 1.35873, 1.35873]
 */
export function standardiseColumns({ values, width, scale }: ScaledInput): ComputedRows {
  const { means, deviations } = checkScaled({ values, width, scale });
  const scores = new Float64Array(values.length);
  for (let i = 0; i < values.length; i += width)
    for (let j = 0; j < width; j++) scores[i + j] = (values[i + j]! - means[j]!) / deviations[j]!;
  return { values: scores, width };
}

/**
 * Turns z-scores back into the units of the columns, for showing centres in months and money.
 *
 * x = m + s·z. O(n·width).
 *
 * @throws {StatisticsError} empty; not_finite; length_mismatch when rows are not whole or the scale has another width; out_of_range for a deviation that is not 1e-140 … 1e140
 * @see fitColumnScale
 * @example
 * const scale = fitColumnScale({ values: [1, 10, 3, 30, 8, 80], width: 2 });
 * restoreColumns({ values: [0, 0, 1, -1], width: 2, scale }).values // → [4, 40, 6.94392, 10.5608]
 */
export function restoreColumns({ values, width, scale }: ScaledInput): ComputedRows {
  const { means, deviations } = checkScaled({ values, width, scale });
  const restored = new Float64Array(values.length);
  for (let i = 0; i < values.length; i += width)
    for (let j = 0; j < width; j++) restored[i + j] = means[j]! + deviations[j]! * values[i + j]!;
  return { values: restored, width };
}

function checkScaled({ values, width, scale }: ScaledInput): ColumnScale {
  countRows('', { values, width });
  // Within bounds that leave every score, and every value made of one, finite.
  checkValues('scale.means', scale.means, { min: -LARGEST, max: LARGEST });
  checkValues('scale.deviations', scale.deviations, { min: 1 / LARGEST, max: LARGEST });
  checkSameLength(['scale.means', scale.means], ['scale.deviations', scale.deviations]);
  if (scale.means.length !== width)
    throw new StatisticsError('length_mismatch', {
      argument: 'scale.means',
      says: `must have one mean for each of ${width} columns, not ${scale.means.length}`,
      details: { expected: width, length: scale.means.length },
    });
  return scale;
}
