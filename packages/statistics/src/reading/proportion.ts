/** One proportion: the interval of Wilson, and the exact one of Clopper and Pearson. */
import { checkCount, checkObject } from '../checks.ts';
import { betainc, betaln, betaQuantile } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate, Interval } from '../interval.ts';
import { exp, ln, log1p } from '../numbers.ts';
import { normalCritical } from './critical.ts';

/** How many there were, and how many of them succeeded. */
export interface BinomialCounts {
  /** Units: members, visits, messages sent. Whole, at least 1. */
  readonly n: number;
  /** Those of them that did it. Whole, 0 … n. */
  readonly successes: number;
}

export interface ProportionInput extends BinomialCounts {
  /** Confidence of the interval; 0.95. */
  readonly level?: number;
}

/** From here on the score interval covers on average within 2.5 percentage points of its level; a test holds that. */
const FEWEST_TRIALS = 5;

export function checkCounts(name: [n: string, successes: string], counts: BinomialCounts): void {
  if (!counts) checkObject(name[0].slice(0, -'.n'.length), counts, '{ n: 1000, successes: 100 }');
  const { n, successes } = counts;
  // One comparison each for the usual case; the sentence is made only for what is refused.
  if (!(Number.isSafeInteger(n) && n >= 1)) checkCount(name[0], n, { min: 1 });
  if (!(Number.isSafeInteger(successes) && successes >= 0 && successes <= n))
    checkCount(name[1], successes, { max: n });
}

export function checkEnoughTrials(name: string, { n }: BinomialCounts, instead: string): void {
  if (n < FEWEST_TRIALS)
    throw new StatisticsError('too_few', {
      argument: name,
      says: `must be at least ${FEWEST_TRIALS} for a score interval, not ${n}; use ${instead}`,
      details: { rule: `at least ${FEWEST_TRIALS} trials`, instead, n },
    });
}

/** The score interval: all chances that a test of z standard errors, taken under that chance, does not reject. */
export function wilsonInterval({ n, successes }: BinomialCounts, z: number): Interval {
  const square = z * z;
  const centre = successes + square / 2;
  const reach = z * Math.sqrt((successes * (n - successes)) / n + square / 4);
  // The smaller end of each pair is taken from the product of the roots: a difference would lose its digits.
  const upper = successes === n ? 1 : (centre + reach) / (n + square);
  return { lower: successes === 0 ? 0 : ((successes / n) * (successes / (n + square))) / upper, upper };
}

/**
 * A proportion with its score interval, which stays inside 0 … 1 and is right also for rare successes.
 *
 * Wilson: (x + z²/2 ± z·√(x(n − x)/n + z²/4)) / (n + z²). The standard error is √(p(1 − p)/n), and is 0 when all or none
 * succeeded, while the interval is not. The units are independent and have one chance. The rule for the approximation is
 * n ≥ 5. O(1).
 *
 * @throws {StatisticsError} too_few when n < 5 (use estimateProportionExactly); out_of_range when counts are not whole or successes exceed n
 * @see Wilson (1927), Journal of the American Statistical Association 22:209–212; Newcombe (1998), Statistics in Medicine 17:857–872, method 3
 * @example
 * const opened = estimateProportion({ n: 263, successes: 81 });
 * opened.value // → 0.307985
 * opened.interval // → {"lower":0.255289,"upper":0.36621}
 */
export function estimateProportion({ n, successes, level = 0.95 }: ProportionInput): Estimate {
  const z = normalCritical(level);
  checkCounts(['n', 'successes'], { n, successes });
  checkEnoughTrials('n', { n, successes }, 'estimateProportionExactly');
  const value = successes / n;
  const standardError = Math.sqrt((value * (1 - value)) / n);
  return { value, standardError, interval: wilsonInterval({ n, successes }, z), level };
}

/**
 * A proportion with an interval that covers at least its level for every number of trials, however few.
 *
 * Clopper and Pearson: quantiles (1 − level)/2 of Beta(x, n − x + 1) and (1 + level)/2 of Beta(x + 1, n − x). It is wider
 * than need be; take estimateProportion from some ten trials on unless the guarantee matters. O(1).
 *
 * @throws {StatisticsError} out_of_range when counts are not whole or successes exceed n
 * @see Clopper and Pearson (1934), Biometrika 26:404–413
 * @example
 * estimateProportionExactly({ n: 4, successes: 0 }).interval // → {"lower":0,"upper":0.602365}
 */
export function estimateProportionExactly({ n, successes, level = 0.95 }: ProportionInput): Estimate {
  normalCritical(level);
  checkCounts(['n', 'successes'], { n, successes });
  const tail = (1 - level) / 2;
  const value = successes / n;
  return {
    value,
    standardError: Math.sqrt((value * (1 - value)) / n),
    interval: {
      lower: successes === 0 ? 0 : exactLimit(tail, { a: successes, b: n - successes + 1, above: false }),
      upper: successes === n ? 1 : exactLimit(tail, { a: successes + 1, b: n - successes, above: true }),
    },
    level,
  };
}

interface Limit {
  /** Of the beta distribution. */
  readonly a: number;
  readonly b: number;
  /** Whether the tail is the one above the limit. */
  readonly above: boolean;
}

/** Steps of Newton, each of which doubles the digits: @stdlib's quantile has at least three. */
const STEPS = 4;

/** The chance with so much of the beta distribution beyond it, by the logarithm of that tail itself, which keeps its digits. */
function exactLimit(tail: number, { a, b, above }: Limit): number {
  const start = above ? betaQuantile(1 - tail, a, b) : betaQuantile(tail, a, b);
  let p = start > 0 && start < 1 ? start : 1 - betaQuantile(tail, b, a);
  for (let step = 0; step < STEPS; step++) {
    const beyond = betainc(p, a, b, true, above);
    const density = exp((a - 1) * ln(p) + (b - 1) * log1p(-p) - betaln(a, b));
    const next = p + ((above ? 1 : -1) * (ln(beyond / tail) * beyond)) / density;
    // Where the tail or the density is too small for a double there is nothing to mend.
    if (!(next > 0 && next < 1)) break;
    p = next;
  }
  return p;
}
