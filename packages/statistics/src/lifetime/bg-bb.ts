/** Purchases at discrete opportunities (months, mailings, campaigns) and silent loss of customers: the BG/BB model, fitted. */
import { checkCount, checkProbability, checkSameLength, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { sum } from '../numbers.ts';
import { groupOpportunities, MOST_OPPORTUNITIES, opportunityLikelihood } from './bg-bb-likelihood.ts';
import { computable } from './computable.ts';
import { estimatesOf, fitOnLogScale } from './log-parameters.ts';

/** One entry per customer, or per history with its count; all arrays are equally long. */
export interface OpportunityHistories {
  /** Opportunities at which the customer bought, not counting the purchase by which the customer was won. */
  readonly frequency: ArrayLike<number>;
  /** Which opportunity was the last with a purchase, 1, 2, …; 0 for who did not buy. */
  readonly recency: ArrayLike<number>;
  /** How many opportunities there were. */
  readonly opportunities: ArrayLike<number>;
}

export interface BgBbData extends OpportunityHistories {
  /** How many customers have the history; one each when absent. */
  readonly customers?: ArrayLike<number>;
}

/** While alive a customer buys with chance p ~ beta(α, β) and is lost before an opportunity with chance θ ~ beta(γ, δ). */
export interface BgBbParameters {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly delta: number;
}

export interface BgBbModel {
  readonly parameters: BgBbParameters;
  /** Of the logarithms of α, β, γ, δ, row-major 4 × 4; zeros for parameters that are taken as known. */
  readonly covariance: Float64Array;
}

export interface BgBbFit extends BgBbModel {
  readonly estimates: Readonly<Record<keyof BgBbParameters, Estimate>>;
  readonly logLikelihood: number;
  readonly customers: number;
}

/**
 * Fits the BG/BB model of purchases at discrete opportunities and silent loss, by maximum likelihood.
 *
 * A customer who is alive buys at each opportunity with chance p ~ beta(α, β), and is lost before each with chance θ ~ beta(γ, δ), unseen.
 * L = B(α+x, β+n−x)B(γ, δ+n)/(B(α, β)B(γ, δ)) + Σ over i = 0 … n−t−1 of B(α+x, β+t−x+i)B(γ+1, δ+t+i)/(B(α, β)B(γ, δ)), of the frequency x,
 * recency t and opportunities n, which are all that matters: customers with the same are counted together. Assumes that p and θ are
 * independent and do not change. Standard errors from the information matrix; intervals are symmetric in the logarithm.
 * O(distinct pairs of x and n × n) per step, some 30 steps.
 *
 * @throws {StatisticsError} out_of_range when a history cannot be (more purchases than the recency allows, recency beyond the opportunities), or there are more than 10,000 opportunities (a case for fitBgNbd); one_class when nobody bought or everybody always; did_not_converge or not_identified when the data have no finite maximum; length_mismatch; empty; not_finite
 * @see Fader, Hardie and Shang (2010), Marketing Science 29:1086–1108
 * @example
 * const fit = fitBgBb({
 *   frequency: [0, 1, 1, 1, 2, 2, 3],
 *   recency: [0, 1, 2, 3, 2, 3, 3],
 *   opportunities: [3, 3, 3, 3, 3, 3, 3],
 *   customers: [500, 130, 50, 40, 60, 90, 130],
 * });
 * fit.customers // → 1000
 */
export function fitBgBb(data: BgBbData, { level = 0.95 }: { readonly level?: number } = {}): BgBbFit {
  checkProbability('level', level);
  checkHistories('', data);
  if (data.customers) {
    checkSameLength(['frequency', data.frequency], ['customers', data.customers]);
    checkCounts('customers', data.customers);
  }
  const groups = groupOpportunities(data);
  checkBothOutcomes(groups);
  const fit = fitOnLogScale('frequency', { ...opportunityLikelihood(groups), start: [0, 0, 0, 0] });
  const all = estimatesOf(fit, level);
  const [alpha, beta, gamma, delta] = [all[0]!, all[1]!, all[2]!, all[3]!];
  return computable('frequency', {
    parameters: { alpha: alpha.value, beta: beta.value, gamma: gamma.value, delta: delta.value },
    covariance: fit.covariance,
    estimates: { alpha, beta, gamma, delta },
    logLikelihood: fit.logLikelihood,
    customers: sum(groups.customers),
  });
}

function checkCounts(argument: string, values: ArrayLike<number>, max = Number.MAX_SAFE_INTEGER): void {
  checkValues(argument, values, { min: 0, max });
  for (let i = 0; i < values.length; i++)
    if (!Number.isInteger(values[i])) checkCount(`${argument}[${i}]`, values[i]!);
}

export function checkHistories(
  prefix: string,
  { frequency, recency, opportunities }: OpportunityHistories,
): void {
  checkCounts(`${prefix}frequency`, frequency);
  checkCounts(`${prefix}recency`, recency);
  checkCounts(`${prefix}opportunities`, opportunities, MOST_OPPORTUNITIES);
  checkSameLength([`${prefix}frequency`, frequency], [`${prefix}recency`, recency]);
  checkSameLength([`${prefix}frequency`, frequency], [`${prefix}opportunities`, opportunities]);
  for (let i = 0; i < frequency.length; i++) {
    const [x, t, n] = [frequency[i]!, recency[i]!, opportunities[i]!];
    if (n < 1) throw impossible(`${prefix}opportunities[${i}]`, 'must be at least 1');
    if (t > n) throw impossible(`${prefix}recency[${i}]`, `must be at most the ${n} opportunities, not ${t}`);
    if (x > t || (x === 0 && t > 0))
      throw impossible(
        `${prefix}frequency[${i}]`,
        x > t
          ? `must be at most its recency ${t}, not ${x}`
          : `must be at least 1 when the recency is ${t}, not 0`,
      );
  }
}

function impossible(argument: string, says: string): StatisticsError {
  return new StatisticsError('out_of_range', { argument, says });
}

function checkBothOutcomes({
  frequency,
  opportunities,
  customers,
}: ReturnType<typeof groupOpportunities>): void {
  const counted = Array.from(frequency.keys()).filter((g) => customers[g]! > 0);
  const says = counted.every((g) => frequency[g] === 0)
    ? 'must not all be 0: nobody bought'
    : counted.every((g) => frequency[g] === opportunities[g])
      ? 'must not all be as many as the opportunities: everybody always bought'
      : undefined;
  if (says) throw new StatisticsError('one_class', { argument: 'frequency', says });
}
