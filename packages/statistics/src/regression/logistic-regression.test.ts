import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StatisticsError } from '../errors.ts';
import { createRandom } from '../random.ts';
import {
  fitLogisticRegression,
  type LogisticRegressionInput,
  predictLogisticRegression,
} from './logistic-regression.ts';
import { close, sampleOf, seeds } from './logistic-samples.test-support.ts';

const properties = { seed: 5, numRuns: 25 };

describe('a logistic regression', () => {
  it('stands where the likelihood is flat: residuals that no covariate explains', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { outcome, covariates } = sampleOf(seed, 80);
        const { model } = fitLogisticRegression({ outcome, covariates });
        const chances = predictLogisticRegression(model, covariates);
        for (const column of [...covariates, outcome.map(() => 1)]) {
          const score = column.reduce((total, x, i) => total + x * (outcome[i]! - chances[i]!), 0);
          expect(Math.abs(score)).toBeLessThan(1e-8);
        }
      }),
      properties,
    );
  });

  it('gives the same whatever the order of the rows, and mirrored for the opposite outcome', () => {
    const { outcome, covariates } = sampleOf(1, 100);
    const fit = fitLogisticRegression({ outcome, covariates });
    const turned = fitLogisticRegression({
      outcome: [...outcome].reverse(),
      covariates: covariates.map((column) => [...column].reverse()),
    });
    const opposite = fitLogisticRegression({ outcome: outcome.map((y) => 1 - y), covariates });
    fit.coefficients.forEach(({ value, standardError }, j) => {
      close(turned.coefficients[j]!.value, value);
      close(opposite.coefficients[j]!.value, -value);
      close(opposite.coefficients[j]!.standardError, standardError);
    });
  });

  it('gives the same chances whatever unit and zero a covariate is measured in, with a ridge too', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.double({ min: 1e-4, max: 1e4, noNaN: true }),
        fc.double({ min: -100, max: 100, noNaN: true }),
        fc.constantFrom(0, 3),
        (seed, unit, zero, ridge) => {
          const { outcome, covariates } = sampleOf(seed, 80);
          const moved = [covariates[0]!.map((x) => unit * (x + zero)), covariates[1]!];
          const plain = fitLogisticRegression({ outcome, covariates, ridge });
          const scaled = fitLogisticRegression({ outcome, covariates: moved, ridge });
          const expected = predictLogisticRegression(plain.model, covariates);
          predictLogisticRegression(scaled.model, moved).forEach((p, i) => {
            close(p, expected[i]!, 1e-7);
          });
          close(scaled.coefficients[1]!.standardError * unit, plain.coefficients[1]!.standardError, 1e-7);
        },
      ),
      properties,
    );
  });

  it('counts a weight of two as two equal rows, errors included', () => {
    const { outcome, covariates } = sampleOf(2, 60);
    const weighted = fitLogisticRegression({ outcome, covariates, weights: outcome.map(() => 2) });
    const twice = fitLogisticRegression({
      outcome: [...outcome, ...outcome],
      covariates: covariates.map((column) => [...column, ...column]),
    });
    weighted.coefficients.forEach(({ value, standardError }, j) => {
      close(value, twice.coefficients[j]!.value);
      close(standardError, twice.coefficients[j]!.standardError);
    });
  });

  it('draws slopes to zero and the chance to the base rate as the ridge grows', () => {
    const { outcome, covariates } = sampleOf(3, 100);
    const sizes = [0, 1, 10, 1e6].map((ridge) =>
      Math.abs(fitLogisticRegression({ outcome, covariates, ridge }).model.slopes[0]!),
    );
    expect([...sizes].sort((a, b) => b - a)).toEqual(sizes);
    const { model } = fitLogisticRegression({ outcome, covariates, ridge: 1e9 });
    const rate = outcome.reduce<number>((total, y) => total + y, 0) / outcome.length;
    close(predictLogisticRegression(model, covariates)[0]!, rate, 1e-5);
  });

  it('decides with a ridge what separated or collinear covariates leave open', () => {
    const separated = { outcome: [0, 0, 0, 1, 1, 1], covariates: [[1, 2, 3, 4, 5, 6]] };
    expect(fitLogisticRegression({ ...separated, ridge: 0.1 }).model.slopes[0]).toBeGreaterThan(0);
    const twin = [1, 3, 2, 5, 4, 6];
    const both = fitLogisticRegression({ outcome: [0, 0, 1, 0, 1, 1], covariates: [twin, twin], ridge: 1 });
    close(both.model.slopes[0]!, both.model.slopes[1]!);
  });

  it('finds a maximum far out, where others stop early: two in five thousand', () => {
    const outcome = new Uint8Array(5_000).fill(1, 0, 2);
    const covariate = Float64Array.from(outcome, (_, i) => (i % 4 === 0 ? 1 : 0));
    const { model } = fitLogisticRegression({ outcome, covariates: [covariate] });
    const [on, off] = predictLogisticRegression(model, [[1, 0]]);
    close(on! / (1 / 1250), 1, 1e-9);
    close(off! / (1 / 3750), 1, 1e-9);
  });

  it('covers the true slope at its level', () => {
    const random = createRandom(17);
    const runs = 2000;
    const values = [-1.5, -0.5, 0.5, 1.5];
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      // Twenty-five rows of each value, as one row of its ones and one of its zeros.
      const rows = values.flatMap((x) => {
        let ones = 0;
        for (let i = 0; i < 25; i++) if (random.uniform() < 1 / (1 + Math.exp(0.5 - 0.8 * x))) ones += 1;
        return [
          { x, y: 1, weight: ones },
          { x, y: 0, weight: 25 - ones },
        ].filter(({ weight }) => weight > 0);
      });
      const { interval } = fitLogisticRegression({
        outcome: rows.map(({ y }) => y),
        covariates: [rows.map(({ x }) => x)],
        weights: rows.map(({ weight }) => weight),
      }).coefficients[1]!;
      if (interval.lower <= 0.8 && interval.upper >= 0.8) covered += 1;
    }
    expect(Math.abs(covered / runs - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / runs));
  });

  it('tells the likelihood of what was seen, and with a ridge the error of the penalised information', () => {
    const { outcome, covariates } = sampleOf(6, 50);
    const x = covariates[0]!;
    const fit = fitLogisticRegression({ outcome, covariates: [x], ridge: 4, intercept: false });
    const chances = Array.from(predictLogisticRegression(fit.model, [x]));
    const likelihood = chances.reduce((total, p, i) => total + Math.log(outcome[i] === 1 ? p : 1 - p), 0);
    close(fit.logLikelihood, likelihood);
    const centre = x.reduce((a, b) => a + b, 0) / 50;
    const variance = x.reduce((total, value) => total + (value - centre) * (value - centre), 0) / 50;
    const information = chances.reduce((total, p, i) => total + p * (1 - p) * x[i]! * x[i]!, 4 * variance);
    close(fit.coefficients[0]!.standardError, 1 / Math.sqrt(information));
  });

  it('has finite intervals at any level below one', () => {
    const { outcome, covariates } = sampleOf(4, 60);
    const level = 0.9999999999999999;
    const { interval, value, standardError } = fitLogisticRegression({ outcome, covariates, level })
      .coefficients[1]!;
    // R: -qnorm((1 - .9999999999999999)/2)
    close((interval.upper - value) / standardError, 8.292361075813595);
  });

  const six = { outcome: [0, 0, 1, 0, 1, 1], covariates: [[1, 2, 3, 4, 5, 6]] };
  it.each<[string, LogisticRegressionInput, string, string]>([
    ['NaN', { ...six, covariates: [[1, 2, Number.NaN, 4, 5, 6]] }, 'not_finite', 'covariates[0][2]'],
    ['an outcome of 2', { ...six, outcome: [0, 0, 1, 0, 1, 2] }, 'out_of_range', 'outcome[5]'],
    ['an outcome of a half', { ...six, outcome: [0, 0, 1, 0, 1, 0.5] }, 'out_of_range', 'outcome[5]'],
    ['nothing', { outcome: [], covariates: [[]] }, 'empty', 'outcome'],
    ['only ones', { ...six, outcome: [1, 1, 1, 1, 1, 1] }, 'one_class', 'outcome'],
    ['only zeros', { ...six, outcome: [0, 0, 0, 0, 0, 0], ridge: 1 }, 'one_class', 'outcome'],
    ['complete separation', { ...six, outcome: [0, 0, 0, 1, 1, 1] }, 'not_identified', 'covariates'],
    [
      'quasi-complete separation',
      { ...six, covariates: [[0, 0, 1, 0, 1, 0]] },
      'not_identified',
      'covariates',
    ],
    [
      'separation of one of many rows',
      {
        outcome: [0, 1, 0, 1, 1],
        covariates: [
          [0, 0, 1, 1, 0],
          [0, 0, 0, 0, 1],
        ],
      },
      'not_identified',
      'covariates',
    ],
    [
      'separation with tiny weights',
      { ...six, outcome: [0, 0, 0, 1, 1, 1], weights: new Array(6).fill(1e-9) },
      'not_identified',
      'covariates',
    ],
    [
      'twin columns',
      {
        ...six,
        covariates: [
          [1, 3, 2, 5, 4, 6],
          [1, 3, 2, 5, 4, 6],
        ],
      },
      'not_identified',
      'covariates[1]',
    ],
    [
      'a constant column',
      { ...six, covariates: [[4, 4, 4, 4, 4, 4]], names: ['age'] },
      'not_identified',
      'age',
    ],
    [
      'more coefficients than rows',
      {
        outcome: [0, 1],
        covariates: [
          [1, 2],
          [2, 1],
        ],
      },
      'not_identified',
      'outcome',
    ],
    ['a ridge beyond measure', { ...six, ridge: 1e308 }, 'out_of_range', 'ridge'],
    ['weights beyond measure', { ...six, weights: new Array(6).fill(1e308) }, 'out_of_range', 'weights[0]'],
    [
      'a covariate so small that its square is nothing',
      { ...six, covariates: [[1, 2, 3, 4, 5, 6].map((x) => x * 1e-200)] },
      'out_of_range',
      'covariates[0]',
    ],
    ['a negative ridge', { ...six, ridge: -1 }, 'out_of_range', 'ridge'],
    ['a negative weight', { ...six, weights: [1, 1, 1, 1, 1, -1] }, 'out_of_range', 'weights[5]'],
    ['weights of another length', { ...six, weights: [1] }, 'length_mismatch', 'weights'],
  ])('refuses %s', (_, input, code, argument) => {
    const refused = (() => {
      try {
        return fitLogisticRegression(input);
      } catch (error) {
        return error;
      }
    })();
    expect(refused).toBeInstanceOf(StatisticsError);
    expect(refused).toMatchObject({ code, argument });
  });

  it('says that a ridge is the way out of separation', () => {
    expect(() => fitLogisticRegression({ ...six, outcome: [0, 0, 0, 1, 1, 1] })).toThrow(/give a ridge/);
  });
});

