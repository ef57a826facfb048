import { describe, expect, it } from 'vitest';
import { normalCdf } from '../distributions.ts';
import { createRandom, type Random } from '../random.ts';
import { binomialOf, covers, RUNS, remembered, shareOfRuns, slackOf } from '../simulation.test-support.ts';
import { testProportionsExactly } from './fisher.ts';
import { liftOfMeans } from './lift.ts';
import { testStratifiedProportions, testStratifiedProportionsExactly } from './mantel-haenszel.ts';
import { adjustByBenjaminiHochberg, adjustByHolm } from './multiple-testing.ts';
import { differenceOfProportions } from './proportion-difference.ts';
import { ratioOfProportions } from './proportion-ratio.ts';
import { compareRatios, summarizeRatio } from './ratio-metric.ts';
import { testSampleRatioExactly } from './sample-ratio-exact.ts';
import { summaryOf } from './testing.test-support.ts';

/** Chances of 0 … n successes. */
function binomialChances(n: number, p: number): number[] {
  const chances = [(1 - p) ** n];
  for (let k = 0; k < n; k++) chances.push(((chances[k] ?? 0) * (n - k) * p) / ((k + 1) * (1 - p)));
  return chances;
}

describe('Fisher’s test of arms that do not differ', () => {
  const [n0, n1, p] = [34, 22, 0.35];
  const read = remembered((control = 0, treatment = 0) =>
    testProportionsExactly({
      control: { n: n0, successes: control },
      treatment: { n: n1, successes: treatment },
    }),
  );

  it('is exact: of all outcomes with as many successes in all, a share of p has a p as small', () => {
    for (const all of [1, 5, 20, 33, 50]) {
      const [ofControl, ofTreatment] = [binomialChances(n0, p), binomialChances(n1, p)];
      const outcomes = ofTreatment.flatMap((chance, y) =>
        all - y >= 0 && all - y <= n0 ? [{ y, chance: chance * ofControl[all - y]! }] : [],
      );
      const total = outcomes.reduce((sum, { chance }) => sum + chance, 0);
      for (const side of ['pValue', 'greater', 'less'] as const)
        for (const { y } of outcomes) {
          const seen = read(all - y, y)[side];
          const asSmall = outcomes.filter((one) => read(all - one.y, one.y)[side] <= seen * (1 + 1e-12));
          expect(asSmall.reduce((sum, { chance }) => sum + chance, 0) / total).toBeCloseTo(seen, 12);
        }
    }
  });

  it.each(['pValue', 'greater', 'less'] as const)('finds no more than 0.05 by %s', (side) => {
    // How often it may be found, over all numbers of successes there can be.
    const [ofControl, ofTreatment] = [binomialChances(n0, p), binomialChances(n1, p)];
    let size = 0;
    ofControl.forEach((chance, x) => {
      ofTreatment.forEach((other, y) => {
        if (read(x, y)[side] <= 0.05) size += chance * other;
      });
    });
    expect(size).toBeLessThanOrEqual(0.05);
    expect(size).toBeGreaterThan(0.018);
    const found = shareOfRuns(
      61,
      (random) => read(binomialOf(random, { n: n0, p }), binomialOf(random, { n: n1, p }))[side] <= 0.05,
    );
    expect(Math.abs(found - size)).toBeLessThan(slackOf(size));
  });
});

describe('proportions in strata', () => {
  it.each(['pValue', 'greater', 'less'] as const)(
    'that do not differ are exactly found to by %s in no more than 0.05, though the arms are mixed unevenly',
    (side) => {
      const read = remembered((...successes) =>
        testStratifiedProportionsExactly({
          strata: [
            {
              control: { n: 96, successes: successes[0] ?? 0 },
              treatment: { n: 32, successes: successes[1] ?? 0 },
            },
            {
              control: { n: 24, successes: successes[2] ?? 0 },
              treatment: { n: 104, successes: successes[3] ?? 0 },
            },
          ],
        }),
      );
      const found = shareOfRuns(62, (random) => {
        const of = (n: number, p: number) => binomialOf(random, { n, p });
        return read(of(96, 0.2), of(32, 0.2), of(24, 0.7), of(104, 0.7))[side] <= 0.05;
      });
      expect(found).toBeLessThan(0.05 + slackOf(0.05));
      expect(found).toBeGreaterThan(0.02);
    },
  );

  it('cover the odds ratio where there is one', () => {
    const withOdds = (p: number, ratio: number) => (ratio * p) / (1 - p + ratio * p);
    const covered = shareOfRuns(63, (random) => {
      const stratum = (n: [number, number], p: number) => ({
        control: { n: n[0], successes: binomialOf(random, { n: n[0], p }) },
        treatment: { n: n[1], successes: binomialOf(random, { n: n[1], p: withOdds(p, 2.5) }) },
      });
      const strata = [stratum([60, 40], 0.15), stratum([30, 50], 0.4), stratum([25, 25], 0.6)];
      return covers(testStratifiedProportions({ strata }).oddsRatio.interval, 2.5);
    });
    expect(Math.abs(covered - 0.95)).toBeLessThan(slackOf(0.95));
  });
});

