/** Whether the arms have as many units as they should: sample ratio mismatch, the first thing to ask of an experiment. */
import { checkProbability, checkSameLength, checkShares, checkValues } from '../checks.ts';
import { chisquareUpper } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import { sum } from '../numbers.ts';

export interface SampleRatioInput {
  /** Units that were seen in each arm; at least two arms. */
  readonly counts: ArrayLike<number>;
  /** Shares the arms were meant to have, in the same order, summing to 1. */
  readonly shares: ArrayLike<number>;
  /** A p below this is called a mismatch; 0.001, since the test is asked of every experiment and many times. */
  readonly threshold?: number;
}

export interface SampleRatio {
  readonly pValue: number;
  /** p is below the threshold: the assignment or the counting is broken, and no result of the experiment can be trusted. */
  readonly isMismatch: boolean;
  /** Units each arm would have by its share. */
  readonly expected: Float64Array;
}

export interface ChiSquareSampleRatio extends SampleRatio {
  readonly chiSquare: number;
  /** Arms less one. */
  readonly degreesOfFreedom: number;
}

export const THRESHOLD = 0.001;
/** Cochran's rule. */
const FEWEST_EXPECTED = 5;

export function checkSampleRatio({ counts, shares, threshold = THRESHOLD }: SampleRatioInput): Float64Array {
  checkProbability('threshold', threshold);
  checkValues('counts', counts, { min: 0, max: Number.MAX_SAFE_INTEGER, atLeast: 2 });
  for (let i = 0; i < counts.length; i++)
    if (!Number.isInteger(counts[i]))
      throw new StatisticsError('out_of_range', {
        argument: `counts[${i}]`,
        says: `must be a whole number, not ${counts[i]}`,
      });
  checkShares('shares', shares);
  checkSameLength(['counts', counts], ['shares', shares]);
  const total = sum(counts);
  if (total === 0)
    throw new StatisticsError('empty', {
      argument: 'counts',
      says: 'must have at least one unit in some arm',
    });
  return Float64Array.from(shares, (share) => share * total);
}

/**
 * Whether the arms' numbers of units fit the shares they were meant to have.
 *
 * Pearson's chi-square Σ(n − N·w)² / (N·w), arms less one degrees of freedom. Asked of units, not of visits, since it
 * takes them as independent. The rule is 5 expected units in each arm. O(arms).
 *
 * @throws {StatisticsError} too_few when an arm expects fewer than 5 units (use testSampleRatioExactly); shares_do_not_sum; empty; length_mismatch; out_of_range when a count is not whole
 * @see Fabijan et al. (2019), KDD, 2156–2164; Pearson (1900), Philosophical Magazine 50:157–175
 * @example
 * const ratio = testSampleRatio({ counts: [50_000, 49_000], shares: [0.5, 0.5] });
 * ratio.pValue // → 0.00148188
 * ratio.isMismatch // → false
 */
export function testSampleRatio(input: SampleRatioInput): ChiSquareSampleRatio {
  const { counts, threshold = THRESHOLD } = input;
  const expected = checkSampleRatio(input);
  expected.forEach((own, i) => {
    if (own < FEWEST_EXPECTED)
      throw new StatisticsError('too_few', {
        argument: `counts[${i}]`,
        says: `is expected to be only ${own}, and chi-square needs ${FEWEST_EXPECTED}; use testSampleRatioExactly, or merge arms`,
        details: {
          rule: `at least ${FEWEST_EXPECTED} expected units in each arm`,
          instead: 'testSampleRatioExactly',
          expected: own,
        },
      });
  });
  const chiSquare = sum(expected.map((own, i) => ((counts[i]! - own) / own) * (counts[i]! - own)));
  const degreesOfFreedom = expected.length - 1;
  const pValue = chisquareUpper(chiSquare, degreesOfFreedom);
  return { pValue, isMismatch: pValue < threshold, expected, chiSquare, degreesOfFreedom };
}
