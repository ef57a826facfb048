import { checkNumber } from '../checks.ts';
import { normalCdf, normalPdf } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import { type Square, solvePositiveDefinite } from '../linear.ts';
import { medianSize } from './median.ts';

/** 95 % as efficient as least squares where noise is normal. */
const HUBER = 1.345;
const MOST_ROUNDS = 2_000;
/** Of the scale, or of the largest value where that is coarser: where the fit has stopped moving. */
const STILL = 1e-13;
const ROUNDING = 1e-15;
/** Of the largest value: what strays less than this is rounding, and no noise. */
const NO_NOISE = 1e-14;

/** E min(Z², k²) for a standard normal Z: what makes the scale right where noise is normal. */
const CONSISTENCY = (() => {
  const inside = 2 * normalCdf(HUBER) - 1;
  return inside + HUBER * HUBER * (1 - inside) - 2 * HUBER * normalPdf(HUBER);
})();

export interface HuberFit {
  readonly coefficients: Float64Array;
  /** Of the noise: its standard deviation where it is normal. */
  readonly scale: number;
  /** Σ w xxᵀ, row-major. */
  readonly information: Square;
}

interface Regression {
  /** Row-major, rows × width. */
  readonly design: Float64Array;
  readonly width: number;
  readonly outcome: Float64Array;
}

/** A fit with what it leaves. */
interface Attempt {
  readonly coefficients: Float64Array;
  readonly residuals: Float64Array;
  readonly scale: number;
}

/**
 * Huber's M-estimate with his "proposal 2" for the scale (Huber 1981, section 7.8), as R's MASS::rlm(scale.est = "Huber").
 *
 * Reweighting finds who lies beyond k scales, and on which side; once that no longer changes the equations are linear and are solved exactly, where reweighting would
 * need hundreds of rounds more for its last digits. Where rounding leaves somebody on the edge, reweighting goes on until nothing moves.
 */
export function fitHuber(argument: string, regression: Regression): HuberFit {
  const freedom = regression.outcome.length - regression.width;
  const largest = regression.outcome.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  const everyone = new Float64Array(regression.outcome.length).fill(1);
  let coefficients = weightedFit(argument, { regression, weights: everyone });
  let residuals = residualsOf(regression, coefficients);
  let scale = medianSize(residuals) / 0.6745;
  let sides = new Int8Array(0);
  for (let round = 1; round <= MOST_ROUNDS; round++) {
    const drift = scale;
    scale = nextScale(residuals, { scale, freedom });
    checkNumber(`the scale of ${argument}`, scale);
    checkNoise(argument, { scale, largest });
    const before = sides;
    sides = sidesOf(residuals, HUBER * scale);
    const exact = isSame(sides, before) ? solveExactly(argument, { regression, sides }) : undefined;
    if (exact) {
      checkNoise(argument, { scale: exact.scale, largest });
      return withInformation(regression, exact);
    }
    coefficients = weightedFit(argument, { regression, weights: weightsOf({ residuals, scale }) });
    const next = residualsOf(regression, coefficients);
    const moved = next.reduce((most, one, i) => Math.max(most, Math.abs(one - residuals[i]!)), 0);
    residuals = next;
    const still = Math.max(STILL * scale, ROUNDING * largest);
    if (moved <= still && Math.abs(scale - drift) <= still)
      return withInformation(regression, { coefficients, residuals, scale });
  }
  throw new StatisticsError('did_not_converge', {
    argument,
    says: `has no stable pattern: it still moved after ${MOST_ROUNDS} rounds`,
    details: { rounds: MOST_ROUNDS },
  });
}

function checkNoise(argument: string, { scale, largest }: { scale: number; largest: number }): void {
  if (scale <= NO_NOISE * largest)
    throw new StatisticsError('zero_variance', { argument, says: 'must vary around its pattern' });
}

function withInformation(regression: Regression, { coefficients, residuals, scale }: Attempt): HuberFit {
  const { information } = normalEquations(regression, weightsOf({ residuals, scale }));
  return { coefficients, scale, information };
}

/** 0 for who lies within the bound, else the sign of his residual. */
function sidesOf(residuals: Float64Array, bound: number): Int8Array<ArrayBuffer> {
  return Int8Array.from(residuals, (one) => (Math.abs(one) <= bound ? 0 : Math.sign(one)));
}

