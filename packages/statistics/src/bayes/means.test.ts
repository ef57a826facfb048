import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf, normalPdf } from '../distributions.ts';
import { createRandom } from '../random.ts';
import type { MeanSummary } from '../reading/means.ts';
import { compareMeansByBayes, estimateMeanByBayes } from './means.ts';
import { compareNormalMeansByBayes, estimateNormalMeanByBayes } from './normal-means.ts';

const runs = { seed: 9, numRuns: 6 };
const refused = (code: string, argument: string) => expect.objectContaining({ code, argument });
const summary: fc.Arbitrary<MeanSummary> = fc.record({
  n: fc.constantFrom(4, 30, 1_000, 10_000_000),
  mean: fc.double({ min: -3, max: 3, noNaN: true }),
  variance: fc.double({ min: 0.1, max: 20, noNaN: true }),
});

describe.each([
  ['known', compareNormalMeansByBayes],
  ['learnt', compareMeansByBayes],
])('a comparison of means whose spread is %s', (_, compare) => {
  it('has chances that sum to one and losses that differ by the means', () => {
    fc.assert(
      fc.property(summary, summary, summary, (a, b, c) => {
        const { variants } = compare({ variants: [a, b, c] });
        expect(variants.reduce((sum, { chanceToBeBest }) => sum + chanceToBeBest, 0)).toBeCloseTo(1, 8);
        const highest = variants.map(({ posterior, expectedLoss }) => posterior.value + expectedLoss);
        for (const mean of highest) expect(mean).toBeCloseTo(highest[0] ?? Number.NaN, 7);
      }),
      runs,
    );
  });

  it('does not depend on the unit nor on where nought is', () => {
    fc.assert(
      fc.property(summary, summary, (a, b) => {
        const moved = ({ n, mean, variance }: MeanSummary) => ({
          n,
          mean: 100 * mean + 7,
          variance: 10_000 * variance,
        });
        const [, one] = compare({ variants: [a, b] }).variants;
        const [, other] = compare({ variants: [moved(a), moved(b)] }).variants;
        expect(other?.chanceToBeatControl).toBeCloseTo(one?.chanceToBeatControl ?? Number.NaN, 8);
        expect((other?.expectedLoss ?? 0) / 100).toBeCloseTo(one?.expectedLoss ?? Number.NaN, 7);
        expect((other?.difference?.interval.lower ?? 0) / 100).toBeCloseTo(
          one?.difference?.interval.lower ?? Number.NaN,
          7,
        );
      }),
      runs,
    );
  });

  it('is refused for a single variant, negative variances and numbers that are none', () => {
    const good = { n: 10, mean: 1, variance: 2 };
    const act = (bad: object) => () => compare({ variants: [good, { ...good, ...bad }] });
    expect(() => compare({ variants: [good] })).toThrow(refused('empty', 'variants'));
    expect(act({ variance: -1 })).toThrow(refused('out_of_range', 'variants[1].variance'));
    expect(act({ mean: Number.NaN })).toThrow(refused('not_finite', 'variants[1].mean'));
    expect(act({ n: 0 })).toThrow(refused('out_of_range', 'variants[1].n'));
    expect(act({ n: 2.5 })).toThrow(refused('out_of_range', 'variants[1].n'));
    expect(() => compare({ variants: [good, good], level: 2 })).toThrow(refused('out_of_range', 'level'));
  });
});

