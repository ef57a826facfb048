import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Interval } from '../interval.ts';
import { createRandom } from '../random.ts';
import { refusal } from '../refusal.test-support.ts';
import { fitShiftedBetaGeometric, type ShiftedBetaModel } from './shifted-beta.ts';
import {
  discountedResidualLifetime,
  type ProjectedShares,
  projectRetention,
} from './shifted-beta-projection.ts';

const known = (alpha: number, beta: number): ShiftedBetaModel => ({
  parameters: { alpha, beta },
  covariance: new Float64Array(4),
});
const intervalOf = ({ lower, upper }: ProjectedShares, t: number): Interval => ({
  lower: lower[t] ?? Number.NaN,
  upper: upper[t] ?? Number.NaN,
});
const parameter = fc.double({ min: 0.05, max: 20, noNaN: true });

/** The share still there at the start, after one period, after two, … */
function sharesOf(alpha: number, beta: number, periods: number): number[] {
  const shares = [1];
  for (let t = 0; t < periods; t++) shares.push((shares[t] ?? 0) * ((beta + t) / (alpha + beta + t)));
  return shares;
}

describe('a shifted-beta-geometric fit', () => {
  it('finds the parameters that made the survivors', () => {
    fc.assert(
      fc.property(parameter, parameter, (alpha, beta) => {
        const survivors = sharesOf(alpha, beta, 8).map((share) => Math.round(share * 1e10));
        const { parameters } = fitShiftedBetaGeometric({ survivors });
        expect(parameters.alpha / alpha).toBeCloseTo(1, 5);
        expect(parameters.beta / beta).toBeCloseTo(1, 5);
      }),
      { seed: 8, numRuns: 60 },
    );
  });

  it('keeps its digits where hardly anybody outlives the first period', () => {
    // S(2)/S(1) = (β + 1)/(α + β + 1) and S(1) = β/(α + β) are met exactly by two periods of losses.
    const { parameters } = fitShiftedBetaGeometric({ survivors: [1e9, 100, 80] });
    const { alpha, beta } = parameters;
    expect(beta / (alpha + beta) / 1e-7).toBeCloseTo(1, 9);
    expect((beta + 1) / (alpha + beta + 1)).toBeCloseTo(0.8, 8);
  });

  it('has the standard errors of the information in the losses', () => {
    // Of a binomial with chance p per period, −∂² ln L by the log odds is n p (1 − p).
    const survivors = [1000, 631, 468, 382];
    const { parameters, covariance } = fitShiftedBetaGeometric({ survivors });
    const { alpha, beta } = parameters;
    const logLikelihood = (a: number, b: number) =>
      [1, 2, 3].reduce((total, t) => {
        const stays = (b + t - 1) / (a + b + t - 1);
        const [before = 0, after = 0] = survivors.slice(t - 1);
        return total + after * Math.log(stays) + (before - after) * Math.log(1 - stays);
      }, 0);
    const h = 1e-4;
    const at = (i: number, j: number) => logLikelihood(alpha * Math.exp(i * h), beta * Math.exp(j * h));
    const aa = -(at(1, 0) - 2 * at(0, 0) + at(-1, 0)) / h ** 2;
    const bb = -(at(0, 1) - 2 * at(0, 0) + at(0, -1)) / h ** 2;
    const ab = -(at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1)) / (4 * h ** 2);
    const det = aa * bb - ab * ab;
    [bb / det, -ab / det, -ab / det, aa / det].forEach((value, i) => {
      expect((covariance[i] ?? 0) / value).toBeCloseTo(1, 3);
    });
  });

  it('covers the true parameters, the lifetime and the curves to come at its level', () => {
    const random = createRandom(40);
    const truth = { alpha: 0.8, beta: 2.5 };
    const model = known(truth.alpha, truth.beta);
    const options = { renewals: 3, discountRate: 0.1, level: 0.9 };
    const lifetime = discountedResidualLifetime(model, options).value;
    const curves = projectRetention(model, { horizon: 12 });
    const shares = sharesOf(truth.alpha, truth.beta, 7);
    const covered = new Map<string, number>();
    const runs = 2000;
    const note = (of: string, { lower, upper }: Interval, value = Number.NaN) =>
      covered.set(of, (covered.get(of) ?? 0) + Number(lower <= value && value <= upper));
    for (let run = 0; run < runs; run++) {
      // Losses of each period as Poisson counts: given their sum, those of a cohort of so many.
      const lost = shares.map((share, t) => random.poisson(4000 * (share - (shares[t + 1] ?? 0))));
      const survivors = lost.map((_, t) => lost.slice(t).reduce((a, b) => a + b, 0));
      const fit = fitShiftedBetaGeometric({ survivors }, { level: 0.9 });
      note('alpha', fit.estimates.alpha.interval, truth.alpha);
      note('beta', fit.estimates.beta.interval, truth.beta);
      note('lifetime', discountedResidualLifetime(fit, options).interval, lifetime);
      const { retention, survival } = projectRetention(fit, { horizon: 12, level: 0.9 });
      for (const t of [0, 11]) {
        note(`retention ${t}`, intervalOf(retention, t), curves.retention.value[t]);
        note(`survival ${t}`, intervalOf(survival, t), curves.survival.value[t]);
      }
    }
    expect(covered.size).toBe(7);
    const slack = 4 * Math.sqrt((0.9 * 0.1) / runs);
    for (const [of, count] of covered) expect(Math.abs(count / runs - 0.9), of).toBeLessThan(slack);
  }, 60_000);

  it.each<[string, number[], string, string]>([
    ['survivors that increase', [100, 80, 81], 'out_of_range', 'survivors[2]'],
    ['negative survivors', [100, 80, -1], 'out_of_range', 'survivors[2]'],
    ['shares', [1, 0.869, 0.743], 'out_of_range', 'survivors[1]'],
    ['NaN', [100, Number.NaN, 50], 'not_finite', 'survivors[1]'],
    ['one period', [100, 80], 'empty', 'survivors'],
    ['nobody who left', [100, 100, 100], 'one_class', 'survivors'],
    ['nobody who stayed', [100, 0, 0], 'one_class', 'survivors'],
  ])('refuses %s', (_, survivors, code, argument) => {
    expect(refusal(() => fitShiftedBetaGeometric({ survivors }))).toEqual({ code, argument });
  });

  it('gives no number where losses do not slow down', () => {
    const { code, argument } = refusal(() => fitShiftedBetaGeometric({ survivors: [1000, 900, 700, 300] }));
    expect(['did_not_converge', 'not_identified']).toContain(code);
    expect(argument).toBe('survivors');
  });
});

