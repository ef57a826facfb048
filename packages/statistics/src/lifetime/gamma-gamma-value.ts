/** What customers will spend per purchase, given what they spent so far. */
import { checkProbability, checkSameLength, checkValues } from '../checks.ts';
import { gammaQuantile } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import { computable } from './computable.ts';
import type { GammaGammaModel } from './gamma-gamma.ts';
import { checkModel, deltaError, positiveInterval } from './log-parameters.ts';

/** Beyond it the quantiles of a gamma distribution are not found in a reasonable time. */
const LARGEST_SHAPE = 1e9;

export interface CustomerSpend {
  /** Repeat purchases; 0 for who has none, of whom the mean over all customers is expected. */
  readonly frequency: ArrayLike<number>;
  /** Mean value of those purchases, above 0; at frequency 0 it is not looked at and may be 0. */
  readonly meanValue: ArrayLike<number>;
}

/** One entry per customer, in the order given, in the unit of money. */
export interface ExpectedAverageValue {
  readonly value: Float64Array;
  /** Of `value`, since the parameters are estimated. */
  readonly standardError: Float64Array;
  /** Interval of `value`, since the parameters are estimated: how sure the average over many alike is. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Where this customer's own true mean lies with chance `level`: customers with few purchases differ much from their average. */
  readonly customerLower: Float64Array;
  readonly customerUpper: Float64Array;
  readonly level: number;
}

/**
 * The average value expected of each customer's future purchases, given the mean of those so far.
 *
 * E = p(v + xz̄)/(px + q − 1): a weighted mean of the customer's own z̄ and of pv/(q − 1), the mean over all customers, with more weight for
 * the own the more purchases there are. Its interval comes from the covariance of the parameters (delta method, in the logarithm). The
 * customer's own true mean p/ν has ν | data ~ gamma(px + q, v + xz̄), whose quantiles give the second, wider interval. O(n), and one gamma
 * quantile per distinct frequency.
 *
 * @throws {StatisticsError} out_of_range when a frequency is negative, a mean value not above 0, or px + q above 10⁹; not_identified when px + q ≤ 1, where the model has no mean; length_mismatch; empty; not_finite
 * @see Fader and Hardie (2013), The Gamma-Gamma Model of Monetary Value, equation 5
 * @example
 * const model = { parameters: { p: 6.25, q: 3.74, v: 15.44 }, covariance: new Float64Array(9) };
 * const expected = expectedAverageValue(model, { frequency: [2, 0], meanValue: [22.35, 0] });
 * expected.value // → [24.6637, 35.219]
 */
export function expectedAverageValue(
  model: GammaGammaModel,
  customers: CustomerSpend,
  { level = 0.95 }: { readonly level?: number } = {},
): ExpectedAverageValue {
  const values = checkModel(['p', 'q', 'v'], model);
  const [p, q, v] = [values[0]!, values[1]!, values[2]!];
  checkCustomers(customers);
  checkProbability('level', level);
  const n = customers.frequency.length;
  const result = {
    value: new Float64Array(n),
    standardError: new Float64Array(n),
    lower: new Float64Array(n),
    upper: new Float64Array(n),
    customerLower: new Float64Array(n),
    customerUpper: new Float64Array(n),
    level,
  };
  const quantiles = quantilesByFrequency({ p, q }, level);
  for (let i = 0; i < n; i++) {
    const x = customers.frequency[i]!;
    const shape = p * x;
    const left = shape + q - 1;
    if (!(left > 0)) throw noMean(`customers.frequency[${i}]`, shape + q);
    if (shape + q > LARGEST_SHAPE)
      throw new StatisticsError('out_of_range', {
        argument: 'model.parameters',
        says: `must leave p·x + q at most ${LARGEST_SHAPE}, not ${shape + q}`,
        details: { shape: shape + q },
      });
    const scale = x === 0 ? v : v + x * customers.meanValue[i]!;
    const value = (p * scale) / left;
    const relativeError = deltaError([1 - shape / left, -q / left, v / scale], model.covariance);
    const interval = positiveInterval(value, { relativeError, level });
    const [low, high] = quantiles(x);
    result.value[i] = value;
    result.standardError[i] = value * relativeError;
    result.lower[i] = interval.lower;
    result.upper[i] = interval.upper;
    result.customerLower[i] = (p * scale) / high;
    result.customerUpper[i] = (p * scale) / low;
  }
  return computable('model', result);
}

/** The quantiles of ν times its rate depend on the frequency alone, of which there are few. */
function quantilesByFrequency({ p, q }: { readonly p: number; readonly q: number }, level: number) {
  const kept = new Map<number, readonly [number, number]>();
  return (x: number): readonly [number, number] => {
    const known = kept.get(x);
    if (known) return known;
    const shape = p * x + q;
    const both = [
      gammaQuantile((1 - level) / 2, { shape, rate: 1 }),
      gammaQuantile((1 + level) / 2, { shape, rate: 1 }),
    ] as const;
    kept.set(x, both);
    return both;
  };
}

function noMean(argument: string, shape: number): StatisticsError {
  return new StatisticsError('not_identified', {
    argument,
    says: `leaves the model without a mean: p·x + q is ${shape}, which must be above 1`,
    details: { shape },
  });
}

function checkCustomers({ frequency, meanValue }: CustomerSpend): void {
  checkValues('customers.frequency', frequency, { min: 0 });
  checkSameLength(['customers.frequency', frequency], ['customers.meanValue', meanValue]);
  checkValues('customers.meanValue', meanValue);
  for (let i = 0; i < frequency.length; i++)
    if (frequency[i] !== 0 && !(meanValue[i]! > 0))
      throw new StatisticsError('out_of_range', {
        argument: `customers.meanValue[${i}]`,
        says: `must be strictly above 0 for who bought again, not ${meanValue[i]}`,
      });
}
