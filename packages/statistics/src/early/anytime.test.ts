import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StatisticsError } from '../errors.ts';
import { createRandom } from '../random.ts';
import { compareMeansAnytime, compareProportionsAnytime } from './anytime-comparison.ts';
import { readEstimateAnytime, readMeanAnytime } from './anytime-reading.ts';
import { compareSuccessesAnytime } from './anytime-successes.ts';
import { chooseMixtureVariance } from './mixture.ts';

const seeded = { seed: 4, numRuns: 100 };
const experiments = 2000;
/** A share of 2,000 that alpha allows, and three standard errors: always-valid tests are below alpha, never at it. */
const allowed = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / experiments);

function refusal(call: () => unknown): { code: string; argument: string; instead?: unknown } | undefined {
  try {
    call();
  } catch (error) {
    if (!(error instanceof StatisticsError)) throw error;
    const { code, argument, details } = error;
    return details.instead === undefined ? { code, argument } : { code, argument, instead: details.instead };
  }
  return undefined;
}

/** Share of experiments that `run`, given a seed, ever calls an effect. */
function shareFound(run: (seed: number) => boolean): number {
  let found = 0;
  for (let i = 0; i < experiments; i++) found += run(i) ? 1 : 0;
  return found / experiments;
}

describe('A/A tests looked at after every observation', () => {
  it('find an effect in at most alpha of 2,000 when the variance is known', () => {
    const mixtureVariance = chooseMixtureVariance({ targetVariance: 1 / 100 });
    const share = shareFound((seed) => {
      const random = createRandom(seed);
      let total = 0;
      for (let n = 1; n <= 200; n++) {
        total += random.normal();
        const estimate = total / n;
        if (
          readEstimateAnytime({ estimate, standardError: 1 / Math.sqrt(n), mixtureVariance }).pValue <= 0.05
        )
          return true;
      }
      return false;
    });
    expect(share).toBeLessThan(allowed);
    expect(share).toBeGreaterThan(0.01);
  });

  it('find one in at most alpha when the variance is estimated, from the eighth value on', () => {
    const share = shareFound((seed) => {
      const random = createRandom(10_000 + seed);
      let mean = 0;
      let squares = 0;
      for (let n = 1; n <= 150; n++) {
        const value = 3 * random.normal();
        const away = value - mean;
        mean += away / n;
        squares += away * (value - mean);
        if (n >= 8 && readMeanAnytime({ n, mean, variance: squares / (n - 1), targetN: 20 }).pValue <= 0.05)
          return true;
      }
      return false;
    });
    expect(share).toBeLessThan(allowed);
    expect(share).toBeGreaterThan(0.01);
  });

  it('find one in at most alpha when two means of skewed values are compared', () => {
    const share = shareFound((seed) => {
      const random = createRandom(20_000 + seed);
      const arms = [0, 1].map(() => ({ mean: 0, squares: 0 }));
      for (let n = 1; n <= 250; n++) {
        for (const arm of arms) {
          const away = random.exponential() - arm.mean;
          arm.mean += away / n;
          arm.squares += (away * away * (n - 1)) / n;
        }
        if (n < 50) continue;
        const [control, treatment] = arms.map(({ mean, squares }) => ({
          n,
          mean,
          variance: squares / (n - 1),
        }));
        if (control && treatment && compareMeansAnytime({ control, treatment, targetN: 250 }).pValue <= 0.05)
          return true;
      }
      return false;
    });
    expect(share).toBeLessThan(allowed);
    expect(share).toBeGreaterThan(0.01);
  });

  it('find one in at most alpha when proportions or successes are compared, which ordinary p values do not', () => {
    let naive = 0;
    let successes = 0;
    const share = shareFound((seed) => {
      const random = createRandom(40_000 + seed);
      const counts: [number, number] = [0, 0];
      const found = { naive: false, shares: false, successes: false };
      for (let n = 1; n <= 400; n++) {
        for (const arm of [0, 1] as const) counts[arm] += random.uniform() < 0.2 ? 1 : 0;
        const exact = counts[0] + counts[1] > 0 && compareLimit({ control: counts[0], treatment: counts[1] });
        if (exact) found.successes = true;
        if (Math.min(...counts) < 10) continue;
        const [control, treatment] = counts.map((count) => ({ n, successes: count }));
        if (!control || !treatment) continue;
        const { pValue, estimate } = compareProportionsAnytime({ control, treatment, targetN: 400 });
        if (pValue <= 0.05) found.shares = true;
        if (Math.abs(estimate.value) > 1.96 * estimate.standardError) found.naive = true;
      }
      naive += found.naive ? 1 : 0;
      successes += found.successes ? 1 : 0;
      return found.shares;
    });
    expect(share).toBeLessThan(allowed);
    expect(share).toBeGreaterThan(0.005);
    expect(successes / experiments).toBeLessThan(allowed);
    expect(successes / experiments).toBeGreaterThan(0.005);
    expect(naive / experiments).toBeGreaterThan(0.2);
  });
});

const limits = new Map<number, number>();

/** The evidence of successes grows with their distance from evenness; the least that is an effect is sought once per total. */
function compareLimit({ control, treatment }: { control: number; treatment: number }): boolean {
  const total = control + treatment;
  let limit = limits.get(total);
  if (limit === undefined) {
    limit = Math.ceil(total / 2);
    const isEffect = (most: number) =>
      compareSuccessesAnytime({
        controlSuccesses: total - most,
        treatmentSuccesses: most,
        targetSuccesses: 40,
      }).pValue <= 0.05;
    while (limit <= total && !isEffect(limit)) limit += 1;
    limits.set(total, limit);
  }
  return Math.max(control, treatment) >= limit;
}

describe('always-valid intervals', () => {
  it('cover the effect at all of 200 looks at once in 95 % of 2,000', () => {
    const mixtureVariance = chooseMixtureVariance({ targetVariance: 1 / 50 });
    const missed = shareFound((seed) => {
      const random = createRandom(60_000 + seed);
      let total = 0;
      for (let n = 1; n <= 200; n++) {
        total += 0.3 + random.normal();
        const { interval } = readEstimateAnytime({
          estimate: total / n,
          standardError: 1 / Math.sqrt(n),
          mixtureVariance,
        }).estimate;
        if (interval.lower > 0.3 || interval.upper < 0.3) return true;
      }
      return false;
    });
    expect(missed).toBeLessThan(allowed);
    expect(missed).toBeGreaterThan(0.01);
  });

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
