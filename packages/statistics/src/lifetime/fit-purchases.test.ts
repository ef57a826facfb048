import { describe, expect, it } from 'vitest';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { fitBgNbd } from './bg-nbd.ts';
import { fitMbgNbd } from './mbg-nbd.ts';
import { fitParetoNbd } from './pareto-nbd.ts';
import type { PurchaseModel } from './purchase-model.ts';
import { known, simulatePurchases } from './simulated-purchases.test-support.ts';

const models = {
  fitBgNbd: known('bg_nbd', { r: 0.6, alpha: 6, a: 0.9, b: 2.5 }),
  fitMbgNbd: known('mbg_nbd', { r: 0.8, alpha: 6, a: 0.8, b: 2.5 }),
  fitParetoNbd: known('pareto_nbd', { r: 0.8, alpha: 6, s: 0.7, beta: 8 }),
};
const fits = [
  [fitBgNbd, models.fitBgNbd],
  [fitMbgNbd, models.fitMbgNbd],
  [fitParetoNbd, models.fitParetoNbd],
] as const;
const named = fits.map(([run, model]) => [run.name, run, model] as const);

const CUSTOMERS = 800;
const simulated = (model: PurchaseModel, customers: number, seed: number) =>
  simulatePurchases({ model, customers, seed, youngest: 20, oldest: 60 });
/** Times to whole units, so that customers share triples. */
const coarse = ({ frequency, recency, age }: ReturnType<typeof simulatePurchases>) => ({
  frequency,
  recency: Float64Array.from(recency, (time) => Math.ceil(time)),
  age: Float64Array.from(age, (time) => Math.ceil(time)),
});
const all = (estimates: object): Estimate[] => Object.values<Estimate>({ ...estimates });
const truths = ({ parameters }: PurchaseModel): number[] => Object.values<number>({ ...parameters });

describe.each(named)('%s', (_, run, model) => {
  const data = coarse(simulated(model, CUSTOMERS, 5));
  const fitted = run(data);

  it('finds the parameters that customers were simulated with', () => {
    const errors = all(fitted.estimates).map(
      ({ value, standardError }, i) => (value - truths(model)[i]!) / standardError,
    );
    for (const error of errors) expect(Math.abs(error)).toBeLessThan(3.5);
    for (const { value, standardError } of all(fitted.estimates))
      expect(standardError / value).toBeLessThan(1);
    expect(fitted.customers).toBe(CUSTOMERS);
    expect(fitted.distinctHistories).toBeLessThan(CUSTOMERS * 0.95);
  });

  it('does not depend on the order of customers, to the last digit, nor on how far they are grouped', () => {
    const order = Array.from(data.frequency.keys()).sort(
      (i, j) => ((i * 7919) % CUSTOMERS) - ((j * 7919) % CUSTOMERS),
    );
    const shuffled = {
      frequency: order.map((i) => data.frequency[i]!),
      recency: order.map((i) => data.recency[i]!),
      age: order.map((i) => data.age[i]!),
    };
    expect(run(shuffled)).toEqual(fitted);
    const twice = run({ ...data, customers: new Array<number>(CUSTOMERS).fill(2) });
    all(twice.estimates).forEach(({ value, standardError }, i) => {
      const once = all(fitted.estimates)[i]!;
      expect(value / once.value).toBeCloseTo(1, 5);
      expect((standardError * Math.SQRT2) / once.standardError).toBeCloseTo(1, 4);
    });
    expect(twice.logLikelihood / fitted.logLikelihood).toBeCloseTo(2, 10);
  });

  it('measures times in the unit they come in: α and β follow it, all else stays', () => {
    const days = {
      frequency: data.frequency,
      recency: data.recency.map((time) => time * 7),
      age: data.age.map((time) => time * 7),
    };
    const inDays = run(days);
    const isTime = (name: string) => name === 'alpha' || name === 'beta';
    Object.keys(fitted.parameters).forEach((name, i) => {
      const ratio = all(inDays.estimates)[i]!.value / all(fitted.estimates)[i]!.value;
      expect(ratio / (isTime(name) ? 7 : 1)).toBeCloseTo(1, 6);
    });
    const purchases = data.frequency.reduce((sum, x) => sum + x, 0);
    expect(inDays.logLikelihood).toBeCloseTo(fitted.logLikelihood - purchases * Math.log(7), 5);
  });

  it('gives a covariance of logarithms that its standard errors come from', () => {
    all(fitted.estimates).forEach(({ value, standardError, interval, level }, i) => {
      expect(standardError).toBe(value * Math.sqrt(fitted.covariance[5 * i]!));
      expect(interval.lower * interval.upper).toBeCloseTo(value * value, 9);
      expect(level).toBe(0.95);
    });
    const wide = run(data, { level: 0.99 });
    expect(all(wide.estimates)[0]!.interval.lower).toBeLessThan(all(fitted.estimates)[0]!.interval.lower);
  });

  it('refuses data that a simpler model fits as well, and says which parameter they do not tell', () => {
    // Everybody buys at the same pace and nobody leaves: no spread of rates, no loss.
    const alike = {
      frequency: [4, 5, 6],
      recency: [37, 37.5, 38],
      age: [38, 38, 38],
      customers: [20, 60, 20],
    };
    const frequency = [0, 1, 1, 2, 2, 4, 8];
    const noOneLeft = {
      frequency,
      recency: frequency.map((x) => (x > 0 ? 38 : 0)),
      age: frequency.map(() => 38),
      customers: [600, 90, 130, 60, 80, 80, 50],
    };
    const single = { frequency: [3], recency: [5], age: [9] };
    for (const poor of [alike, noOneLeft, single]) {
      let error: unknown;
      try {
        run(poor);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(StatisticsError);
      expect(error).toMatchObject({ code: 'not_identified', argument: 'frequency' });
    }
  });

  it('bears customers with hundreds and thousands of purchases', () => {
    const busy = simulatePurchases({
      model: { ...model, parameters: { ...model.parameters, alpha: 0.01 } } as PurchaseModel,
      customers: 100,
      seed: 6,
      youngest: 20,
      oldest: 60,
    });
    expect(busy.frequency.reduce((most, x) => Math.max(most, x), 0)).toBeGreaterThan(300);
    const { logLikelihood, estimates } = run(busy);
    expect(Number.isFinite(logLikelihood)).toBe(true);
    for (const { standardError } of all(estimates)) expect(standardError).toBeGreaterThan(0);
  });
});
