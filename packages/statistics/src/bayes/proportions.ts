/** Rates: Beta beliefs, binomial counts. */
import { checkCount, checkNumber } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { type BayesComparison, checkVariants, comparePosteriors, estimateOf } from './compare.ts';
import { betaPosterior, logit, type Posterior } from './posterior.ts';

export interface ProportionCounts {
  readonly n: number;
  readonly successes: number;
}

/** Successes and failures that are believed before any are seen, each at least ½. Default one each: all rates are equally likely. */
export interface BetaPrior {
  readonly successes: number;
  readonly failures: number;
}

export interface BayesProportionInput extends ProportionCounts {
  readonly prior?: BetaPrior;
  /** Default 0.95. */
  readonly level?: number;
}

export interface BayesProportionsInput {
  /** The control first. */
  readonly variants: readonly ProportionCounts[];
  /** Of every variant. */
  readonly prior?: BetaPrior;
  /** Default 0.95. */
  readonly level?: number;
}

const UNIFORM: BetaPrior = { successes: 1, failures: 1 };
const LEVEL = 0.95;
/** Jeffreys'. Below it a belief piles up at 0 and 1, closer than numbers can tell them from what is next to them. */
const LEAST_PRIOR = 0.5;
/** As many as counts may be. */
const MOST_PRIOR = Number.MAX_SAFE_INTEGER;

/**
 * What is to be believed of a rate after so many successes: mean, standard deviation and credible interval.
 *
 * Beta(a + successes, b + failures) for the prior Beta(a, b): (½, ½) is Jeffreys', (1, 1) is Bayes' own. The interval leaves
 * as much below as above. Good for any counts, also none and all. O(1).
 *
 * @throws {StatisticsError} out_of_range when counts are not whole, successes exceed n, the prior is below ½, or the level not in (0, 1)
 * @see Gelman et al. (2013), Bayesian Data Analysis, 3rd edition, section 2.4
 * @example
 * estimateProportionByBayes({ n: 980, successes: 437 }).value // → 0.446029
 * estimateProportionByBayes({ n: 10, successes: 0 }).interval // → {"lower":0.00229897,"upper":0.284914}
 */
export function estimateProportionByBayes(input: BayesProportionInput): Estimate {
  return estimateOf(posteriorOf('', input, input.prior), input.level === undefined ? LEVEL : input.level);
}

/**
 * How likely each variant is the best by its rate, and what choosing it may cost.
 *
 * Beta beliefs as estimateProportionByBayes, independent for each variant. The chance to beat the control is ∫ f_i·F_0, to
 * be the best ∫ f_i·Π F_j, the expected loss ∫ F_i·(1 − Π F_j): each integrated over the logit of the rate to ten digits, not simulated.
 * Evan Miller's and Stucchio's closed sums are special cases, which take time in the counts; this does not. The interval of
 * the difference is by its exact distribution. O(variants²).
 *
 * @throws {StatisticsError} empty for fewer than two variants; out_of_range when counts are not whole, successes exceed n, the prior is
 * below ½, or the level not in (0, 1); did_not_converge when an integral does not settle
 * @see Miller (2015), Formulas for Bayesian A/B Testing
 * @see Stucchio (2015), Bayesian A/B Testing at VWO
 * @example
 * const read = compareProportionsByBayes({ variants: [{ n: 1000, successes: 100 }, { n: 1000, successes: 120 }] });
 * read.variants.map(({ chanceToBeBest }) => chanceToBeBest) // → [0.0768166,0.923183]
 * read.variants.map(({ expectedLoss }) => expectedLoss) // → [0.0204447,0.000484614]
 * read.variants[1].difference.interval // → {"lower":-0.00747069,"upper":0.0474697}
 */
export function compareProportionsByBayes(input: BayesProportionsInput): BayesComparison {
  const { variants, prior, level = LEVEL } = input;
  checkVariants(variants);
  const posteriors = variants.map((counts, i) => posteriorOf(`variants[${i}].`, counts, prior));
  return comparePosteriors(posteriors, logit, level);
}

function posteriorOf(argument: string, counts: ProportionCounts, prior: BetaPrior = UNIFORM): Posterior {
  const { n, successes } = counts;
  checkCount(`${argument}n`, n);
  checkCount(`${argument}successes`, successes);
  if (successes > n)
    throw new StatisticsError('out_of_range', {
      argument: `${argument}successes`,
      says: `must not exceed n (${n}), not ${successes}`,
      details: { value: successes, n },
    });
  checkNumber('prior.successes', prior.successes, { min: LEAST_PRIOR, max: MOST_PRIOR });
  checkNumber('prior.failures', prior.failures, { min: LEAST_PRIOR, max: MOST_PRIOR });
  return betaPosterior(prior.successes + successes, prior.failures + n - successes);
}
