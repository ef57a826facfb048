/** Means whose spread is known: normal beliefs. */
import { checkCount, checkNumber, checkPositive } from '../checks.ts';
import type { Estimate } from '../interval.ts';
import { type BayesComparison, checkVariants, comparePosteriors, estimateOf } from './compare.ts';
import { checkSize, normalPosterior, type Posterior, straight } from './posterior.ts';

export interface NormalMeanSummary {
  readonly n: number;
  readonly mean: number;
  /** Of one unit's value: known, or from so many values that it may be taken as known. */
  readonly variance: number;
}

/** What is believed of the mean itself before any value is seen. */
export interface NormalPrior {
  readonly mean: number;
  readonly deviation: number;
}

export interface BayesNormalMeanInput extends NormalMeanSummary {
  /** Default: every mean is equally likely. */
  readonly prior?: NormalPrior;
  /** Default 0.95. */
  readonly level?: number;
}

export interface BayesNormalMeansInput {
  /** The control first. */
  readonly variants: readonly NormalMeanSummary[];
  /** Of every variant. */
  readonly prior?: NormalPrior;
  /** Default 0.95. */
  readonly level?: number;
}

const LEVEL = 0.95;

/**
 * What is to be believed of a mean when the spread of the values is known.
 *
 * Precisions add: 1/τ² + n/σ², and the mean is weighted by them; without a prior N(x̄, σ²/n). For an estimate with a
 * standard error, give n = 1 and its square as variance. O(1).
 *
 * @throws {StatisticsError} out_of_range when n is not a whole number above 0, or a variance or a deviation is not positive
 * @see Gelman et al. (2013), Bayesian Data Analysis, 3rd edition, section 2.5
 * @example
 * estimateNormalMeanByBayes({ n: 25, mean: 103, variance: 196, prior: { mean: 100, deviation: 2 } }).value // → 101.014
 */
export function estimateNormalMeanByBayes(input: BayesNormalMeanInput): Estimate {
  return estimateOf(posteriorOf('', input, input.prior), input.level === undefined ? LEVEL : input.level);
}

/**
 * How likely each variant is the best by its mean when spreads are known, and what choosing it may cost.
 *
 * Normal beliefs as estimateNormalMeanByBayes, independent for each variant; chances and losses by integration, as
 * compareProportionsByBayes. For two variants they are Φ(δ/s) and s·φ(δ/s) − δ·Φ(−δ/s). O(variants²).
 *
 * @throws {StatisticsError} empty for fewer than two variants; as estimateNormalMeanByBayes
 * @see Gelman et al. (2013), Bayesian Data Analysis, 3rd edition, section 2.5
 * @see Chick and Inoue (2001), Operations Research 49:732–743, for the expected loss
 * @example
 * const variants = [{ n: 400, mean: 50, variance: 900 }, { n: 400, mean: 53, variance: 1000 }];
 * compareNormalMeansByBayes({ variants }).variants[1].chanceToBeatControl // → 0.915666
 * compareNormalMeansByBayes({ variants }).variants[1].expectedLoss // → 0.0841446
 */
export function compareNormalMeansByBayes(input: BayesNormalMeansInput): BayesComparison {
  const { variants, prior, level = LEVEL } = input;
  checkVariants(variants);
  const posteriors = variants.map((summary, i) => posteriorOf(`variants[${i}].`, summary, prior));
  return comparePosteriors(posteriors, straight, level);
}

function posteriorOf(
  argument: string,
  { n, mean, variance }: NormalMeanSummary,
  prior?: NormalPrior,
): Posterior {
  checkCount(`${argument}n`, n, { min: 1 });
  checkNumber(`${argument}mean`, mean);
  checkPositive(`${argument}variance`, variance);
  const within = variance / n;
  if (!prior) return normalOf(argument, { mean, deviation: Math.sqrt(within) });
  checkNumber('prior.mean', prior.mean);
  checkPositive('prior.deviation', prior.deviation);
  const between = prior.deviation * prior.deviation;
  const weight = between / (between + within);
  return normalOf(argument, {
    mean: prior.mean + weight * (mean - prior.mean),
    deviation: Math.sqrt(weight * within),
  });
}

function normalOf(argument: string, believed: { mean: number; deviation: number }): Posterior {
  checkSize(`${argument}variance`, believed);
  return normalPosterior(believed.mean, believed.deviation);
}
