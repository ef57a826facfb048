import { checkNumber, checkSameLength } from '../checks.ts';
import { sum } from '../numbers.ts';
import { unitsOf } from './units.ts';

/** What was sold, or was to be sold, per segment. */
export interface Sales {
  /** Per segment, not negative. */
  readonly units: ArrayLike<number>;
  /** Per unit, in money. Not read where the segment has no units. */
  readonly prices: ArrayLike<number>;
}

export interface PlanAgainstActual {
  readonly plan: Sales;
  readonly actual: Sales;
}

export interface PlanVariance {
  /** Money. */
  readonly plan: number;
  readonly actual: number;
  /** actual − plan; the three parts below sum to it. */
  readonly variance: number;
  /** By selling more or less in all. */
  readonly quantity: number;
  /** By selling dearer or cheaper segments than planned. */
  readonly mix: number;
  /** By other prices. */
  readonly price: number;
  /** The same per segment. */
  readonly bySegment: {
    readonly quantity: Float64Array;
    readonly mix: Float64Array;
    readonly price: Float64Array;
  };
}

/**
 * Explains the gap between plan and actual sales by quantity, mix and price.
 *
 * quantityᵢ = (Q' − Q)·sᵢ·pᵢ; mixᵢ = (sᵢ' − sᵢ)·Q'·pᵢ; priceᵢ = (pᵢ' − pᵢ)·qᵢ', with plan values plain, actual ones primed, Q all units, s shares
 * of units. They sum to the variance exactly. A segment sold without having been planned, or planned and not sold, has its one known price on both
 * sides. O(segments).
 *
 * @throws {StatisticsError} empty when nothing was planned or nothing sold; out_of_range for negative units; not_finite for a price that is used, or when a part is beyond all numbers; length_mismatch
 * @see Horngren, Datar and Rajan, Cost Accounting, on selling-price, sales-quantity and sales-mix variances, there of contribution margins, here of prices
 * @example
 * const read = comparePlan({ plan: { units: [100, 100], prices: [10, 20] }, actual: { units: [150, 90], prices: [10, 19] } });
 * read.variance // → 210
 * [read.quantity, read.mix, read.price] // → [600, -300, -90]
 */
export function comparePlan({ plan, actual }: PlanAgainstActual): PlanVariance {
  const planned = unitsOf('plan', { units: plan.units, prices: ['plan.prices', plan.prices] });
  const sold = unitsOf('actual', { units: actual.units, prices: ['actual.prices', actual.prices] });
  checkSameLength(['plan.units', plan.units], ['actual.units', actual.units]);
  const segments = plan.units.length;
  const quantity = new Float64Array(segments);
  const mix = new Float64Array(segments);
  const price = new Float64Array(segments);
  for (let i = 0; i < segments; i++) {
    const from = plan.units[i]!;
    const to = actual.units[i]!;
    if (from === 0 && to === 0) continue;
    const plannedPrice = (from > 0 ? plan : actual).prices[i]!;
    const actualPrice = (to > 0 ? actual : plan).prices[i]!;
    const share = from / planned;
    quantity[i] = (sold - planned) * share * plannedPrice;
    mix[i] = (to - share * sold) * plannedPrice;
    price[i] = (actualPrice - plannedPrice) * to;
  }
  const total = (sales: Sales) =>
    sum(Array.from(sales.units, (units, i) => (units > 0 ? units * sales.prices[i]! : 0)));
  const totals = { plan: total(plan), actual: total(actual) };
  const parts = { quantity: sum(quantity), mix: sum(mix), price: sum(price) };
  const variance = totals.actual - totals.plan;
  for (const [name, value] of Object.entries({ ...totals, variance, ...parts }))
    checkNumber(`the ${name} in money`, value);
  return { ...totals, variance, ...parts, bySegment: { quantity, mix, price } };
}
