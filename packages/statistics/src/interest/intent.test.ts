import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusalOf } from '../refusal.test-support.ts';
import { covers, RUNS, slackOf } from '../simulation.test-support.ts';
import { measureDiscrimination } from './discrimination.ts';
import { explainPrediction } from './explanation.ts';
import { fitIntent, predictIntent } from './intent.ts';
import { scored } from './scored.test-support.ts';

const held = { seed: 13, numRuns: 200 };

describe('discrimination', () => {
  it('is how often one who did stands before one who did not', () => {
    fc.assert(
      fc.property(scored, ({ scores, outcome }) => {
        let wins = 0;
        let games = 0;
        for (const [i, one] of scores.entries())
          for (const [j, other] of scores.entries())
            if (outcome[i] === 1 && outcome[j] === 0) {
              games += 1;
              wins += one > other ? 1 : one === other ? 0.5 : 0;
            }
        expect(measureDiscrimination({ scores, outcome }).value).toBeCloseTo(wins / games, 12);
      }),
      held,
    );
  });

  it('turns around when the scores do, and does not care for their scale', () => {
    fc.assert(
      fc.property(scored, ({ scores, outcome }) => {
        const plain = measureDiscrimination({ scores, outcome });
        const turned = measureDiscrimination({ scores: scores.map((one) => -8 * one), outcome });
        const scaled = measureDiscrimination({ scores: scores.map((one) => 8 * one), outcome });
        expect(turned.value).toBeCloseTo(1 - plain.value, 12);
        expect(turned.standardError).toBeCloseTo(plain.standardError, 12);
        expect(scaled).toEqual(plain);
      }),
      held,
    );
  });

  it('covers the true area at its level', () => {
    const random = createRandom(21);
    // Φ(1/√2) for two normals one apart.
    const truth = 0.760_249_9;
    let covered = 0;
    for (let run = 0; run < 2_000; run++) {
      const outcome = Array.from({ length: 120 }, (_, i) => i % 2);
      const { interval } = measureDiscrimination({
        scores: outcome.map((y) => random.normal() + y),
        outcome,
      });
      if (interval.lower <= truth && truth <= interval.upper) covered += 1;
    }
    // DeLong's interval is known to be a little short at this size.
    expect(covered / 2_000).toBeGreaterThan(0.93);
    expect(covered / 2_000).toBeLessThan(0.97);
  });

  it('names what cannot be read', () => {
    expect(refusalOf(() => measureDiscrimination({ scores: [1, 2], outcome: [1, 1] }))).toMatchObject({
      code: 'one_class',
    });
    expect(refusalOf(() => measureDiscrimination({ scores: [1, 2, 3], outcome: [1, 1, 0] }))).toMatchObject({
      code: 'too_few',
      argument: 'outcome',
    });
    expect(refusalOf(() => measureDiscrimination({ scores: [1, 2], outcome: [1, 0.5] }))).toMatchObject({
      code: 'out_of_range',
      argument: 'outcome[1]',
    });
    expect(
      refusalOf(() => measureDiscrimination({ scores: [1, Number.NaN], outcome: [1, 0] })),
    ).toMatchObject({
      code: 'not_finite',
      argument: 'scores[1]',
    });
  });
});

describe('an explanation', () => {
  it('has reasons that sum to the whole difference', () => {
    const number = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(number, number, number), { minLength: 1, maxLength: 6 }),
        number,
        (columns, intercept) => {
          const why = explainPrediction({
            model: { intercept, slopes: columns.map(([slope]) => slope / 5) },
            row: columns.map(([, x]) => x),
            reference: columns.map(([, , mean]) => mean),
            names: columns.map((_, j) => `x${j}`),
          });
          const logit = (p: number) => Math.log(p / (1 - p));
          const sum = why.contributions.reduce((total, { logOdds }) => total + logOdds, 0);
          expect(sum).toBeCloseTo(logit(why.probability) - logit(why.referenceProbability), 4);
          const sizes = why.contributions.map(({ logOdds }) => Math.abs(logOdds));
          expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
        },
      ),
      held,
    );
  });

  it('names what cannot be read', () => {
    const fine = {
      model: { intercept: 0, slopes: [1, 2] },
      row: [1, 2],
      reference: [0, 0],
      names: ['a', 'b'],
    };
    expect(refusalOf(() => explainPrediction({ ...fine, row: [1] }))).toMatchObject({
      code: 'length_mismatch',
      argument: 'row',
    });
    expect(refusalOf(() => explainPrediction({ ...fine, row: [1e6, 0] }))).toMatchObject({
      code: 'not_finite',
    });
    expect(refusalOf(() => explainPrediction({ ...fine, names: ['a'] }))).toMatchObject({
      argument: 'names',
    });
    expect(refusalOf(() => explainPrediction({ ...fine, reference: [0, Number.NaN] }))).toMatchObject({
      argument: 'reference[1]',
    });
  });
});

