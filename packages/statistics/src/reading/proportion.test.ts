import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusalPair } from '../refusal.test-support.ts';
import { arms, counts, mirrored } from './arms.test-support.ts';
import { testProportionsExactly } from './fisher.ts';
import { estimateProportion, estimateProportionExactly } from './proportion.ts';
import { compareProportions, differenceOfProportions } from './proportion-difference.ts';
import { ratioOfProportions } from './proportion-ratio.ts';
import { within } from './testing.test-support.ts';

const runs = { seed: 4, numRuns: 150 };

/** Exact: for p = 0.005 … 0.995 the chance, over all numbers of successes, that the interval holds p. */
function coverages(n: number, interval: (successes: number) => { lower: number; upper: number }): number[] {
  const intervals = Array.from({ length: n + 1 }, (_, k) => interval(k));
  return Array.from({ length: 199 }, (_, i) => {
    const p = (i + 1) / 200;
    let chance = (1 - p) ** n;
    let covered = 0;
    intervals.forEach(({ lower, upper }, k) => {
      if (lower <= p && p <= upper) covered += chance;
      chance *= ((n - k) / (k + 1)) * (p / (1 - p));
    });
    return covered;
  });
}

describe('a proportion', () => {
  it('has an interval that holds it, inside 0 … 1, mirrored when failures are counted', () => {
    fc.assert(
      fc.property(counts, fc.constantFrom(estimateProportion, estimateProportionExactly), (x, estimate) => {
        const { value, interval } = estimate(x);
        expect(interval.lower).toBeLessThanOrEqual(value);
        expect(interval.upper).toBeGreaterThanOrEqual(value);
        expect(Math.min(interval.lower, 1 - interval.upper)).toBeGreaterThanOrEqual(0);
        const other = estimate(mirrored(x)).interval;
        expect(other.lower).toBeCloseTo(1 - interval.upper, 11);
        expect(other.upper).toBeCloseTo(1 - interval.lower, 11);
      }),
      runs,
    );
  });

  it('is enclosed more widely at a higher level, and more narrowly by more of the same', () => {
    fc.assert(
      fc.property(counts, (x) => {
        const width = (y: typeof x, level: number) => {
          const { interval } = estimateProportion({ ...y, level });
          return interval.upper - interval.lower;
        };
        expect(width(x, 0.99)).toBeGreaterThan(width(x, 0.9));
        expect(width({ n: 4 * x.n, successes: 4 * x.successes }, 0.9)).toBeLessThan(width(x, 0.9));
      }),
      runs,
    );
  });

  it.each([0.8, 0.95])('is covered on average at %f, whatever it is, from five trials on', (level) => {
    for (const n of [5, 10, 25, 80]) {
      const score = coverages(n, (successes) => estimateProportion({ n, successes, level }).interval);
      const exact = coverages(n, (successes) => estimateProportionExactly({ n, successes, level }).interval);
      const mean = score.reduce((sum, share) => sum + share, 0) / score.length;
      expect(Math.abs(mean - level)).toBeLessThan(0.025);
      expect(Math.min(...exact)).toBeGreaterThanOrEqual(level - 1e-12);
    }
  });

  it('has the standard error of a binomial share', () => {
    for (const estimate of [estimateProportion, estimateProportionExactly])
      expect(estimate({ n: 100, successes: 20 }).standardError).toBeCloseTo(0.04, 15);
    const arms = { control: { n: 200, successes: 40 }, treatment: { n: 100, successes: 30 } };
    const { value, standardError } = ratioOfProportions(arms);
    // By the logarithm's delta method: √(q₁/(n₁p₁) + q₀/(n₀p₀)) of the ratio.
    expect(standardError / value).toBeCloseTo(Math.sqrt(0.7 / 30 + 0.8 / 40), 14);
  });

  it('keeps the digits of its exact limits at any level, and of any number', () => {
    const limits = (n: number, successes: number, level: number) =>
      estimateProportionExactly({ n, successes, level }).interval;
    // R: qbeta(a, 3, 8) and qbeta(a, 4, 7, lower.tail = FALSE) with a = (1 - .9999999999999)/2
    const high = limits(10, 3, 0.9999999999999);
    expect(high.lower / 7.46987962934465e-6).toBeCloseTo(1, 10);
    expect(high.upper / 0.99363371795236533).toBeCloseTo(1, 12);
    expect(limits(10, 3, 0.9999999999999999).upper).toBeLessThan(1);
    // Of so many, those that never happened are Poisson: 1 − 0.025^(1/n).
    expect(limits(1e15, 0, 0.95).upper / (-Math.log(0.025) / 1e15)).toBeCloseTo(1, 12);
    expect(limits(1e15, 1, 0.95).lower / (-Math.log(0.975) / 1e15)).toBeCloseTo(1, 12);
  });

  it('refuses what is not a count, a level or enough', () => {
    expect(refusalPair(() => estimateProportion({ n: 4, successes: 1 }))).toEqual(['too_few', 'n']);
    expect(() => estimateProportion({ n: 4, successes: 1 })).toThrow(/estimateProportionExactly/);
    expect(refusalPair(() => estimateProportion({ n: 10, successes: 11 }))).toEqual([
      'out_of_range',
      'successes',
    ]);
    expect(refusalPair(() => estimateProportion({ n: 10, successes: 1.5 }))).toEqual([
      'out_of_range',
      'successes',
    ]);
    expect(refusalPair(() => estimateProportionExactly({ n: 0, successes: 0 }))).toEqual([
      'out_of_range',
      'n',
    ]);
    expect(refusalPair(() => estimateProportion({ n: Number.NaN, successes: 1 }))).toEqual([
      'not_finite',
      'n',
    ]);
    expect(refusalPair(() => estimateProportion({ n: 10, successes: 1, level: 1 }))).toEqual([
      'out_of_range',
      'level',
    ]);
    expect(refusalPair(() => estimateProportionExactly({ n: 9, successes: -1 }))).toEqual([
      'out_of_range',
      'successes',
    ]);
  });
});

