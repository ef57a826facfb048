import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusal } from '../refusal.test-support.ts';
import { fitLogisticRegression } from '../regression/index.ts';
import {
  fitClassTransformationUplift,
  fitTwoModelUplift,
  scoreUplift,
  type UpliftLearnerInput,
  type UpliftModel,
} from './learners.ts';
import { measureQini } from './qini.ts';
import { experiment } from './references-samples.ts';

const { treated, outcome, x1, x2 } = experiment;
const input: UpliftLearnerInput = { treated, outcome, covariates: [x1, x2] };
const probe = [
  [0.1, 0.9],
  [0.8, 0.2],
];

/** Treatment helps where a > 0 and hurts where a < 0; b only moves the outcome itself. */
function trial(seed: number, propensity: number) {
  const random = createRandom(seed);
  const a = Array.from({ length: 4000 }, () => random.normal());
  const b = a.map(() => random.normal());
  const arms = a.map((x) => (random.uniform() < (x > 0 ? propensity : 1 - propensity) ? 1 : 0));
  const y = a.map((x, i) => {
    const logit = 0.5 * b[i]! + (arms[i] === 1 ? 0.8 * x : 0);
    return random.uniform() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
  });
  return {
    treated: arms,
    outcome: y,
    covariates: [a, b],
    chances: a.map((x) => (x > 0 ? propensity : 1 - propensity)),
  };
}

describe.each([
  ['two models', fitTwoModelUplift],
  ['a class transformation', fitClassTransformationUplift],
])('%s', (_, learn) => {
  it('find the customers whom the treatment moves, on others than they learnt from', () => {
    const scored = scoreUplift(learn(trial(1, 0.5)), trial(2, 0.5).covariates);
    const { coefficient } = measureQini({ ...trial(2, 0.5), scores: scored, seed: 1, repetitions: 200 });
    expect(coefficient.interval.lower).toBeGreaterThan(0);
  });

  it('give the same whatever unit the covariates are measured in, and the order of the rows', () => {
    const plain = scoreUplift(learn(input), probe);
    const scaled = scoreUplift(learn({ ...input, covariates: [x1.map((x) => 100 * x + 5), x2] }), [
      probe[0]!.map((x) => 100 * x + 5),
      probe[1]!,
    ]);
    const turn = (values: ArrayLike<number>) => Array.from(values).reverse();
    const turned = scoreUplift(
      learn({ treated: turn(treated), outcome: turn(outcome), covariates: [turn(x1), turn(x2)] }),
      probe,
    );
    plain.forEach((score, i) => {
      expect(scaled[i]).toBeCloseTo(score, 9);
      expect(turned[i]).toBeCloseTo(score, 9);
    });
  });

  it('give opposite scores when the arms change places', () => {
    const plain = scoreUplift(learn(input), probe);
    const swapped = scoreUplift(learn({ ...input, treated: treated.map((t) => 1 - t) }), probe);
    plain.forEach((score, i) => {
      expect(swapped[i]).toBeCloseTo(-score, 9);
    });
  });

  it('take columns and a row-major block alike, and survive JSON', () => {
    const values = x1.flatMap((x, i) => [x, x2[i]!]);
    const model = learn({ ...input, covariates: { values, width: 2 } });
    expect(
      scoreUplift(JSON.parse(JSON.stringify(model)), { values: [0.1, 0.8, 0.9, 0.2], width: 2 }),
    ).toEqual(scoreUplift(learn(input), probe));
  });

  it.each<[string, Partial<UpliftLearnerInput>, string, string]>([
    ['an arm of nobody', { treated: treated.map(() => 1) }, 'one_class', 'treated'],
    ['outcomes that are amounts', { outcome: x1 }, 'out_of_range', 'outcome[0]'],
    [
      'an arm in which nobody responded',
      { outcome: treated.map((t, i) => (t === 1 && i % 2 ? 1 : 0)) },
      'one_class',
      'outcome',
    ],
    [
      'a covariate that is not a number, by its row',
      { covariates: [x1.map((x, i) => (i === 9 ? Number.NaN : x))] },
      'not_finite',
      'covariates[0][9]',
    ],
    [
      'a width that is none',
      { covariates: { values: x1, width: Number.NaN } },
      'not_finite',
      'covariates.width',
    ],
    ['a short column', { covariates: [x1, [1]] }, 'length_mismatch', 'covariates[1]'],
    [
      'a block of another size',
      { covariates: { values: [1, 2, 3], width: 2 } },
      'length_mismatch',
      'covariates.values',
    ],
    ['twin columns', { covariates: [x1, x1] }, 'not_identified', 'covariates[1]'],
    ['a negative ridge', { ridge: -1 }, 'out_of_range', 'ridge'],
  ])('refuse %s', (_words, wrong, code, argument) => {
    expect(refusal(() => learn({ ...input, ...wrong }))).toEqual({ code, argument });
  });
});

