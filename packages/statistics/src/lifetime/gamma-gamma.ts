/** What customers spend per purchase: the Gamma-Gamma model, fitted. */
import { checkCount, checkProbability, checkSameLength, checkValues } from '../checks.ts';
import type { Objective } from '../derivatives.ts';
import { normalQuantile, tUpper } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { exp, expm1, ln, log1p, sum } from '../numbers.ts';
import { computable } from './computable.ts';
import { groupSpend, inCallersUnit, type SpendData, spendLikelihood } from './gamma-gamma-likelihood.ts';
import { estimatesOf, fitOnLogScale, type LogFit, type LogProblem } from './log-parameters.ts';

/** One entry per customer who bought again; all arrays are equally long. */
export interface GammaGammaData {
  /** Repeat purchases, 1, 2, …: whoever has none tells nothing of repeat spend and must be left out. */
  readonly frequency: ArrayLike<number>;
  /** Mean value of those purchases, above zero, in any unit of money. */
  readonly meanValue: ArrayLike<number>;
  /** How many customers an entry stands for, when equal ones are brought together; one each when absent. */
  readonly customers?: ArrayLike<number>;
}

/** The purchases of one customer are gamma(p, ν) distributed, ν is gamma(q, v) distributed over customers. */
export interface GammaGammaParameters {
  readonly p: number;
  readonly q: number;
  /** In the unit of money. */
  readonly v: number;
}

export interface GammaGammaModel {
  readonly parameters: GammaGammaParameters;
  /** Of ln p, ln q, ln v, row-major 3 × 3; zeros for parameters that are taken as known. */
  readonly covariance: Float64Array;
}

/** Pearson's correlation of frequency and mean value, which the model takes to be none. */
export interface FrequencyValueCorrelation extends Estimate {
  /** Two-sided, of no correlation. */
  readonly pValue: number;
}

export interface GammaGammaFit extends GammaGammaModel {
  readonly estimates: { readonly p: Estimate; readonly q: Estimate; readonly v: Estimate };
  readonly logLikelihood: number;
  readonly customers: number;
  /** null when all frequencies are equal. Judge by its size: among many customers a harmless one is significant too. */
  readonly correlation: FrequencyValueCorrelation | null;
}

/** Three parameters cannot be told from fewer. */
const FEWEST = 4;

/**
 * Fits the Gamma-Gamma model of spend per purchase to customers who bought again, by maximum likelihood.
 *
 * A customer's purchases are gamma(p, ν), ν is gamma(q, v) over customers, so the mean value z̄ of x purchases has density
 * (1/(z̄ B(px, q))) (v/(v+xz̄))^q (xz̄/(v+xz̄))^(px). Assumes that the value of purchases does not depend on their frequency: the
 * correlation is reported, and above about 0.3 in size the model should not be used. Standard errors from the information matrix; intervals are
 * symmetric in the logarithm. Only v meets each customer: p and q meet distinct frequencies. O(n) per step, some 40 steps.
 *
 * @throws {StatisticsError} out_of_range when a frequency is below 1 or a mean value not above 0; empty when fewer than 4 customers; zero_variance when all mean values are equal; not_identified when mean values vary no less at many purchases than at few (p has no upper limit), or no more between customers than purchases of one would (q has none); length_mismatch; not_finite
 * @see Fader and Hardie (2013), The Gamma-Gamma Model of Monetary Value; Fader, Hardie and Lee (2005), Journal of Marketing Research 42:415–430
 * @example
 * const fit = fitGammaGamma({
 *   frequency: [1, 3, 5, 7, 1, 3, 5, 7, 1, 3],
 *   meanValue: [20, 27, 51, 35, 67, 28, 24, 24, 50, 24],
 * });
 * fit.parameters.p.toPrecision(5) // → "5.8643"
 * fit.correlation.value // → -0.299917
 */
export function fitGammaGamma(
  data: GammaGammaData,
  { level = 0.95 }: { readonly level?: number } = {},
): GammaGammaFit {
  checkProbability('level', level);
  const customers = checkSpend(data);
  const groups = groupSpend(data);
  // In units of the mean value: p and q of a plausible spread, v so that the model's mean is one.
  const start = [ln(2), ln(3), 0];
  const fit = fitSaying({ ...spendLikelihood(groups), start });
  const inUnit = fit.values.with(2, fit.values[2]! * groups.unit);
  const estimates = estimatesOf({ ...fit, values: inUnit }, level);
  const [p, q, v] = [estimates[0]!, estimates[1]!, estimates[2]!];
  return computable('meanValue', {
    parameters: { p: p.value, q: q.value, v: v.value },
    covariance: fit.covariance,
    estimates: { p, q, v },
    logLikelihood: inCallersUnit(fit.logLikelihood, groups),
    customers,
    correlation: correlationOf(data, { customers, level }),
  });
}

/** A factor of e³ towards a limit: where the likelihood rises that way, it is the limit that it rises to. */
const FARTHER = 3;

