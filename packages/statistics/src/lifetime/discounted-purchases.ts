/** What a customer's whole future is worth in purchases of today: discounted expected residual transactions. */
import { checkPositive, checkProbability } from '../checks.ts';
import { exp, expm1, log1p } from '../numbers.ts';
import { paretoFormulas } from './pareto-nbd-formulas.ts';
import { type PurchasePrediction, perCustomer, withErrors } from './predict-purchases.ts';
import { checkPurchaseHistories, type PurchaseHistories } from './purchase-history.ts';
import { type ParetoNbdModel, valuesOf } from './purchase-model.ts';
import { integrate } from './quadrature.ts';

export interface DiscountOptions {
  /** Continuously compounded, per unit of time of the model, above 0: of 15 % a year, with time in weeks, ln(1.15)/52. */
  readonly discountRate: number;
  readonly level?: number;
}

/** e^−x is nothing beside 1 from here on. */
const NEGLIGIBLE_AT = 40;

/**
 * The purchases expected of each customer from now on for ever, each counted as what it is worth now (DERT of Pareto/NBD).
 *
 * P(alive) ((r+x)/(α+T)) ∫ e^−δy ((β+T)/(β+T+y))ˢ dy, y from 0 to infinity, which is the published αʳβˢδ^(s−1)Γ(r+x+1)Ψ(s, s; δ(β+T)) /
 * (Γ(r)(α+T)^(r+x+1)L). Times the margin of a purchase it is the customer's residual lifetime value. Discounting is what makes it finite when
 * s ≤ 1. Intervals by the delta method, as for predictPurchases. O(n), one integral of some 100 points for each customer.
 *
 * @throws {StatisticsError} out_of_range when a history cannot be, or a parameter or the discount rate is not above 0; did_not_converge when the integral does not settle in 16,384 panels, or α and β are so far apart that 200,000 terms of a continued fraction do not suffice; length_mismatch; empty; not_finite
 * @see Fader, Hardie and Lee (2005), RFM and CLV: Using Iso-Value Curves for Customer Base Analysis, Journal of Marketing Research 42:415–430, equation 2
 * @example
 * const parameters = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
 * const model = { kind: 'pareto_nbd', parameters, covariance: new Float64Array(16) };
 * const seen = { frequency: [2, 0], recency: [30.43, 0], age: [38.86, 38.86] };
 * predictDiscountedPurchases(model, seen, { discountRate: 0.0027 }).value // → [6.48377, 0.477136]
 */
export function predictDiscountedPurchases(
  model: ParetoNbdModel,
  customers: PurchaseHistories,
  { discountRate, level = 0.95 }: DiscountOptions,
): PurchasePrediction {
  const values = valuesOf(model, paretoFormulas);
  checkPurchaseHistories('customers.', customers);
  checkPositive('discountRate', discountRate);
  checkProbability('level', level);
  const lifetimes = new Map<string, number>();
  const discounted = (at: Float64Array) =>
    perCustomer(
      ([r = 0, alpha = 0, s = 0, beta = 0], seen) => {
        const key = `${s} ${beta + seen.age}`;
        const lifetime = lifetimes.get(key) ?? discountedLifetime({ s, beta: beta + seen.age, discountRate });
        lifetimes.set(key, lifetime);
        return (paretoFormulas.alive(at, seen) * (r + seen.frequency) * lifetime) / (alpha + seen.age);
      },
      { values: at, customers },
    );
  return withErrors(discounted, { model, values, level });
}

/** ∫ e^−δy (β/(β+y))ˢ dy with y = β(eᵛ − 1), up to where nothing is left. */
function discountedLifetime({
  s,
  beta,
  discountRate,
}: {
  s: number;
  beta: number;
  discountRate: number;
}): number {
  const z = discountRate * beta;
  const at = (v: number) => Float64Array.of(beta * exp(-z * expm1(v) - (s - 1) * v));
  return integrate('discountRate', at, { to: log1p(NEGLIGIBLE_AT / z), width: 1 })[0]!;
}
