/** The purchases expected of a living customer of BG/NBD, in two ways: a sum for short horizons and an integral for long ones. */
import { betaln } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import { exp, expm1, ln, log1p } from '../numbers.ts';

/** The gamma and beta distributions of λ and p, at the start or after what was seen. */
export interface Mixture {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

/** Terms beyond which the integral costs less than the sum. */
const MANY_TERMS = 300;
const NEGLIGIBLE = 1e-17;
/** A sum that goes on for longer has parameters of a size that it was not made for. */
const MOST_STEPS = 1_000_000;
/** −ln of what is negligible: about as many times 1 + t/α terms follow the mean. */
const TAIL = 40;

/**
 * ((a+b−1)/(a−1)) (1 − (α/(α+t))ʳ ₂F₁(r, b; a+b−1; t/(α+t))), in forms that have positive terms only: nothing cancels, and nothing is singular
 * at a = 1 or a + b = 1.
 */
export function purchasesWhileAlive(mixture: Mixture, horizon: number): number {
  if (horizon === 0) return 0;
  const terms = ((mixture.r + TAIL) * horizon) / mixture.alpha + TAIL;
  return terms > MANY_TERMS ? bySurvivals(mixture, horizon) : byCounts(mixture, horizon);
}

/** Σ P(N > j) E[(1 − p)ʲ], j = 0, 1, …; N, the purchases there would be without dropping out, is negative binomial. */
export function byCounts({ r, alpha, a, b }: Mixture, horizon: number): number {
  const w = horizon / (alpha + horizon);
  const none = -r * log1p(horizon / alpha);
  let more = -expm1(none);
  let survive = 1;
  let total = more;
  // In logarithms, since the chance of few purchases may be below the smallest number there is.
  let logExactly = none;
  for (let j = 1; ; j++) {
    logExactly += ln((w * (r + j - 1)) / j);
    const exactly = exp(logExactly);
    more = Math.max(more - exactly, 0);
    survive *= (b + j - 1) / (a + b + j - 1);
    total += more * survive;
    // From where the ratio is below 1, terms fall at least as fast as a geometric series does.
    const next = (w * (r + j)) / (j + 1);
    if (!(j < MOST_STEPS)) throw neverEnds();
    if (next < 1 && (exactly * survive) / ((1 - next) * (1 - next)) <= NEGLIGIBLE * total) return total;
  }
}

/**
 * ∫ (1 − (α/(α+pt))ʳ)/p over the beta distribution of p, by the trapezoidal rule in u = ln p/(1−p), which for such a function, analytic
 * in a strip and falling at both ends, gains digits exponentially as the step shrinks (Trefethen and Weideman 2014).
 */
export function bySurvivals({ r, alpha, a, b }: Mixture, horizon: number): number {
  const ratio = horizon / alpha;
  const scale = betaln(a, b);
  const step = Math.min(0.25, 0.6 * Math.sqrt(1 / a + 1 / b));
  const at = (u: number) => {
    const away = log1p(exp(-Math.abs(u)));
    const logP = Math.min(u, 0) - away;
    const logQ = Math.min(-u, 0) - away;
    const p = exp(logP);
    // Where p is nothing beside α/t, what is divided by it is r p t/α.
    const made = p * ratio < NEGLIGIBLE ? r * ratio : -expm1(-r * log1p(p * ratio)) / p;
    return { term: made * exp(a * logP + b * logQ - scale), p, q: exp(logQ) };
  };
  const middle = ln(a / b);
  const first = at(middle).term;
  let total = first;
  // Outwards, until what is left is nothing. It falls ever faster (its logarithm is concave), or, where the power of p or of 1 − p is all that
  // still changes, as a geometric series.
  const flats = [
    { sign: -1, ratio: exp(-a * step), flat: (p: number) => p * (1 + ratio * (1 + r) + b) < NEGLIGIBLE },
    { sign: 1, ratio: exp(-b * step), flat: (_: number, q: number) => q * (1 + r + a) < NEGLIGIBLE },
  ];
  for (const side of flats) {
    let before = first;
    for (let i = 1; ; i++) {
      const { term, p, q } = at(middle + side.sign * i * step);
      total += term;
      const isFlat = side.flat(p, q);
      const fall = isFlat ? side.ratio : term / before;
      const rest = fall < 1 ? (term * fall) / (1 - fall) : Number.POSITIVE_INFINITY;
      before = term;
      if (isFlat) total += rest;
      if (!(i < MOST_STEPS)) throw neverEnds();
      if (isFlat || rest <= NEGLIGIBLE * total) break;
    }
  }
  return total * step;
}

function neverEnds(): StatisticsError {
  return new StatisticsError('did_not_converge', {
    argument: 'horizon',
    says: `leads, with these parameters, to a sum that ${MOST_STEPS} terms do not reach`,
    details: { iterations: MOST_STEPS },
  });
}
