/** The normal mixture that makes an interval hold at all times at once, in the two numbers it depends on. */
import { checkComputable, checkNumber, checkPositive, checkProbability } from '../checks.ts';
import type { Estimate } from '../interval.ts';
import { exp, ln, log1p } from '../numbers.ts';

export interface MixtureVarianceInput {
  /** 0.05 unless told. */
  readonly alpha?: number;
  /** Square of the standard error that the estimate will have when the interval should be at its best. */
  readonly targetVariance: number;
}

/**
 * The variance of the mixture that makes the always-valid interval narrowest at a sample size of one's choice.
 *
 * x times the variance of the estimate at that sample size, where x − ln(1 + x) = 2 ln(1/alpha) (8.2 for 5 %). The choice is not
 * critical: at a tenth of the sample size, or at ten times it, the interval is 1.26 or 1.07 times as wide as it could be. It must be
 * chosen before the data are seen. O(1).
 *
 * @throws {StatisticsError} out_of_range when alpha is not inside (0, 1) or targetVariance not above 0, or too large
 * @see Howard, Ramdas, McAuliffe and Sekhon (2021), Annals of Statistics 49:1055–1080, proposition 3
 * @see Johari, Koomen, Pekelis and Walsh (2022), Operations Research 70:1806–1821
 * @example
 * chooseMixtureVariance({ targetVariance: 0.0001 }) // → 0.000821197
 */
export function chooseMixtureVariance({ alpha = 0.05, targetVariance }: MixtureVarianceInput): number {
  checkProbability('alpha', alpha);
  checkPositive('targetVariance', targetVariance);
  const variance = targetVariance * bestRatio(alpha);
  checkComputable('targetVariance', [variance]);
  return variance;
}

/** Five are enough for any alpha; the end is where rounding stops the fall. */
const MOST_STEPS = 20;

/** Programs look thousands of times with one alpha; the last one asked for is kept. Its ratio depends on alpha alone. */
let kept = { alpha: Number.NaN, ratio: Number.NaN };

/** x of the docstring: mixture variance over the variance of the estimate where the interval is narrowest. */
export function bestRatio(alpha: number): number {
  if (alpha !== kept.alpha) kept = { alpha, ratio: solveRatio(alpha) };
  return kept.ratio;
}

function solveRatio(alpha: number): number {
  const wanted = -2 * ln(alpha);
  // From above the root (Chatzigeorgiou 2013), so that Newton's steps on a convex function only fall, and quickly.
  let x = wanted + Math.sqrt(2 * wanted);
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = x - ((x - log1p(x) - wanted) * (1 + x)) / x;
    if (!(next < x)) return x;
    x = next;
  }
  return x;
}

export interface AnytimeOptions {
  /** Chance that the interval misses the truth at any time at all; 0.05 unless told. */
  readonly alpha?: number;
  /** The p value of the look before; the one given is never above it. 1 unless told. */
  readonly previousPValue?: number;
}

export interface AnytimeReading {
  /** The interval holds at all looks at once, however many and whenever; the intersection of all so far does too. */
  readonly estimate: Estimate;
  /** Always valid: may be compared with alpha after every observation. */
  readonly pValue: number;
  /** Natural logarithm of the mixture likelihood ratio against no effect: ln(1/alpha) or more is an effect. */
  readonly logEvidence: number;
}

export function checkOptions({ alpha = 0.05, previousPValue = 1 }: AnytimeOptions) {
  checkProbability('alpha', alpha);
  checkNumber('previousPValue', previousPValue, { min: 0, max: 1 });
  return { alpha, previousPValue };
}

interface Mixed {
  /** Of `value`, as the caller wrote it. */
  readonly argument: string;
  readonly value: number;
  readonly null: number;
  readonly standardError: number;
  /** Mixture variance over the variance of the estimate. */
  readonly ratio: number;
}

/** ln of ∫ N(value | θ, se²)/N(value | null, se²) dN(θ | null, ratio · se²), and the effects it does not refuse. */
export function readMixture(
  { argument, value, null: none, standardError, ratio }: Mixed,
  { alpha, previousPValue }: { alpha: number; previousPValue: number },
): AnytimeReading {
  const z = (value - none) / standardError;
  const spread = log1p(ratio);
  const logEvidence = ((z * z * ratio) / (1 + ratio) - spread) / 2;
  const half = standardError * Math.sqrt((1 + 1 / ratio) * (spread - 2 * ln(alpha)));
  const interval = { lower: value - half, upper: value + half };
  checkComputable(argument, [logEvidence, interval.lower, interval.upper]);
  return {
    estimate: {
      value,
      standardError,
      interval,
      level: 1 - alpha,
    },
    pValue: pValueOf(logEvidence, previousPValue),
    logEvidence,
  };
}

export function pValueOf(logEvidence: number, previous: number): number {
  return Math.min(previous, logEvidence > 0 ? exp(-logEvidence) : 1);
}
