import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusal } from '../refusal.test-support.ts';
import { checkHoldout, type HoldoutCustomers } from './holdout.ts';
import { type FrequencyCounts, testFrequencyFit } from './holdout-frequencies.ts';

const customers = fc
  .array(
    fc.record({
      frequency: fc.integer({ min: 0, max: 12 }),
      expected: fc.double({ min: 0, max: 9, noNaN: true }),
      actual: fc.integer({ min: 0, max: 9 }),
    }),
    { minLength: 1, maxLength: 50 },
  )
  .filter((rows) => rows.some(({ actual }) => actual > 0));
const columns = (rows: readonly { frequency: number; expected: number; actual: number }[]) => ({
  frequency: rows.map(({ frequency }) => frequency),
  expected: rows.map(({ expected }) => expected),
  actual: rows.map(({ actual }) => actual),
});

describe('a holdout check', () => {
  it('has bins that hold everybody once, and errors in the known order', () => {
    fc.assert(
      fc.property(customers, (rows) => {
        const check = checkHoldout(columns(rows));
        expect(check.bins.reduce((total, bin) => total + bin.customers, 0)).toBe(rows.length);
        const expected = check.bins.reduce((total, bin) => total + bin.customers * bin.expected, 0);
        expect(expected).toBeCloseTo(check.totalExpected, 9);
        expect(check.meanAbsoluteError).toBeLessThanOrEqual(check.rootMeanSquareError * (1 + 1e-12));
        const turned = checkHoldout(columns(rows.toReversed()));
        expect(turned.rootMeanSquareError).toBeCloseTo(check.rootMeanSquareError, 12);
      }),
      { seed: 1, numRuns: 150 },
    );
  });

  it('finds nothing wrong with who foretold all', () => {
    const check = checkHoldout({ frequency: [0, 3], expected: [1, 2], actual: [1, 2] });
    expect([check.meanAbsoluteError, check.rootMeanSquareError, check.deviation]).toEqual([0, 0, 0]);
  });

  it.each<[string, Partial<HoldoutCustomers>, string, string]>([
    ['nobody who bought', { actual: [0, 0] }, 'one_class', 'actual'],
    ['half a purchase', { actual: [0.5, 1] }, 'out_of_range', 'actual[0]'],
    ['a negative expectation', { expected: [1, -1] }, 'out_of_range', 'expected[1]'],
    ['a negative frequency', { frequency: [1, -1] }, 'out_of_range', 'frequency[1]'],
    ['NaN', { expected: [Number.NaN, 1] }, 'not_finite', 'expected[0]'],
    ['lengths that differ', { expected: [1] }, 'length_mismatch', 'expected'],
    ['nobody', { frequency: [], expected: [], actual: [] }, 'empty', 'frequency'],
  ])('refuses %s', (_, wrong, code, argument) => {
    const right = { frequency: [0, 1], expected: [0.5, 1], actual: [0, 2] };
    expect(refusal(() => checkHoldout({ ...right, ...wrong }))).toEqual({ code, argument });
  });
});

describe('the fit of frequencies', () => {
  it('brings neighbours together until five are expected', () => {
    const { bins, degreesOfFreedom } = testFrequencyFit({
      observed: [2, 3, 20, 1, 1, 3],
      expected: [2, 4, 18, 3, 2, 1],
      parameters: 0,
    });
    expect(bins.map(({ from, to, expected }) => [from, to, expected])).toEqual([
      [0, 1, 6],
      [2, 2, 18],
      [3, 5, 6],
    ]);
    expect(degreesOfFreedom).toBe(2);
    const tail = testFrequencyFit({ observed: [9, 9, 2], expected: [8, 8, 4], parameters: 0 });
    expect(tail.bins[1]).toEqual({ from: 1, to: 2, observed: 11, expected: 12 });
  });

  it('refuses a true model as often as its level says', () => {
    const random = createRandom(14);
    const shares = [0.5, 0.25, 0.15, 0.1];
    const runs = 2000;
    let refused = 0;
    for (let run = 0; run < runs; run++) {
      const observed = [0, 0, 0, 0];
      for (let i = 0; i < 200; i++) {
        let at = random.uniform();
        let bin = 0;
        while (bin < 3 && at >= (shares[bin] ?? 1)) at -= shares[bin++] ?? 1;
        observed[bin] = (observed[bin] ?? 0) + 1;
      }
      const expected = shares.map((share) => 200 * share);
      if (testFrequencyFit({ observed, expected, parameters: 0 }).pValue < 0.05) refused += 1;
    }
    expect(Math.abs(refused / runs - 0.05)).toBeLessThan(0.02);
  });

  it.each<[string, Partial<FrequencyCounts>, string, string]>([
    ['totals that differ', { expected: [10, 10, 11] }, 'shares_do_not_sum', 'expected'],
    ['too many parameters', { parameters: 2 }, 'not_identified', 'observed'],
    ['nobody expected', { observed: [0, 0, 0], expected: [0, 0, 0] }, 'not_identified', 'observed'],
    ['half a customer', { observed: [9.5, 10, 10.5] }, 'out_of_range', 'observed[0]'],
    ['a negative expectation', { expected: [-1, 20, 11] }, 'out_of_range', 'expected[0]'],
    ['lengths that differ', { expected: [10, 20] }, 'length_mismatch', 'expected'],
    ['nothing', { observed: [], expected: [] }, 'empty', 'observed'],
  ])('refuses %s', (_, wrong, code, argument) => {
    const right = { observed: [9, 11, 10], expected: [10, 10, 10], parameters: 0 };
    expect(refusal(() => testFrequencyFit({ ...right, ...wrong }))).toEqual({ code, argument });
  });
});
