/** Some rows of covariates, in the order asked for. */
import { StatisticsError } from '../errors.ts';
import type { Covariates } from '../regression/index.ts';

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

/** Throws when the covariates are not of as many rows as there are treatments. */
export function checkRowsOf(covariates: Covariates, rows: number): void {
  const wrong = (argument: string, expected: number, length: number) =>
    new StatisticsError('length_mismatch', {
      argument,
      says: `must have ${expected} values, not ${length}`,
      details: { expected, length },
    });
  if ('width' in covariates) {
    const expected = rows * covariates.width;
    if (covariates.values.length !== expected)
      throw wrong('covariates.values', expected, covariates.values.length);
    return;
  }
  covariates.forEach((column, j) => {
    if (column.length !== rows) throw wrong(`covariates[${j}]`, rows, column.length);
  });
}
