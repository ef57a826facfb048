import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Interval } from '../interval.ts';
import { createRandom } from '../random.ts';
import { refusal } from '../refusal.test-support.ts';
import { allHistories, chanceOf, drawCounts, known, parameters, truth } from './bg-bb.test-support.ts';
import { type BgBbData, fitBgBb } from './bg-bb.ts';
import { expectedPurchasesOfNewCustomer, type OpportunityPrediction, predictBgBb } from './bg-bb-expected.ts';

const intervalOf = ({ lower, upper }: OpportunityPrediction): Interval => ({
  lower: lower[0] ?? Number.NaN,
  upper: upper[0] ?? Number.NaN,
});

describe('a BG/BB fit', () => {
  const data = drawCounts(createRandom(1), 10_000);

  it('is the same for customers one by one and counted by history', () => {
    const few = drawCounts(createRandom(2), 10_000);
    const each = few.customers.flatMap((count, g) => Array.from({ length: count }, () => g));
    const one = (values: readonly number[]) => each.map((g) => values[g] ?? Number.NaN).toReversed();
    const apart = fitBgBb({
      frequency: one(few.frequency),
      recency: one(few.recency),
      opportunities: one(few.opportunities),
    });
    const counted = fitBgBb(few);
    expect(apart.logLikelihood).toBeCloseTo(counted.logLikelihood, 7);
    expect(apart.parameters.alpha).toBeCloseTo(counted.parameters.alpha, 6);
    expect(apart.customers).toBe(each.length);
  });

  it('has smaller errors the more customers there are, by the root of their number', () => {
    const fourfold = fitBgBb({ ...data, customers: data.customers.map((count) => 4 * count) });
    const { alpha } = fitBgBb(data).estimates;
    expect(alpha.standardError / fourfold.estimates.alpha.standardError).toBeCloseTo(2, 4);
  });

  it('covers the true parameters and expectations at its level', () => {
    const random = createRandom(77);
    const runs = 2000;
    const history = { frequency: [2], recency: [3], opportunities: [4] };
    const right = predictBgBb(known(truth), history, { horizon: 2 });
    const won = expectedPurchasesOfNewCustomer(known(truth), { horizon: 6 }).value;
    const covered = new Map<string, number>();
    const note = (of: string, { lower, upper }: Interval, value = Number.NaN) =>
      covered.set(of, (covered.get(of) ?? 0) + Number(lower <= value && value <= upper));
    for (let run = 0; run < runs; run++) {
      const fit = fitBgBb(drawCounts(random, 40_000), { level: 0.9 });
      for (const name of ['alpha', 'beta', 'gamma', 'delta'] as const)
        note(name, fit.estimates[name].interval, truth[name]);
      const { alive, purchases } = predictBgBb(fit, history, { horizon: 2, level: 0.9 });
      note('alive', intervalOf(alive), right.alive.value[0]);
      note('purchases', intervalOf(purchases), right.purchases.value[0]);
      note('won', expectedPurchasesOfNewCustomer(fit, { horizon: 6, level: 0.9 }).interval, won);
    }
    expect(covered.size).toBe(7);
    // With 40,000 customers the estimates are as good as normal: what is left is the chance of 2,000 runs, four standard errors of it.
    const slack = 4 * Math.sqrt((0.9 * 0.1) / runs);
    for (const [of, count] of covered) expect(Math.abs(count / runs - 0.9), of).toBeLessThan(slack);
  }, 60_000);

  it.each<[string, Partial<BgBbData>, string, string]>([
    ['more purchases than the recency allows', { frequency: [0, 3] }, 'out_of_range', 'frequency[1]'],
    ['a recency without a purchase', { frequency: [0, 0] }, 'out_of_range', 'frequency[1]'],
    ['a recency beyond the opportunities', { recency: [0, 6] }, 'out_of_range', 'recency[1]'],
    ['no opportunity', { opportunities: [0, 5] }, 'out_of_range', 'opportunities[0]'],
    ['half a purchase', { frequency: [0, 0.5] }, 'out_of_range', 'frequency[1]'],
    ['a negative count', { customers: [1, -1] }, 'out_of_range', 'customers[1]'],
    ['NaN', { recency: [0, Number.NaN] }, 'not_finite', 'recency[1]'],
    ['lengths that differ', { recency: [0] }, 'length_mismatch', 'recency'],
    ['nobody', { frequency: [], recency: [], opportunities: [] }, 'empty', 'frequency'],
    ['nobody who bought', { frequency: [0, 0], recency: [0, 0] }, 'one_class', 'frequency'],
    ['only who always bought', { frequency: [5, 5], recency: [5, 5] }, 'one_class', 'frequency'],
  ])('refuses %s', (_, wrong, code, argument) => {
    const right = { frequency: [0, 1], recency: [0, 2], opportunities: [5, 5] };
    expect(refusal(() => fitBgBb({ ...right, ...wrong }))).toEqual({ code, argument });
  });

  it('gives no number where all customers are alike', () => {
    // Exactly binomial with p = ½ and nobody lost: the likelihood rises towards infinite parameters.
    const rows = allHistories(4);
    const { code, argument } = refusal(() =>
      fitBgBb({
        frequency: rows.map(({ x }) => x),
        recency: rows.map(({ t }) => t),
        opportunities: rows.map(({ n }) => n),
        customers: rows.map(({ strings }) => strings * 100),
      }),
    );
    expect(['did_not_converge', 'not_identified']).toContain(code);
    expect(argument).toBe('frequency');
  });
});

