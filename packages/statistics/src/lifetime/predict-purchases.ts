/** What customers will do, by a model of when they buy: alive or not, and how many purchases to come. */
import { checkCount, checkNumber, checkProbability } from '../checks.ts';
import type { Estimate } from '../interval.ts';
import { computable } from './computable.ts';
import { deltaError, logGradients, positiveEstimate, positiveInterval } from './log-parameters.ts';
import { formulasOf } from './purchase-formulas.ts';
import { checkPurchaseHistories, columnOf, type PurchaseHistories, paired } from './purchase-history.ts';
import { type Formulas, type PurchaseModel, type Seen, valuesOf } from './purchase-model.ts';

export interface PurchaseHorizon {
  /** How far ahead, in the unit of time of the model. */
  readonly horizon: number;
  readonly level?: number;
}

/** One entry per customer, in the order given; errors and intervals come from the parameters being estimated. */
export interface PurchasePrediction {
  readonly value: Float64Array;
  readonly standardError: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly level: number;
}

/** Chances kept at once: of more purchases within a horizon nobody asks one by one. */
const MOST_COUNTED = 10_000;

/** What the model of the parameters says of each customer, in the order given. */
type PerCustomer = (values: Float64Array, seen: Seen) => number;

export const seenOf = ({ frequency, recency, age }: PurchaseHistories, i: number): Seen => ({
  frequency: frequency[i]!,
  recency: recency[i]!,
  age: age[i]!,
});

/**
 * The chance that each customer is still alive at the end of observation.
 *
 * 1/(1 + ρ), ρ being the odds of having left since the last purchase. BG/NBD: ρ = (a/(b+x−1)) ((α+T)/(α+tₓ))^(r+x) for x > 0, and 0 for x = 0, so who
 * never bought again counts as alive; MBG/NBD: ρ = (a/(b+x)) ((α+T)/(α+tₓ))^(r+x); Pareto/NBD: ρ = s (α+T)^(r+x) (β+T)^s ∫ (α+y)^−(r+x)
 * (β+y)^−(s+1) dy, y from tₓ to T. Computed in logarithms, so thousands of purchases do no harm. Works with the parameters of any of the three
 * models, fitted here or published elsewhere. O(n).
 *
 * @throws {StatisticsError} out_of_range when a history cannot be, or a parameter is not above 0; unknown_name when the kind of model is none of the three; did_not_converge when, for Pareto/NBD, α and β are so far apart that 200,000 terms of a continued fraction do not suffice; length_mismatch; empty; not_finite
 * @see Fader, Hardie and Lee (2008), Computing P(alive) Using the BG/NBD Model; Schmittlein, Morrison and Colombo (1987), Management Science 33:1–24
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const model = { kind: 'bg_nbd', parameters, covariance: new Float64Array(16) };
 * predictAlive(model, { frequency: [2, 2, 0], recency: [30.43, 10, 0], age: [38.86, 38.86, 38.86] }) // → [0.726579, 0.268446, 1]
 */
export function predictAlive(model: PurchaseModel, customers: PurchaseHistories): Float64Array {
  const formulas = formulasOf(model);
  const values = valuesOf(model, formulas);
  checkPurchaseHistories('customers.', customers);
  return computable('model', perCustomer(formulas.alive, { values, customers }));
}

