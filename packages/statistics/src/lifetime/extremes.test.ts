import { describe, expect, it } from 'vitest';
import { StatisticsError } from '../errors.ts';
import * as lifetime from './index.ts';

const covariance = new Float64Array(16);
const buying = {
  kind: 'bg_nbd',
  parameters: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 },
  covariance,
} as const;
const mailed = { parameters: { alpha: 1.2, beta: 0.75, gamma: 0.66, delta: 2.8 }, covariance };
const spending = { parameters: { p: 6, q: 4, v: 15 }, covariance: new Float64Array(9) };
const renewing = { parameters: { alpha: 0.7, beta: 3.8 }, covariance: new Float64Array(4) };
const seen = { frequency: [2], recency: [30], age: [39] };
const chances = { frequency: [2], recency: [3], opportunities: [6] };

describe('arguments of a size, or a shape, that no number comes of', () => {
  it.each<[string, () => unknown, string, string]>([
    [
      'a model without a covariance',
      () => lifetime.predictAlive(JSON.parse(JSON.stringify({ ...buying, covariance: undefined })), seen),
      'empty',
      'model.covariance',
    ],
    [
      'a model without parameters',
      () => lifetime.predictAlive(JSON.parse('{"kind":"bg_nbd","covariance":[]}'), seen),
      'empty',
      'model.parameters',
    ],
    [
      'an interval without an end',
      () =>
        lifetime.expectedPurchasesOfNewCustomer(
          { ...mailed, covariance: covariance.map(() => 1e50) },
          { horizon: 3 },
        ),
      'out_of_range',
      'model',
    ],
    [
      'more opportunities ahead than can be summed',
      () => lifetime.predictBgBb(mailed, chances, { horizon: 1e9 }),
      'out_of_range',
      'horizon',
    ],
    [
      'more opportunities than can be summed',
      () => lifetime.predictBgBb(mailed, { ...chances, opportunities: [1e15] }, { horizon: 3 }),
      'out_of_range',
      'customers.opportunities[0]',
    ],
    [
      'more chances than can be kept',
      () => lifetime.predictPurchaseCounts(buying, { horizon: 9, upTo: 1e9 }),
      'out_of_range',
      'upTo',
    ],
    [
      'more periods than can be kept',
      () => lifetime.projectRetention(renewing, { horizon: 1e9 }),
      'out_of_range',
      'horizon',
    ],
    [
      'more draws than can be made',
      () => lifetime.forecastTotalPurchases(buying, seen, { horizon: 9, seed: 1, draws: 1e9 }),
      'out_of_range',
      'draws',
    ],
    [
      'purchases too many to be drawn',
      () => lifetime.forecastTotalPurchases(buying, seen, { horizon: 1e12, seed: 1 }),
      'out_of_range',
      'horizon',
    ],
    [
      'parameters of which nothing is known, to draw from',
      () =>
        lifetime.forecastTotalPurchases(
          { ...buying, covariance: covariance.map(() => 1e12) },
          { frequency: [2, 0], recency: [30, 0], age: [39, 39] },
          { horizon: 39, seed: 1 },
        ),
      'out_of_range',
      'model.covariance[0]',
    ],
    [
      'a variance below nothing, to draw from',
      () => {
        const below = { ...buying, covariance: covariance.with(5, -0.1) };
        return lifetime.forecastTotalPurchases(below, seen, { horizon: 39, seed: 1 });
      },
      'out_of_range',
      'model.covariance[5]',
    ],
    [
      'a spend that hardly varies',
      () =>
        lifetime.expectedAverageValue(
          { ...spending, parameters: { p: 6, q: 1e15, v: 15 } },
          { frequency: [1], meanValue: [5] },
        ),
      'out_of_range',
      'model.parameters',
    ],
    [
      'values whose squares overflow',
      () =>
        lifetime.fitGammaGamma({
          frequency: [1, 3, 5, 7, 1, 3, 5, 7, 1, 3],
          meanValue: [20, 27, 51, 35, 67, 28, 24, 24, 50, 24].map((v) => v * 1e200),
        }),
      'out_of_range',
      'meanValue',
    ],
  ])('are refused: %s', (_, run, code, argument) => {
    expect(run).toThrow(StatisticsError);
    expect(run).toThrow(expect.objectContaining({ code, argument }));
  });

  it('may be a last bin beyond every frequency', () => {
    const customers = { frequency: [0, 2], expected: [0.5, 1], actual: [0, 1] };
    const { bins } = lifetime.checkHoldout(customers, { lastBin: 1e9 });
    expect(bins.map(({ frequency }) => frequency)).toEqual([0, 2]);
  });
});