describe('a projection', () => {
  it('has retention that rises and survival that falls to their product', () => {
    fc.assert(
      fc.property(parameter, parameter, (alpha, beta) => {
        const { retention, survival } = projectRetention(known(alpha, beta), { horizon: 20 });
        let product = 1;
        retention.value.forEach((rate, t) => {
          product *= rate;
          expect(survival.value[t]).toBeCloseTo(product, 12);
          if (t > 0) expect(rate).toBeGreaterThan(retention.value[t - 1] ?? 1);
        });
      }),
      { seed: 9, numRuns: 50 },
    );
  });

  it('widens with time, and stays between 0 and 1', () => {
    const fit = fitShiftedBetaGeometric({ survivors: [60, 38, 28, 23] });
    const { survival } = projectRetention(fit, { horizon: 40 });
    survival.value.forEach((share, t) => {
      expect(survival.lower[t]).toBeGreaterThan(0);
      expect(survival.lower[t]).toBeLessThan(share);
      expect(survival.upper[t]).toBeGreaterThan(share);
      expect(survival.upper[t]).toBeLessThan(1);
    });
    const width = (t: number) => (survival.upper[t] ?? 0) / (survival.lower[t] ?? 1);
    expect(width(39)).toBeGreaterThan(width(3));
  });

  it('is as unsure, in its own unit, as it moves with a parameter that is unsure', () => {
    const at = (by: number) => projectRetention(known(0.7 * Math.exp(by), 1.2), { horizon: 6 });
    const parameters = { alpha: 0.7, beta: 1.2 };
    const given = projectRetention(
      { parameters, covariance: Float64Array.of(0.09, 0, 0, 0) },
      { horizon: 6 },
    );
    const [above, below] = [at(1e-4), at(-1e-4)];
    for (const of of ['retention', 'survival'] as const)
      above[of].value.forEach((high, t) => {
        const slope = (high - (below[of].value[t] ?? 0)) / 2e-4;
        expect(given[of].standardError[t]).toBeCloseTo(0.3 * Math.abs(slope), 7);
      });
  });

  it('keeps the digits of its errors where retention is all but one', () => {
    // −ln r of period t is α/(β+t−1) to first order, whose relative error is that of α and of β by their slopes.
    const covariance = Float64Array.of(0.04, 0, 0, 0.01);
    const model = { parameters: { alpha: 1e-6, beta: 50 }, covariance };
    const { retention, survival } = projectRetention(model, { horizon: 1000 });
    for (const t of [1, 10, 1000]) {
      const rate = 1e-6 / (50 + t - 1);
      const error = rate * Math.hypot(0.2, (0.1 * 50) / (50 + t - 1));
      expect((retention.standardError[t - 1] ?? 0) / error).toBeCloseTo(1, 5);
      expect((1 - (retention.value[t - 1] ?? 0)) / rate).toBeCloseTo(1, 5);
    }
    const hazards = Array.from({ length: 1000 }, (_, i) => 1e-6 / (50 + i));
    const byAlpha = hazards.reduce((a, b) => a + b, 0);
    const byBeta = hazards.reduce((sum, hazard, i) => sum + (hazard * 50) / (50 + i), 0);
    const error = Math.hypot(0.2 * byAlpha, 0.1 * byBeta);
    expect((survival.standardError[999] ?? 0) / error).toBeCloseTo(1, 4);
  });

  it('refuses a horizon of nothing', () => {
    expect(refusal(() => projectRetention(known(1, 1), { horizon: 0 }))).toEqual({
      code: 'out_of_range',
      argument: 'horizon',
    });
  });
});

