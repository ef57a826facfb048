import { checkProbability, checkSameLength, checkValues } from '../checks.ts';
import { normalQuantile } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { crossDeviations, sum } from '../numbers.ts';
import { doubledRanks } from '../ranks.ts';

export interface DiscriminationInput {
  /** Higher means more likely; any scale. */
  readonly scores: ArrayLike<number>;
  /** 1 where it happened, 0 where not; as long as `scores`. At least two of each. */
  readonly outcome: ArrayLike<number>;
  /** Of the interval; 0.95 by default. */
  readonly level?: number;
}

/**
 * Tells how well scores put those who did before those who did not: the area under the ROC curve.
 *
 * AUC = P(score of a 1 > score of a 0) + ½P(equal): 0.5 is chance, 1 perfect. Standard error by DeLong from each row's placement; the interval is value ± z·error, cut at 0
 * and 1. Where the scores part the outcomes without a mistake the error is 0, and the interval says nothing. O(n log n).
 *
 * @throws {StatisticsError} one_class when all outcomes are the same; too_few with fewer than two of either; out_of_range when an outcome is not 0 or 1; length_mismatch; not_finite
 * @see DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44:837–845; Sun and Xu (2014), IEEE Signal Processing Letters 21:1389–1393
 * @example
 * const auc = measureDiscrimination({ scores: [0.1, 0.4, 0.35, 0.8, 0.7], outcome: [0, 0, 1, 1, 1] });
 * auc.value // → 0.833333
 * auc.standardError // → 0.235702
 */
export function measureDiscrimination({ scores, outcome, level = 0.95 }: DiscriminationInput): Estimate {
  checkProbability('level', level);
  checkValues('scores', scores);
  checkSameLength(['scores', scores], ['outcome', outcome]);
  const ones = rowsOf(outcome, 1);
  const zeros = rowsOf(outcome, 0);
  checkClasses(outcome, { ones: ones.length, zeros: zeros.length });
  const among = doubledRanks(scores);
  const amongOnes = doubledRanks(ones.map((i) => scores[i]!));
  const amongZeros = doubledRanks(zeros.map((i) => scores[i]!));
  // Of each row: the share of the other class that lies on its right side.
  const placedOnes = ones.map((row, i) => (among[row]! - amongOnes[i]!) / 2 / zeros.length);
  const placedZeros = zeros.map((row, i) => 1 - (among[row]! - amongZeros[i]!) / 2 / ones.length);
  const value = sum(placedOnes) / ones.length;
  const spread = (placed: readonly number[]) =>
    crossDeviations(placed, placed) / (placed.length - 1) / placed.length;
  const standardError = Math.sqrt(Math.max(0, spread(placedOnes) + spread(placedZeros)));
  const reach = -normalQuantile((1 - level) / 2) * standardError;
  const interval = { lower: Math.max(0, value - reach), upper: Math.min(1, value + reach) };
  return { value, standardError, interval, level };
}

function rowsOf(outcome: ArrayLike<number>, value: 0 | 1): number[] {
  const rows: number[] = [];
  for (let i = 0; i < outcome.length; i++) if (outcome[i] === value) rows.push(i);
  return rows;
}

function checkClasses(outcome: ArrayLike<number>, { ones, zeros }: { ones: number; zeros: number }): void {
  checkOutcome(outcome);
  if (ones === 0 || zeros === 0)
    throw new StatisticsError('one_class', { argument: 'outcome', says: 'must have both 0 and 1' });
  if (ones < 2 || zeros < 2)
    throw new StatisticsError('too_few', {
      argument: 'outcome',
      says: 'must have at least two of each, or the error of the area is not known',
      details: { rule: 'at least two of each', ones, zeros },
    });
}

/** Refuses what is not 0 or 1. */
export function checkOutcome(outcome: ArrayLike<number>): void {
  for (let i = 0; i < outcome.length; i++)
    if (outcome[i] !== 0 && outcome[i] !== 1)
      throw new StatisticsError('out_of_range', {
        argument: `outcome[${i}]`,
        says: `must be 0 or 1, not ${outcome[i]}`,
      });
}
