import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences } from '../derivatives.ts';
import { createRandom } from '../random.ts';
import { allHistories, chanceOf, drawCounts, known, parameters, writtenOut } from './bg-bb.test-support.ts';
import { predictBgBb } from './bg-bb-expected.ts';
import { groupOpportunities, opportunityLikelihood } from './bg-bb-likelihood.ts';

describe('the BG/BB likelihood', () => {
  it('gives all histories together a chance of one', () => {
    fc.assert(
      fc.property(parameters, fc.integer({ min: 1, max: 12 }), (values, n) => {
        const total = allHistories(n).reduce(
          (sum, row) => sum + row.strings * chanceOf(Object.values(values), row),
          0,
        );
        expect(total).toBeCloseTo(1, 11);
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  it('has the slopes that its differences show', () => {
    const { objective, gradient } = opportunityLikelihood(
      groupOpportunities(drawCounts(createRandom(3), 300)),
    );
    const point = Float64Array.of(0.3, -0.2, 0.5, 1.4);
    const shown = differences(objective, point, true);
    gradient(point).forEach((slope, i) => {
      expect(slope).toBeCloseTo(shown[i] ?? Number.NaN, 6);
    });
  });

  it('keeps its digits where the parameters are large', () => {
    // All p = ½ and nobody leaves, in the limit: every string of 6 has the chance 2⁻⁶.
    expect(chanceOf([1e12, 1e12, 1e-9, 1e9], { x: 3, t: 6, n: 6 })).toBeCloseTo(1 / 64, 10);
  });

  it('is what the paper writes, for each history alone and for all at once', () => {
    fc.assert(
      fc.property(parameters, fc.integer({ min: 1, max: 9 }), (values, n) => {
        const all = Object.values(values);
        const rows = [...allHistories(n), ...allHistories(n + 2)];
        let total = 0;
        for (const row of rows) {
          total += row.strings * Math.log(writtenOut(all, row));
          expect(chanceOf(all, row) / writtenOut(all, row)).toBeCloseTo(1, 11);
        }
        const groups = groupOpportunities({
          frequency: rows.map(({ x }) => x),
          recency: rows.map(({ t }) => t),
          opportunities: rows.map((row) => row.n),
          customers: rows.map(({ strings }) => strings),
        });
        const value = opportunityLikelihood(groups).objective(Float64Array.from(all, Math.log));
        expect(-value / total).toBeCloseTo(1, 12);
      }),
      { seed: 14, numRuns: 30 },
    );
  });

  it('is a number where what happened is a thousand orders of magnitude more likely than its opposite', () => {
    // One purchase at the first of 10,000 opportunities by who would buy at 99 of 100: gone since, for certain.
    const chance = chanceOf([1000, 10, 1, 3], { x: 1, t: 1, n: 10_000 });
    expect(chance).toBeGreaterThan(0.1);
    expect(chance).toBeLessThan(0.2);
    const gone = { frequency: [1], recency: [1], opportunities: [10_000] };
    const { alive, purchases } = predictBgBb(known({ alpha: 1000, beta: 10, gamma: 1, delta: 3 }), gone, {
      horizon: 3,
    });
    expect(alive.value[0]).toBe(0);
    expect(purchases.value[0]).toBe(0);
  });
});
