/** Student's t about a mean that is not nought: what the power of a t test is made of. */
import { normalCdf } from '../distributions.ts';
import { exp, ln, log1p } from '../numbers.ts';
import { breaksBetween, integratePanels } from '../quadrature.ts';

/** How far a normal variable is followed on either side; beyond lies 1e-36. */
const REACH = 12.5;
const STEPS = 4;
const TURNS = [1.5, 5, REACH];

/**
 * P(T' > t) for the noncentral t with `df` degrees of freedom and noncentrality `shift`.
 *
 * T' = (Z + shift)/S with S = √(χ²/df), so P = ∫ Φ(shift − t·s)·f(s) ds; f is normalised by the same integration, which
 * costs no digits when df is large.
 */
export function noncentralTUpper(t: number, { df, shift }: { df: number; shift: number }): number {
  const width = 1 / Math.sqrt(2 * df);
  const upper = 1 + REACH * width;
  const lower = Math.max(0, 1 - REACH * width);
  const points = [1];
  for (let k = 1; k <= STEPS; k++)
    points.push(1 - (k * REACH * width) / STEPS, 1 + (k * REACH * width) / STEPS);
  if (t !== 0) {
    // Φ turns over within 1/|t| of here, which may be far narrower than f.
    const turn = shift / t;
    for (const reach of TURNS) points.push(turn - reach / Math.abs(t), turn + reach / Math.abs(t));
    points.push(turn);
  }
  const [mass = 1, above = 0] = integratePanels('power', breaksBetween(points, lower, upper), {
    width: 2,
    negligible: [0, 1e-16 * width],
    at: (s, out) => {
      const e = s - 1;
      // ln f without its constant: df·(ln s − (s² − 1)/2) − ln s.
      const lns = Math.abs(e) < 0.5 ? log1p(e) : ln(s);
      const density = exp(df * (lns - e - (e * e) / 2) - lns);
      out[0] = density;
      out[1] = density * normalCdf(shift - t * s);
    },
  });
  return above / mass;
}