/**
 * The purchases expected of each customer within a horizon from the end of observation, given what was seen of them.
 *
 * P(alive) times what a living customer with the gamma and beta distributions after x purchases in age T makes: BG/NBD and MBG/NBD sum
 * P(N > j) E[(1−p)ʲ] over j, which equals the published form with ₂F₁ but has positive terms only; Pareto/NBD:
 * ((r+x)(β+T)/((α+T)(s−1))) (1 − ((β+T)/(β+T+t))^(s−1)). Intervals by the delta method from the covariance of the parameters, in the logarithm:
 * they say how sure the expectation is, not how one customer will vary around it; for a total with both use forecastTotalPurchases.
 * O(n), and one sum for each distinct pair of frequency and age; nine times, once when the covariance is all zero.
 *
 * @throws {StatisticsError} out_of_range when a history cannot be, a parameter is not above 0, or the horizon is negative; unknown_name when the kind of model is none of the three; did_not_converge when, for Pareto/NBD, α and β are so far apart that 200,000 terms of a continued fraction do not suffice, or a sum of 1,000,000 terms does not for the horizon; length_mismatch; empty; not_finite
 * @see Fader, Hardie and Lee (2005), Marketing Science 24:275–284, equation 10; Fader and Hardie (2005), A Note on Deriving the Pareto/NBD Model
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const model = { kind: 'bg_nbd', parameters, covariance: new Float64Array(16) };
 * const seen = { frequency: [2, 0], recency: [30.43, 0], age: [38.86, 38.86] };
 * predictPurchases(model, seen, { horizon: 39 }).value // → [1.22603, 0.195098]
 */
export function predictPurchases(
  model: PurchaseModel,
  customers: PurchaseHistories,
  { horizon, level = 0.95 }: PurchaseHorizon,
): PurchasePrediction {
  const formulas = formulasOf(model);
  const values = valuesOf(model, formulas);
  checkPurchaseHistories('customers.', customers);
  checkHorizon({ horizon, level });
  return withErrors(expectationOf(formulas, { customers, horizon }), { model, values, level });
}

/**
 * The repeat purchases expected of a customer just won, within a horizon from the first purchase.
 *
 * BG/NBD: ((a+b−1)/(a−1)) (1 − (α/(α+t))ʳ ₂F₁(r, b; a+b−1; t/(α+t))), summed as for predictPurchases; MBG/NBD: the same for b + 1, times b/(a+b);
 * Pareto/NBD: (rβ/(α(s−1))) (1 − (β/(β+t))^(s−1)). Interval by the delta method from the covariance of the parameters, in the logarithm.
 *
 * @throws {StatisticsError} out_of_range when a parameter is not above 0, or the horizon is negative; unknown_name when the kind of model is none of the three; did_not_converge when a sum of 1,000,000 terms does not suffice for the horizon; length_mismatch; not_finite
 * @see Fader, Hardie and Lee (2005), Marketing Science 24:275–284, equation 9; Batislam, Denizel and Filiztekin (2007), International Journal of Research in Marketing 24:201–209
 * @example
 * const parameters = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
 * const model = { kind: 'pareto_nbd', parameters, covariance: new Float64Array(16) };
 * predictNewCustomerPurchases(model, { horizon: 52 }).value // → 1.473
 */
export function predictNewCustomerPurchases(
  model: PurchaseModel,
  { horizon, level = 0.95 }: PurchaseHorizon,
): Estimate {
  const formulas = formulasOf(model);
  const values = valuesOf(model, formulas);
  checkHorizon({ horizon, level });
  const at = (moved: Float64Array) => Float64Array.of(formulas.fromStart(moved, horizon));
  const { value, standardError } = withErrors(at, { model, values, level });
  const relativeError = value[0] === 0 ? 0 : standardError[0]! / value[0]!;
  return computable('model', positiveEstimate(value[0]!, { relativeError, level }));
}

