/** Derivatives of a function of a few parameters by differences whose steps balance rounding against truncation. */

/** The point handed in is used again for the next call: it must be read, not kept or changed. */
export type Objective = (point: Float64Array) => number;
export type Gradient = (point: Float64Array) => Float64Array;

/** ε^⅓ and ε^⅕ are best for first derivatives of second and fourth order, about ε^⅙ for second derivatives of fourth. */
const STEP_OF_SECOND_ORDER = 6.055_454_452_393_343e-6;
const STEP_OF_FOURTH_ORDER = 7.4e-4;
const STEP_OF_HESSIAN = 4e-3;
/** Of differences of a gradient that is given, and may itself be rounded in its last digits. */
const STEP_OF_SLOPES = 3e-5;

const stepAt = (x: number, relative: number) => relative * Math.max(Math.abs(x), 1);

/** The gradient by central differences, of second or of fourth order. */
export function differences(objective: Objective, at: Float64Array, fourthOrder: boolean): Float64Array {
  const point = at.slice();
  const relative = fourthOrder ? STEP_OF_FOURTH_ORDER : STEP_OF_SECOND_ORDER;
  return at.map((x, i) => {
    const h = stepAt(x, relative);
    const slopeOver = (step: number) => {
      point[i] = x + step;
      const above = objective(point);
      point[i] = x - step;
      const below = objective(point);
      point[i] = x;
      return (above - below) / (2 * step);
    };
    return fourthOrder ? (4 * slopeOver(h) - slopeOver(2 * h)) / 3 : slopeOver(h);
  });
}

/**
 * Second derivatives, row-major and exactly symmetric: what is inverted for the covariance of an estimate.
 * Central differences: of the gradient when it is given, else of the objective and then of fourth order.
 */
export function hessianAt(objective: Objective, at: ArrayLike<number>, gradient?: Gradient): Float64Array {
  const point = Float64Array.from(at);
  return gradient ? hessianOfGradient(gradient, point) : hessianOfValues(objective, point);
}

function hessianOfGradient(gradient: Gradient, point: Float64Array): Float64Array {
  const k = point.length;
  const hessian = new Float64Array(k * k);
  point.forEach((x, i) => {
    hessian.set(slopesOf(gradient, point, { i, h: stepAt(x, STEP_OF_SLOPES) }), i * k);
  });
  for (let i = 0; i < k; i++)
    for (let j = 0; j < i; j++) {
      const both = (hessian[i * k + j]! + hessian[j * k + i]!) / 2;
      hessian[i * k + j] = both;
      hessian[j * k + i] = both;
    }
  return hessian;
}

function slopesOf(gradient: Gradient, at: Float64Array, { i, h }: { i: number; h: number }): Float64Array {
  const gradientAt = (step: number) => {
    const point = at.slice();
    point[i] = at[i]! + step;
    return gradient(point).slice();
  };
  const [above, below] = [gradientAt(h), gradientAt(-h)];
  return above.map((slope, j) => (slope - below[j]!) / (2 * h));
}

/** A coordinate and the step it is moved by. */
type Move = readonly [i: number, by: number];

function hessianOfValues(objective: Objective, at: Float64Array): Float64Array {
  const k = at.length;
  const hessian = new Float64Array(k * k);
  const value = (...moves: readonly Move[]) => {
    const point = at.slice();
    for (const [i, by] of moves) point[i] = at[i]! + by;
    return objective(point);
  };
  const middle = value();
  const second = (i: number, j: number, share: number) => {
    const a = stepAt(at[i]!, STEP_OF_HESSIAN) * share;
    const b = stepAt(at[j]!, STEP_OF_HESSIAN) * share;
    if (i === j) return (value([i, a]) - 2 * middle + value([i, -a])) / (a * a);
    const same = value([i, a], [j, b]) + value([i, -a], [j, -b]);
    const opposite = value([i, a], [j, -b]) + value([i, -a], [j, b]);
    return (same - opposite) / (4 * a * b);
  };
  for (let i = 0; i < k; i++)
    for (let j = 0; j <= i; j++) {
      // Richardson's extrapolation from the step and its half.
      const both = (4 * second(i, j, 0.5) - second(i, j, 1)) / 3;
      hessian[i * k + j] = both;
      hessian[j * k + i] = both;
    }
  return hessian;
}
