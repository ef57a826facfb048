/** The likelihood of Pareto/NBD over distinct triples, and the odds of having left, in a form that bears thousands of purchases. */
import { digamma, gammaln } from '../distributions.ts';
import { exp, expm1, ln, log1p } from '../numbers.ts';
import type { Evaluate } from './fit-purchases.ts';
import { hypergeometricOfOne, slopesOfHypergeometricOfOne } from './hypergeometric.ts';
import { type Column, type GroupedHistories, paired } from './purchase-history.ts';

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
  /** ln (α+T)/(α+tₓ) and ln (β+T)/(β+tₓ). */
  readonly byRate: number;
  readonly byLoss: number;
}

function partsOf(
  { alpha, beta }: Rates,
  { x, recency, age, atLast, atEnd }: Omit<Parts, 'byRate' | 'byLoss'>,
): Parts {
  const since = age - recency;
  const byRate = log1p(since / (alpha + recency));
  const byLoss = log1p(since / (beta + recency));
  return { x, recency, age, atLast, atEnd, byRate, byLoss };
}

/**
 * ln(1 + ρ), ρ being the odds of having left since the last purchase: P(alive) = 1/(1 + ρ),
 *
 *   ρ = s/(r+s+x) (e^d H(tₓ) − H(T)), d = (r+x) ln (α+T)/(α+tₓ) + s ln (β+T)/(β+tₓ).
 */
function logWhole({ r, s }: Rates, { x, atLast, atEnd, byRate, byLoss }: Parts): number {
  const d = (r + x) * byRate + s * byLoss;
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
  return -logWhole(rates, partsOf(rates, { x, recency, age, atLast, atEnd }));
}

/** α and β that differ by more than this factor of e mean that one of the two processes is not seen at all. */
const FARTHEST_APART = 12;

/** H for each distinct pair of frequency and time, and its slopes by the logarithms of r, α, s, β. */
interface FactorTable {
  readonly value: Float64Array;
  /** Four for each pair. */
  readonly slopes: Float64Array;
}

function factorTable(
  rates: Rates,
  { frequency, times, pairs }: { frequency: Column; times: Column; pairs: Column },
): FactorTable {
  const width = times.distinct.length;
  const value = new Float64Array(pairs.distinct.length);
  const slopes = new Float64Array(4 * value.length);
  for (let at = 0; at < value.length; at++) {
    const pair = pairs.distinct[at]!;
    const x = frequency.distinct[Math.floor(pair / width)]!;
    value[at] = slopesOfTailFactor(
      rates,
      { x, time: times.distinct[pair % width]! },
      slopes.subarray(4 * at),
    );
  }
  return { value, slopes };
}

/** H; `slopes` receives those by the logarithms of r, α, s, β, by the chain rule through b, c and z of ₂F₁. */
function slopesOfTailFactor(
  { r, alpha, s, beta }: Rates,
  { x, time }: { x: number; time: number },
  slopes: Float64Array,
): number {
  const c = r + s + x + 1;
  const [buying, leaving] = [alpha + time, beta + time];
  if (alpha >= beta) {
    const of = slopesOfHypergeometricOfOne({ b: r + x, c, z: (alpha - beta) / buying });
    slopes[0] = r * (of.byB + of.byC);
    slopes[1] = (of.byZ * leaving * alpha) / (buying * buying);
    slopes[2] = s * of.byC;
    slopes[3] = (-of.byZ * beta) / buying;
    return of.value;
  }
  const of = slopesOfHypergeometricOfOne({ b: s + 1, c, z: (beta - alpha) / leaving });
  const share = buying / leaving;
  slopes[0] = share * r * of.byC;
  slopes[1] = (alpha * (of.value - share * of.byZ)) / leaving;
  slopes[2] = share * s * (of.byB + of.byC);
  slopes[3] = (beta * share * (share * of.byZ - of.value)) / leaving;
  return share * of.value;
}

/**
 * −ln L(ln r, ln α, ln s, ln β) and its slopes, with
 *
 *   ln L = ln Γ(r+x)/Γ(r) + r ln α + s ln β − (r+x) ln(α+T) − s ln(β+T) + ln(1 + ρ).
 */
