import { describe, expect, it } from 'vitest';
import { betaln, gammaln } from '../distributions.ts';
import { createRandom, type Random } from '../random.ts';
import { fitBgNbd } from './bg-nbd.ts';
import { forecastTotalPurchases } from './forecast-purchases.ts';
import { predictNewCustomerPurchases, predictPurchases } from './predict-purchases.ts';
import { known, simulatePurchases } from './simulated-purchases.test-support.ts';

const AGE = 10;
const MOST = 12;
/** Gauss and Legendre's four points and weights on (0, 1). */
const POINTS = [0.0694318442029737, 0.3300094782075719, 0.6699905217924281, 0.9305681557970263];
const WEIGHTS = [0.1739274225687269, 0.3260725774312731, 0.3260725774312731, 0.1739274225687269];

const model = known('bg_nbd', { r: 1, alpha: 10, a: 1, b: 2 });
const { r, alpha, a, b } = model.parameters;

/** E[λˣ e^−λt] for gamma rates. */
const rate = (x: number, t: number) =>
  Math.exp(gammaln(r + x) - gammaln(r)) * alpha ** r * (alpha + t) ** -(r + x);

/** The chance of a history, term by term: alive at the end, or lost with the last purchase. */
function likelihood(x: number, last: number): number {
  const chance = (lost: number, stayed: number) => Math.exp(betaln(a + lost, b + stayed) - betaln(a, b));
  const alive = chance(0, x) * rate(x, AGE);
  return x === 0 ? alive : alive + chance(1, x - 1) * rate(x, last);
}

/**
 * Markets of customers of one age, whose last purchases fall only on the points of Gauss and Legendre, each with its weight: sums over these
 * few dozen histories are the integrals of the model to many digits, the mean and the variance of its slopes too, so that the estimates
 * of any number of customers are distributed as the model says and a fit costs a millisecond or two.
 */
function markets(customers: number) {
  const cells = [{ x: 0, last: 0, expected: customers * likelihood(0, 0) }];
  for (let x = 1; x <= MOST; x++)
    POINTS.forEach((point, k) => {
      const last = AGE * point;
      const before = last ** (x - 1) / Math.exp(gammaln(x));
      const expected = customers * AGE * WEIGHTS[k]! * before * likelihood(x, last);
      cells.push({ x, last, expected });
    });
  const market = (random: Random) => {
    const drawn = cells
      .map((cell) => ({ ...cell, count: countOf(random, cell.expected) }))
      .filter(({ count }) => count > 0);
    return {
      frequency: drawn.map(({ x }) => x),
      recency: drawn.map(({ last }) => last),
      age: drawn.map(() => AGE),
      customers: drawn.map(({ count }) => count),
    };
  };
  return { market, whole: cells.reduce((total, { expected }) => total + expected, 0) / customers };
}

/** Of many hundreds a Poisson number is normal, and drawn at once. */
const countOf = (random: Random, mean: number) =>
  mean < 500 ? random.poisson(mean) : Math.round(mean + Math.sqrt(mean) * random.normal());

const holds = ({ lower, upper }: { lower: number; upper: number }, truth: number) =>
  lower <= truth && truth <= upper;
const RUNS = 2000;
const LEVEL = 0.9;
const FOUR_ERRORS = 4 * Math.sqrt((LEVEL * (1 - LEVEL)) / RUNS);

/** How often each claim held in 2,000 markets. */
function heldOver(run: (seed: number) => readonly (readonly [string, boolean])[]): Record<string, number> {
  const held: Record<string, number> = {};
  for (let seed = 0; seed < RUNS; seed++)
    for (const [name, did] of run(seed)) held[name] = (held[name] ?? 0) + (did ? 1 / RUNS : 0);
  return held;
}

describe('intervals over 2,000 markets hold the truth as often as their level says', () => {
  it('fitBgNbd: the parameters, the purchases they expect, and the total that comes', () => {
    const { market, whole } = markets(20_000);
    expect(whole).toBeCloseTo(1, 3);
    const random = createRandom(9);
    const names = ['r', 'alpha', 'a', 'b'] as const;
    const customer = { frequency: [3], recency: [7], age: [AGE] };
    const options = { horizon: 8, level: LEVEL };
    const expected = predictPurchases(model, customer, options).value[0]!;
    const expectedOfNew = predictNewCustomerPurchases(model, options).value;
    const held = heldOver((seed) => {
      const fit = fitBgNbd(market(random), { level: LEVEL });
      const { lower, upper } = predictPurchases(fit, customer, options);
      const sample = { model, customers: 5, seed, youngest: 20, oldest: 20, holdout: 200 };
      const { later, ...seen } = simulatePurchases(sample);
      const total = forecastTotalPurchases(fit, seen, { horizon: 200, level: LEVEL, seed, draws: 100 });
      return [
        ...names.map((name) => [name, holds(fit.estimates[name].interval, model.parameters[name])] as const),
        ['expected', holds({ lower: lower[0]!, upper: upper[0]! }, expected)],
        [
          'expected of a new customer',
          holds(predictNewCustomerPurchases(fit, options).interval, expectedOfNew),
        ],
        [
          'total',
          holds(
            total.interval,
            later.reduce((sum, count) => sum + count, 0),
          ),
        ],
      ];
    });
    for (const [name, share] of Object.entries(held))
      expect(Math.abs(share - LEVEL), name).toBeLessThan(FOUR_ERRORS);
  }, 60_000);
});
