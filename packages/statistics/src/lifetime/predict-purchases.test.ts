import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusalPair } from '../refusal.test-support.ts';
import { fitBgNbd } from './bg-nbd.ts';
import { predictDiscountedPurchases } from './discounted-purchases.ts';
import { forecastTotalPurchases } from './forecast-purchases.ts';
import {
  predictAlive,
  predictNewCustomerPurchases,
  predictPurchaseCounts,
  predictPurchases,
} from './predict-purchases.ts';
import type { PurchaseModel } from './purchase-model.ts';
import { byCounts, bySurvivals } from './purchases-while-alive.ts';
import { known, simulatePurchases } from './simulated-purchases.test-support.ts';

const positive = fc.double({ min: 0.05, max: 20, noNaN: true });
const models: fc.Arbitrary<PurchaseModel> = fc.oneof(
  fc
    .record({ r: positive, alpha: positive, a: positive, b: positive })
    .chain((parameters) => fc.constantFrom(known('bg_nbd', parameters), known('mbg_nbd', parameters))),
  fc
    .record({ r: positive, alpha: positive, s: positive, beta: positive })
    .map((parameters) => known('pareto_nbd', parameters)),
);
const runs = { seed: 4, numRuns: 100 };
const cdnow = {
  bg: known('bg_nbd', { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }),
  mbg: known('mbg_nbd', { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 }),
  pareto: known('pareto_nbd', { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 }),
};
const each = Object.values(cdnow).map((model) => [model.kind, model] as const);
const seen = (frequency: number, recency: number, age: number) => ({
  frequency: [frequency],
  recency: [recency],
  age: [age],
});
describe('the chance to be alive', () => {
  it('is above 0, at most 1, and falls with the time since the last purchase', () => {
    const property = fc.property(
      models,
      fc.integer({ min: 1, max: 50 }),
      fc.double({ min: 0, max: 100, noNaN: true }),
      (model, frequency, recency) => {
        const silences = [0, 0.1, 1, 5, 20];
        const chances = predictAlive(model, {
          frequency: silences.map(() => frequency),
          recency: silences.map(() => recency),
          age: silences.map((silence) => recency + silence),
        });
        chances.forEach((chance, i) => {
          expect(chance).toBeGreaterThan(0);
          expect(chance).toBeLessThanOrEqual(i === 0 ? 1 : chances[i - 1]! * (1 + 1e-12));
        });
      },
    );
    fc.assert(property, runs);
  });

  it('is 1 in BG/NBD for who never bought again, and below 1 in the other two', () => {
    expect(predictAlive(cdnow.bg, seen(0, 0, 500))[0]).toBe(1);
    expect(predictAlive(cdnow.mbg, seen(0, 0, 500))[0]).toBeLessThan(0.3);
    expect(predictAlive(cdnow.pareto, seen(0, 0, 500))[0]).toBeLessThan(0.3);
  });

  it('does not overflow for thousands of purchases', () => {
    for (const model of Object.values(cdnow)) {
      const chances = predictAlive(model, { frequency: [5_000, 5_000], recency: [50, 20], age: [50.01, 50] });
      expect(chances[0]).toBeGreaterThan(0.2);
      expect(chances[1]).toBeLessThan(1e-300);
    }
  });
});

