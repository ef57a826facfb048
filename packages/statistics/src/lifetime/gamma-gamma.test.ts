import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betaln } from '../distributions.ts';
import { createRandom, type Random } from '../random.ts';
import { refusal } from '../refusal.test-support.ts';
import { fitGammaGamma, type GammaGammaData, type GammaGammaModel } from './gamma-gamma.ts';
import { trigamma } from './gamma-gamma-trigamma.ts';
import { expectedAverageValue } from './gamma-gamma-value.ts';

/** With a p above 3 or so, the spread within customers is small beside that between them, and hundreds cannot tell it. */
const truth = { p: 1.5, q: 4, v: 60 };

interface Customer {
  readonly frequency: number;
  readonly meanValue: number;
  /** Own true mean. */
  readonly mean: number;
}

function draw(random: Random, customers: number): Customer[] {
  return Array.from({ length: customers }, (_, i) => {
    const frequency = 1 + 3 * (i % 3);
    const rate = random.gamma(truth.q) / truth.v;
    return {
      frequency,
      meanValue: random.gamma(truth.p * frequency) / (frequency * rate),
      mean: truth.p / rate,
    };
  });
}

/**
 * Markets of any number of customers whose mean values fall only on steps of a half in ln(x z̄/v): that of x purchases being a ratio of gamma
 * numbers, sums over these steps are integrals of the model to many digits (its density there is analytic and falls at both ends), and so
 * the estimates are distributed as the model says.
 */
function spendMarkets(customers: number) {
  const frequencies = [1, 4, 7];
  const step = 0.5;
  const cells = frequencies.flatMap((frequency) =>
    Array.from({ length: 81 }, (_, k) => {
      const at = (k - 40) * step;
      const [a, b] = [truth.p * frequency, truth.q];
      const density = Math.exp(a * at - (a + b) * Math.log1p(Math.exp(at)) - betaln(a, b));
      const expected = (customers * step * density) / frequencies.length;
      return { frequency, meanValue: (truth.v / frequency) * Math.exp(at), expected };
    }),
  );
  const market = (random: Random) => {
    const drawn = cells
      .map((cell) => ({ ...cell, count: random.poisson(cell.expected) }))
      .filter(({ count }) => count > 0);
    return { ...dataOf(drawn), customers: drawn.map(({ count }) => count) };
  };
  return { market, whole: cells.reduce((sum, { expected }) => sum + expected, 0) / customers };
}

const dataOf = (customers: readonly Omit<Customer, 'mean'>[]) => ({
  frequency: customers.map(({ frequency }) => frequency),
  meanValue: customers.map(({ meanValue }) => meanValue),
});
const data = dataOf(draw(createRandom(11), 400));
const fit = fitGammaGamma(data);
const known = (parameters: GammaGammaModel['parameters']): GammaGammaModel => ({
  parameters,
  covariance: new Float64Array(9),
});

