import { describe, expect, it } from 'vitest';
import { normalCdf, tQuantile, tTwoSided } from '../distributions.ts';
import { refusalPair } from '../refusal.test-support.ts';
import { sumOfCornishFisher } from './cornish-fisher.ts';
import { normalCritical, tCritical } from './critical.ts';

const levels = [0.5, 0.8, 0.95, 0.99, 0.999, 1 - 1e-6, 1 - 1e-9];

describe('the reach of an interval', () => {
  it('leaves half of what the level leaves on either side, also close to one', () => {
    for (const level of levels)
      expect(normalCdf(-normalCritical(level)) / ((1 - level) / 2)).toBeCloseTo(1, 12);
    // R: -qnorm((1 - .9999999999999999)/2)
    expect(normalCritical(0.9999999999999999)).toBeCloseTo(8.292361075813595, 12);
  });

  it('does not depend on which level was asked for before', () => {
    const first = normalCritical(0.95);
    normalCritical(0.8);
    expect(normalCritical(0.95)).toBe(first);
    expect(refusalPair(() => normalCritical(0))).toEqual(['out_of_range', 'level']);
    expect(refusalPair(() => normalCritical(Number.NaN))).toEqual(['not_finite', 'level']);
    expect(normalCritical(0.95)).toBe(first);
  });

  it("is Student's to the last digits on either side of where the series takes over", () => {
    for (const level of levels) {
      const z = normalCritical(level);
      for (const factor of [399, 400, 401, 1_000, 1e5]) {
        const df = factor * (1 + z * z);
        expect(tCritical(level, df) / -tQuantile((1 - level) / 2, df)).toBeCloseTo(1, 14);
      }
    }
    expect(sumOfCornishFisher(1.96, 100)).toBeUndefined();
    expect(sumOfCornishFisher(1.96, 10_000)).toBeGreaterThan(1.96);
  });

  it('belongs to the p that equals what the level leaves', () => {
    for (const df of [1, 2.5, 30, 1e4, 1e9])
      for (const level of [0.5, 0.8, 0.95, 0.999])
        expect(tTwoSided(tCritical(level, df), df) / (1 - level)).toBeCloseTo(1, 9);
  });
});

describe("Student's p", () => {
  it('keeps its digits with many degrees of freedom, and at the ends', () => {
    // R: 2*pt(-2, c(1e10, 1e15)); 2*pt(-30, 1e10)
    expect(tTwoSided(2, 1e10)).toBeCloseTo(0.045500263923353795, 14);
    expect(tTwoSided(-2, 1e15)).toBeCloseTo(0.045500263896358709, 14);
    expect(tTwoSided(30, 1e10) / 9.8136270195799764e-198).toBeCloseTo(1, 9);
    // R: 2*pt(-1e7, 1:3), 2*pt(-3, 3)
    expect(tTwoSided(1e7, 1) / 6.36619772367579e-8).toBeCloseTo(1, 12);
    expect(tTwoSided(1e7, 2) / 9.99999999999985e-15).toBeCloseTo(1, 12);
    expect(tTwoSided(-1e7, 3) / 2.2053155816870884e-21).toBeCloseTo(1, 12);
    expect(tTwoSided(3, 3)).toBeCloseTo(0.05766888562243733, 14);
    expect(tTwoSided(0, 3)).toBe(1);
    expect(tTwoSided(1e200, 3)).toBe(0);
  });
});