describe('a prediction', () => {
  it('takes columns and a row-major block alike', () => {
    const model = { intercept: 0.5, slopes: [1, -2] };
    expect(predictLogisticRegression(model, { values: [1, 2, 3, 4], width: 2 })).toEqual(
      predictLogisticRegression(model, [
        [1, 3],
        [2, 4],
      ]),
    );
  });

  it('refuses to guess how many rows there are where there is no column', () => {
    expect(() => predictLogisticRegression({ intercept: 1, slopes: [] }, [])).toThrow(
      /^covariates must have a column/,
    );
  });

  it('refuses another number of covariates than slopes, and what is not finite', () => {
    const model = { intercept: 0, slopes: [1] };
    expect(() => predictLogisticRegression(model, [[1], [2]])).toThrow(StatisticsError);
    expect(() => predictLogisticRegression(model, [[Number.NaN]])).toThrow(/covariates\[0\]\[0\]/);
    const two = { intercept: 0, slopes: [1e300, -1e300] };
    expect(() => predictLogisticRegression(two, [[1e100], [1e100]])).toThrow(/model.slopes .* row 0/);
    expect(() => predictLogisticRegression(two, { values: [1, 2, 3], width: 2 })).toThrow(
      /covariates.values must have 4 values, not 3/,
    );
    expect(() => predictLogisticRegression({ intercept: 0, slopes: [1 / 0] }, [[1]])).toThrow(
      /model.slopes\[0\]/,
    );
  });
});