/**
 * The chances that a customer just won makes exactly 0, 1, 2, … repeat purchases within a horizon.
 *
 * BG/NBD: B(a, b+x)/B(a, b) · P(N = x) + (x > 0) B(a+1, b+x−1)/B(a, b) · P(N ≥ x), N being negative binomial (r, α/(α+t)); MBG/NBD: the same
 * with b + 1 in place of b in the numerators, and for x = 0 too. Pareto/NBD: P(N(t) = x)(β/(β+t))ˢ + ∫ P(N(y) = x) sβˢ/(β+y)^(s+1) dy, y from 0
 * to t, integrated to 13 digits. Set against how many customers bought how often, it shows whether the model fits. O(upTo).
 *
 * @throws {StatisticsError} out_of_range when a parameter is not above 0, the horizon is negative, or upTo is not a count or above 10,000; unknown_name when the kind of model is none of the three; did_not_converge when the horizon is so long that the integral does not settle in 16,384 panels, or in 400,000 ÷ (upTo + 1); length_mismatch; not_finite
 * @see Fader, Hardie and Lee (2005), Marketing Science 24:275–284, equation 8; Fader and Hardie (2006), Deriving an Expression for P(X(t) = x) Under the Pareto/NBD Model
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const model = { kind: 'bg_nbd', parameters, covariance: new Float64Array(16) };
 * predictPurchaseCounts(model, { horizon: 39, upTo: 2 }) // → [0.573786, 0.199395, 0.0854298]
 */
export function predictPurchaseCounts(
  model: PurchaseModel,
  { horizon, upTo }: { readonly horizon: number; readonly upTo: number },
): Float64Array {
  const formulas = formulasOf(model);
  const values = valuesOf(model, formulas);
  checkNumber('horizon', horizon, { min: 0 });
  checkCount('upTo', upTo, { max: MOST_COUNTED });
  return computable('model', formulas.counts(values, { upTo, horizon }));
}

function checkHorizon({ horizon, level = 0.95 }: PurchaseHorizon): void {
  checkNumber('horizon', horizon, { min: 0 });
  checkProbability('level', level);
}

export function perCustomer(
  of: PerCustomer,
  { values, customers }: { readonly values: Float64Array; readonly customers: PurchaseHistories },
): Float64Array {
  const result = new Float64Array(customers.frequency.length);
  for (let i = 0; i < result.length; i++) result[i] = of(values, seenOf(customers, i));
  return result;
}

/** Purchases expected of each customer by these parameters. What the living do is asked once for each frequency and age. */
export function expectationOf(
  formulas: Formulas,
  { customers, horizon }: { readonly customers: PurchaseHistories; readonly horizon: number },
): (values: Float64Array) => Float64Array {
  const frequency = columnOf(customers.frequency);
  const age = columnOf(customers.age);
  const pairs = paired(frequency, age);
  const width = age.distinct.length;
  return (values) => {
    const made = pairs.distinct.map((pair) => {
      const x = frequency.distinct[Math.floor(pair / width)]!;
      return formulas.whileAlive(values, { frequency: x, age: age.distinct[pair % width]!, horizon });
    });
    const result = perCustomer(formulas.alive, { values, customers });
    for (let i = 0; i < result.length; i++) result[i]! *= made[pairs.of[i]!]!;
    return result;
  };
}

/** Delta method in the logarithms of the parameters, intervals in the logarithm of what is expected. Nothing is expected of no time. */
export function withErrors(
  at: (values: Float64Array) => Float64Array,
  input: { readonly model: PurchaseModel; readonly values: Float64Array; readonly level: number },
): PurchasePrediction {
  const { model, values, level } = input;
  const value = at(values);
  const known = model.covariance.every((entry) => entry === 0);
  const gradients = known ? [] : logGradients(at, values);
  const slopes = new Float64Array(gradients.length);
  const standardError = new Float64Array(value.length);
  const lower = value.slice();
  const upper = value.slice();
  for (let i = 0; i < value.length && !known; i++) {
    for (let k = 0; k < slopes.length; k++) slopes[k] = gradients[k]![i]!;
    standardError[i] = deltaError(slopes, model.covariance);
    const relativeError = value[i]! > 0 ? standardError[i]! / value[i]! : 0;
    const interval = positiveInterval(value[i]!, { relativeError, level });
    lower[i] = interval.lower;
    upper[i] = interval.upper;
  }
  return computable('model', { value, standardError, lower, upper, level });
}
