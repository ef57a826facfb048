import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { designEffect, planClusters } from './clusters.ts';
import { durationFromTraffic } from './duration.ts';
import { powerForMeans, sampleSizeForMeans, smallestEffectForMeans } from './means.ts';
import { noncentralTUpper } from './noncentral-t.ts';
import { powerForRatios, sampleSizeForRatios, smallestEffectForRatios } from './ratios.ts';

const runs = { seed: 5, numRuns: 15 };
const refused = (code: string, argument: string) => expect.objectContaining({ code, argument });
const spread = {
  numeratorMean: 50,
  numeratorVariance: 900,
  denominatorMean: 2,
  denominatorVariance: 1.5,
  covariance: 20,
};

describe('the noncentral t', () => {
  it('is mirrored at nought', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -30, max: 30, noNaN: true }),
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        fc.double({ min: -10, max: 10, noNaN: true }),
        (t, df, shift) => {
          const above = noncentralTUpper(t, { df, shift });
          expect(above + noncentralTUpper(-t, { df, shift: -shift })).toBeCloseTo(1, 11);
        },
      ),
      runs,
    );
  });
});

describe('a plan for means', () => {
  it('does not depend on the unit of the metric', () => {
    const one = sampleSizeForMeans({ difference: 0.3, deviation: 2 });
    const other = sampleSizeForMeans({ difference: 300, deviation: 2_000 });
    expect(other.arms).toEqual(one.arms);
    expect(other.unrounded / one.unrounded).toBeCloseTo(1, 12);
  });

  it('gives the effect as a share of the baseline when there is one', () => {
    const arms = [500, 500];
    const { absolute, relative } = smallestEffectForMeans({ deviation: 40, baseline: -120, arms });
    expect(relative).toBeCloseTo(absolute / 120, 12);
    expect(smallestEffectForMeans({ deviation: 40, arms }).relative).toBeNull();
  });

  it('is refused for no spread, no difference and arms of one', () => {
    const arms = [10, 1];
    expect(() => powerForMeans({ difference: 1, deviation: 0, arms })).toThrow(
      refused('out_of_range', 'deviation'),
    );
    expect(() => powerForMeans({ difference: 0, deviation: 1, arms })).toThrow(
      refused('out_of_range', 'difference'),
    );
    expect(() => powerForMeans({ difference: 1, deviation: 1, arms })).toThrow(
      refused('out_of_range', 'arms'),
    );
    expect(() => smallestEffectForMeans({ deviation: 1, arms })).toThrow(refused('out_of_range', 'arms'));
  });
});

describe('a plan for ratios', () => {
  it('does not depend on the units of numerator and denominator', () => {
    const scaled = {
      numeratorMean: 5_000,
      numeratorVariance: 9_000_000,
      denominatorMean: 0.2,
      denominatorVariance: 0.015,
      covariance: 200,
    };
    const size = sampleSizeForRatios({ ...spread, difference: 0.5 });
    const other = sampleSizeForRatios({ ...scaled, difference: 500 });
    expect(other.unrounded / size.unrounded).toBeCloseTo(1, 9);
  });

  it.each<[string, object, string, string]>([
    ['a covariance that the variances do not allow', { covariance: 40 }, 'out_of_range', 'covariance'],
    [
      'a denominator of nothing',
      { denominatorMean: 0, denominatorVariance: 1 },
      'out_of_range',
      'denominatorMean',
    ],
    ['a negative variance', { numeratorMean: 1, numeratorVariance: -1 }, 'out_of_range', 'numeratorVariance'],
    [
      'a ratio that is the same for all',
      { numeratorMean: 4, numeratorVariance: 6, denominatorMean: 2, denominatorVariance: 1.5, covariance: 3 },
      'zero_variance',
      'numeratorVariance',
    ],
    ['no difference', { difference: 0 }, 'out_of_range', 'difference'],
  ])('is refused for %s', (_, bad, code, argument) => {
    expect(() => sampleSizeForRatios({ ...spread, difference: 0.5, ...bad })).toThrow(
      refused(code, argument),
    );
  });

  it('is refused for too few units, by the rule', () => {
    const error = expect.objectContaining({ code: 'too_few', argument: 'arms' });
    expect(() => powerForRatios({ ...spread, difference: 9, arms: [29, 500] })).toThrow(error);
    const wild = { ...spread, denominatorMean: 2, denominatorVariance: 150 };
    expect(() => smallestEffectForRatios({ ...wild, arms: [1000, 1000] })).toThrow(error);
  });
});

