import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { binomialOf, covers, RUNS, remembered, shareOfRuns, slackOf } from '../simulation.test-support.ts';
import { fitLinearRegression } from './linear-regression.ts';
import { fitLogisticRegression } from './logistic-regression.ts';

describe('a linear regression', () => {
  it('with classic errors covers every coefficient exactly at its level, of few rows too, and its spread is right on average', () => {
    const random = createRandom(141);
    const x = [1, 2, 3, 4, 5, 6, 7, 20];
    const covered = [0, 0, 0];
    let [found, squares] = [0, 0];
    for (let run = 0; run < RUNS; run++) {
      const z = x.map(() => random.normal());
      const outcome = x.map((value, i) => 5 - 0.3 * value + 0 * z[i]! + 2 * random.normal());
      const { coefficients, residualStandardError } = fitLinearRegression({
        outcome,
        covariates: [x, z],
        level: 0.9,
      });
      coefficients.forEach(({ interval }, j) => {
        if (covers(interval, [5, -0.3, 0][j]!)) covered[j]! += 1 / RUNS;
      });
      if (coefficients[2]!.pValue < 0.05) found += 1 / RUNS;
      squares += residualStandardError * residualStandardError;
    }
    for (const share of covered) expect(Math.abs(share - 0.9)).toBeLessThan(slackOf(0.9));
    expect(Math.abs(found - 0.05)).toBeLessThan(slackOf(0.05));
    // A chi-square of five degrees of freedom: its relative variance is 2/5.
    expect(Math.abs(squares / RUNS / 4 - 1)).toBeLessThan(4 * Math.sqrt(2 / 5 / RUNS));
  });

  it('covers with unequal spread by any of the robust errors, which classic ones do not', () => {
    const random = createRandom(142);
    // A quarter of the rows has four times the spread: as in the samples of Long and Ervin (2000).
    const x = Array.from({ length: 60 }, (_, i) => (i < 15 ? 1 : 0));
    const kinds = ['classic', 'HC1', 'HC2', 'HC3'] as const;
    const covered = { classic: 0, HC1: 0, HC2: 0, HC3: 0 };
    for (let run = 0; run < RUNS; run++) {
      const outcome = x.map((value) => 3 + value + (1 + 3 * value) * random.normal());
      for (const errors of kinds) {
        const { interval } = fitLinearRegression({ outcome, covariates: [x], errors }).coefficients[1]!;
        if (covers(interval, 1)) covered[errors] += 1 / RUNS;
      }
    }
    // They are read with all 58 degrees of freedom where the spread is known from 14: a point or three too few.
    for (const kind of ['HC1', 'HC2', 'HC3'] as const) {
      expect(covered[kind], kind).toBeGreaterThan(0.93 - slackOf(0.93));
      expect(covered[kind], kind).toBeLessThan(0.95 + slackOf(0.95));
    }
    expect(covered.classic).toBeLessThan(0.85);
  });

  it('with errors by cluster finds a slope that is not there in no more than 0.05 when clusters are many', () => {
    const clusters = Array.from({ length: 100 }, (_, i) => i >> 1);
    const x = clusters.map((cluster) => (cluster % 2 === 0 ? 1 : 0));
    const found = shareOfRuns(143, (random) => {
      const own = Array.from({ length: 50 }, () => random.normal());
      const outcome = clusters.map((cluster) => own[cluster]! + 0.5 * random.normal());
      const fit = fitLinearRegression({ outcome, covariates: [x], errors: 'cluster', clusters });
      return fit.coefficients[1]!.pValue < 0.05;
    });
    expect(Math.abs(found - 0.05)).toBeLessThan(slackOf(0.05));
  });
});

describe('a logistic regression', () => {
  it('covers intercept and slope, and finds a slope that is not there in 0.05', () => {
    const read = remembered((ones = 0, others = 0) =>
      fitLogisticRegression({
        outcome: [1, 0, 1, 0],
        covariates: [[0, 0, 1, 1]],
        weights: [ones, 60 - ones, others, 60 - others],
      }),
    );
    const covered = [0, 0];
    const random = createRandom(144);
    const [intercept, slope] = [-0.6, 0.9];
    const chance = (logit: number) => 1 / (1 + Math.exp(-logit));
    for (let run = 0; run < RUNS; run++) {
      const of = (logit: number) => binomialOf(random, { n: 60, p: chance(logit) });
      read(of(intercept), of(intercept + slope)).coefficients.forEach(({ interval }, j) => {
        if (covers(interval, [intercept, slope][j]!)) covered[j]! += 1 / RUNS;
      });
    }
    for (const share of covered) expect(Math.abs(share - 0.95)).toBeLessThan(slackOf(0.95));
    const found = shareOfRuns(145, (draw) => {
      const of = () => binomialOf(draw, { n: 60, p: 0.4 });
      return read(of(), of()).coefficients[1]!.pValue < 0.05;
    });
    expect(Math.abs(found - 0.05)).toBeLessThan(slackOf(0.05));
  });
});
