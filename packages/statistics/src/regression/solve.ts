/** The least-squares solution with what its errors are made of: residuals, leverages, (XᵀWX)⁻¹. */
import { StatisticsError } from '../errors.ts';
import type { Design } from './design.ts';
import { refine } from './refine.ts';
import {
  checkFullRank,
  inverseOfGram,
  solveLower,
  solveUpper,
  type Triangle,
  triangleOf,
} from './triangle.ts';

/** A residual sum of squares below this share of Σ w y² is rounding, not spread. */
const ROUNDING_OF_SQUARES = 1e-26;

export interface LeastSquares {
  readonly design: Design;
  readonly coefficients: Float64Array;
  readonly residuals: Float64Array;
  /** Undefined when every row counts as one. */
  readonly weights: ArrayLike<number> | undefined;
  /** Σ w e². */
  readonly residualSquares: number;
  /** (XᵀWX)⁻¹, row-major. */
  readonly bread: Float64Array;
  readonly triangle: Triangle;
}

export interface Problem {
  readonly design: Design;
  readonly outcome: ArrayLike<number>;
  readonly weights: ArrayLike<number> | undefined;
  readonly names: readonly string[];
}

export function solveLeastSquares({ design, outcome, weights, names }: Problem): LeastSquares {
  const { values, rows, width } = design;
  if (rows <= width)
    throw new StatisticsError('not_identified', {
      argument: 'outcome',
      says: `must have more values than there are coefficients (${width}), not ${rows}; take fewer covariates`,
      details: { rows, coefficients: width },
    });
  const root = (i: number) => (weights === undefined ? 1 : Math.sqrt(weights[i]!));
  // The outcome rides along as the last column: its part of R is Qᵀy.
  const wide = triangleOf({ rows, width: width + 1 }, (i, into) => {
    const factor = root(i);
    for (let j = 0; j < width; j++) into[j] = factor * values[i * width + j]!;
    into[width] = factor * outcome[i]!;
  });
  const triangle = new Float64Array(width * width);
  const projected = new Float64Array(width);
  for (let i = 0; i < width; i++) {
    for (let j = i; j < width; j++) triangle[i * width + j] = wide[i * (width + 1) + j]!;
    projected[i] = wide[i * (width + 1) + width]!;
  }
  checkFullRank(triangle, names);
  const coefficients = solveUpper(triangle, projected);
  const residuals = refine({ design, outcome, weights, triangle, coefficients });
  return {
    design,
    coefficients,
    residuals,
    weights,
    residualSquares: residualSquaresOf({ residuals, outcome, weights }),
    bread: inverseOfGram(triangle, width),
    triangle,
  };
}

function residualSquaresOf(input: {
  readonly residuals: Float64Array;
  readonly outcome: ArrayLike<number>;
  readonly weights: ArrayLike<number> | undefined;
}): number {
  let squares = 0;
  let total = 0;
  for (let i = 0; i < input.residuals.length; i++) {
    const weight = input.weights?.[i] ?? 1;
    squares += weight * input.residuals[i]! * input.residuals[i]!;
    total += weight * input.outcome[i]! * input.outcome[i]!;
  }
  if (squares <= ROUNDING_OF_SQUARES * total)
    throw new StatisticsError('zero_variance', {
      argument: 'outcome',
      says: 'is fitted without any residual, so no error can be told',
    });
  return squares;
}

/** wᵢ xᵢᵀ(XᵀWX)⁻¹xᵢ: how far a row draws the fit to itself, 0 … 1. */
export function leveragesOf({ design, weights, triangle }: LeastSquares): Float64Array {
  const { values, rows, width } = design;
  const leverages = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const z = solveLower(triangle, values.subarray(i * width, (i + 1) * width));
    let square = 0;
    for (let j = 0; j < width; j++) square += z[j]! * z[j]!;
    leverages[i] = square * (weights?.[i] ?? 1);
  }
  return leverages;
}