describe('a Gamma-Gamma fit', () => {
  it('multiplies v by the unit of money and leaves p and q', () => {
    const cents = fitGammaGamma({ ...data, meanValue: data.meanValue.map((value) => value * 100) });
    expect(cents.parameters.p).toBeCloseTo(fit.parameters.p, 8);
    expect(cents.parameters.q).toBeCloseTo(fit.parameters.q, 8);
    expect(cents.parameters.v / fit.parameters.v).toBeCloseTo(100, 6);
    expect(cents.logLikelihood).toBeCloseTo(fit.logLikelihood - 400 * Math.log(100), 6);
  });

  it('is the same whatever the order of customers', () => {
    const turned = fitGammaGamma({
      frequency: data.frequency.toReversed(),
      meanValue: data.meanValue.toReversed(),
    });
    expect(turned.parameters.v).toBeCloseTo(fit.parameters.v, 7);
    expect(turned.correlation?.value).toBeCloseTo(fit.correlation?.value ?? Number.NaN, 12);
  });

  it('counts equal customers once or many times with the same result', () => {
    const twice = fitGammaGamma({
      frequency: [...data.frequency, ...data.frequency],
      meanValue: [...data.meanValue, ...data.meanValue],
    });
    const grouped = fitGammaGamma({ ...data, customers: data.frequency.map(() => 2) });
    expect(grouped.parameters.p).toBeCloseTo(twice.parameters.p, 8);
    expect(grouped.estimates.q.standardError).toBeCloseTo(twice.estimates.q.standardError, 8);
    expect(grouped.correlation?.pValue).toBeCloseTo(twice.correlation?.pValue ?? Number.NaN, 10);
    expect(grouped.customers).toBe(800);
  });

  it('has no correlation to report when all bought equally often', () => {
    const once = draw(createRandom(5), 600).map((customer) => ({ ...customer, frequency: 3 }));
    expect(fitGammaGamma(dataOf(once)).correlation).toBeNull();
  });

  it('finds a dependence of value on frequency that the model does not allow', () => {
    const dearer = data.meanValue.map((value, i) => value * (data.frequency[i] ?? 1));
    const { correlation } = fitGammaGamma({ ...data, meanValue: dearer });
    expect(correlation?.value).toBeGreaterThan(0.3);
    expect(correlation?.interval.lower).toBeGreaterThan(0);
    expect(correlation?.pValue).toBeLessThan(1e-6);
  });

  it('covers the true parameters at its level, over 2,000 markets', () => {
    const runs = 2000;
    const level = 0.9;
    const random = createRandom(20);
    const { market, whole } = spendMarkets(20_000);
    expect(whole).toBeCloseTo(1, 6);
    const covered = { p: 0, q: 0, v: 0 };
    for (let run = 0; run < runs; run++) {
      const { estimates } = fitGammaGamma(market(random), { level });
      for (const name of ['p', 'q', 'v'] as const) {
        const { lower, upper } = estimates[name].interval;
        if (lower <= truth[name] && truth[name] <= upper) covered[name] += 1 / runs;
      }
    }
    for (const [name, share] of Object.entries(covered))
      expect(Math.abs(share - level), name).toBeLessThan(4 * Math.sqrt((level * (1 - level)) / runs));
  }, 60_000);

  it.each<[string, Partial<GammaGammaData>, string, string]>([
    ['a customer without repeats', { frequency: [0, 1, 2, 3] }, 'out_of_range', 'frequency[0]'],
    ['half a purchase', { frequency: [1, 1.5, 2, 3] }, 'out_of_range', 'frequency[1]'],
    ['a mean value of nothing', { meanValue: [5, 0, 9, 7] }, 'out_of_range', 'meanValue[1]'],
    ['a negative mean value', { meanValue: [5, 8, -1, 7] }, 'out_of_range', 'meanValue[2]'],
    ['NaN', { meanValue: [5, 8, Number.NaN, 7] }, 'not_finite', 'meanValue[2]'],
    [
      'an infinite frequency',
      { frequency: [1, 2, Number.POSITIVE_INFINITY, 1] },
      'not_finite',
      'frequency[2]',
    ],
    ['nobody', { frequency: [], meanValue: [] }, 'empty', 'frequency'],
    ['three customers', { frequency: [1, 2, 1], meanValue: [5, 8, 6] }, 'empty', 'frequency'],
    ['lengths that differ', { meanValue: [5, 8, 6] }, 'length_mismatch', 'meanValue'],
    ['counts of nobody', { customers: [1, 0, 1, 1] }, 'out_of_range', 'customers[1]'],
    ['values all equal', { meanValue: [5, 5, 5, 5] }, 'zero_variance', 'meanValue'],
  ])('refuses %s', (_, wrong, code, argument) => {
    const right = { frequency: [1, 2, 1, 4], meanValue: [5, 8, 6, 7] };
    expect(refusal(() => fitGammaGamma({ ...right, ...wrong }))).toEqual({ code, argument });
  });

  it('gives no number where the likelihood has no maximum, and says in which way the data are not what it supposes', () => {
    const random = createRandom(4);
    const frequency = Array.from({ length: 600 }, (_, i) => 1 + 3 * (i % 4));
    const noLess = frequency.map((x) => Math.exp(0.2 * Math.sqrt(x) * random.normal()));
    const noMore = frequency.map((x) => random.gamma(9 * x * x) / (x * x));
    const fitting = (meanValue: number[], often = 1) => {
      const run = () => fitGammaGamma({ frequency: frequency.map((x) => x * often), meanValue });
      expect(refusal(run)).toEqual({ code: 'not_identified', argument: 'meanValue' });
      return run;
    };
    expect(fitting(noLess)).toThrow('meanValue varies no less at many purchases than at few');
    expect(fitting(noLess, 10)).toThrow('meanValue varies no less at many purchases than at few');
    expect(fitting(noMore)).toThrow('meanValue varies no more between customers than the purchases of one');
  });

  it('refuses a level outside (0, 1)', () => {
    expect(refusal(() => fitGammaGamma(data, { level: 1 }))).toEqual({
      code: 'out_of_range',
      argument: 'level',
    });
  });
});

