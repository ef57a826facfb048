import { describe, expect, it } from 'vitest';
import { negativeLogLikelihood as betaGeometric } from './bg-nbd-likelihood.ts';
import type { Evaluate } from './fit-purchases.ts';
import { forecastTotalPurchases } from './forecast-purchases.ts';
import { negativeLogLikelihood as pareto } from './pareto-nbd-likelihood.ts';
import { type GroupedHistories, groupPurchaseHistories } from './purchase-history.ts';
import type { PurchaseModel } from './purchase-model.ts';
import { likelihoodOf } from './simulated-markets.test-support.ts';
import { known } from './simulated-purchases.test-support.ts';

const histories = {
  frequency: [0, 0, 1, 1, 3, 3, 8],
  recency: [0, 0, 0.4, 2, 1.5, 2.9, 3.5],
  age: [3, 4, 3, 4, 3, 4, 4],
  customers: [30, 25, 9, 8, 5, 6, 2],
};
const models: readonly (readonly [string, PurchaseModel, (grouped: GroupedHistories) => Evaluate])[] = [
  [
    'BG/NBD',
    known('bg_nbd', { r: 0.7, alpha: 1.8, a: 0.9, b: 2.2 }),
    (grouped) => betaGeometric(grouped, 'after_repeats'),
  ],
  [
    'MBG/NBD',
    known('mbg_nbd', { r: 0.7, alpha: 1.8, a: 0.9, b: 2.2 }),
    (grouped) => betaGeometric(grouped, 'after_all'),
  ],
  ['Pareto/NBD, α above β', known('pareto_nbd', { r: 0.7, alpha: 3.1, s: 0.6, beta: 1.2 }), pareto],
  ['Pareto/NBD, α below β', known('pareto_nbd', { r: 1.4, alpha: 1.2, s: 0.8, beta: 3.1 }), pareto],
];

describe.each(models)('the likelihood of %s', (_, model, likelihood) => {
  const grouped = groupPurchaseHistories(histories);
  const evaluate = likelihood(grouped);
  const parameters = Object.entries<number>({ ...model.parameters });
  const logs = Float64Array.from(parameters, ([name, value]) =>
    Math.log(name === 'alpha' || name === 'beta' ? value / grouped.unit : value),
  );

  it('is that of each history, whether the customer left or not, in units of the mean age', () => {
    const direct = histories.frequency.reduce((sum, frequency, i) => {
      const seen = { frequency, recency: histories.recency[i]!, age: histories.age[i]! };
      return sum + histories.customers[i]! * Math.log(likelihoodOf(model, seen));
    }, 0);
    const inUnit = direct + grouped.totalPurchases * Math.log(grouped.unit);
    expect(-evaluate(logs).value).toBeCloseTo(inUnit, 9);
  });

  it('has the slopes that its differences come to', () => {
    const { slopes } = evaluate(logs);
    logs.forEach((log, i) => {
      const at = (step: number) => evaluate(logs.with(i, log + step)).value;
      const difference = (8 * (at(1e-3) - at(-1e-3)) - (at(2e-3) - at(-2e-3))) / 0.012;
      expect(slopes[i]).toBeCloseTo(difference, 7);
    });
  });

  it('draws futures in the middle of which is what it expects', () => {
    const customers = 300;
    const seen = {
      frequency: new Array(customers).fill(2),
      recency: new Array(customers).fill(2.5),
      age: new Array(customers).fill(4),
    };
    const draws = 200;
    // An interval at a level of next to nothing is the median, and totals of hundreds are nearly normal.
    const options = { horizon: 10, level: 0.01, seed: 3, draws };
    const { value, standardError, interval } = forecastTotalPurchases(model, seen, options);
    const ofMedian = Math.sqrt(Math.PI / 2) * (standardError / Math.sqrt(draws));
    expect(Math.abs((interval.lower + interval.upper) / 2 - value)).toBeLessThan(4 * ofMedian);
    expect(standardError / value).toBeLessThan(0.2);
  });
});