export function negativeLogLikelihood(grouped: GroupedHistories): Evaluate {
  const { frequency, recency, age, customers, totalCustomers } = grouped;
  const lasts = { frequency, times: recency, pairs: paired(frequency, recency) };
  const ends = { frequency, times: age, pairs: paired(frequency, age) };
  return (logs) => {
    if (!(Math.abs(logs[1]! - logs[3]!) < FARTHEST_APART))
      return { value: Number.POSITIVE_INFINITY, slopes: new Float64Array(4) };
    const [r = 0, alpha = 0, s = 0, beta = 0] = logs.map((value) => exp(value));
    const rates = { r, alpha, s, beta };
    const atLast = factorTable(rates, lasts);
    const atEnd = factorTable(rates, ends);
    const gammas = frequency.distinct.map((x) => gammaln(r + x));
    const digammas = frequency.distinct.map((x) => digamma(r + x));
    const rateTimes = age.distinct.map((time) => ln(alpha + time));
    const lossTimes = age.distinct.map((time) => ln(beta + time));
    const slopes = new Float64Array(4);
    let value = 0;
    let lost = 0;
    for (let i = 0; i < customers.length; i++) {
      const at = frequency.of[i]!;
      const end = age.of[i]!;
      const x = frequency.distinct[at]!;
      const [pairAtLast, pairAtEnd] = [lasts.pairs.of[i]!, ends.pairs.of[i]!];
      const parts = partsOf(rates, {
        x,
        recency: recency.distinct[recency.of[i]!]!,
        age: age.distinct[end]!,
        atLast: atLast.value[pairAtLast]!,
        atEnd: atEnd.value[pairAtEnd]!,
      });
      const rateTime = rateTimes[end]!;
      const lossTime = lossTimes[end]!;
      const added =
        customers[i]! * (gammas[at]! - (r + x) * rateTime - s * lossTime + logWhole(rates, parts));
      // What each sum rounds away is kept: many terms of one sign.
      const next = value + added;
      lost += Math.abs(value) >= Math.abs(added) ? value - next + added : added - next + value;
      value = next;
      const whole = slopesOfWhole(rates, parts, {
        last: atLast.slopes.subarray(4 * pairAtLast),
        end: atEnd.slopes.subarray(4 * pairAtEnd),
      });
      slopes[0]! += customers[i]! * (r * (digammas[at]! - rateTime) + whole[0]);
      slopes[1]! += customers[i]! * (whole[1] - ((r + x) * alpha) / (alpha + parts.age));
      slopes[2]! += customers[i]! * (whole[2] - s * lossTime);
      slopes[3]! += customers[i]! * (whole[3] - (s * beta) / (beta + parts.age));
    }
    const shared = [r * (ln(alpha) - digamma(r)), r, s * ln(beta), s];
    return {
      value: -(value + lost + totalCustomers * (r * ln(alpha) + s * ln(beta) - gammaln(r))),
      slopes: slopes.map((slope, k) => -(slope + totalCustomers * shared[k]!)),
    };
  };
}

/** Of ln(1 + ρ), by the logarithms of r, α, s, β; both ρ and its slopes are taken e^d times smaller, so that nothing overflows. */
function slopesOfWhole(
  { r, alpha, s, beta }: Rates,
  { x, recency, age, atLast, atEnd, byRate, byLoss }: Parts,
  { last, end }: { readonly last: Float64Array; readonly end: Float64Array },
): [number, number, number, number] {
  const since = age - recency;
  const small = exp(-(r + x) * byRate - s * byLoss);
  const total = r + s + x;
  const share = s / total;
  const gone = atLast - small * atEnd;
  const whole = small + share * gone;
  const slope = (k: number, byD: number, byShare: number) =>
    (byShare * gone + share * (byD * atLast + last[k]! - small * end[k]!)) / whole;
  return [
    slope(0, r * byRate, (-share * r) / total),
    slope(1, ((r + x) * alpha * -since) / ((alpha + age) * (alpha + recency)), 0),
    slope(2, s * byLoss, (share * (r + x)) / total),
    slope(3, (s * beta * -since) / ((beta + age) * (beta + recency)), 0),
  ];
}
