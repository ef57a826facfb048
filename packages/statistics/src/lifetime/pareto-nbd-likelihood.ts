/** The likelihood of Pareto/NBD over distinct triples, and the odds of having left, in a form that bears thousands of purchases. */
import { gammaln } from '../distributions.ts';
import { exp, expm1, ln, log1p } from '../numbers.ts';
import { hypergeometricOfOne } from './hypergeometric.ts';
import { type GroupedHistories, paired } from './purchase-history.ts';

/** The gamma distributions of λ and μ, at the start or after what was seen. */
export interface Rates {
  readonly r: number;
  readonly alpha: number;
  readonly s: number;
  readonly beta: number;
}

/** e^d beyond which 1 is nothing beside it, and which comes near the largest number there is. */
const LARGE = 700;

/**
 * H of ∫ over y ≥ u of (α+y)^−(r+x) (β+y)^−(s+1) dy = (α+u)^−(r+x) (β+u)^−s H(u)/(r+s+x).
 *
 * The forms of Fader and Hardie for α ≥ β and α < β, after Euler's transformation: both arguments are then in [0, 1), and H is of order one.
 */
function tailFactor({ r, alpha, s, beta }: Rates, { x, time }: { x: number; time: number }): number {
  const c = r + s + x + 1;
  if (alpha >= beta) return hypergeometricOfOne({ b: r + x, c, z: (alpha - beta) / (alpha + time) });
  const z = (beta - alpha) / (beta + time);
  return ((alpha + time) / (beta + time)) * hypergeometricOfOne({ b: s + 1, c, z });
}

/** What `logWhole` is made of: the two factors H, at the last purchase and at the end, cost most and are shared by many triples. */
interface Parts {
  readonly x: number;
  readonly recency: number;
  readonly age: number;
  readonly atLast: number;
  readonly atEnd: number;
}

/**
 * ln(1 + ρ), ρ being the odds of having left since the last purchase: P(alive) = 1/(1 + ρ),
 *
 *   ρ = s/(r+s+x) (e^d H(tₓ) − H(T)), d = (r+x) ln (α+T)/(α+tₓ) + s ln (β+T)/(β+tₓ).
 */
function logWhole({ r, alpha, s, beta }: Rates, { x, recency, age, atLast, atEnd }: Parts): number {
  const since = age - recency;
  const d = (r + x) * log1p(since / (alpha + recency)) + s * log1p(since / (beta + recency));
  const share = s / (r + s + x);
  if (d > LARGE) return d + ln(share * atLast);
  // Rounding may leave less than nothing where no time has passed since the last purchase.
  return log1p(Math.max(share * (expm1(d) * atLast + (atLast - atEnd)), 0));
}

/** ln P(alive at T), from −∞ to 0. */
export function logAlive(rates: Rates, seen: { frequency: number; recency: number; age: number }): number {
  const { frequency: x, recency, age } = seen;
  const atLast = tailFactor(rates, { x, time: recency });
  const atEnd = tailFactor(rates, { x, time: age });
  return -logWhole(rates, { x, recency, age, atLast, atEnd });
}

/**
 * −ln L(ln r, ln α, ln s, ln β), with
 *
 *   ln L = ln Γ(r+x)/Γ(r) + r ln α + s ln β − (r+x) ln(α+T) − s ln(β+T) + ln(1 + ρ).
 */
export function negativeLogLikelihood(grouped: GroupedHistories): (logs: Float64Array) => number {
  const { frequency, recency, age, customers, totalCustomers } = grouped;
  const lasts = paired(frequency, recency);
  const ends = paired(frequency, age);
  return (logs) => {
    const [r = 0, alpha = 0, s = 0, beta = 0] = logs.map((value) => exp(value));
    const rates = { r, alpha, s, beta };
    const factors = (pairs: typeof lasts, times: Float64Array) =>
      pairs.distinct.map((pair) => {
        const x = frequency.distinct[Math.floor(pair / times.length)]!;
        return tailFactor(rates, { x, time: times[pair % times.length]! });
      });
    const atLast = factors(lasts, recency.distinct);
    const atEnd = factors(ends, age.distinct);
    const gammas = frequency.distinct.map((x) => gammaln(r + x));
    const logRate = age.distinct.map((time) => ln(alpha + time));
    const logLoss = age.distinct.map((time) => s * ln(beta + time));
    let value = 0;
    let lost = 0;
    for (let i = 0; i < customers.length; i++) {
      const x = frequency.distinct[frequency.of[i]!]!;
      const end = age.of[i]!;
      const times = { recency: recency.distinct[recency.of[i]!]!, age: age.distinct[end]! };
      const parts = { x, ...times, atLast: atLast[lasts.of[i]!]!, atEnd: atEnd[ends.of[i]!]! };
      const seen = gammas[frequency.of[i]!]! - (r + x) * logRate[end]! - logLoss[end]!;
      const added = customers[i]! * (seen + logWhole(rates, parts));
      // What each sum rounds away is kept: differences of this value must have digits.
      const next = value + added;
      lost += Math.abs(value) >= Math.abs(added) ? value - next + added : added - next + value;
      value = next;
    }
    const shared = r * ln(alpha) + s * ln(beta) - gammaln(r);
    return -(value + lost + totalCustomers * shared);
  };
}
