import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import { expOfMinus } from './kernel.ts';
import { findRoot, findRootAbove, findRootAround } from './root.ts';
import { advance, chanceAbove, chanceBelow, levelAbove, levelBelow, mirror, startWalk } from './walk.ts';

const seeded = { seed: 4, numRuns: 60 };
const everywhere = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };

describe('the exponential of the kernel', () => {
  it('is exact to the last digit or two, and nought far out', () => {
    for (let x = 0; x < 45; x += 0.0371) {
      const exact = Math.exp(-x);
      expect(Math.abs(expOfMinus(x) - exact)).toBeLessThanOrEqual(4e-16 * exact);
    }
    expect(expOfMinus(45)).toBe(0);
    expect(expOfMinus(Number.POSITIVE_INFINITY)).toBe(0);
  });
});

describe('a walk', () => {
  const interval = fc.double({ min: 0.02, max: 1, noNaN: true });
  const drifts = fc.double({ min: -4, max: 4, noNaN: true });

  it('that is never stopped is normal after any steps, however uneven', () => {
    fc.assert(
      fc.property(
        interval,
        interval,
        interval,
        drifts,
        fc.double({ min: -4, max: 4, noNaN: true }),
        (a, b, c, drift, z) => {
          const times = [a, a + b, a + b + c] as const;
          let walk = startWalk();
          for (const i of [0, 1] as const)
            walk = advance(
              walk,
              { time: times[i], drift },
              { regions: [everywhere], following: times[i + 1]! },
            );
          const time = times[2];
          const level = drift * time + z * Math.sqrt(time);
          expect(Math.abs(chanceAbove(walk, { time, drift }, level) - normalCdf(-z))).toBeLessThan(1e-13);
          expect(Math.abs(chanceBelow(walk, { time, drift }, level) - normalCdf(z))).toBeLessThan(1e-13);
        },
      ),
      seeded,
    );
  });

  it('loses what leaves its regions and nothing else, in pieces as in one', () => {
    const step = { time: 0.5, drift: 1 };
    const at = (regions: { lower: number; upper: number }[]) =>
      advance(startWalk(), step, { regions, following: 1 }).masses.reduce((sum, mass) => sum + mass, 0);
    const whole = normalCdf((1 - 0.5) / Math.sqrt(0.5)) - normalCdf((-1 - 0.5) / Math.sqrt(0.5));
    expect(at([{ lower: -1, upper: 1 }])).toBeCloseTo(whole, 13);
    const pieces = at([
      { lower: -1, upper: 0.2 },
      { lower: 0.2, upper: 1 },
    ]);
    expect(pieces).toBeCloseTo(whole, 13);
    expect(at([{ lower: 1, upper: -1 }])).toBe(0);
  });

  it('finds the level of a chance, and its mirror image that of the other side', () => {
    const drift = 0.7;
    const walk = advance(
      startWalk(),
      { time: 0.4, drift },
      { regions: [{ lower: -0.5, upper: 1.1 }], following: 1 },
    );
    for (const chance of [1e-12, 1e-6, 0.01, 0.3]) {
      const above = levelAbove(walk, { time: 1, drift }, chance);
      expect(chanceAbove(walk, { time: 1, drift }, above) / chance).toBeCloseTo(1, 9);
      const below = levelBelow(walk, { time: 1, drift }, chance);
      expect(chanceBelow(walk, { time: 1, drift }, below) / chance).toBeCloseTo(1, 9);
      expect(levelAbove(mirror(walk), { time: 1, drift: -drift }, chance)).toBe(-below);
    }
    expect(levelAbove(walk, { time: 1, drift }, 0.99)).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('a root', () => {
  it('is found to the last digits, from either side', () => {
    const cube = (x: number) => x * x * x - 2;
    expect(findRoot('x', cube, { lower: 0, upper: 9 })).toBeCloseTo(Math.cbrt(2), 14);
    expect(findRootAbove('x', cube, { from: -5, width: 0.1 })).toBeCloseTo(Math.cbrt(2), 14);
    for (const near of [-3, 0, 1.2599, 40])
      expect(findRootAround('x', cube, { near, width: 0.5 })).toBeCloseTo(Math.cbrt(2), 14);
  });

  it('that is not there is refused, naming what was sought', () => {
    const never = () => findRoot('power', () => 1, { lower: 0, upper: 1 });
    expect(never).toThrow(StatisticsError);
    expect(never).toThrow(/^power has no solution/);
    expect(() => findRootAbove('drift', () => -1, { from: 0, width: 1 })).toThrow(/^drift has no solution/);
  });
});
