import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { powerForMeans, sampleSizeForMeans, smallestEffectForMeans } from './means.ts';
import {
  powerForProportions,
  sampleSizeForProportions,
  smallestEffectForProportions,
} from './proportions.ts';
import { powerForRatios, sampleSizeForRatios, smallestEffectForRatios } from './ratios.ts';

const runs = { seed: 5, numRuns: 8 };
const refused = (code: string, argument: string) => expect.objectContaining({ code, argument });
const arm = fc.integer({ min: 200, max: 1_000_000 });
const alpha = fc.constantFrom(0.1, 0.05, 0.01, 0.001);
const sides = fc.constantFrom<1 | 2>(1, 2);
const power = fc.constantFrom(0.5, 0.8, 0.9, 0.99);
const control = fc.constantFrom(0.1, 0.3, 0.5, 0.8);
const spread = {
  numeratorMean: 50,
  numeratorVariance: 900,
  denominatorMean: 2,
  denominatorVariance: 1.5,
  covariance: 20,
};

/** The three metrics, by one difference each. */
interface Metric {
  readonly name: string;
  readonly size: (input: { difference: number } & Parameters<typeof sampleSizeForMeans>[0]) => {
    arms: readonly number[];
    unrounded: number;
  };
  readonly power: (input: { difference: number } & Parameters<typeof powerForMeans>[0]) => number;
  readonly effect: (input: Parameters<typeof smallestEffectForMeans>[0]) => number;
}
const metrics: Metric[] = [
  {
    name: 'proportions',
    size: (input) => sampleSizeForProportions({ ...input, baseline: 0.3, target: 0.3 + input.difference }),
    power: (input) => powerForProportions({ ...input, baseline: 0.3, target: 0.3 + input.difference }),
    effect: (input) => smallestEffectForProportions({ ...input, baseline: 0.3 }).absolute,
  },
  {
    name: 'means',
    size: sampleSizeForMeans,
    power: powerForMeans,
    effect: (input) => smallestEffectForMeans(input).absolute,
  },
  {
    name: 'ratios',
    size: (input) => sampleSizeForRatios({ ...spread, ...input }),
    power: (input) => powerForRatios({ ...spread, ...input }),
    effect: (input) => smallestEffectForRatios({ ...spread, ...input }).absolute,
  },
];
const deviation = 0.5;
const difference = fc.double({ min: 0.005, max: 0.1, noNaN: true });