/** The fit, or which of the two limits of the model the data go to, in words of what they are like. */
function fitSaying(problem: LogProblem): LogFit {
  let lowest = Number.POSITIVE_INFINITY;
  let last = Float64Array.from(problem.start);
  const objective: Objective = (point) => {
    const value = problem.objective(point);
    if (value < lowest) {
      lowest = value;
      last = point.slice();
    }
    return value;
  };
  try {
    return fitOnLogScale('meanValue', { ...problem, objective });
  } catch (error) {
    const [p, q, v] = [last[0]!, last[1]!, last[2]!];
    // Their mean stays where it is: v falls as p rises, and rises with q.
    const atLargeP = problem.objective(Float64Array.of(p + FARTHER, q, v - FARTHER));
    const atLargeQ = problem.objective(Float64Array.of(p, q + FARTHER, v + FARTHER));
    if (Number.isNaN(atLargeP) || Number.isNaN(atLargeQ) || !isUnfit(error)) throw error;
    throw atLargeP < atLargeQ
      ? noLimit(
          'p',
          'varies no less at many purchases than at few, so tells nothing of how purchases of one customer vary',
        )
      : noLimit('q', 'varies no more between customers than the purchases of one customer would');
  }
}

const isUnfit = (error: unknown) =>
  error instanceof StatisticsError && (error.code === 'did_not_converge' || error.code === 'not_identified');

function noLimit(parameter: 'p' | 'q', like: string): StatisticsError {
  return new StatisticsError('not_identified', {
    argument: 'meanValue',
    says: `${like}: the larger ${parameter} is, without end, the better the model fits`,
    details: { parameter },
  });
}

function checkSpend({ frequency, meanValue, customers }: GammaGammaData): number {
  checkValues('frequency', frequency, { min: 1, max: Number.MAX_SAFE_INTEGER });
  checkValues('meanValue', meanValue, { min: 0, open: true });
  checkSameLength(['frequency', frequency], ['meanValue', meanValue]);
  for (let i = 0; i < frequency.length; i++)
    if (!Number.isInteger(frequency[i])) checkCount(`frequency[${i}]`, frequency[i]!);
  if (customers) {
    checkSameLength(['frequency', frequency], ['customers', customers]);
    checkValues('customers', customers, { min: 1, max: Number.MAX_SAFE_INTEGER });
    for (let i = 0; i < customers.length; i++) checkCount(`customers[${i}]`, customers[i]!);
  }
  const count = customers ? sum(customers) : frequency.length;
  if (count < FEWEST)
    throw new StatisticsError('empty', {
      argument: 'frequency',
      says: `must have at least ${FEWEST} customers to tell three parameters, not ${count}`,
      details: { length: count, atLeast: FEWEST },
    });
  checkSpread(meanValue);
  return count;
}

function checkSpread(meanValue: ArrayLike<number>): void {
  for (let i = 1; i < meanValue.length; i++) if (meanValue[i] !== meanValue[0]) return;
  throw new StatisticsError('zero_variance', { argument: 'meanValue', says: 'must not be the same for all' });
}

/** Interval by Fisher's z, test by Student's t. */
function correlationOf(
  data: SpendData,
  { customers, level }: { readonly customers: number; readonly level: number },
): FrequencyValueCorrelation | null {
  const { frequency, meanValue } = data;
  const weight = (i: number) => (data.customers ? data.customers[i]! : 1);
  const total = (of: (i: number) => number) =>
    sum(Float64Array.from({ length: frequency.length }, (_, i) => weight(i) * of(i)));
  const meanOfX = total((i) => frequency[i]!) / customers;
  const meanOfZ = total((i) => meanValue[i]!) / customers;
  const spreadOfX = total((i) => (frequency[i]! - meanOfX) * (frequency[i]! - meanOfX));
  const spreadOfZ = total((i) => (meanValue[i]! - meanOfZ) * (meanValue[i]! - meanOfZ));
  if (spreadOfX === 0) return null;
  const together = total((i) => (frequency[i]! - meanOfX) * (meanValue[i]! - meanOfZ));
  const value = Math.max(-1, Math.min(1, together / Math.sqrt(spreadOfX * spreadOfZ)));
  const unexplained = 1 - value * value;
  const standardError = Math.sqrt(unexplained / (customers - 2));
  if (unexplained === 0)
    return { value, standardError: 0, interval: { lower: value, upper: value }, level, pValue: 0 };
  const middle = (log1p(value) - log1p(-value)) / 2;
  const reach = normalQuantile((1 + level) / 2) / Math.sqrt(customers - 3);
  const interval = { lower: hyperbolicTangent(middle - reach), upper: hyperbolicTangent(middle + reach) };
  return {
    value,
    standardError,
    interval,
    level,
    pValue: 2 * tUpper(Math.abs(value) / standardError, customers - 2),
  };
}

function hyperbolicTangent(x: number): number {
  const size = -expm1(-2 * Math.abs(x)) / (1 + exp(-2 * Math.abs(x)));
  return x < 0 ? -size : size;
}
