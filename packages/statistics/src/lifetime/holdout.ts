/** Whether a model that was fitted to one period foretold the next: expected beside actual purchases. */
import { checkCount, checkSameLength, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { mean, sum } from '../numbers.ts';
import { computable } from './computable.ts';

/** One entry per customer; all arrays are equally long. */
export interface HoldoutCustomers {
  /** Repeat purchases in the period the model was fitted to (calibration). */
  readonly frequency: ArrayLike<number>;
  /** Purchases that the model expects in the period after it (holdout). */
  readonly expected: ArrayLike<number>;
  /** Purchases that were made in it. */
  readonly actual: ArrayLike<number>;
}

export interface HoldoutBin {
  /** Repeat purchases in calibration; of the last bin the fewest. */
  readonly frequency: number;
  readonly customers: number;
  /** Purchases expected in the holdout, per customer. */
  readonly expected: number;
  readonly actual: number;
}

export interface HoldoutCheck {
  /** By frequency in calibration, ascending; the last holds all from there on. Frequencies that nobody has are left out. */
  readonly bins: readonly HoldoutBin[];
  /** Mean of |expected − actual| over customers. */
  readonly meanAbsoluteError: number;
  /** Root of the mean of (expected − actual)². */
  readonly rootMeanSquareError: number;
  readonly totalExpected: number;
  readonly totalActual: number;
  /** Total expected ÷ total actual − 1: 0.1 where the model expects 10 % too many. */
  readonly deviation: number;
}

/** As published comparisons do (Fader, Hardie and Lee 2005). */
const LAST_BIN = 7;

/**
 * Compares what a model expected of each customer with what the customer did, in a period that the model has not seen.
 *
 * Means by calibration frequency show where the model errs; the mean absolute and root mean square error say how far it is from single
 * customers, the deviation how far from the total. Compare the errors with those of a simpler guess: counts of purchases vary by nature, so that
 * even the true model has an error. Works with the expected numbers of any model. O(n).
 *
 * @throws {StatisticsError} out_of_range when a number is negative, or a frequency or actual count not whole; one_class when nobody bought in the holdout; length_mismatch; empty; not_finite
 * @see Fader, Hardie and Lee (2005), Counting your customers the easy way, Marketing Science 24:275–284, section 5
 * @example
 * const check = checkHoldout({ frequency: [0, 0, 1, 9], expected: [0.1, 0.3, 0.8, 4], actual: [0, 1, 0, 5] });
 * check.bins.map((bin) => bin.frequency) // → [0, 1, 7]
 * check.deviation // → -0.133333
 */
export function checkHoldout(
  { frequency, expected, actual }: HoldoutCustomers,
  { lastBin = LAST_BIN }: { readonly lastBin?: number } = {},
): HoldoutCheck {
  checkCounts('frequency', frequency);
  checkSameLength(['frequency', frequency], ['expected', expected]);
  checkSameLength(['frequency', frequency], ['actual', actual]);
  checkValues('expected', expected, { min: 0 });
  checkCounts('actual', actual);
  checkCount('lastBin', lastBin);
  const totalActual = sum(actual);
  if (totalActual === 0)
    throw new StatisticsError('one_class', {
      argument: 'actual',
      says: 'must not all be 0: where nobody bought there is no deviation to speak of',
    });
  const members = new Map<number, number[]>();
  for (let i = 0; i < frequency.length; i++) {
    const bin = Math.min(frequency[i]!, lastBin);
    const list = members.get(bin);
    if (list) list.push(i);
    else members.set(bin, [i]);
  }
  const bins = [...members]
    .sort(([a], [b]) => a - b)
    .map(([bin, list]) => ({
      frequency: bin,
      customers: list.length,
      expected: mean(list.map((i) => expected[i]!)),
      actual: mean(list.map((i) => actual[i]!)),
    }));
  const gaps = Float64Array.from(expected, (value, i) => value - actual[i]!);
  const totalExpected = sum(expected);
  return computable('expected', {
    bins,
    meanAbsoluteError: mean(gaps.map((gap) => Math.abs(gap))),
    rootMeanSquareError: Math.sqrt(mean(gaps.map((gap) => gap * gap))),
    totalExpected,
    totalActual,
    deviation: totalExpected / totalActual - 1,
  });
}

function checkCounts(argument: string, values: ArrayLike<number>): void {
  checkValues(argument, values, { min: 0, max: Number.MAX_SAFE_INTEGER });
  for (let i = 0; i < values.length; i++)
    if (!Number.isInteger(values[i])) checkCount(`${argument}[${i}]`, values[i]!);
}