describe('a class transformation', () => {
  it('undoes chances of treatment that differ between customers, when it is told them', () => {
    const uneven = trial(3, 0.8);
    const [told, untold] = [{ propensity: uneven.chances }, {}].map((options) =>
      scoreUplift(fitClassTransformationUplift({ ...uneven, ...options }), [
        [-1, 0, 1],
        [0, 0, 0],
      ]),
    );
    const truth = (x: number) => 1 / (1 + Math.exp(-0.8 * x)) - 0.5;
    [-1, 0, 1].forEach((x, i) => {
      expect(Math.abs(told![i]! - truth(x))).toBeLessThan(0.07);
    });
    expect(Math.abs(untold![2]! - truth(1))).toBeLessThan(0.2);
  });

  it('lets each row count as one when treatment was a fair coin, so that a ridge means what it says', () => {
    const { model } = fitLogisticRegression({
      outcome: treated.map((arm, i) => (arm === outcome[i] ? 1 : 0)),
      covariates: [x1, x2],
      ridge: 5,
    });
    const learnt = fitClassTransformationUplift({ ...input, ridge: 5, propensity: 0.5 });
    expect(learnt).toEqual({ kind: 'class-transformation', model });
  });

  it('refuses a chance of treatment that leaves no other arm', () => {
    const learn = (propensity: number | number[]) =>
      refusal(() => fitClassTransformationUplift({ ...input, propensity }));
    expect(learn(1)).toEqual({ code: 'out_of_range', argument: 'propensity' });
    expect(learn(treated.map(() => 0))).toEqual({ code: 'out_of_range', argument: 'propensity[0]' });
    expect(learn([0.5])).toEqual({ code: 'length_mismatch', argument: 'propensity' });
  });
});

describe('two models', () => {
  it('refuse an arm with fewer rows than coefficients, which one model of all rows can do with', () => {
    const few = {
      treated: [1, 1, 1, 0, 0, 0],
      outcome: [0, 1, 0, 1, 0, 1],
      covariates: [
        [1, 5, 2, 4, 3, 3],
        [2, 2, 1, 1, 3, 2],
        [1, 2, 3, 3, 1, 1],
      ],
    };
    expect(refusal(() => fitTwoModelUplift(few))).toEqual({ code: 'too_few', argument: 'treated' });
    expect(fitTwoModelUplift({ ...few, ridge: 1 }).kind).toBe('two-model');
  });
});

describe('a score of uplift', () => {
  it('refuses a model of a kind it does not know', () => {
    const model = { kind: 'forest', model: { intercept: 0, slopes: [1] } } as unknown as UpliftModel;
    expect(refusal(() => scoreUplift(model, [[1]]))).toEqual({
      code: 'unknown_name',
      argument: 'model.kind',
    });
  });

  it('refuses covariates that are not those of the model', () => {
    const model = fitTwoModelUplift(input);
    expect(refusal(() => scoreUplift(model, [[1]]))).toEqual({
      code: 'length_mismatch',
      argument: 'covariates',
    });
    expect(refusal(() => scoreUplift(model, [[1], [Number.NaN]]))).toEqual({
      code: 'not_finite',
      argument: 'covariates[1][0]',
    });
  });
});
