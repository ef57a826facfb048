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

/** Refuses totals and effects that are beyond all numbers, as products of finite factors may be. */
export function decompositionOf({ before, after, effects }: Omit<Decomposition, 'change'>): Decomposition {
  checkNumber('the total before', before);
  checkNumber('the total after', after);
  const change = after - before;
  checkNumber('the change of the total', change);
  for (const [k, { additive, multiplicative = 1 }] of effects.entries()) {
    checkNumber(`the effect of factors[${k}]`, additive);
    checkNumber(`the effect of factors[${k}]`, multiplicative);
  }
  return { before, after, change, effects };
}
