import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusal } from '../refusal.test-support.ts';
import { fitShiftedBetaGeometric, type ShiftedBetaModel } from './shifted-beta.ts';
import { discountedResidualLifetime, projectRetention } from './shifted-beta-projection.ts';

const known = (alpha: number, beta: number): ShiftedBetaModel => ({
  parameters: { alpha, beta },
  covariance: new Float64Array(4),
});
const parameter = fc.double({ min: 0.05, max: 20, noNaN: true });

function survivorsOf(alpha: number, beta: number, periods: number): number[] {
  const survivors = [1e6];
  for (let t = 0; t < periods; t++) survivors.push((survivors[t] ?? 0) * ((beta + t) / (alpha + beta + t)));
  return survivors;
}

describe('a shifted-beta-geometric fit', () => {
  it('finds the parameters that made the survivors', () => {
    fc.assert(
      fc.property(parameter, parameter, (alpha, beta) => {
        const { parameters } = fitShiftedBetaGeometric({ survivors: survivorsOf(alpha, beta, 8) });
        expect(parameters.alpha / alpha).toBeCloseTo(1, 4);
        expect(parameters.beta / beta).toBeCloseTo(1, 4);
      }),
      { seed: 8, numRuns: 60 },
    );
  });

  it('covers the true parameters and the lifetime at its level', () => {
    const random = createRandom(40);
    const truth = { alpha: 0.8, beta: 2.5 };
    const lifetime = discountedResidualLifetime(known(0.8, 2.5), { renewals: 3, discountRate: 0.1 }).value;
    const covered = [0, 0, 0];
    const runs = 2000;
    for (let run = 0; run < runs; run++) {
      const survivors = [800];
      const chances = survivorsOf(truth.alpha, truth.beta, 7);
      for (let t = 1; t < 8; t++) {
        const stays = (chances[t] ?? 0) / (chances[t - 1] ?? 1);
        let left = 0;
        for (let i = 0; i < (survivors[t - 1] ?? 0); i++) if (random.uniform() < stays) left += 1;
        survivors.push(left);
      }
      const fit = fitShiftedBetaGeometric({ survivors }, { level: 0.9 });
      const estimate = discountedResidualLifetime(fit, { renewals: 3, discountRate: 0.1, level: 0.9 });
      const all = [
        [fit.estimates.alpha, truth.alpha],
        [fit.estimates.beta, truth.beta],
        [estimate, lifetime],
      ] as const;
      all.forEach(([{ interval }, value], k) => {
        if (interval.lower <= value && value <= interval.upper) covered[k] = (covered[k] ?? 0) + 1;
      });
    }
    for (const count of covered) expect(Math.abs(count / runs - 0.9)).toBeLessThan(0.03);
  }, 120_000);

  it.each<[string, number[], string, string]>([
    ['survivors that increase', [100, 80, 81], 'out_of_range', 'survivors[2]'],
    ['negative survivors', [100, 80, -1], 'out_of_range', 'survivors[2]'],
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
