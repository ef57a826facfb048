/** Means whose spread is not known: Student beliefs. */
import { checkCount, checkNumber, checkPositive } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import type { MeanSummary } from '../reading/means.ts';
import { type BayesComparison, checkVariants, comparePosteriors, estimateOf } from './compare.ts';
import { checkSize, type Posterior, straight, studentPosterior } from './posterior.ts';

/** What is believed before: as if `units` had shown this mean, and `degrees` + 1 this deviation. */
export interface StudentPrior {
  readonly mean: number;
  readonly units: number;
  /** Standard deviation of one unit's value. */
  readonly deviation: number;
  readonly degrees: number;
}

export interface BayesMeanInput extends MeanSummary {
  /** Default: nothing is known, neither of the mean nor of the spread. */
  readonly prior?: StudentPrior;
  /** Default 0.95. */
  readonly level?: number;
}

export interface BayesMeansInput {
  /** The control first. */
  readonly variants: readonly MeanSummary[];
  /** Of every variant. */
  readonly prior?: StudentPrior;
  /** Default 0.95. */
  readonly level?: number;
}

const LEVEL = 0.95;
/** Student's t has a variance only above it. */
const LEAST_DEGREES = 2;

/**
 * What is to be believed of a mean when the spread has to be learnt from the same values.
 *
 * Without a prior, t with n − 1 degrees of freedom around the mean, stretched by s/√n: the interval is that of a t test. With
 * the conjugate prior: κ = κ₀ + n, ν = ν₀ + n, mean (κ₀μ₀ + n·x̄)/κ, νσ² = ν₀σ₀² + (n − 1)s² + κ₀n(x̄ − μ₀)²/κ, stretched by σ/√κ.
 * The values need not be normal when n is large: value per visitor, with its zeros, is read so. O(1).
 *
 * @throws {StatisticsError} too_few when fewer than four values (without a prior) leave no variance to the belief: then
 * estimateNormalMeanByBayes needs a known spread; zero_variance; out_of_range for negative variances, counts that are not whole, and priors
 * without units, deviation or degrees
 * @see Gelman et al. (2013), Bayesian Data Analysis, 3rd edition, sections 3.2 and 3.3
 * @example
 * estimateMeanByBayes({ n: 25, mean: 103, variance: 196 }).interval // → {"lower":97.2211,"upper":108.779}
 */
export function estimateMeanByBayes(input: BayesMeanInput): Estimate {
  return estimateOf(posteriorOf('', input, input.prior), input.level === undefined ? LEVEL : input.level);
}

/**
 * How likely each variant is the best by its mean, and what choosing it may cost.
 *
 * Student beliefs as estimateMeanByBayes, independent for each variant; chances, losses and the interval of the difference
 * (Behrens and Fisher's) by integration, as compareProportionsByBayes. For value per visitor give n, mean and variance over all visitors,
 * buyers or not. O(variants²).
 *
 * @throws {StatisticsError} empty for fewer than two variants; as estimateMeanByBayes; did_not_converge when an integral does not settle
 * @see Gelman et al. (2013), Bayesian Data Analysis, 3rd edition, section 3.2
 * @see Behrens (1929) and Fisher (1935), Annals of Eugenics 6:391–398
 * @example
 * const read = compareMeansByBayes({ variants: [{ n: 30, mean: 10, variance: 9 }, { n: 25, mean: 11, variance: 16 }] });
 * read.variants[1].chanceToBeatControl // → 0.841966
 * read.variants.map(({ expectedLoss }) => expectedLoss) // → [1.08571,0.0857134]
 */
export function compareMeansByBayes({ variants, prior, level = LEVEL }: BayesMeansInput): BayesComparison {
  checkVariants(variants);
  const posteriors = variants.map((summary, i) => posteriorOf(`variants[${i}].`, summary, prior));
  return comparePosteriors(posteriors, straight, level);
}

function posteriorOf(argument: string, { n, mean, variance }: MeanSummary, prior?: StudentPrior): Posterior {
  checkCount(`${argument}n`, n, { min: 1 });
  checkNumber(`${argument}mean`, mean);
  checkNumber(`${argument}variance`, variance, { min: 0 });
  if (prior) checkPrior(prior);
  const units = (prior?.units ?? 0) + n;
  const df = prior ? prior.degrees + n : n - 1;
  if (df <= LEAST_DEGREES)
    throw new StatisticsError('too_few', {
      argument: `${argument}n`,
      says: `must be larger for the belief to have a variance, not ${n}`,
      details: { rule: 'more than two degrees of freedom', instead: 'estimateNormalMeanByBayes' },
    });
  const ownSquares = (n - 1) * variance;
  const away = prior ? mean - prior.mean : 0;
  const squares = prior
    ? prior.degrees * prior.deviation * prior.deviation +
      ownSquares +
      ((prior.units * n) / units) * away * away
    : ownSquares;
  if (squares === 0)
    throw new StatisticsError('zero_variance', {
      argument: `${argument}variance`,
      says: 'must not be nought: nothing can be said of the spread',
    });
  const centre = prior ? prior.mean + (away * n) / units : mean;
  const scale = Math.sqrt(squares / df / units);
  checkSize(`${argument}variance`, { mean: centre, deviation: scale });
  return studentPosterior(centre, { scale, df });
}

function checkPrior({ mean, units, deviation, degrees }: StudentPrior): void {
  checkNumber('prior.mean', mean);
  checkPositive('prior.units', units);
  checkPositive('prior.deviation', deviation);
  checkPositive('prior.degrees', degrees);
}
