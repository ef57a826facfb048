import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossDeviations, exp, expm1, ln, log1p, mean, pow, sum, variance } from './numbers.ts';

describe('elementary functions', () => {
  it('agree with those of the engine to a unit of the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(5e-16);
        expect(Math.abs(expm1(x) - Math.expm1(x))).toBeLessThanOrEqual(5e-16 * Math.abs(Math.expm1(x)));
      }),
      { seed: 1, numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
        expect(Math.abs(ln(x) - Math.log(x))).toBeLessThanOrEqual(5e-16 * Math.abs(Math.log(x)));
        expect(Math.abs(log1p(x) - Math.log1p(x))).toBeLessThanOrEqual(5e-16 * Math.abs(Math.log1p(x)));
        expect(Math.abs(pow(x, 0.3) / x ** 0.3 - 1)).toBeLessThan(1e-15);
      }),
      { seed: 2, numRuns: 500 },
    );
  });
});

describe('a sum', () => {
  it('keeps what a plain one loses', () => {
    expect(sum([1e16, 1, -1e16])).toBe(1);
    expect(sum(Array(10_000).fill(0.1))).toBe(1_000);
    expect(sum([])).toBe(0);
  });

  it('is the same in any order, but for the last digit', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
        const forwards = sum(values);
        const size = values.reduce((total, one) => total + Math.abs(one), 0);
        expect(Math.abs(sum(values.toReversed()) - forwards)).toBeLessThanOrEqual(1e-15 * size);
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});

describe('a variance', () => {
  it('does not lose its digits where the mean is large', () => {
    const small = [4, 7, 13, 16];
    expect(variance(small)).toBe(30);
    expect(variance(small.map((one) => one + 1e9))).toBe(30);
    expect(mean(small.map((one) => one + 1e9))).toBe(1e9 + 10);
  });

  it('of two columns is their covariance', () => {
    expect(crossDeviations([1, 2, 3, 4], [2, 4, 6, 9])).toBeCloseTo(11.5, 14);
  });
});