describe('two proportions', () => {
  it('give the same interval whichever arm is called control, mirrored', () => {
    fc.assert(
      fc.property(arms, ({ control, treatment, level }) => {
        const one = differenceOfProportions({ control, treatment, level });
        const other = differenceOfProportions({ control: treatment, treatment: control, level });
        expect(other.interval.lower).toBeCloseTo(-one.interval.upper, 12);
        expect(other.interval.upper).toBeCloseTo(-one.interval.lower, 12);
        expect(other.standardError).toBeCloseTo(one.standardError, 12);
      }),
      runs,
    );
  });

  it('differ as much in their failures, the other way', () => {
    fc.assert(
      fc.property(arms, ({ control, treatment, level }) => {
        const one = differenceOfProportions({ control, treatment, level });
        const other = differenceOfProportions({
          control: mirrored(control),
          treatment: mirrored(treatment),
          level,
        });
        expect(other.interval.upper).toBeCloseTo(-one.interval.lower, 11);
        expect(one.interval.lower).toBeGreaterThanOrEqual(-1 - 1e-12);
        expect(one.interval.lower).toBeLessThanOrEqual(one.value);
      }),
      runs,
    );
  });

  it('have a ratio whose interval holds it, is turned over with the arms, and excludes one when p is small', () => {
    fc.assert(
      fc.property(arms, ({ control, treatment, level }) => {
        fc.pre(control.successes > 0 && treatment.successes > 0);
        const one = ratioOfProportions({ control, treatment, level });
        const other = ratioOfProportions({ control: treatment, treatment: control, level });
        expect(one.interval.lower).toBeLessThanOrEqual(one.value);
        expect(one.interval.upper).toBeGreaterThanOrEqual(one.value);
        expect(other.interval.lower * one.interval.upper).toBeCloseTo(1, 8);
        expect(other.interval.upper * one.interval.lower).toBeCloseTo(1, 8);
      }),
      runs,
    );
    fc.assert(
      fc.property(arms, (input) => {
        const all = input.control.n + input.treatment.n;
        const successes = input.control.successes + input.treatment.successes;
        const least =
          (Math.min(input.control.n, input.treatment.n) * Math.min(successes, all - successes)) / all;
        fc.pre(least >= 5 && input.control.successes > 0);
        // At a ratio of one Koopman's statistic is the pooled z itself.
        const { interval } = ratioOfProportions(input);
        const { pValue } = compareProportions(input);
        expect(interval.lower > 1 || interval.upper < 1).toBe(pValue < 1 - input.level);
      }),
      runs,
    );
  });

  it('have a ratio also when all succeed, or none of the treatment', () => {
    const all = ratioOfProportions({
      control: { n: 40, successes: 40 },
      treatment: { n: 30, successes: 30 },
    });
    expect(all.value).toBe(1);
    expect(all.interval.lower).toBeLessThan(1);
    expect(all.interval.upper).toBeGreaterThan(1);
    const none = ratioOfProportions({ control: { n: 40, successes: 1 }, treatment: { n: 30, successes: 0 } });
    expect(none.interval.lower).toBe(0);
    expect(none.interval.upper).toBeGreaterThan(0);
  });

  it('have a ratio with all its digits when nearly everybody succeeds', () => {
    const of = ([x1, n1]: [number, number], [x0, n0]: [number, number]) =>
      ratioOfProportions({ control: { n: n0, successes: x0 }, treatment: { n: n1, successes: x1 } }).interval;
    // By bisection of the score with sixty digits, the quadratic solved as it stands.
    for (const [interval, lower, upper] of [
      [of([1e6, 1e6], [1e6, 1e6]), 0.999996158555936, 1.0000038414588206],
      [of([999_997, 1e6], [999_995, 1e6]), 0.9999956068902406, 1.000009048169375],
      [of([7, 10], [3, 1e6]), 71886.95213415855, 722168.6623131366],
      [of([999, 1000], [999_999, 1e6]), 0.9943584356346704, 0.9998244574359475],
    ] as const) {
      expect(interval.lower / lower).toBeCloseTo(1, 14);
      expect(interval.upper / upper).toBeCloseTo(1, 14);
    }
  });

  it('read as the chi-square of a fourfold table', () => {
    const [a, b, c, d] = [30, 170, 55, 145];
    const { z } = compareProportions({
      control: { n: a + b, successes: a },
      treatment: { n: c + d, successes: c },
    });
    const chiSquare = ((a + b + c + d) * (a * d - b * c) ** 2) / ((a + b) * (c + d) * (a + c) * (b + d));
    expect(z * z).toBeCloseTo(chiSquare, 12);
  });

  it('are covered by difference and ratio, and an A/A test finds no more than it may', () => {
    const random = createRandom(11);
    const draw = (n: number, p: number) => {
      let successes = 0;
      for (let i = 0; i < n; i++) if (random.uniform() < p) successes += 1;
      return { n, successes };
    };
    const [times, p] = [2_000, 0.12];
    const pairs = Array.from({ length: times }, () => ({ control: draw(220, p), treatment: draw(150, p) }));
    for (const level of [0.8, 0.95]) {
      let [difference, ratio, found] = [0, 0, 0];
      for (const pair of pairs) {
        const read = compareProportions({ ...pair, level });
        const { lower, upper } = ratioOfProportions({ ...pair, level }).interval;
        if (read.difference.interval.lower <= 0 && 0 <= read.difference.interval.upper) difference += 1;
        if (lower <= 1 && 1 <= upper) ratio += 1;
        if (read.pValue < 1 - level) found += 1;
      }
      expect(within(difference / times, level, times)).toBe(true);
      expect(within(ratio / times, level, times)).toBe(true);
      expect(found / times).toBeLessThan(1 - level + 3 * Math.sqrt((level * (1 - level)) / times));
    }
  });

  it('are refused when too few, with the exact test named', () => {
    const few = { control: { n: 100, successes: 2 }, treatment: { n: 100, successes: 7 } };
    expect(refusalPair(() => compareProportions(few))).toEqual(['too_few', 'control']);
    expect(() => compareProportions(few)).toThrow(/testProportionsExactly/);
    const none = { control: { n: 100, successes: 0 }, treatment: { n: 100, successes: 0 } };
    expect(refusalPair(() => compareProportions(none))).toEqual(['too_few', 'control']);
    expect(testProportionsExactly(none).pValue).toBe(1);
    expect(refusalPair(() => ratioOfProportions(none))).toEqual(['not_identified', 'control.successes']);
    const small = { control: { n: 40, successes: 2 }, treatment: { n: 4, successes: 2 } };
    expect(refusalPair(() => differenceOfProportions(small))).toEqual(['too_few', 'treatment.n']);
    expect(refusalPair(() => ratioOfProportions(small))).toEqual(['too_few', 'treatment.n']);
    const wrong = { control: { n: 40, successes: 2 }, treatment: { n: 4, successes: 5 } };
    for (const read of [
      compareProportions,
      differenceOfProportions,
      ratioOfProportions,
      testProportionsExactly,
    ])
      expect(refusalPair(() => read(wrong))).toEqual(['out_of_range', 'treatment.successes']);
  });
});
