/** Some rows of covariates, in the order asked for. */
import { checkCount } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import type { Covariates } from '../regression/index.ts';
import { checkMeasure } from './arms.ts';

export function takeRows(covariates: Covariates, rows: readonly number[]): Covariates {
  if ('width' in covariates) {
    const { values, width } = covariates;
    const taken = new Float64Array(rows.length * width);
    rows.forEach((row, i) => {
      for (let j = 0; j < width; j++) taken[i * width + j] = values[row * width + j]!;
    });
    return { values: taken, width };
  }
  return covariates.map((column) => Float64Array.from(rows, (row) => column[row]!));
}

/** Throws when the covariates are not of as many rows as there are treatments, or have a value that is no number: before rows are taken, so that it is named by its row. */
export function checkRowsOf(covariates: Covariates, rows: number): void {
  const wrong = (argument: string, expected: number, length: number) =>
    new StatisticsError('length_mismatch', {
      argument,
      says: `must have ${expected} values, not ${length}`,
      details: { expected, length },
    });
  if ('width' in covariates) {
    checkCount('covariates.width', covariates.width, { min: 1 });
    const expected = rows * covariates.width;
    if (covariates.values.length !== expected)
      throw wrong('covariates.values', expected, covariates.values.length);
    checkMeasure('covariates.values', covariates.values);
    return;
  }
  covariates.forEach((column, j) => {
    if (column.length !== rows) throw wrong(`covariates[${j}]`, rows, column.length);
    checkMeasure(`covariates[${j}]`, column);
  });
}