describe('the discounted residual lifetime', () => {
  it('is the discounted sum of survival', () => {
    fc.assert(
      fc.property(parameter, parameter, fc.integer({ min: 0, max: 30 }), (alpha, beta, renewals) => {
        const discountRate = 0.05;
        let share = 1;
        let sum = 0;
        for (let t = renewals; t < renewals + 1200; t++) {
          share *= (beta + t) / (alpha + beta + t);
          sum += share / 1.05 ** (t - renewals);
        }
        const { value } = discountedResidualLifetime(known(alpha, beta), { renewals, discountRate });
        expect(value / sum).toBeCloseTo(1, 10);
      }),
      { seed: 10, numRuns: 100 },
    );
  });

  it('rises with renewals and falls with the discount', () => {
    const at = (renewals: number, discountRate: number) =>
      discountedResidualLifetime(known(0.7, 1.2), { renewals, discountRate }).value;
    expect(at(1, 0.1)).toBeGreaterThan(at(0, 0.1));
    expect(at(0, 0.2)).toBeLessThan(at(0, 0.1));
  });

  it('is finite for the smallest discount, and refuses none', () => {
    const at = (discountRate: number) =>
      refusal(() => discountedResidualLifetime(known(0.7, 1.2), { renewals: 0, discountRate }));
    // Σ S(t) = β/(α − 1) without discount.
    const all = discountedResidualLifetime(known(3.5, 4), { renewals: 0, discountRate: 1e-6 }).value;
    expect(all).toBeCloseTo(4 / 2.5, 4);
    expect(at(0)).toEqual({ code: 'out_of_range', argument: 'discountRate' });
    expect(at(Number.NaN)).toEqual({ code: 'not_finite', argument: 'discountRate' });
  });
});
