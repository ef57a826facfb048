import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../random.ts';
import { refusalPair } from '../refusal.test-support.ts';
import { compareMeans, summarizeValues } from './means.ts';
import { compareRatios, type RatioSummary, summarizeRatio } from './ratio-metric.ts';
import { within } from './testing.test-support.ts';

const drawn = (n: number, value: (random: Random) => number, random: Random) =>
  Array.from({ length: n }, () => value(random));

describe('a ratio of sums', () => {
  const arm: RatioSummary = {
    n: 500,
    numeratorMean: 2,
    denominatorMean: 4,
    numeratorVariance: 4,
    denominatorVariance: 9,
    covariance: 3,
  };

  it('with a constant denominator is a mean', () => {
    const random = createRandom(3);
    const [a, b] = [drawn(200, (r) => r.normal(), random), drawn(300, (r) => r.normal(), random)];
    const ratio = (numerator: number[]) => summarizeRatio({ numerator, denominator: numerator.map(() => 2) });
    const read = compareRatios({ control: ratio(a), treatment: ratio(b) });
    const means = compareMeans({ control: summarizeValues(a), treatment: summarizeValues(b) });
    expect(read.difference.standardError).toBeCloseTo(means.difference.standardError / 2, 14);
    expect(read.z).toBeCloseTo(means.t, 12);
  });

  it('does not take the visits of one member as independent: A/A finds no more than it may, and covers', () => {
    const random = createRandom(8);
    const times = 2_000;
    const one = () => {
      const [numerator, denominator]: [number[], number[]] = [[], []];
      for (let i = 0; i < 40; i++) {
        const [visits, taste] = [2 + random.below(5), random.uniform() * random.uniform()];
        let bought = 0;
        for (let v = 0; v < visits; v++) if (random.uniform() < taste) bought += 1;
        numerator.push(bought);
        denominator.push(visits);
      }
      return summarizeRatio({ numerator, denominator });
    };
    const pValues = drawn(times, () => compareRatios({ control: one(), treatment: one() }).pValue, random);
    for (const level of [0.8, 0.95]) {
      const covered = pValues.filter((p) => p >= 1 - level).length;
      expect(within(covered / times, level, times)).toBe(true);
    }
  });

  it('is refused for few units, a scattered denominator and impossible moments', () => {
    const read = (control: object) =>
      refusalPair(() => compareRatios({ control: { ...arm, ...control }, treatment: arm }));
    expect(read({ n: 29 })).toEqual(['too_few', 'control.n']);
    // So few bootstrapRatios would not take either.
    expect(read({ n: 7 })).toEqual(['out_of_range', 'control.n']);
    expect(read({ denominatorVariance: 9_000 })).toEqual(['too_few', 'control.n']);
    expect(read({ covariance: 6.1 })).toEqual(['out_of_range', 'control.covariance']);
    expect(read({ denominatorMean: 0 })).toEqual(['out_of_range', 'control.denominatorMean']);
    expect(read({ numeratorVariance: -1 })).toEqual(['out_of_range', 'control.numeratorVariance']);
    expect(read({ numeratorMean: Number.NaN })).toEqual(['not_finite', 'control.numeratorMean']);
    const same = { ...arm, numeratorVariance: 9 / 4, covariance: 9 / 2 };
    expect(refusalPair(() => compareRatios({ control: same, treatment: same }))).toEqual([
      'zero_variance',
      'treatment.numeratorVariance',
    ]);
    const visits = Array.from({ length: 40 }, (_, i) => i + 1);
    const atRate = (rate: number) =>
      summarizeRatio({ numerator: visits.map((one) => rate * one), denominator: visits });
    expect(refusalPair(() => compareRatios({ control: atRate(0.1), treatment: atRate(0.3) }))).toEqual([
      'zero_variance',
      'treatment.numeratorVariance',
    ]);
    expect(refusalPair(() => summarizeRatio({ numerator: [1e200, 2], denominator: [1, 2] }))).toEqual([
      'out_of_range',
      'numerator',
    ]);
    expect(refusalPair(() => summarizeRatio({ numerator: [1, 2], denominator: [1e200, 2] }))).toEqual([
      'out_of_range',
      'denominator',
    ]);
    expect(refusalPair(() => summarizeRatio({ numerator: [1, 2], denominator: [1] }))).toEqual([
      'empty',
      'denominator',
    ]);
    expect(refusalPair(() => summarizeRatio({ numerator: [1, 2, 3], denominator: [1, 2] }))).toEqual([
      'length_mismatch',
      'denominator',
    ]);
    expect(refusalPair(() => summarizeRatio({ numerator: [1, 2], denominator: [1, -2] }))).toEqual([
      'out_of_range',
      'denominator[1]',
    ]);
  });
});
