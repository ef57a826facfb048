import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareMeansAnytime, compareProportionsAnytime } from './anytime-comparison.ts';
import { readEstimateAnytime, readMeanAnytime } from './anytime-reading.ts';
import { compareSuccessesAnytime } from './anytime-successes.ts';
import { chooseMixtureVariance } from './mixture.ts';
import { refusal } from './trials.test-support.ts';

const seeded = { seed: 4, numRuns: 100 };

describe('always-valid intervals', () => {
  it('leave out no effect exactly when the p value is at most alpha', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -6, max: 6, noNaN: true }),
        fc.integer({ min: 40, max: 4000 }),
        fc.double({ min: 0.001, max: 0.3, noNaN: true }),
        (z, n, alpha) => {
          const standardError = 2 / Math.sqrt(n);
          const estimate = z * standardError;
          for (const read of [
            readEstimateAnytime({ estimate, standardError, mixtureVariance: 0.1, alpha }),
            readMeanAnytime({ n, mean: estimate, variance: 4, targetN: 200, alpha }),
          ]) {
            const { lower, upper } = read.estimate.interval;
            expect(lower > 0 || upper < 0).toBe(read.pValue < alpha);
          }
        },
      ),
      seeded,
    );
  });

  it('are narrowest at the sample size they were made for', () => {
    const width = (mixtureVariance: number) => {
      const { interval } = readEstimateAnytime({ estimate: 0, standardError: 0.1, mixtureVariance }).estimate;
      return interval.upper - interval.lower;
    };
    const best = chooseMixtureVariance({ targetVariance: 0.01 });
    for (const factor of [0.2, 0.8, 0.99, 1.01, 1.2, 5])
      expect(width(best * factor)).toBeGreaterThan(width(best));
  });

  it('are mirrored with the arms, and scale with the unit', () => {
    const control = { n: 400, mean: 3, variance: 5 };
    const treatment = { n: 500, mean: 3.4, variance: 4 };
    const one = compareMeansAnytime({ control, treatment, targetN: 1000 });
    const other = compareMeansAnytime({ control: treatment, treatment: control, targetN: 1000 });
    expect(other.pValue).toBe(one.pValue);
    expect(other.estimate.interval.lower).toBeCloseTo(-one.estimate.interval.upper, 14);
    const inCents = ({ n, mean, variance }: typeof control) => ({
      n,
      mean: 100 * mean,
      variance: 10_000 * variance,
    });
    const cents = compareMeansAnytime({
      control: inCents(control),
      treatment: inCents(treatment),
      targetN: 1000,
    });
    expect(cents.pValue).toBeCloseTo(one.pValue, 12);
    expect(cents.estimate.interval.upper).toBeCloseTo(100 * one.estimate.interval.upper, 10);
    const successes = compareSuccessesAnytime({
      controlSuccesses: 30,
      treatmentSuccesses: 50,
      targetSuccesses: 90,
    });
    const swapped = compareSuccessesAnytime({
      controlSuccesses: 50,
      treatmentSuccesses: 30,
      targetSuccesses: 90,
    });
    expect(swapped.pValue).toBeCloseTo(successes.pValue, 12);
    expect(swapped.ratio?.interval.lower).toBeCloseTo(1 / (successes.ratio?.interval.upper ?? 0), 10);
  });

  it('never give a larger p value than the look before', () => {
    const read = readEstimateAnytime({
      estimate: 0.1,
      standardError: 1,
      mixtureVariance: 1,
      previousPValue: 0.03,
    });
    expect(read.pValue).toBe(0.03);
  });

  it('approach those of a known variance as values come', () => {
    const n = 1_000_000;
    const exact = readMeanAnytime({ n, mean: 0.004, variance: 1, targetN: n });
    const known = readEstimateAnytime({
      estimate: 0.004,
      standardError: 1 / 1000,
      mixtureVariance: chooseMixtureVariance({ targetVariance: 1 / n }),
    });
    expect(exact.estimate.interval.upper / known.estimate.interval.upper).toBeCloseTo(1, 5);
    expect(exact.pValue / known.pValue).toBeCloseTo(1, 3);
  });

  it('are the whole range of a ratio that cannot be told yet', () => {
    const first = compareSuccessesAnytime({
      controlSuccesses: 0,
      treatmentSuccesses: 1,
      targetSuccesses: 100,
    });
    expect(first.ratio).toBeNull();
    expect(first.estimate.interval.upper).toBe(1);
    const none = compareSuccessesAnytime({
      controlSuccesses: 40,
      treatmentSuccesses: 0,
      targetSuccesses: 100,
    });
    expect(none.ratio?.interval.lower).toBe(0);
    expect(none.pValue).toBeLessThan(1e-6);
    const huge = compareSuccessesAnytime({
      controlSuccesses: 4_000_000,
      treatmentSuccesses: 4_010_000,
      targetSuccesses: 8_000_000,
    });
    expect(huge.ratio?.interval.lower).toBeGreaterThan(1.0003);
    expect(huge.ratio?.interval.upper).toBeLessThan(1.0047);
  });
});

