/** Two proportions without an approximation: Fisher's test. */

import { type ExactTest, exactTest, hypergeometricWeights } from './hypergeometric.ts';
import { checkTwoProportions, type TwoProportionsInput } from './proportion-difference.ts';

/**
 * Whether two proportions differ, without any approximation: for arms that are too small for compareProportions.
 *
 * Fisher's exact test: the margins given, the treatment's successes are hypergeometric; the two-sided p is the chance of
 * every table that is no likelier than the one seen. It never rejects more often than it says, usually less often. When
 * nobody or everybody succeeded p is 1. Below 1e-300 it may be given as 0. O(the smallest margin) time and memory, or of
 * some 75 standard deviations of the successes if that is less: up to some 10¹⁰ units.
 *
 * @throws {StatisticsError} out_of_range when counts are not whole, successes exceed n, or there are more outcomes than can be counted (compareProportions is then as good)
 * @see Fisher (1935), Journal of the Royal Statistical Society 98:39–82; Freeman and Halton (1951), Biometrika 38:141–149, for the two-sided p
 * @example
 * testProportionsExactly({ control: { n: 8, successes: 1 }, treatment: { n: 9, successes: 7 } }).pValue // → 0.0152201
 */
export function testProportionsExactly(input: Omit<TwoProportionsInput, 'level'>): ExactTest {
  checkTwoProportions(input);
  return exactTest(hypergeometricWeights(input), input.treatment.successes);
}
