/**
 * Least squares to the last digit: a solution is mended by what it fails to fulfil, that failure being summed in twice the digits.
 *
 * Björck (1967), BIT 7:257–278: with scores s = W(y − Xb) the solution fulfils W⁻¹s + Xb = y and Xᵀs = 0; the corrections solve the
 * same system for what is left of both. Sums by Ogita, Rump and Oishi (2005), SIAM J. Sci. Comput. 26:1955–1988.
 */
import type { Design } from './design.ts';
import { solveLower, solveUpper, type Triangle } from './triangle.ts';

/** Each step gains as many digits as the factorisation has; two reach the last digit for every matrix the rank check lets through. */
const STEPS = 2;
/** Veltkamp's constant 2²⁷ + 1 cuts a double into two halves whose products are exact. */
const SPLITTER = 134_217_729;

/** A running sum of products, kept with what rounding took from it. */
interface Twofold {
  total: number;
  lost: number;
}

function addProduct(sum: Twofold, a: number, b: number): void {
  const product = a * b;
  const shiftedA = SPLITTER * a;
  const highA = shiftedA - (shiftedA - a);
  const lowA = a - highA;
  const shiftedB = SPLITTER * b;
  const highB = shiftedB - (shiftedB - b);
  const lowB = b - highB;
  const roundedOff = lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB);
  const next = sum.total + product;
  const added = next - sum.total;
  sum.lost += sum.total - (next - added) + (product - added) + roundedOff;
  sum.total = next;
}

export interface Solution {
  readonly design: Design;
  readonly outcome: ArrayLike<number>;
  readonly weights: ArrayLike<number> | undefined;
  /** R of √W X. */
  readonly triangle: Triangle;
  /** Mended in place. */
  readonly coefficients: Float64Array;
}

/** Mends the coefficients in place; gives the residuals. */
export function refine({ design, outcome, weights, triangle, coefficients }: Solution): Float64Array {
  const { values, rows, width } = design;
  const weightOf = (i: number) => weights?.[i] ?? 1;
  const residuals = new Float64Array(rows);
  const missing = new Float64Array(rows);
  for (let step = 0; step <= STEPS; step++) {
    const projected = Array.from({ length: width }, (): Twofold => ({ total: 0, lost: 0 }));
    for (let i = 0; i < rows; i++) {
      const sum: Twofold = { total: outcome[i]!, lost: 0 };
      addProduct(sum, -1, residuals[i]!);
      for (let j = 0; j < width; j++) addProduct(sum, -values[i * width + j]!, coefficients[j]!);
      missing[i] = sum.total + sum.lost;
      // Xᵀ(W f + s) = Xᵀ W (f + r): the right-hand side of the corrections of b.
      for (let j = 0; j < width; j++) {
        addProduct(projected[j]!, weightOf(i) * missing[i]!, values[i * width + j]!);
        addProduct(projected[j]!, weightOf(i) * residuals[i]!, values[i * width + j]!);
      }
    }
    const rhs = projected.map(({ total, lost }) => total + lost);
    const change = solveUpper(triangle, solveLower(triangle, rhs));
    for (let j = 0; j < width; j++) coefficients[j] = coefficients[j]! + change[j]!;
    for (let i = 0; i < rows; i++) {
      let fitted = 0;
      for (let j = 0; j < width; j++) fitted += values[i * width + j]! * change[j]!;
      residuals[i] = residuals[i]! + missing[i]! - fitted;
    }
  }
  return residuals;
}
