/** What changed for the treated beyond what changed for the others: two groups, before and after. */
import { checkProbability, checkSameLength, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { type Coefficient, coefficientOf } from '../regression/coefficient.ts';
import { covarianceOf } from '../regression/covariance.ts';
import { designOf } from '../regression/design.ts';
import { solveLeastSquares } from '../regression/solve.ts';
import { checkClustersOfArms, checkIndicator, checkMeasure } from './arms.ts';

/** Place of treated·after, behind the constant, treated and after. */
const EFFECT = 3;

export interface DifferenceInDifferencesInput {
  /** One number per row. */
  readonly outcome: ArrayLike<number>;
  /** 1 where the row belongs to the group that gets the treatment at some time, before and after. */
  readonly treated: ArrayLike<number>;
  /** 1 where the row was seen after the treatment began. */
  readonly after: ArrayLike<number>;
  /** What rows move together by, any numbers: the customer seen twice, or better the shop or city that was treated as one. */
  readonly clusters?: ArrayLike<number>;
  /** Further columns as long as `outcome`, which the treatment does not change. */
  readonly covariates?: readonly ArrayLike<number>[];
  /** Of the interval; 0.95 without word. */
  readonly level?: number;
}

export interface DifferenceInDifferences {
  /** Change of the treated less change of the others, in the unit of the outcome, named `effect`. */
  readonly effect: Coefficient;
  /** Of Student's t: clusters − 1, without clusters rows − coefficients. */
  readonly degreesOfFreedom: number;
  /** Mean outcome of each cell. */
  readonly means: {
    readonly treatedBefore: number;
    readonly treatedAfter: number;
    readonly controlBefore: number;
    readonly controlAfter: number;
  };
}

/**
 * The effect of a treatment from two groups, seen before and after (difference in differences).
 *
 * b₃ of y = b₀ + b₁ treated + b₂ after + b₃ treated·after (+ covariates), which without covariates is
 * (ȳ₁after − ȳ₁before) − (ȳ₀after − ȳ₀before). Assumes that without treatment both groups would have changed by the same amount
 * (see testParallelTrends), and that nobody of the others is touched by it. Errors are clustered (CR1) with `clusters`, else HC2, which
 * is right only when no row has anything to do with another: customers seen twice need `clusters`. With few clusters in either arm they
 * are too small: of twenty places with two, three or five treated, an interval of 0.95 covers 0.73, 0.87 or 0.92. O(n k²).
 *
 * @throws {StatisticsError} too_few when a cell is empty or an arm has fewer than two clusters; not_identified when a covariate is made of the others or the error vanishes; zero_variance when every row equals its cell's mean; one_class, length_mismatch, out_of_range, not_finite
 * @see Angrist and Pischke (2009), Mostly Harmless Econometrics, chapter 5; Bertrand, Duflo and Mullainathan (2004), Quarterly Journal of Economics 119:249–275
 * @example
 * const read = estimateDifferenceInDifferences({ outcome: [10, 12, 11, 13, 12, 15, 17, 20], treated: [0, 0, 0, 0, 1, 1, 1, 1], after: [0, 0, 1, 1, 0, 0, 1, 1] });
 * read.effect.value // → 4
 * read.effect.standardError // → 2.54951
 */
export function estimateDifferenceInDifferences(
  input: DifferenceInDifferencesInput,
): DifferenceInDifferences {
  const { outcome, treated, after, clusters, covariates = [], level = 0.95 } = input;
  checkProbability('level', level);
  checkMeasure('outcome', outcome);
  for (const [argument, indicator] of [
    ['treated', treated],
    ['after', after],
  ] as const) {
    checkSameLength(['outcome', outcome], [argument, indicator]);
    checkIndicator(argument, indicator);
  }
  const means = cellMeans(input);
  const both = Float64Array.from(treated, (arm, i) => arm * after[i]!);
  if (clusters !== undefined) {
    checkSameLength(['outcome', outcome], ['clusters', clusters]);
    checkValues('clusters', clusters);
    checkClustersOfArms(treated, clusters);
  }
  covariates.forEach((column, j) => {
    checkSameLength(['outcome', outcome], [`covariates[${j}]`, column]);
    checkMeasure(`covariates[${j}]`, column);
  });
  const names = ['intercept', 'treated', 'after', 'effect', ...covariates.map((_, j) => `covariates[${j}]`)];
  const columns = [treated, after, both, ...covariates];
  const design = designOf('covariates', columns, { rows: outcome.length, intercept: true });
  const fit = solveLeastSquares({ design, outcome, weights: undefined, names });
  const { matrix, degreesOfFreedom } = covarianceOf(fit, {
    errors: clusters === undefined ? 'HC2' : 'cluster',
    clusters,
    names,
    told: [EFFECT],
  });
  const variance = matrix[EFFECT * design.width + EFFECT]!;
  const value = fit.coefficients[EFFECT]!;
  return {
    effect: coefficientOf('effect', { value, variance }, { level, degreesOfFreedom }),
    degreesOfFreedom,
    means,
  };
}

function cellMeans({
  outcome,
  treated,
  after,
}: DifferenceInDifferencesInput): DifferenceInDifferences['means'] {
  const cell = (arm: number, time: number, words: string): number => {
    let [count, total] = [0, 0];
    for (let i = 0; i < outcome.length; i++)
      if (treated[i] === arm && after[i] === time) {
        count += 1;
        total += outcome[i]!;
      }
    if (count === 0)
      throw new StatisticsError('too_few', {
        argument: 'after',
        says: `must have rows of the ${words}`,
        details: { rule: 'a row in each of the four cells', instead: 'compareMeans' },
      });
    return total / count;
  };
  return {
    treatedBefore: cell(1, 0, 'treated before'),
    treatedAfter: cell(1, 1, 'treated after'),
    controlBefore: cell(0, 0, 'others before'),
    controlAfter: cell(0, 1, 'others after'),
  };
}
