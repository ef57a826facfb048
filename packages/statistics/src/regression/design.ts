/** The matrix a regression is fitted on, made of what a caller has: columns, or one row-major block. */
import { checkCount, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';

/** Columns, one per covariate; or all of them in one block, row by row. */
export type Covariates =
  | readonly ArrayLike<number>[]
  | {
      /** Row-major, rows × width. */
      readonly values: ArrayLike<number>;
      /** Covariates per row. */
      readonly width: number;
    };

/** Beyond this squares and their sums would overflow. */
export const LARGEST = 1e100;
/** The square of so many is sixteen million numbers. */
const MOST_COLUMNS = 4_000;

export interface Design {
  /** Row-major, rows × width; the constant column, if any, is the first. */
  readonly values: Float64Array;
  readonly rows: number;
  readonly width: number;
  /** The constant column is there. */
  readonly intercept: boolean;
}

function isBlock(
  covariates: Covariates,
): covariates is { readonly values: ArrayLike<number>; readonly width: number } {
  return !Array.isArray(covariates);
}

export function widthOf(covariates: Covariates): number {
  return isBlock(covariates) ? covariates.width : covariates.length;
}

function checkBlock(argument: string, covariates: Covariates, rows: number): void {
  const wrong = (name: string, length: number, expected: number) =>
    new StatisticsError('length_mismatch', {
      argument: name,
      says: `must have ${expected} values, not ${length}`,
      details: { expected, length },
    });
  if (isBlock(covariates)) {
    checkCount(`${argument}.width`, covariates.width, { min: 1, max: MOST_COLUMNS });
    const expected = rows * covariates.width;
    if (covariates.values.length !== expected)
      throw wrong(`${argument}.values`, covariates.values.length, expected);
    checkValues(`${argument}.values`, covariates.values, { min: -LARGEST, max: LARGEST });
    return;
  }
  checkCount(`${argument}.length`, covariates.length, { max: MOST_COLUMNS });
  covariates.forEach((column, j) => {
    if (column.length !== rows) throw wrong(`${argument}[${j}]`, column.length, rows);
    checkValues(`${argument}[${j}]`, column, { min: -LARGEST, max: LARGEST, atLeast: 0 });
  });
}

/** Throws when a covariate has a wrong length or a value that is not finite. */
export function designOf(
  argument: string,
  covariates: Covariates,
  { rows, intercept }: { readonly rows: number; readonly intercept: boolean },
): Design {
  checkBlock(argument, covariates, rows);
  const given = widthOf(covariates);
  const width = given + (intercept ? 1 : 0);
  if (width === 0)
    throw new StatisticsError('empty', { argument, says: 'must have a column when there is no intercept' });
  const values = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++) {
    const place = i * width + width - given;
    if (intercept) values[place - 1] = 1;
    for (let j = 0; j < given; j++)
      values[place + j] = isBlock(covariates) ? covariates.values[i * given + j]! : covariates[j]![i]!;
  }
  return { values, rows, width, intercept };
}

/** What each column is called in results and errors: the caller's names, or the place in `covariates`; the constant is `intercept`. */
export function columnNames(
  covariates: Covariates,
  { names, intercept }: { readonly names: readonly string[] | undefined; readonly intercept: boolean },
): string[] {
  const width = widthOf(covariates);
  if (names !== undefined && names.length !== width)
    throw new StatisticsError('length_mismatch', {
      argument: 'names',
      says: `must have one name per covariate (${width}), not ${names.length}`,
      details: { expected: width, length: names.length },
    });
  const given = Array.from({ length: width }, (_, j) => names?.[j] ?? `covariates[${j}]`);
  return intercept ? ['intercept', ...given] : given;
}
