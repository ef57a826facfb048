/** Proportions compared within strata and put together: the test of Cochran, Mantel and Haenszel. */

import { chisquareUpper } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { exp, ln, sum } from '../numbers.ts';
import { normalCritical } from './critical.ts';
import {
  type ExactTest,
  exactTest,
  FEW_ENOUGH,
  hypergeometricWeights,
  NEGLIGIBLE,
  normalized,
  type Weights,
} from './hypergeometric.ts';
import { type BinomialCounts, checkCounts } from './proportion.ts';
import { checkStrata } from './stratified.ts';

export interface ProportionStratum {
  readonly control: BinomialCounts;
  readonly treatment: BinomialCounts;
}

export interface StratifiedProportionsInput {
  /** At least one; of a property that was known before the units were assigned. */
  readonly strata: readonly ProportionStratum[];
  /** Takes half a success from the distance, for a p nearer to the exact one; false. */
  readonly continuityCorrection?: boolean;
  /** Confidence of the odds ratio's interval; 0.95. */
  readonly level?: number;
}

export interface StratifiedProportions {
  /** With one degree of freedom. */
  readonly chiSquare: number;
  /** Two-sided. */
  readonly pValue: number;
  /** Odds of success in the treatment over those in the control, common to the strata. Standard error on its own scale, interval by its logarithm. */
  readonly oddsRatio: Estimate;
}

/** Mantel and Fleiss (1980): the sum must be able to move this far either way before the normal approximation is fair. */
const NARROWEST_REACH = 5;
/** Of two strata's outcomes put together: a few tenths of a second. */
const MOST_PRODUCTS = 200_000_000;

/**
 * Whether two proportions differ when like is compared with like: a stratum's own level is taken out.
 *
 * The treatment's successes, summed over strata, against what their margins expect: (Σ(a − E a))² / Σ V(a), hypergeometric
 * variance. The odds ratio is Mantel and Haenszel's Σ(a·d/N) / Σ(b·c/N), its interval by the variance of Robins, Breslow
 * and Greenland, right for few large strata and for many small ones. An effect that points both ways cancels out. The
 * rule is Mantel and Fleiss's: the margins let the sum be 5 more and 5 fewer than expected. O(strata).
 *
 * @throws {StatisticsError} too_few when the rule does not hold (use testStratifiedProportionsExactly); not_identified when no stratum has a success in one arm beside a failure in the other, so the odds ratio is 0 or infinite; empty; out_of_range when counts are not whole or successes exceed n
 * @see Mantel and Haenszel (1959), Journal of the National Cancer Institute 22:719–748; Robins, Breslow and Greenland (1986), Biometrics 42:311–323; Mantel and Fleiss (1980), American Journal of Epidemiology 112:129–134
 * @example
 * const summer = { control: { n: 200, successes: 40 }, treatment: { n: 100, successes: 26 } };
 * const winter = { control: { n: 100, successes: 50 }, treatment: { n: 200, successes: 116 } };
 * const read = testStratifiedProportions({ strata: [summer, winter] });
 * read.oddsRatio.value // → 1.39106
 * read.pValue // → 0.0778151
 */
export function testStratifiedProportions(input: StratifiedProportionsInput): StratifiedProportions {
  const { strata, continuityCorrection = false, level = 0.95 } = input;
  const z = normalCritical(level);
  checkAll(strata);
  const margins = strata.map(marginsOf);
  const reach = Math.min(
    sum(margins.map((m) => m.expected - m.least)),
    sum(margins.map((m) => m.most - m.expected)),
  );
  if (reach < NARROWEST_REACH)
    throw new StatisticsError('too_few', {
      argument: 'strata',
      says: `let the sum of successes differ from what is expected by only ${reach}; use testStratifiedProportionsExactly`,
      details: {
        rule: `margins that let the sum be ${NARROWEST_REACH} more and fewer than expected`,
        instead: 'testStratifiedProportionsExactly',
        reach,
      },
    });
  const apart = Math.abs(sum(strata.map(({ treatment }, h) => treatment.successes - margins[h]!.expected)));
  const corrected = continuityCorrection ? Math.max(0, apart - 0.5) : apart;
  const chiSquare = (corrected * corrected) / sum(margins.map((m) => m.variance));
  return {
    chiSquare,
    pValue: chisquareUpper(chiSquare, 1),
    oddsRatio: commonOddsRatio(strata, { z, level }),
  };
}

