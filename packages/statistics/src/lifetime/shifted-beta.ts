/** How customers under contract renew: the shifted-beta-geometric model, fitted. */
import { checkCount, checkProbability, checkValues } from '../checks.ts';
import type { Gradient, Objective } from '../derivatives.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { exp, log1p } from '../numbers.ts';
import { computable } from './computable.ts';
import { estimatesOf, fitOnLogScale } from './log-parameters.ts';

/** Each customer leaves at the end of a period with own chance θ, which is beta(α, β) over customers. */
export interface ShiftedBetaParameters {
  readonly alpha: number;
  readonly beta: number;
}

export interface ShiftedBetaModel {
  readonly parameters: ShiftedBetaParameters;
  /** Of ln α and ln β, row-major 2 × 2; zeros for parameters that are taken as known. */
  readonly covariance: Float64Array;
}

export interface ShiftedBetaFit extends ShiftedBetaModel {
  readonly estimates: { readonly alpha: Estimate; readonly beta: Estimate };
  readonly logLikelihood: number;
  /** Customers at the start. */
  readonly customers: number;
}

export interface CohortSurvivors {
  /** Customers of one cohort still there: at the start, after one period, after two, …; never increasing. */
  readonly survivors: ArrayLike<number>;
}

/** Two parameters need the losses of two periods at least. */
const FEWEST = 3;

/**
 * Fits the shifted-beta-geometric model of renewal to the survivors of a cohort, by maximum likelihood.
 *
 * A customer leaves at the end of each period with chance θ, which differs over customers as beta(α, β). P(leaves in period t) =
 * B(α+1, β+t−1)/B(α, β) and S(t) = B(α, β+t)/B(α, β); the retention rate rises, (β+t−1)/(α+β+t−1), because who is likely to leave leaves
 * first, though nobody changes. Numbers of customers, not shares: the standard errors come from them. Standard errors from the
 * information matrix; intervals are symmetric in the logarithm. O(periods) per step.
 *
 * @throws {StatisticsError} out_of_range when survivors increase, are negative or are not whole (shares are none); empty when fewer than two periods; one_class when nobody left, or everybody in the first period; did_not_converge or not_identified when the losses do not slow down, so that the data have no finite maximum; not_finite
 * @see Fader and Hardie (2007), How to project customer retention, Journal of Interactive Marketing 21:76–90
 * @example
 * const fit = fitShiftedBetaGeometric({ survivors: [1000, 869, 743, 653, 593, 551, 517, 491] });
 * fit.parameters.alpha.toPrecision(5) // → "0.66809"
 * fit.parameters.beta.toPrecision(5) // → "3.8061"
 */
export function fitShiftedBetaGeometric(
  { survivors }: CohortSurvivors,
  { level = 0.95 }: { readonly level?: number } = {},
): ShiftedBetaFit {
  checkProbability('level', level);
  checkSurvivors(survivors);
  const fit = fitOnLogScale('survivors', { ...likelihoodOf(survivors), start: [0, 0] });
  const estimates = estimatesOf(fit, level);
  const [alpha, beta] = [estimates[0]!, estimates[1]!];
  return computable('survivors', {
    parameters: { alpha: alpha.value, beta: beta.value },
    covariance: fit.covariance,
    estimates: { alpha, beta },
    logLikelihood: fit.logLikelihood,
    customers: survivors[0]!,
  });
}

function checkSurvivors(survivors: ArrayLike<number>): void {
  checkValues('survivors', survivors, { min: 0, atLeast: FEWEST });
  for (let t = 0; t < survivors.length; t++) checkCount(`survivors[${t}]`, survivors[t]!);
  for (let t = 1; t < survivors.length; t++)
    if (survivors[t]! > survivors[t - 1]!)
      throw new StatisticsError('out_of_range', {
        argument: `survivors[${t}]`,
        says: `must not be above those before (${survivors[t - 1]}), not ${survivors[t]}`,
      });
  const last = survivors[survivors.length - 1]!;
  if (last === survivors[0])
    throw new StatisticsError('one_class', { argument: 'survivors', says: 'must fall: nobody left' });
  if (survivors[1] === 0)
    throw new StatisticsError('one_class', {
      argument: 'survivors',
      says: 'must outlive the first period: everybody left in it',
    });
}

/**
 * −ln L and its slopes at (ln α, ln β). The ratios of beta functions are products of retention rates, which keep their digits; so do
 * rates when β, however small, is not added to more than the t − 1 that it is beside.
 */
function likelihoodOf(survivors: ArrayLike<number>): { objective: Objective; gradient: Gradient } {
  const periods = survivors.length - 1;
  return {
    objective: (point) => {
      const [alpha, beta] = [exp(point[0]!), exp(point[1]!)];
      let total = 0;
      for (let t = 1; t <= periods; t++) {
        const stays = beta + (t - 1);
        // Those who stay count for every period they stayed, those who leave for their last.
        total += survivors[t]! * log1p(alpha / stays);
        total += (survivors[t - 1]! - survivors[t]!) * log1p(stays / alpha);
      }
      return total;
    },
    gradient: (point) => {
      const [alpha, beta] = [exp(point[0]!), exp(point[1]!)];
      const slopes = new Float64Array(2);
      for (let t = 1; t <= periods; t++) {
        const stays = beta + (t - 1);
        const leaving = alpha / (alpha + stays);
        const left = survivors[t - 1]! - survivors[t]!;
        slopes[0]! += survivors[t]! * leaving - left * (1 - leaving);
        slopes[1]! += (left / (alpha + stays) - (survivors[t]! * leaving) / stays) * beta;
      }
      return slopes;
    },
  };
}