describe('a comparison of means whose spread is known', () => {
  it('is the closed form for two', () => {
    fc.assert(
      fc.property(summary, summary, (a, b) => {
        const { variants } = compareNormalMeansByBayes({ variants: [a, b] });
        const s = Math.sqrt(a.variance / a.n + b.variance / b.n);
        const z = (b.mean - a.mean) / s;
        expect(variants[1]?.chanceToBeatControl).toBeCloseTo(normalCdf(z), 10);
        expect(variants[1]?.expectedLoss).toBeCloseTo(s * (normalPdf(z) - z * normalCdf(-z)), 10);
        expect(variants[1]?.difference?.interval.upper).toBeCloseTo(
          b.mean - a.mean + 1.959963984540054 * s,
          9,
        );
      }),
      runs,
    );
  });

  it('keeps the digits of a chance next to nothing', () => {
    const at = (mean: number) => ({ n: 1, mean, variance: 0.5 });
    const [one] = compareNormalMeansByBayes({ variants: [at(0), at(9)] }).variants;
    expect((one?.chanceToBeBest ?? 0) / normalCdf(-9)).toBeCloseTo(1, 9);
  });

  it('is drawn to the prior the more, the surer the prior is', () => {
    const at = (deviation: number) =>
      estimateNormalMeanByBayes({ n: 10, mean: 5, variance: 10, prior: { mean: 0, deviation } }).value;
    expect(at(1)).toBeCloseTo(2.5, 12);
    expect(at(0.1)).toBeLessThan(at(1));
    expect(at(1e6)).toBeCloseTo(5, 9);
  });

  it('is refused for no variance and for a prior without deviation', () => {
    const good = { n: 10, mean: 1, variance: 2 };
    for (const bad of [{ variance: 0 }, { variance: 1e300 }, { mean: 1e300 }])
      expect(() => estimateNormalMeanByBayes({ ...good, ...bad })).toThrow(
        refused('out_of_range', 'variance'),
      );
    expect(() => estimateNormalMeanByBayes({ ...good, prior: { mean: 0, deviation: 0 } })).toThrow(
      refused('out_of_range', 'prior.deviation'),
    );
  });
});

describe('a belief in a mean whose spread is learnt', () => {
  it('covers the true mean as often as it says', () => {
    const random = createRandom(41);
    let covered = 0;
    for (let run = 0; run < 2_000; run++) {
      const values = Array.from({ length: 6 }, () => 10 + 3 * random.normal());
      const mean = values.reduce((sum, value) => sum + value, 0) / 6;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 5;
      const { interval } = estimateMeanByBayes({ n: 6, mean, variance, level: 0.9 });
      if (interval.lower < 10 && 10 < interval.upper) covered += 1;
    }
    expect(Math.abs(covered / 2_000 - 0.9)).toBeLessThan(4 * Math.sqrt((0.9 * 0.1) / 2_000));
  });

  it('is that of a known spread when there are many values', () => {
    const many = { n: 10_000_000, mean: 3, variance: 4 };
    const learnt = estimateMeanByBayes(many);
    const known = estimateNormalMeanByBayes(many);
    expect(learnt.interval.lower).toBeCloseTo(known.interval.lower, 9);
    expect(learnt.standardError / known.standardError).toBeCloseTo(1, 6);
  });

  it('needs four values or a prior', () => {
    const few = { n: 3, mean: 1, variance: 2 };
    const details = expect.objectContaining({ instead: 'estimateNormalMeanByBayes' });
    expect(() => estimateMeanByBayes(few)).toThrow(
      expect.objectContaining({ code: 'too_few', argument: 'n', details }),
    );
    const prior = { mean: 0, units: 1, deviation: 2, degrees: 4 };
    expect(estimateMeanByBayes({ ...few, prior }).value).toBeCloseTo(0.75, 12);
    expect(estimateMeanByBayes({ n: 1, mean: 4, variance: 0, prior }).value).toBeCloseTo(2, 12);
  });

  it.each<[string, object, string, string]>([
    ['no variance', { variance: 0 }, 'zero_variance', 'variance'],
    ['a mean that cannot be computed with', { mean: 1e300 }, 'out_of_range', 'variance'],
    [
      'a prior without units',
      { prior: { mean: 0, units: 0, deviation: 1, degrees: 1 } },
      'out_of_range',
      'prior.units',
    ],
    [
      'a prior without deviation',
      { prior: { mean: 0, units: 1, deviation: 0, degrees: 1 } },
      'out_of_range',
      'prior.deviation',
    ],
    [
      'a prior without degrees',
      { prior: { mean: 0, units: 1, deviation: 1, degrees: 0 } },
      'out_of_range',
      'prior.degrees',
    ],
    [
      'a prior that is no number',
      { prior: { mean: Number.NaN, units: 1, deviation: 1, degrees: 1 } },
      'not_finite',
      'prior.mean',
    ],
  ])('is refused for %s', (_, bad, code, argument) => {
    expect(() => estimateMeanByBayes({ n: 10, mean: 1, variance: 2, ...bad })).toThrow(
      refused(code, argument),
    );
  });
});
