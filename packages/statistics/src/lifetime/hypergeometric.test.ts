import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StatisticsError } from '../errors.ts';
import { hypergeometricOfOne, slopesOfHypergeometricOfOne } from './hypergeometric.ts';

/** The series itself, all of whose terms are positive. */
function series({ b, c, z }: { b: number; c: number; z: number }): number {
  let term = 1;
  let total = 1;
  for (let n = 0; term > 1e-18 * total && n < 1e6; n++) {
    term *= ((b + n) / (c + n)) * z;
    total += term;
  }
  return total;
}

describe('₂F₁(1, b; c; z)', () => {
  it('is 1 at zero', () => {
    expect(hypergeometricOfOne({ b: 2, c: 3, z: 0 })).toBe(1);
  });

  it('is −ln(1 − z)/z for b = 1, c = 2, also near one', () => {
    for (const z of [1e-9, 0.1, 0.5, 0.9, 0.999, 0.999_999])
      expect(hypergeometricOfOne({ b: 1, c: 2, z }) / (-Math.log1p(-z) / z)).toBeCloseTo(1, 10);
  });

  it('is the sum of its series, for small and for large parameters', () => {
    const positive = fc.double({ min: 0.01, max: 2_000, noNaN: true });
    const property = fc.property(
      positive,
      positive,
      fc.double({ min: 0, max: 0.99, noNaN: true }),
      (b, more, z) => {
        const at = { b, c: b + more, z };
        expect(Math.abs(hypergeometricOfOne(at) / series(at) - 1)).toBeLessThan(1e-11);
      },
    );
    fc.assert(property, { seed: 2, numRuns: 300 });
  });

  it('has the slopes that its differences come to, by each argument', () => {
    const property = fc.property(
      fc.double({ min: 0.05, max: 300, noNaN: true }),
      fc.double({ min: 0.05, max: 300, noNaN: true }),
      fc.double({ min: 0.001, max: 0.95, noNaN: true }),
      (b, more, z) => {
        const c = b + more;
        const { value, byB, byC, byZ } = slopesOfHypergeometricOfOne({ b, c, z });
        expect(value / hypergeometricOfOne({ b, c, z })).toBeCloseTo(1, 11);
        /** Each argument by itself, in units in which the function changes by as much as it is. */
        const slope = (at: (step: number) => { b: number; c: number; z: number }) => {
          const value = (step: number) => hypergeometricOfOne(at(step));
          return (8 * (value(1e-3) - value(-1e-3)) - (value(2e-3) - value(-2e-3))) / 0.012;
        };
        const small = Math.min(b, more);
        const short = Math.min(z, 1 - z);
        expect((small * byB) / value).toBeCloseTo(slope((h) => ({ b: b + h * small, c, z })) / value, 7);
        expect((more * byC) / value).toBeCloseTo(slope((h) => ({ b, c: c + h * more, z })) / value, 7);
        expect((short * byZ) / value).toBeCloseTo(slope((h) => ({ b, c, z: z + h * short })) / value, 7);
      },
    );
    fc.assert(property, { seed: 2, numRuns: 200 });
  });

  it('is refused where the fraction would not end', () => {
    expect(() => hypergeometricOfOne({ b: 1, c: 1.5, z: 1 - 1e-15 })).toThrow(StatisticsError);
  });
});