describe('the purchases expected', () => {
  const horizons = fc.array(fc.double({ min: 0.01, max: 300, noNaN: true }), { minLength: 2, maxLength: 5 });

  it('of a new customer are none in no time, and grow with it', () => {
    const property = fc.property(models, horizons, (model, some) => {
      const rising = [0, ...some.toSorted((a, b) => a - b)];
      const values = rising.map((horizon) => predictNewCustomerPurchases(model, { horizon }).value);
      expect(values[0]).toBe(0);
      for (let i = 1; i < values.length; i++)
        expect(values[i]).toBeGreaterThanOrEqual(values[i - 1]! * (1 - 1e-12));
    });
    fc.assert(property, runs);
  });

  it('of a known customer are none in no time, grow with it, and are at most what the rate would give', () => {
    const property = fc.property(models, horizons, fc.nat(20), (model, some, frequency) => {
      const customer = seen(frequency, frequency && 30, 40);
      const rising = [0, ...some.toSorted((a, b) => a - b)];
      const values = rising.map((horizon) => predictPurchases(model, customer, { horizon }).value[0]!);
      const { r, alpha } = model.parameters;
      expect(values[0]).toBe(0);
      values.slice(1).forEach((value, i) => {
        expect(value).toBeGreaterThanOrEqual(values[i]! * (1 - 1e-12));
        expect(value).toBeLessThanOrEqual(((r + frequency) / (alpha + 40)) * rising[i + 1]! * (1 + 1e-12));
      });
    });
    fc.assert(property, runs);
  });

  it('of a customer first seen this moment are those of a new one, in BG/NBD and Pareto/NBD', () => {
    for (const model of [cdnow.bg, cdnow.pareto]) {
      const { value } = predictPurchases(model, seen(0, 0, 0), { horizon: 26 });
      expect(value[0]).toBeCloseTo(predictNewCustomerPurchases(model, { horizon: 26 }).value, 12);
    }
    // In MBG/NBD a customer seen this moment has not yet had the chance to drop out that the first purchase gives.
    const alive = predictAlive(cdnow.mbg, seen(0, 0, 0))[0]!;
    expect(alive).toBeCloseTo(1.614 / (1.614 + 0.891), 12);
  });

  it('hardly change around the parameters where the published formulas divide by zero', () => {
    const at = (a: number) =>
      predictNewCustomerPurchases(known('bg_nbd', { r: 0.5, alpha: 4, a, b: 2 }), { horizon: 50 }).value;
    expect(at(1)).toBeCloseTo((at(1 - 1e-6) + at(1 + 1e-6)) / 2, 9);
    const when = (s: number) =>
      predictNewCustomerPurchases(known('pareto_nbd', { r: 0.5, alpha: 4, s, beta: 6 }), { horizon: 50 })
        .value;
    expect(when(1)).toBeCloseTo((when(1 - 1e-6) + when(1 + 1e-6)) / 2, 9);
    expect(when(1 + 1e-12)).toBeCloseTo(when(1), 10);
  });

  it('do not depend on the unit of time', () => {
    const property = fc.property(models, fc.nat(9), (model, frequency) => {
      const scaled = { ...model.parameters, alpha: model.parameters.alpha * 7 };
      const inDays = {
        ...model,
        parameters: 'beta' in scaled ? { ...scaled, beta: scaled.beta * 7 } : scaled,
      } as PurchaseModel;
      const weeks = predictPurchases(model, seen(frequency, frequency && 10, 20), { horizon: 13 }).value[0]!;
      const days = predictPurchases(inDays, seen(frequency, frequency && 70, 140), { horizon: 91 }).value[0]!;
      expect(days / weeks).toBeCloseTo(1, 9);
    });
    fc.assert(property, runs);
  });

  it('are the same as a sum over counts and as an integral over the chance to drop out', () => {
    const wide = fc.double({ min: 0.02, max: 200, noNaN: true });
    const property = fc.property(
      fc.record({ r: wide, alpha: fc.double({ min: 1, max: 30, noNaN: true }), a: wide, b: wide }),
      fc.double({ min: 0.01, max: 60, noNaN: true }),
      (mixture, horizon) => {
        expect(bySurvivals(mixture, horizon) / byCounts(mixture, horizon)).toBeCloseTo(1, 10);
      },
    );
    fc.assert(property, { seed: 4, numRuns: 100 });
  });

  it('of who may drop out come to an end, however far one looks', () => {
    const model = known('bg_nbd', { r: 1, alpha: 1e-6, a: 3, b: 2 });
    // Sure to buy for ever until dropping out: E[1/p] = (a + b − 1)/(a − 1).
    expect(predictNewCustomerPurchases(model, { horizon: 1e12 }).value).toBeCloseTo(4 / 2, 9);
  });
});

describe('the chances of 0, 1, 2, … purchases', () => {
  it.each(each)('sum to one and have the expected number as their mean: %s', (_, model) => {
    const chances = predictPurchaseCounts(model, { horizon: 39, upTo: 400 });
    const mean = chances.reduce((sum, chance, x) => sum + x * chance, 0);
    expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 10);
    expect(mean).toBeCloseTo(predictNewCustomerPurchases(model, { horizon: 39 }).value, 8);
  });

  it('are positive, and certain to be none in no time unless someone leaves', () => {
    const property = fc.property(models, fc.double({ min: 0, max: 200, noNaN: true }), (model, horizon) => {
      const chances = predictPurchaseCounts(model, { horizon, upTo: 10 });
      for (const chance of chances) expect(chance).toBeGreaterThanOrEqual(0);
      expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeLessThanOrEqual(1 + 1e-10);
      expect(predictPurchaseCounts(model, { horizon: 0, upTo: 1 })[0]).toBeCloseTo(1, 12);
    });
    fc.assert(property, { seed: 4, numRuns: 25 });
  });
});

describe('discounted purchases for ever', () => {
  it('are at most those without discount, and fall with the rate', () => {
    const customer = seen(3, 20, 30);
    const model = known('pareto_nbd', { r: 0.8, alpha: 8, s: 2.5, beta: 20 });
    const values = [1e-7, 0.001, 0.01, 0.1, 1].map(
      (discountRate) => predictDiscountedPurchases(model, customer, { discountRate }).value[0]!,
    );
    for (let i = 1; i < values.length; i++) expect(values[i]).toBeLessThan(values[i - 1]!);
    const forEver = predictPurchases(model, customer, { horizon: 1e9 }).value[0]!;
    expect(values[0]! / forEver).toBeCloseTo(1, 3);
    expect(values[0]).toBeLessThan(forEver);
  });
});