describe('groups and days', () => {
  it('cost nothing when units of a group are no more alike than others, or groups are single units', () => {
    expect(designEffect({ clusterSize: 50, correlation: 0 })).toBe(1);
    expect(designEffect({ clusterSize: 1, correlation: 0.5 })).toBe(1);
    expect(designEffect({ clusterSize: 50, correlation: 1 })).toBe(50);
  });

  it('cost more when groups are larger, more alike or less even', () => {
    const base = { clusterSize: 20, correlation: 0.05, sizeVariation: 0.3 };
    const one = designEffect(base);
    for (const more of [{ clusterSize: 30 }, { correlation: 0.1 }, { sizeVariation: 0.6 }])
      expect(designEffect({ ...base, ...more })).toBeGreaterThan(one);
  });

  it('hold at least the units that are needed', () => {
    const plan = planClusters({ arms: [3841, 1000], clusterSize: 33.3, correlation: 0.02 });
    for (const [i, n] of [3841, 1000].entries()) {
      expect(plan.units[i]).toBeGreaterThanOrEqual(n * plan.designEffect);
      expect(plan.units[i]).toBeLessThan(n * plan.designEffect + 33.3);
    }
  });

  it('take no day more than needed, and never part of a week unless asked', () => {
    expect(durationFromTraffic({ sampleSize: 30, dailyUnits: 30, share: 0.1, wholeWeeks: false }).days).toBe(
      10,
    );
    expect(durationFromTraffic({ sampleSize: 71, dailyUnits: 10 })).toEqual({ days: 14, units: 140 });
    expect(durationFromTraffic({ sampleSize: 71, dailyUnits: 40, share: 0.25 })).toEqual({
      days: 14,
      units: 140,
    });
    expect(durationFromTraffic({ sampleSize: 70, dailyUnits: 10 })).toEqual({ days: 7, units: 70 });
  });

  it.each<[string, () => unknown, string, string]>([
    [
      'a group of less than one',
      () => designEffect({ clusterSize: 0.5, correlation: 0 }),
      'out_of_range',
      'clusterSize',
    ],
    [
      'a correlation above one',
      () => designEffect({ clusterSize: 2, correlation: 1.1 }),
      'out_of_range',
      'correlation',
    ],
    [
      'a negative variation',
      () => designEffect({ clusterSize: 2, correlation: 0.1, sizeVariation: -1 }),
      'out_of_range',
      'sizeVariation',
    ],
    ['no arms', () => planClusters({ arms: [], clusterSize: 2, correlation: 0.1 }), 'empty', 'arms'],
    [
      'an arm of nobody',
      () => planClusters({ arms: [0], clusterSize: 2, correlation: 0.1 }),
      'out_of_range',
      'arms[0]',
    ],
    [
      'a sample of nobody',
      () => durationFromTraffic({ sampleSize: 0, dailyUnits: 2 }),
      'out_of_range',
      'sampleSize',
    ],
    [
      'no traffic',
      () => durationFromTraffic({ sampleSize: 10, dailyUnits: 0 }),
      'out_of_range',
      'dailyUnits',
    ],
    [
      'more than all',
      () => durationFromTraffic({ sampleSize: 10, dailyUnits: 1, share: 1.5 }),
      'out_of_range',
      'share',
    ],
    [
      'a century',
      () => durationFromTraffic({ sampleSize: 1e9, dailyUnits: 1 }),
      'out_of_range',
      'dailyUnits',
    ],
  ])('are refused for %s', (_, act, code, argument) => {
    expect(act).toThrow(refused(code, argument));
  });
});
