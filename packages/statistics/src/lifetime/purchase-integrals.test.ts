import { describe, expect, it } from 'vitest';
import { betaln, gammaln } from '../distributions.ts';
import { predictAlive, predictNewCustomerPurchases, predictPurchases } from './predict-purchases.ts';
import type { PurchaseModel } from './purchase-model.ts';
import { known } from './simulated-purchases.test-support.ts';

/** ln λ ~ gamma(shape)/scale, as a density of u = ln λ: the trapezoidal rule gives integrals over it to nearly all digits. */
const logGamma = (u: number, { shape, scale }: { shape: number; scale: number }) =>
  Math.exp(shape * (u + Math.log(scale)) - scale * Math.exp(u) - gammaln(shape));

/** p/(1 − p) = eᵘ for p ~ beta(a, b). */
const logitBeta = (u: number, { a, b }: { a: number; b: number }) =>
  Math.exp(-a * Math.log1p(Math.exp(-u)) - b * Math.log1p(Math.exp(u)) - betaln(a, b));

const STEP = 0.1;
const points = Array.from({ length: 600 }, (_, i) => (i - 400) * STEP);

/** The mean, over both hidden numbers of a customer, of several things at once: the second is p, or μ. */
function overHidden(model: PurchaseModel, of: (rate: number, second: number) => readonly number[]): number[] {
  const { r, alpha } = model.parameters;
  const total: number[] = [];
  const seconds = points.map((u) =>
    model.kind === 'pareto_nbd'
      ? { at: Math.exp(u), weight: logGamma(u, { shape: model.parameters.s, scale: model.parameters.beta }) }
      : { at: 1 / (1 + Math.exp(-u)), weight: logitBeta(u, model.parameters) },
  );
  for (const u of points) {
    const weight = logGamma(u, { shape: r, scale: alpha });
    if (weight < 1e-18) continue;
    for (const second of seconds)
      if (second.weight * weight > 1e-20)
        of(Math.exp(u), second.at).forEach((value, i) => {
          total[i] = (total[i] ?? 0) + value * weight * second.weight * STEP * STEP;
        });
  }
  return total;
}

const [x, recency, age, horizon] = [3, 7, 12, 9];

/** Of one customer whose rate and chance to leave are known: the history while alive, the history, and purchases within a time. */
const byKind = {
  bg_nbd: (survivals: number) => ({
    stayed: (_: number, p: number) => (1 - p) ** (x + survivals),
    left: (rate: number, p: number) => p * (1 - p) ** (x + survivals - 1) * Math.exp(rate * (age - recency)),
    /** The purchases until the one after which the customer leaves. */
    made: (rate: number, p: number) => (p < 1e-12 ? rate * horizon : -Math.expm1(-rate * p * horizon) / p),
  }),
  pareto_nbd: {
    stayed: (_: number, loss: number) => Math.exp(-loss * age),
    left: (rate: number, loss: number) =>
      (loss / (rate + loss)) *
      Math.exp(rate * age) *
      (Math.exp(-(rate + loss) * recency) - Math.exp(-(rate + loss) * age)),
    made: (rate: number, loss: number) => (rate / loss) * -Math.expm1(-loss * horizon),
  },
};

describe('what is foretold is the mean over rates and chances to leave that nobody sees', () => {
  it.each<[string, PurchaseModel, { stayed: Hidden; left: Hidden; made: Hidden }, Hidden]>([
    ['BG/NBD', known('bg_nbd', { r: 0.8, alpha: 5, a: 0.9, b: 2.5 }), byKind.bg_nbd(0), () => 1],
    ['MBG/NBD', known('mbg_nbd', { r: 1.3, alpha: 4, a: 0.7, b: 1.8 }), byKind.bg_nbd(1), (_, p) => 1 - p],
    [
      'Pareto/NBD, α above β',
      known('pareto_nbd', { r: 0.8, alpha: 9, s: 1.4, beta: 6 }),
      byKind.pareto_nbd,
      () => 1,
    ],
    [
      'Pareto/NBD, α below β',
      known('pareto_nbd', { r: 1.7, alpha: 4, s: 0.6, beta: 11 }),
      byKind.pareto_nbd,
      () => 1,
    ],
  ])('%s', (_, model, { stayed, left, made }, atStart) => {
    const [alive = 0, seen = 0, later = 0, ofNew = 0] = overHidden(model, (rate, second) => {
      const bought = rate ** x * Math.exp(-rate * age);
      const here = bought * stayed(rate, second);
      const gone = bought * left(rate, second);
      const toCome = made(rate, second);
      return [here, here + gone, here * toCome, atStart(rate, second) * toCome];
    });
    const customer = { frequency: [x], recency: [recency], age: [age] };
    expect(predictAlive(model, customer)[0]! / (alive / seen)).toBeCloseTo(1, 9);
    expect(predictPurchases(model, customer, { horizon }).value[0]! / (later / seen)).toBeCloseTo(1, 9);
    expect(predictNewCustomerPurchases(model, { horizon }).value / ofNew).toBeCloseTo(1, 9);
  });
});

type Hidden = (rate: number, second: number) => number;
