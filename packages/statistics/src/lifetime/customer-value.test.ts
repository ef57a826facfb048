import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusal } from '../refusal.test-support.ts';
import { type CustomerValueInput, estimateCustomerValue } from './customer-value.ts';

const right: CustomerValueInput = {
  purchases: { value: [0.5, 0.4, 2, 1.8], standardError: [0.05, 0.04, 0.1, 0.09] },
  averageValue: { value: [30, 50], standardError: [3, 2] },
  periods: 2,
  discountRate: 0.1,
};

describe('the value of customers', () => {
  it('is purchases times value without discount, and less the higher the discount', () => {
    expect(Array.from(estimateCustomerValue({ ...right, discountRate: 0 }).value)).toEqual([27, 190]);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.99, noNaN: true }), (discountRate) => {
        const now = estimateCustomerValue({ ...right, discountRate }).total.value;
        const later = estimateCustomerValue({ ...right, discountRate: discountRate + 0.01 }).total.value;
        expect(later).toBeLessThan(now);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it('is a margin times as much, error and interval too', () => {
    const whole = estimateCustomerValue(right);
    const kept = estimateCustomerValue({ ...right, margin: 0.25 });
    kept.value.forEach((value, i) => {
      expect(value).toBeCloseTo((whole.value[i] ?? 0) / 4, 12);
      expect(kept.standardError[i]).toBeCloseTo((whole.standardError[i] ?? 0) / 4, 12);
      expect(kept.upper[i]).toBeCloseTo((whole.upper[i] ?? 0) / 4, 12);
    });
  });

  it('adds up to the total, whose error is no more than the sum of errors', () => {
    const { value, standardError, total } = estimateCustomerValue(right);
    expect(total.value).toBeCloseTo((value[0] ?? 0) + (value[1] ?? 0), 12);
    expect(total.standardError).toBeLessThanOrEqual((standardError[0] ?? 0) + (standardError[1] ?? 0));
  });

  it('is 0 with no interval where no purchase is expected', () => {
    const none = { value: [0, 0, 2, 1.8], standardError: [0, 0, 0.1, 0.09] };
    const { value, lower, upper } = estimateCustomerValue({ ...right, purchases: none });
    expect([value[0], lower[0], upper[0]]).toEqual([0, 0, 0]);
  });

  it('covers the true value at its level when the estimates err as their errors say', () => {
    const random = createRandom(6);
    const runs = 2000;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      // All periods of one model err together.
      const purchases = Math.exp(0.1 * random.normal());
      const spend = 40 * Math.exp(0.15 * random.normal());
      const { lower, upper } = estimateCustomerValue(
        {
          purchases: { value: [2 * purchases, purchases], standardError: [0.2 * purchases, 0.1 * purchases] },
          averageValue: { value: [spend], standardError: [0.15 * spend] },
          periods: 2,
          discountRate: 0.05,
        },
        { level: 0.9 },
      );
      const truth = 40 * (2 / 1.05 + 1 / 1.05 ** 2);
      if ((lower[0] ?? 0) <= truth && truth <= (upper[0] ?? 0)) covered += 1;
    }
    expect(Math.abs(covered / runs - 0.9)).toBeLessThan(0.027);
  });

  it.each<[string, Partial<CustomerValueInput>, string, string]>([
    [
      'an average value of nothing',
      { averageValue: { value: [0, 1], standardError: [0, 0] } },
      'out_of_range',
      'averageValue.value[0]',
    ],
    [
      'a negative error',
      { averageValue: { value: [1, 1], standardError: [0, -1] } },
      'out_of_range',
      'averageValue.standardError[1]',
    ],
    [
      'errors missing',
      { averageValue: { value: [1, 1], standardError: [0] } },
      'length_mismatch',
      'averageValue.standardError',
    ],
    [
      'negative purchases',
      { purchases: { value: [1, 1, -1, 1], standardError: [0, 0, 0, 0] } },
      'out_of_range',
      'purchases.value[2]',
    ],
    [
      'a period missing',
      { purchases: { value: [1, 1, 1], standardError: [0, 0, 0] } },
      'length_mismatch',
      'purchases.value',
    ],
    [
      'NaN',
      { purchases: { value: [1, 1, 1, Number.NaN], standardError: [0, 0, 0, 0] } },
      'not_finite',
      'purchases.value[3]',
    ],
    ['no periods', { periods: 0 }, 'out_of_range', 'periods'],
    ['a negative discount', { discountRate: -0.1 }, 'out_of_range', 'discountRate'],
    ['a discount in percent', { discountRate: 10 }, 'out_of_range', 'discountRate'],
    ['a margin in percent', { margin: 30 }, 'out_of_range', 'margin'],
    ['a margin of nothing', { margin: 0 }, 'out_of_range', 'margin'],
  ])('refuses %s', (_, wrong, code, argument) => {
    expect(refusal(() => estimateCustomerValue({ ...right, ...wrong }))).toEqual({ code, argument });
  });
});
