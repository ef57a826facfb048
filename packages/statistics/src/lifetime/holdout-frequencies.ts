/** Whether as many customers bought 0, 1, 2, … times as a fitted model expects. */
import { checkCount, checkSameLength, checkValues } from '../checks.ts';
import { chisquareUpper } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import { sum } from '../numbers.ts';
import { computable } from './computable.ts';

export interface FrequencyCounts {
  /** Customers who bought 0, 1, 2, … times; the last entry may stand for that many and more. */
  readonly observed: ArrayLike<number>;
  /** Customers whom the model expects there; as many in all. */
  readonly expected: ArrayLike<number>;
  /** How many parameters were fitted to these counts: 4 for BG/NBD, Pareto/NBD and BG/BB, 0 for a period the model has not seen. */
  readonly parameters: number;
}

export interface FrequencyBin {
  /** First and last entry that were brought together. */
  readonly from: number;
  readonly to: number;
  readonly observed: number;
  readonly expected: number;
}

export interface FrequencyFit {
  readonly bins: readonly FrequencyBin[];
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  /** Small when counts like these are unlikely from the model. */
  readonly pValue: number;
}

/** Cochran's rule for the chi-square approximation. */
const FEWEST_EXPECTED = 5;

/**
 * Tests whether the numbers of customers by purchases are those a fitted model expects.
 *
 * χ² = Σ (observed − expected)²/expected with bins − 1 − parameters degrees of freedom, after neighbours are brought together until at least 5 are
 * expected in each. With parameters fitted to the ungrouped data the true p lies a little above the one given. With very many customers even a
 * good model is refused: look at the bins. O(bins).
 *
 * @throws {StatisticsError} not_identified when no degree of freedom is left; shares_do_not_sum when observed and expected differ in total by more than 1e-6 of it; out_of_range when a number is negative or a count not whole; length_mismatch; empty; not_finite
 * @see Cochran (1954), Some methods for strengthening the common χ² tests, Biometrics 10:417–451
 * @example
 * const fit = testFrequencyFit({ observed: [60, 25, 10, 5], expected: [55, 28, 11, 6], parameters: 1 });
 * fit.chiSquare // → 1.03355
 * fit.pValue // → 0.596441
 */
export function testFrequencyFit({ observed, expected, parameters }: FrequencyCounts): FrequencyFit {
  checkValues('observed', observed, { min: 0, max: Number.MAX_SAFE_INTEGER });
  for (let i = 0; i < observed.length; i++)
    if (!Number.isInteger(observed[i])) checkCount(`observed[${i}]`, observed[i]!);
  checkValues('expected', expected, { min: 0 });
  checkSameLength(['observed', observed], ['expected', expected]);
  checkCount('parameters', parameters);
  checkTotals(sum(observed), sum(expected));
  const bins = joined(observed, expected);
  const degreesOfFreedom = bins.length - 1 - parameters;
  if (degreesOfFreedom < 1)
    throw new StatisticsError('not_identified', {
      argument: 'observed',
      says: `leaves no degree of freedom: ${bins.length} bins with at least ${FEWEST_EXPECTED} expected, for ${parameters} parameters`,
      details: { bins: bins.length, parameters },
    });
  const chiSquare = bins.reduce((total, bin) => {
    const gap = bin.observed - bin.expected;
    return total + (gap * gap) / bin.expected;
  }, 0);
  return computable('expected', {
    bins,
    chiSquare,
    degreesOfFreedom,
    pValue: chisquareUpper(chiSquare, degreesOfFreedom),
  });
}

function checkTotals(observed: number, expected: number): void {
  if (Math.abs(expected - observed) > 1e-6 * observed)
    throw new StatisticsError('shares_do_not_sum', {
      argument: 'expected',
      says: `must sum to as many as were observed (${observed}), not ${expected}`,
      details: { sum: expected, observed },
    });
}

/** Neighbours are joined from the left; what is left at the end joins the last bin. */
function joined(observed: ArrayLike<number>, expected: ArrayLike<number>): FrequencyBin[] {
  const bins: FrequencyBin[] = [];
  let open = { from: 0, to: 0, observed: 0, expected: 0 };
  for (let i = 0; i < observed.length; i++) {
    open = {
      from: open.from,
      to: i,
      observed: open.observed + observed[i]!,
      expected: open.expected + expected[i]!,
    };
    if (open.expected < FEWEST_EXPECTED) continue;
    bins.push(open);
    open = { from: i + 1, to: i + 1, observed: 0, expected: 0 };
  }
  const last = bins.pop();
  if (!last) return [];
  const from = last.from;
  const to = observed.length - 1;
  return [
    ...bins,
    { from, to, observed: last.observed + open.observed, expected: last.expected + open.expected },
  ];
}
