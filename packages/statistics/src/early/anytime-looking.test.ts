import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { type AnytimeShare, compareMeansAnytime, compareProportionsAnytime } from './anytime-comparison.ts';
import { readEstimateAnytime, readMeanAnytime } from './anytime-reading.ts';
import { compareSuccessesAnytime } from './anytime-successes.ts';
import { chooseMixtureVariance } from './mixture.ts';
import { experiments } from './trials.test-support.ts';

/** A share of 2,000 that alpha allows, and three standard errors: always-valid tests are below alpha, never at it. */
const allowed = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / experiments);

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
      for (let n = 1; n <= 100; n++) {
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
      for (let n = 1; n <= 150; n++) {
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
        if (control && treatment && compareMeansAnytime({ control, treatment, targetN: 150 }).pValue <= 0.05)
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
      const arms: [AnytimeShare, AnytimeShare] = [
        { n: 0, successes: 0 },
        { n: 0, successes: 0 },
      ];
      const found = { naive: false, shares: false, successes: false };
      for (let i = 0; i < 300; i++) {
        const arm = random.uniform() < 0.5 ? 0 : 1;
        const { n, successes: before } = arms[arm];
        arms[arm] = { n: n + 1, successes: before + (random.uniform() < 0.4 ? 1 : 0) };
        const [control, treatment] = arms;
        if (isEffectOfSuccesses(control.successes, treatment.successes)) found.successes = true;
        const fewest = arms.map((one) => Math.min(one.successes, one.n - one.successes));
        if (Math.min(...fewest) < 10) continue;
        const { pValue, estimate } = compareProportionsAnytime({ control, treatment, targetN: 60 });
        if (pValue <= 0.05) found.shares = true;
        if (Math.abs(estimate.value) > 1.96 * estimate.standardError) found.naive = true;
      }
      naive += found.naive ? 1 : 0;
      successes += found.successes ? 1 : 0;
      return found.shares;
    });
    expect(share).toBeLessThan(allowed);
    expect(share).toBeGreaterThan(0.002);
    expect(successes / experiments).toBeLessThan(allowed);
    expect(successes / experiments).toBeGreaterThan(0.002);
    expect(naive / experiments).toBeGreaterThan(0.2);
  });
});

const limits = new Map<number, number>();

/** The evidence of successes grows with their distance from evenness; the least that is an effect is sought once per total. */
function isEffectOfSuccesses(control: number, treatment: number): boolean {
  const total = control + treatment;
  if (total === 0) return false;
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

describe('an always-valid interval', () => {
  it('covers the effect at all of 200 looks at once in 95 % of 2,000', () => {
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
});
