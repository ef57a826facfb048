import { checkNumber, checkSameLength, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';

/** One factor of a total, per segment and in the same order in both periods. */
export interface FactorChange {
  readonly name: string;
  readonly before: ArrayLike<number>;
  readonly after: ArrayLike<number>;
}

/** A total = Σ over segments of the product of its factors, in two periods. */
export interface TotalChange {
  /** E.g. visitors, conversion, value per order; each with one value per segment. A single segment is a list of one. */
  readonly factors: readonly FactorChange[];
}

/** What one factor did to the total. */
export interface FactorEffect {
  readonly factor: string;
  /** In the unit of the total. All of them sum to `change`. */
  readonly additive: number;
  /** A ratio; all of them multiply to after ÷ before. Undefined where a ratio does not exist (a total of 0). */
  readonly multiplicative: number | undefined;
  /** The additive effect within each segment; they sum to `additive`. */
  readonly bySegment: Float64Array;
}

export interface Decomposition {
  readonly before: number;
  readonly after: number;
  readonly change: number;
  readonly effects: readonly FactorEffect[];
}

/** Refuses what is not a total of products; answers the number of segments. */
export function checkTotalChange({ factors }: TotalChange, { min }: { min: number }): number {
  const [first] = factors;
  if (!first)
    throw new StatisticsError('empty', { argument: 'factors', says: 'must name at least one factor' });
  for (const [i, { before, after }] of factors.entries()) {
    checkValues(`factors[${i}].before`, before, { min });
    checkValues(`factors[${i}].after`, after, { min });
    checkSameLength(['factors[0].before', first.before], [`factors[${i}].before`, before]);
    checkSameLength(['factors[0].before', first.before], [`factors[${i}].after`, after]);
  }
  return first.before.length;
}

/** A product of finite factors may still be too large for a number. */
export function checkTotal(argument: string, total: number): number {
  checkNumber(argument, total);
  return total;
}
