import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitLogisticRegression, predictLogisticRegression } from './logistic-regression.ts';
import { close, sampleOf, seeds } from './logistic-samples.test-support.ts';

describe('the maximum of a logistic likelihood', () => {
  it('is found where one row lies tens or hundreds of deviations off, whoever it is', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.integer({ min: 10, max: 1000 }),
        fc.constantFrom(0, 1),
        fc.constantFrom(200, 3000),
        (seed, far, lone, rows) => {
          const { outcome, covariates } = sampleOf(seed, rows);
          covariates[0]![0] = far;
          outcome[0] = lone;
          const { model } = fitLogisticRegression({ outcome, covariates });
          const chances = predictLogisticRegression(model, covariates);
          for (const column of [...covariates, outcome.map(() => 1)]) {
            const score = column.reduce((total, x, i) => total + x * (outcome[i]! - chances[i]!), 0);
            expect(Math.abs(score)).toBeLessThan(1e-7);
          }
        },
      ),
      { seed: 8, numRuns: 60 },
    );
  });

  it('keeps the digits of what is nearly certain, beside weights of a million million', () => {
    // Two cells without an overlap in the model: each chance is its cell's share, 1 − 1e-12 and 1e-12.
    const { model } = fitLogisticRegression({
      outcome: [1, 0, 1, 0],
      covariates: [[0, 0, 1, 1]],
      weights: [1e12, 1, 1, 1e12],
    });
    close(model.intercept, Math.log(1e12), 1e-12);
    close(model.slopes[0]!, -2 * Math.log(1e12), 1e-12);
  });

  it('tells a narrow overlap from a separation', () => {
    const side = Array.from({ length: 50 }, (_, i) => (i + 1) / 50);
    const outcome = [...side.map(() => 0), ...side.map(() => 1), 0, 1];
    const fitWith = (overlap: number) =>
      fitLogisticRegression({
        outcome,
        covariates: [[...side.map((x) => -x), ...side, overlap, -overlap]],
      });
    const slopes = [1e-1, 1e-2, 1e-4, 1e-6].map((overlap) => fitWith(overlap).model.slopes[0]!);
    expect(slopes.toSorted((a, b) => a - b)).toEqual(slopes);
    for (const overlap of [0, -1e-9, -1e-3])
      expect(() => fitWith(overlap)).toThrow(/^covariates separate the outcomes/);
  });

  it('takes a column that a double hardly tells from a constant as one', () => {
    const { outcome } = sampleOf(9, 60);
    const stuck = outcome.map((_, i) => 1e12 + (i % 2) * 1e-3);
    expect(() => fitLogisticRegression({ outcome, covariates: [stuck] })).toThrow(
      /^covariates\[0\] is determined/,
    );
    expect(fitLogisticRegression({ outcome, covariates: [stuck], ridge: 1 }).model.slopes).toEqual([0]);
  });

  it('does not ask for a ridge where one was given', () => {
    const { outcome, covariates } = sampleOf(10, 40);
    const twins = [covariates[0]!, covariates[0]!];
    expect(() => fitLogisticRegression({ outcome, covariates: twins, ridge: 1e-13 })).toThrow(
      /give a larger ridge/,
    );
    const separated = { outcome: [0, 0, 0, 1, 1, 1], covariates: [[1, 2, 3, 4, 5, 6]] };
    expect(fitLogisticRegression({ ...separated, ridge: 1e-8 }).model.slopes[0]).toBeGreaterThan(5);
  });
});