describe('arms that do differ', () => {
  it('have a difference and a ratio of their rates that are covered', () => {
    const [difference, ratio] = [0.13, 0.05 / 0.18];
    const both = { difference: 0, ratio: 0 };
    const random = createRandom(64);
    for (let run = 0; run < RUNS; run++) {
      const arms = {
        control: { n: 130, successes: binomialOf(random, { n: 130, p: 0.18 }) },
        treatment: { n: 210, successes: binomialOf(random, { n: 210, p: 0.05 }) },
      };
      if (covers(differenceOfProportions(arms).interval, -difference)) both.difference += 1 / RUNS;
      if (covers(ratioOfProportions(arms).interval, ratio)) both.ratio += 1 / RUNS;
    }
    expect(Math.abs(both.difference - 0.95)).toBeLessThan(slackOf(0.95));
    expect(Math.abs(both.ratio - 0.95)).toBeLessThan(slackOf(0.95));
  });

  it('have a lift of their means that is covered', () => {
    const covered = shareOfRuns(65, (random) => {
      const control = summaryOf(random, { n: 14, mean: 5, deviation: 2 });
      const treatment = summaryOf(random, { n: 30, mean: 7, deviation: 4 });
      return covers(liftOfMeans({ control, treatment, level: 0.9 }).interval, 0.4);
    });
    expect(Math.abs(covered - 0.9)).toBeLessThan(slackOf(0.9));
  });

  it('have a difference of their ratios that is covered, also where numerator and denominator go together', () => {
    const arm = (random: Random, price: number) => {
      const [numerator, denominator] = [new Float64Array(60), new Float64Array(60)];
      for (let i = 0; i < 60; i++) {
        denominator[i] = 1 + random.below(6);
        numerator[i] = denominator[i]! * (price + random.normal()) + random.normal();
      }
      return summarizeRatio({ numerator, denominator });
    };
    const covered = shareOfRuns(66, (random) => {
      const arms = { control: arm(random, 3), treatment: arm(random, 3.4) };
      return covers(compareRatios({ ...arms, level: 0.9 }).difference.interval, 0.4);
    });
    expect(Math.abs(covered - 0.9)).toBeLessThan(slackOf(0.9));
  });
});

describe('the exact sample ratio', () => {
  it('of unequal arms that are right is a mismatch no more often than its threshold', () => {
    const shares = [0.6, 0.3, 0.1];
    const isMismatch = remembered(
      (...counts) => testSampleRatioExactly({ counts, shares, threshold: 0.05 }).isMismatch,
    );
    const found = shareOfRuns(67, (random) => {
      const counts = [0, 0, 0];
      for (let unit = 0; unit < 18; unit++) {
        const place = random.uniform();
        counts[place < 0.6 ? 0 : place < 0.9 ? 1 : 2]! += 1;
      }
      return isMismatch(...counts);
    });
    expect(found).toBeLessThan(0.05 + slackOf(0.05));
    expect(found).toBeGreaterThan(0.03);
  });
});

describe('many questions, of which some have an answer', () => {
  const [nulls, all] = [12, 16];
  /** One-sided p-values; the first are of nulls. What they have in common makes them move together. */
  function pValuesOf(random: Random, { common }: { common: number }): number[] {
    const shared = Math.sqrt(common) * random.normal();
    return Array.from({ length: all }, (_, i) =>
      normalCdf(-(shared + Math.sqrt(1 - common) * random.normal() + (i < nulls ? 0 : 3))),
    );
  }

  it.each([0, 0.5])(
    'Benjamini and Hochberg’s have the share of false finds they say, correlated by %f',
    (common) => {
      const random = createRandom(68);
      const level = 0.2;
      const shares = Array.from({ length: RUNS }, () => {
        const adjusted = Array.from(adjustByBenjaminiHochberg(pValuesOf(random, { common })));
        const found = adjusted.filter((p) => p <= level).length;
        return found === 0 ? 0 : adjusted.filter((p, i) => p <= level && i < nulls).length / found;
      });
      const mean = shares.reduce((sum, share) => sum + share, 0) / RUNS;
      const spread = Math.sqrt(shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / RUNS);
      // Exactly so of independent ones; of ones that move together at most (Benjamini and Yekutieli 2001).
      const says = (level * nulls) / all;
      expect(mean).toBeLessThan(says + (4 * spread) / Math.sqrt(RUNS));
      if (common === 0) expect(mean).toBeGreaterThan(says - (4 * spread) / Math.sqrt(RUNS));
    },
  );

  it.each([0, 0.5])('Holm’s find any null no more often than they say, correlated by %f', (common) => {
    const found = shareOfRuns(69, (random) =>
      adjustByHolm(pValuesOf(random, { common }))
        .subarray(0, nulls)
        .some((p) => p <= 0.05),
    );
    expect(found).toBeLessThan(0.05 + slackOf(0.05));
    expect(found).toBeGreaterThan(0.012);
  });
});