describe.each(metrics)('a plan for $name', (metric) => {
  it('reaches its power with the sample it asks for, and not with a hundredth fewer', () => {
    fc.assert(
      fc.property(difference, alpha, sides, power, control, (of, alpha, sides, power, first) => {
        const design = { difference: of, deviation, alpha, sides };
        const size = metric.size({ ...design, power, shares: [first, 1 - first] });
        const reached = metric.power({ ...design, arms: size.arms });
        expect(reached).toBeGreaterThanOrEqual(power - 1e-9);
        const fewer = size.arms.map((n) => Math.floor(n * 0.99));
        expect(metric.power({ ...design, arms: fewer })).toBeLessThan(power);
      }),
      runs,
    );
  });

  it('finds as its smallest effect what the sample was planned for', () => {
    fc.assert(
      fc.property(difference, alpha, sides, power, (of, alpha, sides, power) => {
        const design = { deviation, alpha, sides, power };
        const { arms, unrounded } = metric.size({ ...design, difference: of });
        const effect = metric.effect({ ...design, arms });
        expect(effect).toBeLessThanOrEqual(of * (1 + 1e-9));
        expect(effect).toBeGreaterThan(of * (1 - 4 / unrounded));
        expect(metric.power({ deviation, alpha, sides, difference: effect, arms })).toBeCloseTo(power, 9);
      }),
      runs,
    );
  });

  it('has more power with more units, with a larger effect, with a larger alpha, on one side', () => {
    fc.assert(
      fc.property(difference, arm, arm, (of, n0, n1) => {
        const base = { difference: of, deviation, alpha: 0.01, arms: [n0, n1] };
        const less = metric.power(base);
        expect(metric.power({ ...base, arms: [n0 * 2, n1 * 2] })).toBeGreaterThanOrEqual(less);
        expect(metric.power({ ...base, difference: of * 1.5 })).toBeGreaterThanOrEqual(less);
        expect(metric.power({ ...base, alpha: 0.05 })).toBeGreaterThanOrEqual(less);
        expect(metric.power({ ...base, sides: 1 })).toBeGreaterThanOrEqual(less - 1e-15);
        expect(less).toBeGreaterThanOrEqual(0.01 - 1e-3);
        expect(less).toBeLessThanOrEqual(1);
      }),
      runs,
    );
  });

  it('needs designEffect times as many units', () => {
    const base = { difference: 0.05, deviation };
    const { unrounded } = metric.size(base);
    expect(metric.size({ ...base, designEffect: 3 }).unrounded / unrounded).toBeCloseTo(3, 9);
    const arms = [30_000, 60_000];
    const divided = [10_000, 20_000];
    expect(metric.power({ ...base, arms, designEffect: 3 })).toBeCloseTo(
      metric.power({ ...base, arms: divided }),
      12,
    );
  });

  it('is for the smallest of several treatments, at alpha divided among them when asked', () => {
    const base = { difference: 0.02, deviation };
    const several = metric.size({ ...base, shares: [0.5, 0.3, 0.2], bonferroni: true });
    const [first = 0, , last = 0] = several.arms;
    const alone = metric.power({ ...base, arms: [first, last], alpha: 0.025 });
    expect(alone).toBeCloseTo(0.8, 3);
    expect(metric.power({ ...base, arms: several.arms, bonferroni: true })).toBe(alone);
    expect(metric.size({ ...base, shares: [0.5, 0.3, 0.2] }).unrounded).toBeLessThan(several.unrounded);
    expect(several.arms).toHaveLength(3);
  });

  it('needs the fewest units when both arms are equal', () => {
    const total = (first: number) =>
      metric.size({ difference: 0.05, deviation, shares: [first, 1 - first] }).unrounded;
    expect(total(0.5)).toBeLessThan(total(0.3));
    expect(total(0.3)).toBeLessThan(total(0.1));
    expect(total(0.5)).toBeLessThan(total(0.7));
  });

  it.each<[string, object, string, string]>([
    ['shares that do not sum', { shares: [0.5, 0.4] }, 'shares_do_not_sum', 'shares'],
    ['a share of nothing', { shares: [1, 0] }, 'out_of_range', 'shares[1]'],
    ['one arm', { shares: [1] }, 'empty', 'shares'],
    ['power below alpha', { power: 0.04 }, 'out_of_range', 'power'],
    ['power of one', { power: 1 }, 'out_of_range', 'power'],
    ['alpha of nothing', { alpha: 0 }, 'out_of_range', 'alpha'],
    ['alpha that is no number', { alpha: Number.NaN }, 'not_finite', 'alpha'],
    ['three sides', { sides: 3 }, 'out_of_range', 'sides'],
    ['a design effect of nothing', { designEffect: 0 }, 'out_of_range', 'designEffect'],
    ['an effect that a universe of units would miss', { difference: 1e-12 }, 'out_of_range', 'power'],
  ])('is refused for %s', (_, bad, code, argument) => {
    expect(() => metric.size({ difference: 0.05, deviation, ...bad })).toThrow(refused(code, argument));
  });

  it.each<[string, readonly number[], string, string]>([
    ['a negative arm', [1000, -1], 'out_of_range', 'arms[1]'],
    ['an arm that is not whole', [1000.5, 1000], 'out_of_range', 'arms[0]'],
    ['no treatment', [1000], 'empty', 'arms'],
  ])('has no power and no smallest effect for %s', (_, arms, code, argument) => {
    expect(() => metric.power({ difference: 0.05, deviation, arms })).toThrow(refused(code, argument));
    expect(() => metric.effect({ deviation, arms })).toThrow(refused(code, argument));
  });
});
