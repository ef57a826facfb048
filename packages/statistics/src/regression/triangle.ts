/**
 * Least squares by Householder reflections (ml-matrix), which lose half as many digits as the normal equations do when columns
 * are nearly collinear.
 *
 * Rows are taken in blocks, each under the triangle of those before it, so that memory stays flat: the "TSQR" of Demmel, Grigori,
 * Hoemmen and Langou (2012), SIAM J. Sci. Comput. 34:A206–A239, as stable as reflecting all rows at once.
 */
import { Matrix, QrDecomposition } from 'ml-matrix';
import { StatisticsError } from '../errors.ts';

/** A column whose part not made of the columns before it is smaller than this share of its length is refused as made of them. */
const SMALLEST_PART = 1e-7;
const BLOCK_ROWS = 2048;

/** Upper triangular, row-major width × width. */
export type Triangle = Float64Array;

/** R of A = QR, where A's row-major rows are written by `writeRow` into the place it is given. */
export function triangleOf(
  { rows, width }: { readonly rows: number; readonly width: number },
  writeRow: (row: number, into: { [place: number]: number }) => void,
): Triangle {
  let upper = new Matrix(0, width);
  let stacked = upper;
  for (let start = 0; start < rows; start += BLOCK_ROWS) {
    const height = Math.min(BLOCK_ROWS, rows - start);
    const above = upper.rows;
    // Most blocks are of one size: their place is used again, as the decomposition works on a copy.
    if (stacked.rows !== above + height) stacked = new Matrix(above + height, width);
    for (let i = 0; i < above; i++) for (let j = 0; j < width; j++) stacked.set(i, j, upper.get(i, j));
    const row = new Array<number>(width).fill(0);
    for (let i = 0; i < height; i++) {
      writeRow(start + i, row);
      for (let j = 0; j < width; j++) stacked.set(above + i, j, row[j]!);
    }
    // Fewer rows than columns are already no taller than a triangle; they wait for the next block.
    upper = stacked.rows < width ? stacked : new QrDecomposition(stacked).upperTriangularMatrix;
  }
  return Float64Array.from(upper.to1DArray());
}

/** Throws not_identified, naming the column, when it is made of the columns before it to rounding. */
export function checkFullRank(triangle: Triangle, names: readonly string[]): void {
  const width = names.length;
  for (let j = 0; j < width; j++) {
    let square = 0;
    for (let i = 0; i <= j; i++) square += triangle[i * width + j]! * triangle[i * width + j]!;
    if (!(Math.abs(triangle[j * width + j]!) > SMALLEST_PART * Math.sqrt(square)))
      throw new StatisticsError('not_identified', {
        argument: names[j]!,
        says: 'is determined by the columns before it (a sum of them, or constant beside an intercept)',
        details: { column: j },
      });
  }
}

/** x of R x = rhs. */
export function solveUpper(triangle: Triangle, rhs: ArrayLike<number>): Float64Array {
  const width = rhs.length;
  const x = Float64Array.from(rhs);
  for (let i = width - 1; i >= 0; i--) {
    for (let j = i + 1; j < width; j++) x[i] = x[i]! - triangle[i * width + j]! * x[j]!;
    x[i] = x[i]! / triangle[i * width + i]!;
  }
  return x;
}

/** x of Rᵀ x = rhs. */
export function solveLower(triangle: Triangle, rhs: ArrayLike<number>): Float64Array {
  const width = rhs.length;
  const x = Float64Array.from(rhs);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < i; j++) x[i] = x[i]! - triangle[j * width + i]! * x[j]!;
    x[i] = x[i]! / triangle[i * width + i]!;
  }
  return x;
}

/** (RᵀR)⁻¹, row-major and exactly symmetric. */
export function inverseOfGram(triangle: Triangle, width: number): Float64Array {
  const inverse = new Float64Array(width * width);
  for (let j = 0; j < width; j++) {
    const unit = new Float64Array(width);
    unit[j] = 1;
    const column = solveUpper(triangle, solveLower(triangle, unit));
    for (let i = 0; i <= j; i++) {
      inverse[i * width + j] = column[i]!;
      inverse[j * width + i] = column[i]!;
    }
  }
  return inverse;
}
