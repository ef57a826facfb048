/** What customers will be worth: purchases to come times value per purchase, discounted. */
import {
  checkCount,
  checkNumber,
  checkPositive,
  checkProbability,
  checkSameLength,
  checkValues,
} from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { pow, sum } from '../numbers.ts';
import { computable } from './computable.ts';
import { positiveEstimate } from './log-parameters.ts';

/** A number per entry with its standard error; what the models of this package give fits. */
export interface Predicted {
  readonly value: ArrayLike<number>;
  readonly standardError: ArrayLike<number>;
}

export interface CustomerValueInput {
  /** Purchases expected of each customer within each period to come, not added up: customer 0's periods, then customer 1's, … */
  readonly purchases: Predicted;
  /** Value expected per purchase, one entry per customer, in the unit of money. */
  readonly averageValue: Predicted;
  /** How many periods ahead. */
  readonly periods: number;
  /** Per period, from 0 to 1: 0.01 for 1 %. */
  readonly discountRate: number;
  /** Share of the value that is kept, above 0 and at most 1: 0.3 for 30 %; 1 when absent, which gives discounted revenue. */
  readonly margin?: number;
}

/** One entry per customer, in the order given, in the unit of money. */
export interface CustomerValue {
  readonly value: Float64Array;
  readonly standardError: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Of all customers together. */
  readonly total: Estimate;
  readonly level: number;
}

/**
 * The discounted value of each customer over the periods to come, and of all together.
 *
 * value = margin × average value × Σ purchases in period t ÷ (1 + discount)ᵗ, the value of a period taken at its end. The two models are fitted
 * apart and assumed independent, so the squares of their relative errors add up. Within a model all numbers come from the same
 * parameters, so the errors of periods, and of customers in the total, are added as they are, as if they moved together: the
 * interval may be too wide, not too narrow. It says how sure the expectation is; one customer will vary around it far more. O(customers × periods).
 *
 * @throws {StatisticsError} out_of_range when purchases or an error is negative, the discount rate not from 0 to 1, an average value not above 0, the margin not above 0 or above 1 (both are shares, not percent), periods not a count from 1, or a value too large for a number; length_mismatch when there are not periods × customers purchases; empty; not_finite
 * @see Fader, Hardie and Lee (2005), RFM and CLV, Journal of Marketing Research 42:415–430
 * @example
 * const worth = estimateCustomerValue({
 *   purchases: { value: [0.5, 0.4, 2, 1.8], standardError: [0.05, 0.04, 0.1, 0.09] },
 *   averageValue: { value: [30, 50], standardError: [3, 2] },
 *   periods: 2,
 *   discountRate: 0.1,
 * });
 * worth.value // → [23.5537, 165.289]
 * worth.total.value // → 188.843
 */
export function estimateCustomerValue(
  input: CustomerValueInput,
  { level = 0.95 }: { readonly level?: number } = {},
): CustomerValue {
  checkInput(input);
  checkProbability('level', level);
  const { purchases, averageValue, periods, discountRate, margin = 1 } = input;
  const customers = averageValue.value.length;
  const discount = Float64Array.from({ length: periods }, (_, t) => pow(1 + discountRate, -(t + 1)));
  const result = {
    value: new Float64Array(customers),
    standardError: new Float64Array(customers),
    lower: new Float64Array(customers),
    upper: new Float64Array(customers),
  };
  const fromPurchases = new Float64Array(customers);
  const fromValue = new Float64Array(customers);
  for (let i = 0; i < customers; i++) {
    let count = 0;
    let countError = 0;
    for (let t = 0; t < periods; t++) {
      count += purchases.value[i * periods + t]! * discount[t]!;
      countError += purchases.standardError[i * periods + t]! * discount[t]!;
    }
    const worth = margin * averageValue.value[i]!;
    result.value[i] = worth * count;
    fromPurchases[i] = worth * countError;
    fromValue[i] = margin * averageValue.standardError[i]! * count;
    const { standardError, interval } = spread(result.value[i]!, {
      errors: [fromPurchases[i]!, fromValue[i]!],
      level,
    });
    result.standardError[i] = standardError;
    result.lower[i] = interval.lower;
    result.upper[i] = interval.upper;
  }
  const total = spread(sum(result.value), { errors: [sum(fromPurchases), sum(fromValue)], level });
  return computable('purchases.value', { ...result, total, level });
}

/** Errors of independent sources, joined. */
function spread(
  value: number,
  { errors, level }: { readonly errors: readonly [number, number]; readonly level: number },
): Estimate {
  const standardError = Math.sqrt(errors[0] * errors[0] + errors[1] * errors[1]);
  // Nothing is expected and nothing can be said of its logarithm.
  if (value === 0) return { value, standardError, interval: { lower: 0, upper: 0 }, level };
  return positiveEstimate(value, { relativeError: standardError / value, level });
}

function checkInput({
  purchases,
  averageValue,
  periods,
  discountRate,
  margin = 1,
}: CustomerValueInput): void {
  checkCount('periods', periods, { min: 1 });
  checkNumber('discountRate', discountRate, { min: 0, max: 1 });
  checkPositive('margin', margin);
  checkNumber('margin', margin, { max: 1 });
  checkValues('averageValue.value', averageValue.value, { min: 0, open: true });
  checkValues('averageValue.standardError', averageValue.standardError, { min: 0 });
  checkSameLength(
    ['averageValue.value', averageValue.value],
    ['averageValue.standardError', averageValue.standardError],
  );
  checkValues('purchases.value', purchases.value, { min: 0 });
  checkValues('purchases.standardError', purchases.standardError, { min: 0 });
  checkSameLength(['purchases.value', purchases.value], ['purchases.standardError', purchases.standardError]);
  const expected = averageValue.value.length * periods;
  if (purchases.value.length !== expected)
    throw new StatisticsError('length_mismatch', {
      argument: 'purchases.value',
      says: `must hold ${periods} periods for each of ${averageValue.value.length} customers, ${expected} numbers, not ${purchases.value.length}`,
      details: { expected, length: purchases.value.length },
    });
}
