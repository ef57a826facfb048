import { normalCdf, normalPdf } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import { type Square, solvePositiveDefinite } from '../linear.ts';

/** 95 % as efficient as least squares where noise is normal. */
const HUBER = 1.345;
const MOST_ROUNDS = 500;
/** Of the scale, or of the largest value where that is coarser: where the fit has stopped moving. */
const STILL = 1e-13;
const ROUNDING = 1e-15;

/** E min(Z², k²) for a standard normal Z: what makes the scale right where noise is normal. */
const CONSISTENCY = (() => {
  const inside = 2 * normalCdf(HUBER) - 1;
  return inside + HUBER * HUBER * (1 - inside) - 2 * HUBER * normalPdf(HUBER);
})();

export interface HuberFit {
  readonly coefficients: Float64Array;
  readonly residuals: Float64Array;
  /** Of the noise: its standard deviation where it is normal. */
  readonly scale: number;
  /** Σ w xxᵀ of the last round, row-major. */
  readonly information: Square;
}

interface Regression {
  /** Row-major, rows × width. */
  readonly design: Float64Array;
  readonly width: number;
  readonly outcome: ArrayLike<number>;
}

/**
 * Huber's M-estimate with his "proposal 2" for the scale, by reweighting until nothing moves (Huber 1981, section 7.8). As R's
 * MASS::rlm(scale.est = "Huber"), continued to the last digits.
 */
export function fitHuber(argument: string, { design, width, outcome }: Regression): HuberFit {
  const rows = outcome.length;
  let weights: Float64Array = new Float64Array(rows).fill(1);
  let fit = weightedFit(argument, { design, width, outcome, weights });
  let largest = 0;
  for (let i = 0; i < rows; i++) largest = Math.max(largest, Math.abs(outcome[i]!));
  let scale = medianAbsolute(fit.residuals) / 0.6745;
  for (let round = 1; round <= MOST_ROUNDS; round++) {
    scale = nextScale(fit.residuals, { scale, freedom: rows - width });
    if (!(scale > 0))
      throw new StatisticsError('zero_variance', { argument, says: 'must vary around its pattern' });
    const bound = HUBER * scale;
    weights = fit.residuals.map((one) => (Math.abs(one) <= bound ? 1 : bound / Math.abs(one)));
    const next = weightedFit(argument, { design, width, outcome, weights });
    const still = Math.max(STILL * scale, ROUNDING * largest);
    const moved = next.residuals.reduce(
      (most, one, i) => Math.max(most, Math.abs(one - fit.residuals[i]!)),
      0,
    );
    const drift = Math.abs(nextScale(next.residuals, { scale, freedom: rows - width }) - scale);
    fit = next;
    if (moved <= still && drift <= still) return { ...fit, scale };
  }
  throw new StatisticsError('did_not_converge', {
    argument,
    says: `has no stable pattern: it still moved after ${MOST_ROUNDS} rounds`,
    details: { rounds: MOST_ROUNDS },
  });
}

function nextScale(residuals: Float64Array, { scale, freedom }: { scale: number; freedom: number }): number {
  const bound = HUBER * HUBER * scale * scale;
  let total = 0;
  for (const residual of residuals) total += Math.min(residual * residual, bound);
  return Math.sqrt(total / (freedom * CONSISTENCY));
}

function medianAbsolute(values: Float64Array): number {
  const sorted = values.map(Math.abs).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

function weightedFit(
  argument: string,
  { design, width, outcome, weights }: Regression & { readonly weights: Float64Array },
): Omit<HuberFit, 'scale'> {
  const information = new Float64Array(width * width);
  const moments = new Float64Array(width);
  for (let i = 0; i < weights.length; i++) {
    const row = i * width;
    for (let j = 0; j < width; j++) {
      const weighted = weights[i]! * design[row + j]!;
      if (weighted === 0) continue;
      moments[j] = moments[j]! + weighted * outcome[i]!;
      for (let k = 0; k < width; k++)
        information[j * width + k] = information[j * width + k]! + weighted * design[row + k]!;
    }
  }
  const coefficients = solvePositiveDefinite(argument, { matrix: information, rhs: moments });
  const residuals = Float64Array.from({ length: weights.length }, (_, i) => {
    let fitted = 0;
    for (let j = 0; j < width; j++) fitted += design[i * width + j]! * coefficients[j]!;
    return outcome[i]! - fitted;
  });
  return { coefficients, residuals, information };
}
