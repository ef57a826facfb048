import { describe, expect, it } from 'vitest';
import type { Random } from '../random.ts';
import { testProportionsExactly } from '../reading/fisher.ts';
import { compareMeans } from '../reading/means.ts';
import { compareProportions } from '../reading/proportion-difference.ts';
import { compareRatios, summarizeRatio } from '../reading/ratio-metric.ts';
import { summaryOf } from '../reading/testing.test-support.ts';
import { binomialOf, remembered, shareOfRuns, slackOf } from '../simulation.test-support.ts';
import { designEffect, planClusters } from './clusters.ts';
import { powerOfFisherTest } from './fisher.ts';
import { powerForMeans, sampleSizeForMeans, smallestEffectForMeans } from './means.ts';
import { powerForProportions, sampleSizeForProportions } from './proportions.ts';
import { sampleSizeForRatios } from './ratios.ts';

const expectReached = (found: number, power: number) =>
  expect(Math.abs(found - power)).toBeLessThan(slackOf(power));

describe('a test with the planned size finds what it was planned for, with the power it was planned for', () => {
  it('of proportions, in arms of unequal size', () => {
    const effect = { baseline: 0.2, target: 0.3 };
    const { arms } = sampleSizeForProportions({ ...effect, shares: [0.6, 0.4] });
    const [n0 = 0, n1 = 0] = arms;
    const found = shareOfRuns(91, (random) => {
      const control = { n: n0, successes: binomialOf(random, { n: n0, p: effect.baseline }) };
      const treatment = { n: n1, successes: binomialOf(random, { n: n1, p: effect.target }) };
      return compareProportions({ control, treatment }).pValue < 0.05;
    });
    expectReached(found, powerForProportions({ ...effect, arms }));
    expectReached(found, 0.8);
  });

  it('of means, also of few units and by the smallest effect', () => {
    const deviation = 4;
    const reached = (difference: number, [n0 = 0, n1 = 0]: readonly number[]) =>
      shareOfRuns(92, (random) => {
        const control = summaryOf(random, { n: n0, mean: 10, deviation });
        const treatment = summaryOf(random, { n: n1, mean: 10 + difference, deviation });
        return compareMeans({ control, treatment }).pValue < 0.05;
      });
    const { arms } = sampleSizeForMeans({ difference: 5, deviation, power: 0.9 });
    expect(arms[0]).toBeLessThan(20);
    expectReached(reached(5, arms), powerForMeans({ difference: 5, deviation, arms }));
    const { absolute } = smallestEffectForMeans({ deviation, arms: [30, 50], power: 0.7 });
    expectReached(reached(absolute, [30, 50]), 0.7);
  });

  it('of ratios', () => {
    // Visits 1 … 4; spend is price·visits with price 3 ± 1, and a unit of its own.
    const spread = {
      numeratorMean: 7.5,
      denominatorMean: 2.5,
      numeratorVariance: 9 * 1.25 + 7.5 + 1,
      denominatorVariance: 1.25,
      covariance: 3 * 1.25,
    };
    const { arms } = sampleSizeForRatios({ ...spread, difference: 0.4 });
    const arm = (random: Random, { n, price }: { n: number; price: number }) => {
      const [numerator, denominator] = [new Float64Array(n), new Float64Array(n)];
      for (let i = 0; i < n; i++) {
        denominator[i] = 1 + random.below(4);
        numerator[i] = denominator[i]! * (price + random.normal()) + random.normal();
      }
      return summarizeRatio({ numerator, denominator });
    };
    const [n0 = 0, n1 = 0] = arms;
    const found = shareOfRuns(93, (random) => {
      const control = arm(random, { n: n0, price: 3 });
      return compareRatios({ control, treatment: arm(random, { n: n1, price: 3.4 }) }).pValue < 0.05;
    });
    expectReached(found, 0.8);
  });

  it('of groups whose units are alike, by the means of the groups', () => {
    const clustering = { clusterSize: 8, correlation: 0.15 };
    const plan = { difference: 0.25, deviation: 1 };
    const { arms } = sampleSizeForMeans({ ...plan, designEffect: designEffect(clustering) });
    const single = sampleSizeForMeans(plan).arms;
    const { clusters } = planClusters({ ...clustering, arms: single });
    expect(Math.abs(clusters[0]! * 8 - arms[0]!)).toBeLessThanOrEqual(8);
    const deviation = Math.sqrt(0.15 + 0.85 / 8);
    const found = shareOfRuns(94, (random) => {
      const control = summaryOf(random, { n: clusters[0]!, mean: 0, deviation });
      const treatment = summaryOf(random, { n: clusters[1]!, mean: 0.25, deviation });
      return compareMeans({ control, treatment }).pValue < 0.05;
    });
    expectReached(found, 0.8);
  });

  it('of few units, by Fisher’s test', () => {
    const [n0, n1, effect] = [24, 18, { baseline: 0.15, target: 0.6 }];
    const isFound = remembered(
      (x = 0, y = 0) =>
        testProportionsExactly({ control: { n: n0, successes: x }, treatment: { n: n1, successes: y } })
          .pValue <= 0.05,
    );
    const found = shareOfRuns(95, (random) =>
      isFound(
        binomialOf(random, { n: n0, p: effect.baseline }),
        binomialOf(random, { n: n1, p: effect.target }),
      ),
    );
    expectReached(found, powerOfFisherTest({ ...effect, arms: [n0, n1] }));
  });
});
