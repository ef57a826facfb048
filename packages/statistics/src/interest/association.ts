import { checkCount, checkProbability } from '../checks.ts';
import { normalQuantile } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { exp, ln } from '../numbers.ts';
import { hypergeometricUpper } from './hypergeometric-tail.ts';

/** How often two things come together. A basket is whatever they are counted in: a traveller, a trip, an order. */
export interface PairCounts {
  /** At most 10¹², so that the exact p takes no more than a moment. */
  readonly baskets: number;
  /** Baskets with the first thing, at least one. */
  readonly first: number;
  readonly second: number;
  /** Baskets with both. */
  readonly both: number;
}

export interface AssociationInput extends PairCounts {
  /** Of the interval of lift; 0.95 by default. */
  readonly level?: number;
}

export interface AssociationTest {
  /** How many times more often than by chance they come together: 1 is chance. */
  readonly lift: number;
  /** One-sided, exact: the chance to see them together at least as often if they had nothing to do with each other. */
  readonly pValue: number;
}

export interface Association {
  /** Share of baskets with both. */
  readonly support: number;
  /** Share of those with the first that have the second, and the other way round. */
  readonly confidence: number;
  readonly reverseConfidence: number;
  /** Support less the support that chance would give. */
  readonly leverage: number;
  /** With standard error on its own scale; the interval is that of ln lift. */
  readonly lift: Estimate;
  readonly pValue: number;
}

/** Below it the delta method on ln lift is not to be trusted. */
const FEWEST_TOGETHER = 5;
const MOST_BASKETS = 1e12;

/**
 * Tells whether two things come together more often than by chance, exactly.
 *
 * lift = n₁₂·N / (n₁n₂). p = P(X ≥ n₁₂) for X hypergeometric (Fisher's exact test, one-sided). Chances below 1e-300 are 0. O(√n₁₂).
 *
 * @throws {StatisticsError} out_of_range when the counts contradict each other or are not whole; empty when one of the two never occurs
 * @see Fisher (1935), The logic of inductive inference, Journal of the Royal Statistical Society 98:39–82
 * @example
 * testAssociationExactly({ baskets: 20, first: 8, second: 7, both: 6 }).pValue // → 0.00443756
 */
export function testAssociationExactly(counts: PairCounts): AssociationTest {
  checkPair(counts);
  const { baskets, first, second, both } = counts;
  return { lift: (both / first) * (baskets / second), pValue: hypergeometricUpper(both, counts) };
}

/**
 * Reads how strongly two things come together: support, confidence, lift with its interval, and the exact p.
 *
 * support = n₁₂/N, confidence = n₁₂/n₁, lift = n₁₂N/(n₁n₂), leverage = n₁₂/N − n₁n₂/N². The interval is that of ln lift by the delta method for four multinomial cells:
 * variance 1/n₁₂ − 1/n₁ − 1/n₂ + (2·lift − 1)/N. A lift of many pairs looked at together belongs corrected: see findAssociations. O(√n₁₂).
 *
 * @throws {StatisticsError} too_few when fewer than 5 baskets hold both (then testAssociationExactly); out_of_range when the counts contradict each other; empty when one of the two never occurs
 * @see Tan, Steinbach and Kumar (2005), Introduction to Data Mining, section 6.7; Brin, Motwani and Silverstein (1997), SIGMOD 265–276; Agresti (2013), Categorical Data Analysis, 3rd edition, §16.1, for the delta method
 * @example
 * const read = readAssociation({ baskets: 1000, first: 200, second: 800, both: 150 });
 * read.confidence // → 0.75
 * read.lift.value // → 0.9375
 * read.lift.interval // → {"lower":0.873734,"upper":1.00592}
 */
export function readAssociation({ level = 0.95, ...counts }: AssociationInput): Association {
  const { lift, pValue } = testAssociationExactly(counts);
  checkProbability('level', level);
  const { baskets, first, second, both } = counts;
  if (both < FEWEST_TOGETHER)
    throw new StatisticsError('too_few', {
      argument: 'both',
      says: `must be at least ${FEWEST_TOGETHER} for an interval of lift, not ${both}; testAssociationExactly needs none`,
      details: { rule: `both ≥ ${FEWEST_TOGETHER}`, instead: 'testAssociationExactly' },
    });
  // Never negative but by rounding: all baskets holding both is certain.
  const logError = Math.sqrt(Math.max(0, 1 / both - 1 / first - 1 / second + (2 * lift - 1) / baskets));
  const reach = -normalQuantile((1 - level) / 2) * logError;
  return {
    support: both / baskets,
    confidence: both / first,
    reverseConfidence: both / second,
    leverage: both / baskets - (first / baskets) * (second / baskets),
    lift: {
      value: lift,
      standardError: lift * logError,
      interval: { lower: exp(ln(lift) - reach), upper: exp(ln(lift) + reach) },
      level,
    },
    pValue,
  };
}

function checkPair({ baskets, first, second, both }: PairCounts): void {
  checkCount('baskets', baskets, { min: 1, max: MOST_BASKETS });
  checkCount('first', first, { max: baskets });
  checkCount('second', second, { max: baskets });
  checkCount('both', both, { min: Math.max(0, first + second - baskets), max: Math.min(first, second) });
  for (const [argument, value] of [
    ['first', first],
    ['second', second],
  ] as const)
    if (value === 0)
      throw new StatisticsError('empty', { argument, says: 'must occur in at least one basket' });
}
