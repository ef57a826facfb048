import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../random.ts';
import { refusalPair } from '../refusal.test-support.ts';
import { bootstrapQuantile, bootstrapQuantiles } from './bootstrap-quantile.ts';
import { summarizeValues } from './means.ts';
import { estimateQuantileExactly } from './quantile-exact.ts';

const drawn = (n: number, value: () => number) => Array.from({ length: n }, value);
const skewed = (random: Random) => () => random.exponential() ** 2;

describe('a bootstrapped quantile', () => {
  it('has the distribution that drawing whole resamples gives', () => {
    const random = createRandom(5);
    const values = drawn(40, skewed(random));
    const whole = drawn(4_000, () => {
      const resample = drawn(40, () => values[random.below(40)] ?? 0).sort((a, b) => a - b);
      const place = 39 * 0.8;
      const [low, high] = [resample[31] ?? 0, resample[32] ?? 0];
      return low + (place - 31) * (high - low);
    }).sort((a, b) => a - b);
    for (const level of [0.5, 0.8, 0.95]) {
      const read = bootstrapQuantile({ values, probability: 0.8, seed: 6, level, resamples: 4_000 });
      // As shares of the replicates, so that steps between values do not matter.
      const below = (end: number) => whole.filter((value) => value < end - 1e-9).length / 4_000;
      const most = (end: number) => whole.filter((value) => value <= end + 1e-9).length / 4_000;
      expect(below(read.interval.lower)).toBeLessThan((1 - level) / 2 + 0.03);
      expect(most(read.interval.lower)).toBeGreaterThan((1 - level) / 2 - 0.03);
      expect(below(read.interval.upper)).toBeLessThan((1 + level) / 2 + 0.03);
      expect(most(read.interval.upper)).toBeGreaterThan((1 + level) / 2 - 0.03);
    }
  });

  it('between two values has the spread that drawing whole resamples gives', () => {
    const random = createRandom(14);
    const values = drawn(10, () => random.exponential());
    const whole = drawn(4_000, () => {
      const resample = drawn(10, () => values[random.below(10)] ?? 0).sort((a, b) => a - b);
      return ((resample[4] ?? 0) + (resample[5] ?? 0)) / 2;
    });
    const read = bootstrapQuantile({ values, probability: 0.5, seed: 6, resamples: 4_000 });
    const spread = Math.sqrt(summarizeValues(whole).variance);
    expect(Math.abs(read.standardError / spread - 1)).toBeLessThan(0.05);
  });

  it('does not depend on the order of values, and is mirrored with them', () => {
    const values = drawn(101, skewed(createRandom(7)));
    const one = bootstrapQuantile({ values, probability: 0.5, seed: 1, resamples: 2_000 });
    expect(
      bootstrapQuantile({ values: [...values].reverse(), probability: 0.5, seed: 1, resamples: 2_000 }),
    ).toEqual(one);
    const both = bootstrapQuantiles({
      control: values,
      treatment: values,
      probability: 0.5,
      seed: 1,
      resamples: 2_000,
    });
    expect(both.value).toBe(0);
    expect(both.interval.lower).toBeLessThan(0);
    expect(both.interval.upper).toBeGreaterThan(0);
  });

  it('is covered near its level, as is a difference; exactly, at least so', () => {
    const [level, times] = [0.9, 2_000];
    const random = createRandom(13);
    const [median, slack] = [Math.log(2), 3.5 * Math.sqrt((level * (1 - level)) / times)];
    const covered = { one: 0, two: 0, exact: 0 };
    const holds = ({ lower, upper }: { lower: number; upper: number }, value: number) =>
      lower <= value && value <= upper ? 1 : 0;
    for (let seed = 0; seed < times; seed++) {
      const [control, treatment] = [
        drawn(31, () => random.exponential()),
        drawn(31, () => random.exponential()),
      ];
      const options = { probability: 0.5, level, seed, resamples: 100 };
      covered.one += holds(bootstrapQuantile({ values: control, ...options }).interval, median);
      covered.two += holds(bootstrapQuantiles({ control, treatment, ...options }).interval, 0);
      covered.exact += holds(
        estimateQuantileExactly({ values: control, probability: 0.5, level }).interval,
        median,
      );
    }
    // Percentiles of a difference of medians are somewhat wide, which errs on the safe side.
    expect(covered.one / times).toBeGreaterThan(level - 0.02 - slack);
    expect(covered.one / times).toBeLessThan(level + 0.03 + slack);
    expect(covered.two / times).toBeGreaterThan(level - slack);
    expect(covered.two / times).toBeLessThan(level + 0.05);
    // Between values only so many levels can be had; it says which one.
    const values = drawn(31, () => random.exponential());
    const { coverage } = estimateQuantileExactly({ values, probability: 0.5, level });
    expect(coverage).toBeGreaterThanOrEqual(level);
    expect(Math.abs(covered.exact / times - coverage)).toBeLessThan(slack);
  });

  it('is refused in the tails and without spread, with the exact interval named', () => {
    const values = drawn(40, skewed(createRandom(8)));
    const read = (more: object) =>
      refusalPair(() => bootstrapQuantile({ values, probability: 0.5, seed: 1, ...more }));
    expect(read({ probability: 0.9 })).toEqual(['too_few', 'values']);
    expect(() => bootstrapQuantile({ values, probability: 0.05, seed: 1 })).toThrow(
      /estimateQuantileExactly/,
    );
    expect(read({ probability: 1 })).toEqual(['out_of_range', 'probability']);
    expect(read({ values: drawn(20, () => 3) })).toEqual(['zero_variance', 'values']);
    expect(read({ values: [] })).toEqual(['empty', 'values']);
    const far = [...drawn(5, () => -1e308), ...drawn(5, () => 1e308)];
    expect(read({ values: far })).toEqual(['out_of_range', 'values']);
    expect(estimateQuantileExactly({ values: far, probability: 0.5 }).value).toBe(0);
    const flat = drawn(20, () => 3);
    const two = refusalPair(() =>
      bootstrapQuantiles({ control: flat, treatment: flat, probability: 0.5, seed: 1 }),
    );
    expect(two).toEqual(['zero_variance', 'treatment']);
    const few = refusalPair(() =>
      bootstrapQuantiles({ control: [1, 2], treatment: flat, probability: 0.5, seed: 1 }),
    );
    expect(few).toEqual(['too_few', 'control']);
  });
});

describe('a quantile between values', () => {
  it('is covered as surely as it says, and is refused when no values enclose it', () => {
    const read = estimateQuantileExactly({ values: [5, 1, 4, 2, 3, 6, 8, 7, 9, 10], probability: 0.5 });
    expect(read.interval).toEqual({ lower: 2, upper: 9 });
    expect(read.coverage).toBeCloseTo(1 - 22 / 1024, 12);
    const few = { values: [1, 2, 3], probability: 0.5 };
    expect(refusalPair(() => estimateQuantileExactly(few))).toEqual(['not_identified', 'values']);
    expect(estimateQuantileExactly({ ...few, level: 0.7 }).interval).toEqual({ lower: 1, upper: 3 });
    expect(refusalPair(() => estimateQuantileExactly({ ...few, values: [] }))).toEqual(['empty', 'values']);
    expect(refusalPair(() => estimateQuantileExactly({ ...few, probability: 0 }))).toEqual([
      'out_of_range',
      'probability',
    ]);
  });
});
