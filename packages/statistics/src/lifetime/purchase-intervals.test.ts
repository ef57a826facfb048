import { describe, expect, it } from 'vitest';
import type { Estimate } from '../interval.ts';
import { createRandom } from '../random.ts';
import { fitBgNbd } from './bg-nbd.ts';
import { forecastTotalPurchases } from './forecast-purchases.ts';
import { fitMbgNbd } from './mbg-nbd.ts';
import { fitParetoNbd } from './pareto-nbd.ts';
import { predictNewCustomerPurchases, predictPurchases } from './predict-purchases.ts';
import type { PurchaseData } from './purchase-history.ts';
import type { PurchaseModel } from './purchase-model.ts';
import { markets } from './simulated-markets.test-support.ts';
import { known, simulatePurchases } from './simulated-purchases.test-support.ts';

const RUNS = 2000;
const LEVEL = 0.9;
const FOUR_ERRORS = 4 * Math.sqrt((LEVEL * (1 - LEVEL)) / RUNS);
const AGE = 10;
const customer = { frequency: [3], recency: [7], age: [AGE] };
const options = { horizon: 8, level: LEVEL };

const holds = ({ lower, upper }: { lower: number; upper: number }, truth: number) =>
  lower <= truth && truth <= upper;

type Claims = readonly (readonly [string, boolean])[];

/** How often each claim held in 2,000 markets. */
function heldOver(run: (seed: number) => Claims): Record<string, number> {
  const held: Record<string, number> = {};
  for (let seed = 0; seed < RUNS; seed++)
    for (const [name, did] of run(seed)) held[name] = (held[name] ?? 0) + (did ? 1 / RUNS : 0);
  return held;
}

type Fitted = PurchaseModel & { readonly estimates: Readonly<Record<string, Estimate>> };

/** Whether the intervals of a fit, and of what it expects, hold what the model with its true parameters says. */
function claimsOf(model: PurchaseModel) {
  const expected = predictPurchases(model, customer, options).value[0]!;
  const expectedOfNew = predictNewCustomerPurchases(model, options).value;
  return (fit: Fitted): Claims => {
    const { lower, upper } = predictPurchases(fit, customer, options);
    return [
      ...Object.entries(model.parameters).map(
        ([name, truth]: [string, number]) => [name, holds(fit.estimates[name]!.interval, truth)] as const,
      ),
      ['expected', holds({ lower: lower[0]!, upper: upper[0]! }, expected)],
      [
        'expected of a new customer',
        holds(predictNewCustomerPurchases(fit, options).interval, expectedOfNew),
      ],
    ];
  };
}

function expectShares(held: Record<string, number>) {
  for (const [name, share] of Object.entries(held))
    expect(Math.abs(share - LEVEL), `${name}: ${share}`).toBeLessThan(FOUR_ERRORS);
}

describe('intervals over 2,000 markets hold the truth as often as their level says', () => {
  it('fitBgNbd: the parameters, the purchases they expect, and the total that comes', () => {
    const model = known('bg_nbd', { r: 1, alpha: 10, a: 1, b: 2 });
    const { market, whole } = markets({ model, customers: 80_000, age: AGE, most: 20, rule: 4 });
    expect(whole).toBeCloseTo(1, 5);
    const random = createRandom(9);
    const claims = claimsOf(model);
    const held = heldOver((seed) => {
      const fit = fitBgNbd(market(random), { level: LEVEL });
      const sample = { model, customers: 4, seed, youngest: 20, oldest: 20, holdout: 200 };
      const { later, ...seen } = simulatePurchases(sample);
      const total = forecastTotalPurchases(fit, seen, { horizon: 200, level: LEVEL, seed, draws: 100 });
      const came = later.reduce((sum, count) => sum + count, 0);
      return [...claims(fit), ['total', holds(total.interval, came)]];
    });
    expectShares(held);
  }, 300_000);

  it.each<[string, (data: PurchaseData) => Fitted, PurchaseModel, number, 4 | 5]>([
    [
      'fitMbgNbd',
      (data) => fitMbgNbd(data, { level: LEVEL }),
      known('mbg_nbd', { r: 2, alpha: 10, a: 2, b: 3 }),
      100_000,
      4,
    ],
    [
      'fitParetoNbd',
      (data) => fitParetoNbd(data, { level: LEVEL }),
      known('pareto_nbd', { r: 2, alpha: 20, s: 3, beta: 15 }),
      300_000,
      5,
    ],
  ])(
    '%s: the parameters, and the purchases they expect',
    (_, fitted, model, customers, rule) => {
      const { market, whole } = markets({ model, customers, age: AGE, most: 20, rule });
      expect(whole).toBeCloseTo(1, 5);
      const random = createRandom(9);
      const claims = claimsOf(model);
      expectShares(heldOver(() => claims(fitted(market(random)))));
    },
    300_000,
  );
});