describe('always-valid reading refuses', () => {
  it('too few for the approximation, and says what is exact', () => {
    const enough = { n: 500, successes: 50 };
    expect(
      refusal(() =>
        compareProportionsAnytime({ control: enough, treatment: { n: 500, successes: 9 }, targetN: 1000 }),
      ),
    ).toEqual({ code: 'too_few', argument: 'treatment.successes', instead: 'compareSuccessesAnytime' });
    expect(
      refusal(() =>
        compareProportionsAnytime({ control: { n: 55, successes: 50 }, treatment: enough, targetN: 9 }),
      ),
    ).toEqual({ code: 'too_few', argument: 'control.successes', instead: 'compareSuccessesAnytime' });
    const mean = { n: 60, mean: 1, variance: 2 };
    expect(
      refusal(() => compareMeansAnytime({ control: mean, treatment: { ...mean, n: 49 }, targetN: 1000 })),
    ).toEqual({ code: 'too_few', argument: 'treatment.n', instead: 'readMeanAnytime' });
    const uneven = (control: number, treatment: number) => () =>
      compareMeansAnytime({
        control: { ...mean, n: control },
        treatment: { ...mean, n: treatment },
        targetN: 1000,
      });
    expect(refusal(uneven(600, 299))).toEqual({
      code: 'too_few',
      argument: 'treatment.n',
      instead: 'readMeanAnytime',
    });
    expect(refusal(uneven(19_999, 200_000))?.argument).toBe('control.n');
    expect(uneven(600, 300)().pValue).toBe(1);
    expect(uneven(20_000, 200_000)().pValue).toBe(1);
    expect(refusal(() => readMeanAnytime({ n: 2, mean: 1, variance: 2, targetN: 1000 }))).toEqual({
      code: 'too_few',
      argument: 'n',
      instead: 'readEstimateAnytime',
    });
  });

  it('what is no number, no count, no variance or no share, by name', () => {
    const mean = { n: 60, mean: 1, variance: 2 };
    const means = (more: object, input: object = {}) =>
      refusal(() =>
        compareMeansAnytime({ control: mean, treatment: { ...mean, ...more }, targetN: 100, ...input }),
      );
    expect(means({ mean: Number.NaN })).toEqual({ code: 'not_finite', argument: 'treatment.mean' });
    expect(means({ n: 60.5 })).toEqual({ code: 'out_of_range', argument: 'treatment.n' });
    expect(means({ variance: -1 })).toEqual({ code: 'out_of_range', argument: 'treatment.variance' });
    expect(means({ variance: 0 }, { control: { ...mean, variance: 0 } })?.code).toBe('zero_variance');
    expect(means({}, { targetN: 0 })).toEqual({ code: 'out_of_range', argument: 'targetN' });
    expect(means({}, { alpha: 1 })).toEqual({ code: 'out_of_range', argument: 'alpha' });
    expect(means({}, { previousPValue: 2 })).toEqual({ code: 'out_of_range', argument: 'previousPValue' });
    expect(refusal(() => readMeanAnytime({ n: 20, mean: 1, variance: 0, targetN: 10 }))).toEqual({
      code: 'zero_variance',
      argument: 'variance',
    });
    const estimate = (more: object) =>
      refusal(() => readEstimateAnytime({ estimate: 1, standardError: 1, mixtureVariance: 1, ...more }));
    expect(estimate({ standardError: 0 })).toEqual({ code: 'out_of_range', argument: 'standardError' });
    expect(estimate({ mixtureVariance: -1 })).toEqual({ code: 'out_of_range', argument: 'mixtureVariance' });
    expect(estimate({ estimate: Number.NaN })).toEqual({ code: 'not_finite', argument: 'estimate' });
    expect(estimate({ estimate: 1e300 })).toEqual({ code: 'out_of_range', argument: 'estimate' });
    expect(means({ mean: 1e300 })).toEqual({ code: 'out_of_range', argument: 'treatment.mean' });
    expect(refusal(() => readMeanAnytime({ n: 20, mean: 1e300, variance: 1, targetN: 10 }))).toEqual({
      code: 'out_of_range',
      argument: 'mean',
    });
    expect(refusal(() => chooseMixtureVariance({ targetVariance: 1e308 }))?.argument).toBe('targetVariance');
    const successes = (more: object) =>
      refusal(() =>
        compareSuccessesAnytime({ controlSuccesses: 1, treatmentSuccesses: 2, targetSuccesses: 9, ...more }),
      );
    expect(successes({ controlSuccesses: 0, treatmentSuccesses: 0 })).toEqual({
      code: 'empty',
      argument: 'treatmentSuccesses',
    });
    expect(successes({ controlSuccesses: -1 })).toEqual({
      code: 'out_of_range',
      argument: 'controlSuccesses',
    });
    expect(successes({ targetSuccesses: 1e13 })).toEqual({
      code: 'out_of_range',
      argument: 'targetSuccesses',
    });
    expect(successes({ treatmentShare: 1 })).toEqual({ code: 'out_of_range', argument: 'treatmentShare' });
    expect(refusal(() => chooseMixtureVariance({ targetVariance: 0 }))).toEqual({
      code: 'out_of_range',
      argument: 'targetVariance',
    });
    expect(
      refusal(() =>
        compareProportionsAnytime({
          control: { n: 100, successes: 101 },
          treatment: { n: 100, successes: 50 },
          targetN: 100,
        }),
      ),
    ).toEqual({ code: 'out_of_range', argument: 'control.successes' });
  });
});