function checkAll(strata: readonly ProportionStratum[]): void {
  checkStrata(strata);
  strata.forEach(({ control, treatment }, h) => {
    checkCounts([`strata[${h}].control.n`, `strata[${h}].control.successes`], control);
    checkCounts([`strata[${h}].treatment.n`, `strata[${h}].treatment.successes`], treatment);
  });
}

/** What a stratum's margins say of the treatment's successes. */
function marginsOf({ control, treatment }: ProportionStratum) {
  const all = control.n + treatment.n;
  const successes = control.successes + treatment.successes;
  const expected = treatment.n * (successes / all);
  return {
    expected,
    variance: expected * (control.n / all) * ((all - successes) / (all - 1)),
    least: Math.max(0, successes - control.n),
    most: Math.min(successes, treatment.n),
  };
}

function commonOddsRatio(
  strata: readonly ProportionStratum[],
  { z, level }: { z: number; level: number },
): Estimate {
  const parts = strata.map(({ control, treatment }) => {
    const all = control.n + treatment.n;
    const [a, c] = [treatment.successes, control.successes];
    const [b, d] = [treatment.n - a, control.n - c];
    return { r: (a * d) / all, s: (b * c) / all, p: (a + d) / all, q: (b + c) / all };
  });
  const of = (part: (one: (typeof parts)[number]) => number) => sum(parts.map(part));
  const [r, s] = [of((one) => one.r), of((one) => one.s)];
  if (r === 0 || s === 0)
    throw new StatisticsError('not_identified', {
      argument: 'strata',
      says: 'must have a success in each arm beside a failure in the other: the odds ratio is 0 or infinite',
    });
  const value = r / s;
  const ofLogarithm = Math.sqrt(
    of(({ p, r: own }) => p * own) / (2 * r * r) +
      of(({ p, q, r: own, s: other }) => p * other + q * own) / (2 * r * s) +
      of(({ q, s: own }) => q * own) / (2 * s * s),
  );
  const reach = z * ofLogarithm;
  const interval = { lower: exp(ln(value) - reach), upper: exp(ln(value) + reach) };
  return { value, standardError: value * ofLogarithm, interval, level };
}

/**
 * Whether two proportions differ when like is compared with like, without any approximation: for strata that are too small for testStratifiedProportions.
 *
 * The margins of every stratum given, the sum of the treatment's successes has the convolution of hypergeometric
 * distributions; the two-sided p is the chance of every sum that is no likelier than the one seen; below 1e-300 it may be
 * given as 0. O(S·R²) for S strata of the reach R of their sum.
 *
 * @throws {StatisticsError} empty when there are no strata; out_of_range when counts are not whole, successes exceed n, or there are more outcomes than can be counted (testStratifiedProportions is then as good)
 * @see Gart (1970), Biometrika 57:471–475; Agresti (2013), Categorical Data Analysis, 3rd edition, §7.3.5
 * @example
 * const morning = { control: { n: 5, successes: 1 }, treatment: { n: 5, successes: 4 } };
 * const evening = { control: { n: 6, successes: 2 }, treatment: { n: 4, successes: 4 } };
 * testStratifiedProportionsExactly({ strata: [morning, evening] }).pValue // → 0.00982615
 */
export function testStratifiedProportionsExactly({
  strata,
}: Pick<StratifiedProportionsInput, 'strata'>): ExactTest {
  checkAll(strata);
  const total = strata
    .map((stratum, h) => hypergeometricWeights(stratum, `strata[${h}].treatment.n`))
    .reduce(convolved);
  return exactTest(total, sum(strata.map(({ treatment }) => treatment.successes)));
}

function convolved(a: Weights, b: Weights): Weights {
  if (a.chances.length * b.chances.length > MOST_PRODUCTS)
    throw new StatisticsError('out_of_range', {
      argument: 'strata',
      says: 'have too many outcomes to count through; for so many testStratifiedProportions is as good',
      details: { most: MOST_PRODUCTS },
    });
  const chances = new Float64Array(a.chances.length + b.chances.length - 1);
  for (let i = 0; i < a.chances.length; i++)
    for (let j = 0; j < b.chances.length; j++) chances[i + j]! += a.chances[i]! * b.chances[j]!;
  return trimmed({ first: a.first + b.first, chances: normalized(chances) });
}

/** Without the ends that no longer matter, so that many strata do not make a long sum. */
function trimmed({ first, chances }: Weights): Weights {
  if (chances.length <= FEW_ENOUGH) return { first, chances };
  let [from, to] = [0, chances.length];
  while (chances[from]! < NEGLIGIBLE) from += 1;
  while (chances[to - 1]! < NEGLIGIBLE) to -= 1;
  return { first: first + from, chances: chances.subarray(from, to) };
}
