import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../random.ts';
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
    const reach = reachesOf(chooseMixtureVariance({ targetVariance: 1 / 100 }));
    const share = shareFound((seed) => {
      const random = createRandom(seed);
      let total = 0;
      for (let n = 1; n <= 200; n++) {
        total += random.normal();
        if (Math.abs(total / n) >= (reach[n] ?? 0)) return true;
      }
      return false;
    });
    expect(share).toBeLessThan(allowed);
    expect(share).toBeGreaterThan(0.01);
  });

  it('find one in at most alpha when the variance is estimated, from the eighth value on', () => {
    // Of values with the deviation 1: the interval scales with it, and leaves out no effect when the p value is at most alpha.
    const reach = Array.from({ length: 101 }, (_, n) =>
      n < 8 ? 0 : readMeanAnytime({ n, mean: 0, variance: 1, targetN: 20 }).estimate.interval.upper,
    );
    const share = shareFound((seed) => {
      const random = createRandom(10_000 + seed);
      let mean = 0;
      let squares = 0;
      for (let n = 1; n <= 100; n++) {
        const value = 3 * random.normal();
        const away = value - mean;
        mean += away / n;
        squares += away * (value - mean);
        if (n >= 8 && Math.abs(mean) >= (reach[n] ?? 0) * Math.sqrt(squares / (n - 1))) return true;
      }
      return false;
    });
    expect(share).toBeLessThan(allowed);
    expect(share).toBeGreaterThan(0.01);
  });

  it('find one in at most alpha when revenue per visitor is compared: nineteen in twenty buy nothing, few buy much', () => {
    const shareOf = (treatmentShare: number) =>
      shareFound((seed) => {
        const random = createRandom(20_000 + seed);
        const arms = [revenue(), revenue()] as const;
        for (let purchase = 1; purchase <= 60; purchase++) {
          buyNothing(arms, { random, treatmentShare });
          add(arms[random.uniform() < treatmentShare ? 1 : 0], Math.exp(1.5 * random.normal()));
          const [control, treatment] = arms.map(summaryOf);
          if (!control || !treatment || !isAnswered(control.n, treatment.n)) continue;
          if (compareMeansAnytime({ control, treatment, targetN: 500 }).pValue <= 0.05) return true;
        }
        return false;
      });
    for (const treatmentShare of [0.5, 0.36]) {
      const share = shareOf(treatmentShare);
      expect(share).toBeLessThan(allowed);
      expect(share).toBeGreaterThan(0.001);
    }
  });

  it('find one in at most alpha in the differences of pairs of such visitors, and most that are there', () => {
    const shareOf = (chanceOfMore: number) =>
      shareFound((seed) => {
        const random = createRandom(30_000 + seed);
        const pairs = revenue();
        for (let purchase = 1; purchase <= 50; purchase++) {
          // A pair in ten has a purchase; the few with two are left out.
          pairs.n += Math.floor(10 * random.exponential());
          const difference = Math.exp(1.5 * random.normal());
          add(pairs, random.uniform() < chanceOfMore ? difference : -difference);
          if (pairs.n >= 30 && readMeanAnytime({ ...summaryOf(pairs), targetN: 300 }).pValue <= 0.05)
            return true;
        }
        return false;
      });
    expect(shareOf(0.5)).toBeLessThan(allowed);
    expect(shareOf(1)).toBeGreaterThan(0.5);
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

/** How far the interval after n values of variance 1 reaches, wherever its middle is. */
function reachesOf(mixtureVariance: number): number[] {
  return Array.from({ length: 201 }, (_, n) =>
    n === 0
      ? 0
      : readEstimateAnytime({ estimate: 0, standardError: 1 / Math.sqrt(n), mixtureVariance }).estimate
          .interval.upper,
  );
}

/** Fewer, or less even ones, are refused. */
const isAnswered = (one: number, other: number) =>
  Math.min(one, other) >= 50 && Math.max(one, other) <= 2 * Math.min(one, other);

/** Sums of what visitors spend; those that buy nothing only count. */
const revenue = () => ({ n: 0, sum: 0, squares: 0 });
type Revenue = ReturnType<typeof revenue>;

function add(arm: Revenue, value: number): void {
  arm.n += 1;
  arm.sum += value;
  arm.squares += value * value;
}

/** The visitors until the next purchase. */
function buyNothing(
  [control, treatment]: readonly [Revenue, Revenue],
  { random, treatmentShare }: { random: Random; treatmentShare: number },
): void {
  const visitors = Math.floor(random.exponential() / -Math.log(0.95));
  const treated = Math.floor(visitors * treatmentShare + random.uniform());
  treatment.n += treated;
  control.n += visitors - treated;
}

function summaryOf({ n, sum, squares }: Revenue) {
  const mean = sum / n;
  return { n, mean, variance: (squares - n * mean * mean) / (n - 1) };
}

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
    const reach = reachesOf(chooseMixtureVariance({ targetVariance: 1 / 50 }));
    const missed = shareFound((seed) => {
      const random = createRandom(60_000 + seed);
      let total = 0;
      for (let n = 1; n <= 200; n++) {
        total += 0.3 + random.normal();
        if (Math.abs(total / n - 0.3) > (reach[n] ?? 0)) return true;
      }
      return false;
    });
    expect(missed).toBeLessThan(allowed);
    expect(missed).toBeGreaterThan(0.01);
  });
});