describe('the average value expected', () => {
  it('lies between the own mean and the mean of all, nearer the own the more purchases there are', () => {
    const all = (truth.p * truth.v) / (truth.q - 1);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0.01, max: 5000, noNaN: true }),
        (x, own) => {
          const { value } = expectedAverageValue(known(truth), {
            frequency: [x, x + 1],
            meanValue: [own, own],
          });
          const [few = 0, more = 0] = value;
          expect(few).toBeGreaterThanOrEqual(Math.min(own, all) * (1 - 1e-12));
          expect(few).toBeLessThanOrEqual(Math.max(own, all) * (1 + 1e-12));
          expect(Math.abs(more - own)).toBeLessThanOrEqual(Math.abs(few - own) * (1 + 1e-12));
        },
      ),
      { seed: 3, numRuns: 200 },
    );
  });

  it("holds a customer's own true mean at its level", () => {
    const customers = draw(createRandom(31), 2000);
    const expected = expectedAverageValue(known(truth), dataOf(customers), { level: 0.8 });
    const inside = customers.filter(
      ({ mean }, i) => (expected.customerLower[i] ?? 0) <= mean && mean <= (expected.customerUpper[i] ?? 0),
    );
    expect(Math.abs(inside.length / 2000 - 0.8)).toBeLessThan(0.036);
  });

  it('is as sure as the parameters are', () => {
    const sure = expectedAverageValue(known(truth), { frequency: [3], meanValue: [40] });
    expect(sure.standardError[0]).toBe(0);
    expect(sure.lower[0]).toBe(sure.upper[0]);
    const fitted = expectedAverageValue(fit, { frequency: [0, 50], meanValue: [0, 40] });
    expect(fitted.standardError[0]).toBeGreaterThan((fitted.standardError[1] ?? 0) * 5);
    expect(fitted.lower[0]).toBeLessThan(fitted.value[0] ?? 0);
  });

  it('has the error that its differences by the logarithms of p, q and v come to', () => {
    const customer = { frequency: [2], meanValue: [40] };
    const { p, q, v } = fit.parameters;
    const valueAt = (moved: GammaGammaModel['parameters']) =>
      expectedAverageValue(known(moved), customer).value[0]!;
    const factor = Math.exp(1e-5);
    const slopes = [
      valueAt({ p: p * factor, q, v }) - valueAt({ p: p / factor, q, v }),
      valueAt({ p, q: q * factor, v }) - valueAt({ p, q: q / factor, v }),
      valueAt({ p, q, v: v * factor }) - valueAt({ p, q, v: v / factor }),
    ].map((difference) => difference / 2e-5);
    const variance = fit.covariance.reduce(
      (sum, entry, k) => sum + slopes[Math.floor(k / 3)]! * entry * slopes[k % 3]!,
      0,
    );
    const { standardError } = expectedAverageValue(fit, customer);
    expect(standardError[0]! / Math.sqrt(variance)).toBeCloseTo(1, 7);
  });

  it('refuses what has no mean, and what cannot be', () => {
    const heavy = known({ p: 2, q: 0.9, v: 3 });
    expect(expectedAverageValue(heavy, { frequency: [1], meanValue: [4] }).value[0]).toBeGreaterThan(0);
    const at = (model: GammaGammaModel, frequency: number[], meanValue: number[]) =>
      refusal(() => expectedAverageValue(model, { frequency, meanValue }));
    expect(at(heavy, [0], [0])).toEqual({ code: 'not_identified', argument: 'customers.frequency[0]' });
    expect(at(fit, [1], [0])).toEqual({ code: 'out_of_range', argument: 'customers.meanValue[0]' });
    expect(at(fit, [-1], [1])).toEqual({ code: 'out_of_range', argument: 'customers.frequency[0]' });
    expect(at(known({ ...truth, q: 0 }), [1], [1])).toEqual({
      code: 'out_of_range',
      argument: 'model.parameters.q',
    });
    expect(at({ ...fit, covariance: new Float64Array(4) }, [1], [1])).toEqual({
      code: 'length_mismatch',
      argument: 'model.covariance',
    });
  });
});

describe('the trigamma function', () => {
  it.each([
    // Abramowitz and Stegun (1964), table 6.1 and 6.4.4: ψ′(1) = π²/6, ψ′(½) = π²/2.
    [1, Math.PI ** 2 / 6],
    [0.5, Math.PI ** 2 / 2],
    [2, Math.PI ** 2 / 6 - 1],
    // R: print(trigamma(c(1e-3, 30.25, 1e6)), digits = 17)
    [1e-3, 1000001.6425331959],
    [30.25, 0.033610281744253297],
    [1e6, 1.0000005000001672e-6],
  ])('has the known value at %s', (x, value) => {
    expect(Math.abs(trigamma(x) / value - 1)).toBeLessThan(1e-14);
  });
});