function isSame(a: Int8Array, b: Int8Array): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

function weightsOf({ residuals, scale }: Pick<Attempt, 'residuals' | 'scale'>): Float64Array {
  const bound = HUBER * scale;
  return residuals.map((one) => (Math.abs(one) <= bound ? 1 : bound / Math.abs(one)));
}

/**
 * The fit for given sides, or none where it does not lead to the same sides.
 *
 * Σ_in x(y − xᵀb) + ks Σ_out ±x = 0 gives b = b₀ + s·b₁ with the inliers' matrix. Their residuals from b₀ are orthogonal to x, so that Σ_in r² = Σ_in (y − xᵀb₀)² +
 * s² Σ_in (xᵀb₁)², and the scale is that of Σ_in r² + k²s²·outliers = freedom·consistency·s².
 */
function solveExactly(
  argument: string,
  { regression, sides }: { regression: Regression; sides: Int8Array },
): Attempt | undefined {
  const { design, width, outcome } = regression;
  const within = Float64Array.from(sides, (side) => (side === 0 ? 1 : 0));
  const { information, moments } = normalEquations(regression, within);
  const pull = new Float64Array(width);
  let outliers = 0;
  for (let i = 0; i < sides.length; i++) {
    if (sides[i] === 0) continue;
    outliers += 1;
    for (let j = 0; j < width; j++) pull[j]! += HUBER * sides[i]! * design[i * width + j]!;
  }
  const origin = solveOrNone(argument, { matrix: information, rhs: moments });
  const slope = solveOrNone(argument, { matrix: information, rhs: pull });
  if (!origin || !slope) return undefined;
  const left = residualsOf(regression, origin);
  const lead = residualsOf({ ...regression, outcome: new Float64Array(outcome.length) }, slope);
  const squaresOf = (values: Float64Array) => values.reduce((sum, one, i) => sum + within[i]! * one * one, 0);
  const divisor = (outcome.length - width) * CONSISTENCY - HUBER * HUBER * outliers - squaresOf(lead);
  const scale = divisor > 0 ? Math.sqrt(squaresOf(left) / divisor) : 0;
  if (!(scale > 0)) return undefined;
  const coefficients = origin.map((one, j) => one + scale * slope[j]!);
  const residuals = residualsOf(regression, coefficients);
  return isSame(sidesOf(residuals, HUBER * scale), sides) ? { coefficients, residuals, scale } : undefined;
}

function solveOrNone(
  argument: string,
  system: { matrix: Square; rhs: Float64Array },
): Float64Array | undefined {
  try {
    return solvePositiveDefinite(argument, system);
  } catch (error) {
    // The inliers alone may not know every season.
    if (error instanceof StatisticsError && error.code === 'not_identified') return undefined;
    throw error;
  }
}

function nextScale(residuals: Float64Array, { scale, freedom }: { scale: number; freedom: number }): number {
  const bound = HUBER * HUBER * scale * scale;
  let total = 0;
  for (const residual of residuals) total += Math.min(residual * residual, bound);
  return Math.sqrt(total / (freedom * CONSISTENCY));
}

function weightedFit(
  argument: string,
  { regression, weights }: { regression: Regression; weights: Float64Array },
): Float64Array {
  const { information, moments } = normalEquations(regression, weights);
  return solvePositiveDefinite(argument, { matrix: information, rhs: moments });
}

function normalEquations({ design, width, outcome }: Regression, weights: Float64Array) {
  const information = new Float64Array(width * width);
  const moments = new Float64Array(width);
  for (let i = 0; i < weights.length; i++) {
    const row = i * width;
    for (let j = 0; j < width; j++) {
      const weighted = weights[i]! * design[row + j]!;
      if (weighted === 0) continue;
      moments[j]! += weighted * outcome[i]!;
      for (let k = 0; k < width; k++) information[j * width + k]! += weighted * design[row + k]!;
    }
  }
  return { information, moments };
}

function residualsOf({ design, width, outcome }: Regression, coefficients: Float64Array): Float64Array {
  return outcome.map((one, i) => {
    let fitted = 0;
    for (let j = 0; j < width; j++) fitted += design[i * width + j]! * coefficients[j]!;
    return one - fitted;
  });
}