describe('an intent', () => {
  const random = createRandom(8);
  const trips = Array.from({ length: 800 }, () => random.below(10));
  const complaints = trips.map(() => random.below(3));
  const truth = (i: number) => 1 / (1 + Math.exp(2 - 0.4 * trips[i]! + 0.7 * complaints[i]!));
  const outcome = trips.map((_, i) => (random.uniform() < truth(i) ? 1 : 0));
  const asked = { outcome, covariates: [trips, complaints], names: ['trips', 'complaints'], ridge: 50 };

  it('gives chances near the true ones, also where the ridge had drawn them in', () => {
    const fit = fitIntent({ ...asked, seed: 1 });
    const chances = predictIntent(fit, [trips, complaints]);
    const error = chances.reduce((sum, chance, i) => sum + Math.abs(chance - truth(i)), 0) / chances.length;
    expect(error).toBeLessThan(0.05);
    expect(fit.calibration).toMatchObject({ method: 'logistic' });
    if (fit.calibration.method === 'logistic') expect(fit.calibration.slope).toBeGreaterThan(1.05);
    expect(fit.quality.expectedError).toBeLessThan(0.05);
    expect(fit.discrimination.value).toBeGreaterThan(0.7);
  });

  it('covers the area its model has on others', () => {
    const random = createRandom(43);
    // Of one covariate the area is that of the covariate itself: Φ(1/√2) for two normals one apart.
    const truth = 0.760_249_9;
    const did = Array.from({ length: 60 }, (_, i) => i % 2);
    let covered = 0;
    for (let run = 0; run < RUNS; run++) {
      const trips = did.map((y) => random.normal() + y);
      const { discrimination } = fitIntent({ outcome: did, covariates: [trips], folds: 2, seed: run });
      if (covers(discrimination.interval, truth)) covered += 1;
    }
    // Folds that are not on one scale cost a little of the area, and few rows a little of DeLong's interval.
    expect(covered / RUNS).toBeGreaterThan(0.935 - slackOf(0.935));
    expect(covered / RUNS).toBeLessThan(0.95 + slackOf(0.95));
  });

  it('bears somebody who is far from all others', () => {
    const draw = createRandom(41);
    const did = Array.from({ length: 400 }, (_, i) => i % 2);
    const spent = did.map((y, i) => (i === 5 ? 20 : y + 0.5 * draw.normal()));
    const fit = fitIntent({ outcome: did, covariates: [spent], seed: 1 });
    expect(fit.quality.logLoss).toBeLessThan(0.5);
    const sure = {
      model: { intercept: 0, slopes: [1] },
      calibration: { ...fit.calibration, intercept: 0, slope: 1 },
    };
    expect(Array.from(predictIntent(sure, [[-1e6, 0, 1e6]]))).toEqual([0, 0.5, 1]);
  });

  it('is the same for the same seed, and hardly another for another', () => {
    const first = fitIntent({ ...asked, seed: 1 });
    expect(fitIntent({ ...asked, seed: 1 })).toEqual(first);
    const second = fitIntent({ ...asked, seed: 2 });
    expect(second.model).toEqual(first.model);
    expect(Math.abs(second.discrimination.value - first.discrimination.value)).toBeLessThan(0.01);
  });

  it('says when there are too few for its folds', () => {
    const few = { outcome: [1, 0, 0, 0, 0, 1], covariates: [[1, 2, 3, 4, 5, 6]], seed: 1 };
    expect(refusalOf(() => fitIntent(few))).toMatchObject({ code: 'too_few', argument: 'outcome' });
    expect(refusalOf(() => fitIntent({ ...asked, seed: -1 }))).toMatchObject({
      code: 'out_of_range',
      argument: 'seed',
    });
    expect(refusalOf(() => fitIntent({ ...asked, covariates: [[1]], seed: 1 }))).toMatchObject({
      code: 'length_mismatch',
      argument: 'covariates[0]',
    });
  });
});
