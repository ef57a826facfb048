import { checkNumber } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { exp, ln, sum } from '../numbers.ts';
import { shapleyValuesOf } from '../shapley-values.ts';
import { createTally } from '../tally.ts';
import {
  checkTotalChange,
  type Decomposition,
  decompositionOf,
  type FactorChange,
  type TotalChange,
} from './total-change.ts';

/** 2ⁿ totals are computed. */
const MAX_FACTORS = 12;

/** One number of a formula in both periods. */
export interface FormulaFactor {
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

export interface FormulaChange {
  readonly factors: readonly FormulaFactor[];
  /** The total from the factors' values, in the order of `factors`. Called 2ⁿ times; must give a finite number each time. */
  readonly total: (values: readonly number[]) => number;
}

export interface FormulaEffect {
  readonly factor: string;
  /** In the unit of the total. All of them sum to the change. */
  readonly additive: number;
}

/**
 * Splits the change of a total into what each factor did to it, by Shapley: the mean over all orders in which the factors could have moved.
 *
 * total = Σᵢ Πₖ xₖᵢ. Δₖ = Σ over sets S without k of |S|!(n − |S| − 1)!/n! · (total with S and k moved − total with S moved). Exact, symmetric, and
 * fit for negative factors (margins). The multiplicative effects are those of ln total, and undefined where some mixture of
 * periods is not positive. O(segments × n·2ⁿ), for at most 12 factors; for more, or for speed, use decomposeByLmdi.
 *
 * @throws {StatisticsError} not_finite or empty as named; length_mismatch when factors differ in segments; out_of_range above 12 factors
 * @see Shorrocks (2013), Decomposition procedures for distributional analysis, Journal of Economic Inequality 11:99–126; Sun (1998), Energy Economics 20:85–100
 * @example
 * const read = decomposeByShapley({ factors: [
 *   { name: 'visitors', before: [1000], after: [1200] },
 *   { name: 'conversion', before: [0.05], after: [0.04] },
 * ] });
 * read.effects.map((effect) => effect.additive) // → [9, -11]
 * read.effects.map((effect) => effect.multiplicative) // → [1.2, 0.8]
 */
export function decomposeByShapley(change: TotalChange): Decomposition {
  const segments = checkTotalChange(change, { min: Number.NEGATIVE_INFINITY });
  const { factors } = change;
  checkFactorCount(factors.length);
  const moved = new Float64Array(1 << factors.length);
  const bySegment = factors.map(() => new Float64Array(segments));
  const tally = createTally(moved.length);
  for (let i = 0; i < segments; i++) {
    for (let set = 0; set < moved.length; set++) {
      moved[set] = productOf(factors, { segment: i, set });
      tally.add(set, moved[set]!);
    }
    const effects = shapleyValuesOf(moved, factors.length);
    for (let k = 0; k < factors.length; k++) bySegment[k]![i] = effects[k]!;
  }
  const totals = tally.totals();
  for (const total of totals) checkNumber('the total', total);
  const ratios = totals.every((total) => total > 0)
    ? shapleyValuesOf(totals.map(ln), factors.length).map(exp)
    : undefined;
  return decompositionOf({
    before: totals[0]!,
    after: totals[totals.length - 1]!,
    effects: factors.map(({ name }, k) => ({
      factor: name,
      additive: sum(bySegment[k]!),
      multiplicative: ratios?.[k],
      bySegment: bySegment[k]!,
    })),
  });
}

/**
 * Splits the change of a total that follows any formula (margins, ratios, caps) into what each factor did to it, by Shapley.
 *
 * As decomposeByShapley, with the formula as a function: Δₖ = the mean over all orders of the change when k moves. Σ Δₖ = change,
 * exactly. O(2ⁿ) calls, at most 12 factors.
 *
 * @throws {StatisticsError} not_finite when a factor or the formula gives no finite number; out_of_range above 12 factors; empty without one
 * @see Shorrocks (2013), Decomposition procedures for distributional analysis, Journal of Economic Inequality 11:99–126
 * @example
 * const effects = decomposeFormula({
 *   factors: [{ name: 'price', before: 10, after: 12 }, { name: 'cost', before: 6, after: 7 }, { name: 'orders', before: 100, after: 90 }],
 *   total: ([price, cost, orders]) => (price - cost) * orders,
 * });
 * effects.map((effect) => effect.additive) // → [190, -95, -45]
 */
export function decomposeFormula({ factors, total }: FormulaChange): readonly FormulaEffect[] {
  if (factors.length === 0)
    throw new StatisticsError('empty', { argument: 'factors', says: 'must name at least one factor' });
  checkFactorCount(factors.length);
  for (const [i, { before, after }] of factors.entries()) {
    checkNumber(`factors[${i}].before`, before);
    checkNumber(`factors[${i}].after`, after);
  }
  const totals = Float64Array.from({ length: 1 << factors.length }, (_, set) => {
    const value = total(factors.map(({ before, after }, k) => (set & (1 << k) ? after : before)));
    checkNumber('the result of total', value);
    return value;
  });
  const values = shapleyValuesOf(totals, factors.length);
  for (const [k, value] of values.entries()) checkNumber(`the effect of factors[${k}]`, value);
  return factors.map(({ name }, k) => ({ factor: name, additive: values[k]! }));
}

function checkFactorCount(count: number): void {
  checkNumber('factors.length', count, { max: MAX_FACTORS, min: 1 });
}

function productOf(
  factors: readonly FactorChange[],
  { segment, set }: { segment: number; set: number },
): number {
  let product = 1;
  for (let k = 0; k < factors.length; k++) {
    const { before, after } = factors[k]!;
    product *= (set & (1 << k) ? after : before)[segment]!;
  }
  return product;
}