describe('a BG/BB prediction', () => {
  it('agrees with the mean over all that a customer could do next', () => {
    fc.assert(
      fc.property(parameters, (values) => {
        // E(purchases in 3 opportunities of a new customer) from the chances of all histories.
        const mean = allHistories(3).reduce(
          (sum, row) => sum + row.x * row.strings * chanceOf(Object.values(values), row),
          0,
        );
        const { value } = expectedPurchasesOfNewCustomer(known(values), { horizon: 3 });
        expect(value).toBeCloseTo(mean, 10);
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  it('makes a new customer of one opportunity what the two steps make', () => {
    fc.assert(
      fc.property(parameters, (values) => {
        const whole = expectedPurchasesOfNewCustomer(known(values), { horizon: 5 }).value;
        const rows = allHistories(2);
        const later = predictBgBb(
          known(values),
          {
            frequency: rows.map(({ x }) => x),
            recency: rows.map(({ t }) => t),
            opportunities: rows.map(() => 2),
          },
          { horizon: 3 },
        ).purchases.value;
        const sum = rows.reduce(
          (total, row, g) =>
            total + row.strings * chanceOf(Object.values(values), row) * (row.x + (later[g] ?? 0)),
          0,
        );
        expect(sum).toBeCloseTo(whole, 9);
      }),
      { seed: 6, numRuns: 60 },
    );
  });

  it('is as unsure, in its own unit, as it moves with a parameter that is unsure', () => {
    const history = { frequency: [2], recency: [3], opportunities: [4] };
    const step = 1e-4;
    (['alpha', 'beta', 'gamma', 'delta'] as const).forEach((name, i) => {
      const covariance = new Float64Array(16);
      covariance[5 * i] = 0.04;
      const given = predictBgBb({ parameters: truth, covariance }, history, { horizon: 3 });
      const won = expectedPurchasesOfNewCustomer({ parameters: truth, covariance }, { horizon: 3 });
      const at = (by: number) => known({ ...truth, [name]: truth[name] * Math.exp(by) });
      const [above, below] = [at(step), at(-step)];
      const [high, low] = [above, below].map((model) => predictBgBb(model, history, { horizon: 3 }));
      for (const of of ['alive', 'purchases'] as const) {
        const slope = ((high?.[of].value[0] ?? 0) - (low?.[of].value[0] ?? 0)) / (2 * step);
        expect(given[of].standardError[0]).toBeCloseTo(0.2 * Math.abs(slope), 7);
      }
      const [more, less] = [above, below].map(
        (model) => expectedPurchasesOfNewCustomer(model, { horizon: 3 }).value,
      );
      expect(won.standardError).toBeCloseTo((0.2 * Math.abs((more ?? 0) - (less ?? 0))) / (2 * step), 7);
    });
  });

  it('has a greater chance to be alive the later the last purchase, and gives entries in the order given', () => {
    const { alive } = predictBgBb(
      known(truth),
      { frequency: [2, 2, 2, 2], recency: [6, 3, 6, 2], opportunities: [6, 6, 6, 6] },
      { horizon: 1 },
    );
    const [late = 0, middle = 0, again = 0, early = 0] = alive.value;
    expect(late).toBe(again);
    expect(late).toBeGreaterThan(middle);
    expect(middle).toBeGreaterThan(early);
  });

  it('refuses a horizon of nothing and a history that cannot be', () => {
    const one = { frequency: [1], recency: [1], opportunities: [3] };
    const at = (run: () => unknown) => refusal(run);
    expect(at(() => predictBgBb(known(truth), one, { horizon: 0 }))).toEqual({
      code: 'out_of_range',
      argument: 'horizon',
    });
    expect(at(() => predictBgBb(known(truth), { ...one, recency: [4] }, { horizon: 1 }))).toEqual({
      code: 'out_of_range',
      argument: 'customers.recency[0]',
    });
    expect(at(() => expectedPurchasesOfNewCustomer(known(truth), { horizon: 1.5 }))).toEqual({
      code: 'out_of_range',
      argument: 'horizon',
    });
    expect(at(() => predictBgBb(known({ ...truth, gamma: -1 }), one, { horizon: 1 }))).toEqual({
      code: 'out_of_range',
      argument: 'model.parameters.gamma',
    });
  });
});
