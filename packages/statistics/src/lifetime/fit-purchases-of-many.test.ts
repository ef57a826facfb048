import { describe, expect, it } from 'vitest';
import { fitBgNbd } from './bg-nbd.ts';
import { negativeLogLikelihood } from './bg-nbd-likelihood.ts';
import type { Evaluate } from './fit-purchases.ts';
import { fitParetoNbd } from './pareto-nbd.ts';
import { negativeLogLikelihood as paretoLikelihood } from './pareto-nbd-likelihood.ts';
import { type GroupedHistories, groupPurchaseHistories, type PurchaseData } from './purchase-history.ts';
import type { PurchaseModel } from './purchase-model.ts';
import { known, simulatePurchases } from './simulated-purchases.test-support.ts';

/** So many distinct histories that a few of them, here every fourth, are fitted first. */
const MANY = 40_000;
const times: Record<string, readonly string[]> = { pareto_nbd: ['alpha', 'beta'] };

/** How many standard errors are left to go from the estimate to the maximum, by Newton's step. */
function distance(
  fit: PurchaseModel,
  grouped: GroupedHistories,
  likelihood: (of: GroupedHistories) => Evaluate,
): number {
  const inUnit = Object.entries(fit.parameters).map(([name, value]: [string, number]) =>
    (times[fit.kind] ?? ['alpha']).includes(name) ? value / grouped.unit : value,
  );
  const { slopes } = likelihood(grouped)(Float64Array.from(inUnit, Math.log));
  let squared = 0;
  for (let i = 0; i < 4; i++)
    for (let j = 0; j < 4; j++) squared += slopes[i]! * fit.covariance[4 * i + j]! * slopes[j]!;
  return Math.sqrt(squared);
}

describe('a fit of very many distinct histories', () => {
  const models = [
    [
      known('bg_nbd', { r: 0.6, alpha: 6, a: 0.9, b: 2.5 }),
      fitBgNbd,
      (of: GroupedHistories) => negativeLogLikelihood(of, 'after_repeats'),
    ],
    [known('pareto_nbd', { r: 0.8, alpha: 6, s: 0.7, beta: 8 }), fitParetoNbd, paretoLikelihood],
  ] as const;

  it.each(models)(
    'ends at the maximum of all, not of the few it starts from: %#',
    (model, fitted, likelihood) => {
      const data = simulatePurchases({ model, customers: MANY, seed: 3, youngest: 20, oldest: 60 });
      const grouped = groupPurchaseHistories(data);
      const fit = fitted(data);
      expect(fit.distinctHistories).toBe(MANY);
      expect(distance(fit, grouped, likelihood)).toBeLessThan(1e-9);
      // Every fourth alone is somewhere else.
      const pick = (values: ArrayLike<number>) => Array.from(values).filter((_, i) => i % 4 === 0);
      const few: PurchaseData = {
        frequency: pick(data.frequency),
        recency: pick(data.recency),
        age: pick(data.age),
      };
      expect(distance(fitted(few), grouped, likelihood)).toBeGreaterThan(0.1);
    },
  );

  it('is none the worse where those few tell nothing', () => {
    const [model, fitted, likelihood] = models[0];
    const data = simulatePurchases({ model, customers: MANY, seed: 3, youngest: 20, oldest: 60 });
    for (let i = 0; i < MANY; i += 4) [data.frequency[i], data.recency[i]] = [0, 0];
    expect(distance(fitted(data), groupPurchaseHistories(data), likelihood)).toBeLessThan(1e-9);
  });
});