describe('intervals of what is expected', () => {
  const model = known('bg_nbd', { r: 1, alpha: 5, a: 1, b: 3 });
  const market = (run: number, customers: number) =>
    simulatePurchases({ model, customers, seed: 5_000 + run, youngest: 40, oldest: 80, holdout: 20 });

  it('are the same for the same seed, wider for a higher level, and those of chance alone when parameters are known', () => {
    const data = market(0, 200);
    const fit = fitBgNbd(data);
    const options = { horizon: 20, seed: 7, draws: 100 };
    const forecast = forecastTotalPurchases(fit, data, options);
    expect(forecastTotalPurchases(fit, data, options)).toEqual(forecast);
    expect(forecastTotalPurchases(fit, data, { ...options, seed: 8 })).not.toEqual(forecast);
    const wider = forecastTotalPurchases(fit, data, { ...options, level: 0.99 });
    expect(wider.interval.lower).toBeLessThan(forecast.interval.lower);
    const certain = forecastTotalPurchases({ ...fit, covariance: new Float64Array(16) }, data, options);
    expect(certain.standardError).toBeLessThan(forecast.standardError);
    expect(certain.value).toBe(forecast.value);
    const expected = predictPurchases(fit, data, { horizon: 20 }).value.reduce(
      (sum, value) => sum + value,
      0,
    );
    expect(forecast.value / expected).toBeCloseTo(1, 12);
  });
});

describe('drawn parameters', () => {
  it('move together as their covariance says: a rate r/α whose parts rise at once is as sure as a known one', () => {
    const { parameters } = known('bg_nbd', { r: 50, alpha: 50, a: 0.5, b: 5 });
    const customers = new Array(100).fill(0);
    const data = { frequency: customers, recency: customers, age: customers };
    const errorWith = (entries: readonly (readonly [at: number, value: number])[]) => {
      const covariance = new Float64Array(16);
      for (const [at, value] of entries) covariance[at] = value;
      const options = { horizon: 4, seed: 2, draws: 200 };
      return forecastTotalPurchases({ kind: 'bg_nbd', parameters, covariance }, data, options).standardError;
    };
    const variances = [
      [0, 0.25],
      [5, 0.25],
    ] as const;
    const surely = errorWith([]);
    const together = errorWith([...variances, [1, 0.25], [4, 0.25]]);
    expect(together / surely).toBeLessThan(1.5);
    expect(errorWith(variances) / surely).toBeGreaterThan(3);
  });
});

describe('a question that cannot be answered', () => {
  const customer = seen(2, 5, 9);
  it('names what is wrong', () => {
    const { bg, pareto } = cdnow;
    const kind = { ...bg, kind: 'nbd' } as unknown as PurchaseModel;
    const halfSpread = { ...bg, covariance: new Float64Array(9) };
    const negative = known('bg_nbd', { ...bg.parameters, alpha: -1 });
    expect(refusalPair(() => predictAlive(kind, customer))).toEqual(['unknown_name', 'model.kind']);
    expect(refusalPair(() => predictAlive(halfSpread, customer))).toEqual([
      'length_mismatch',
      'model.covariance',
    ]);
    expect(refusalPair(() => predictAlive(negative, customer))).toEqual([
      'out_of_range',
      'model.parameters.alpha',
    ]);
    expect(refusalPair(() => predictPurchases(bg, customer, { horizon: -1 }))).toEqual([
      'out_of_range',
      'horizon',
    ]);
    expect(refusalPair(() => predictPurchases(bg, customer, { horizon: 1, level: 0 }))[1]).toBe('level');
    expect(refusalPair(() => predictNewCustomerPurchases(bg, { horizon: Number.NaN }))[0]).toBe('not_finite');
    expect(refusalPair(() => predictPurchaseCounts(bg, { horizon: 1, upTo: 1.5 }))[1]).toBe('upTo');
    const free = () => predictDiscountedPurchases(pareto, customer, { discountRate: 0 });
    expect(refusalPair(free)).toEqual(['out_of_range', 'discountRate']);
    const few = () => forecastTotalPurchases(bg, customer, { horizon: 1, seed: 1, draws: 9 });
    expect(refusalPair(few)).toEqual(['out_of_range', 'draws']);
    expect(refusalPair(() => forecastTotalPurchases(bg, customer, { horizon: 1, seed: -1 }))[1]).toBe('seed');
  });
});
