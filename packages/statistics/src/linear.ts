/** Symmetric positive definite systems: normal equations, information matrices. The factorisation is ml-matrix's. */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { StatisticsError } from './errors.ts';

/** Row-major n × n. */
export type Square = Float64Array;

/** A relative pivot below this means that one column is, to rounding, made of the others. */
const SMALLEST_PIVOT = 1e-12;

function factor(argument: string, matrix: Square): CholeskyDecomposition {
  const n = Math.sqrt(matrix.length);
  const rows = Array.from({ length: n }, (_, i) => Array.from(matrix.subarray(i * n, (i + 1) * n)));
  const cholesky = new CholeskyDecomposition(new Matrix(rows));
  // Up to the first pivot that is not positive the factor is right, so the column that is at fault is the one named.
  const lower = cholesky.lowerTriangularMatrix;
  for (let i = 0; i < n; i++) {
    const pivot = lower.get(i, i);
    if (!(pivot * pivot > SMALLEST_PIVOT * Math.abs(matrix[i * n + i]!)))
      throw new StatisticsError('not_identified', {
        argument,
        says: `cannot be told apart: column ${i} is determined by those before it`,
        details: { column: i },
      });
  }
  return cholesky;
}

/** x of matrix · x = rhs. Throws not_identified, naming `argument`, when the matrix is singular to rounding. */
export function solvePositiveDefinite(
  argument: string,
  { matrix, rhs }: { matrix: Square; rhs: ArrayLike<number> },
): Float64Array {
  const solved = factor(argument, matrix).solve(Matrix.columnVector(Array.from(rhs)));
  return Float64Array.from(solved.to1DArray());
}

/** The inverse, row-major. Throws not_identified, naming `argument`, when the matrix is singular to rounding. */
export function invertPositiveDefinite(argument: string, matrix: Square): Square {
  const n = Math.sqrt(matrix.length);
  return Float64Array.from(factor(argument, matrix).solve(Matrix.eye(n, n)).to1DArray());
}
