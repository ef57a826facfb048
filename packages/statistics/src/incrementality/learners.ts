/** Scores that say whom the treatment would move, learnt from an experiment by logistic regressions. */
import { checkProbability, checkSameLength, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { widthOf } from '../regression/design.ts';
import {
  type Covariates,
  fitLogisticRegression,
  type LogisticModel,
  predictLogisticRegression,
} from '../regression/index.ts';
import { checkIndicator } from './arms.ts';
import { checkRowsOf, takeRows } from './rows.ts';

export interface UpliftLearnerInput {
  /** 1 for the treated, 0 for the controls. */
  readonly treated: ArrayLike<number>;
  /** 0 or 1. */
  readonly outcome: ArrayLike<number>;
  /** Known before the treatment. Columns as long as `treated`, or one row-major block with its width. */
  readonly covariates: Covariates;
  /** Penalty of the logistic regressions (see fitLogisticRegression); 0 without word. */
  readonly ridge?: number;
}

export interface ClassTransformationInput extends UpliftLearnerInput {
  /** Chance with which each row was treated, or one for all; the share of treated rows without word. */
  readonly propensity?: number | ArrayLike<number>;
}

/** Plain data, may be kept as JSON; `scoreUplift` reads it. */
export type UpliftModel =
  | { readonly kind: 'two-model'; readonly treated: LogisticModel; readonly control: LogisticModel }
  | { readonly kind: 'class-transformation'; readonly model: LogisticModel };

/**
 * An uplift model of two logistic regressions, one per arm (the two-model or T-learner).
 *
 * uplift(x) = P(y = 1 | x, treated) − P(y = 1 | x, control), each by its own regression. Right when each arm follows a logistic
 * regression in these covariates; as its two errors add up, it ranks worse than fitClassTransformationUplift when the outcome itself is much
 * better explained than the effect. O(n k²).
 *
 * @throws {StatisticsError} one_class when an arm is empty or all its outcomes are the same; too_few when an arm has fewer rows than coefficients; not_identified when a column is made of the others or separates an arm's outcomes (give a ridge); out_of_range, length_mismatch, not_finite
 * @see Künzel, Sekhon, Bickel and Yu (2019), PNAS 116:4156–4165, on the T-learner
 * @example
 * const visits = [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6];
 * const model = fitTwoModelUplift({ treated: [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0], outcome: [0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 0], covariates: [visits] });
 * scoreUplift(model, [[2, 5]]) // → [-0.279075,0.615521]
 */
export function fitTwoModelUplift(input: UpliftLearnerInput): UpliftModel {
  const { treated, outcome, covariates, ridge = 0 } = input;
  checkLearner(input);
  const needed = ridge === 0 ? widthOf(covariates) + 1 : 0;
  const arm = (value: number) => {
    const rows: number[] = [];
    for (let i = 0; i < treated.length; i++) if (treated[i] === value) rows.push(i);
    if (rows.length < needed)
      throw new StatisticsError('too_few', {
        argument: 'treated',
        says: `must have at least ${needed} rows of each arm for as many coefficients, not ${rows.length}; give a ridge`,
        details: { rule: 'rows of an arm ≥ coefficients', instead: 'fitClassTransformationUplift' },
      });
    return fitLogisticRegression({
      outcome: rows.map((row) => outcome[row]!),
      covariates: takeRows(covariates, rows),
      ridge,
    }).model;
  };
  return { kind: 'two-model', treated: arm(1), control: arm(0) };
}

/**
 * An uplift model of one logistic regression of "responded as treatment would have it" (class transformation).
 *
 * Z = 1 for treated rows with outcome 1 and control rows with outcome 0. When treatment is a fair coin, uplift(x) =
 * 2 P(Z = 1 | x) − 1; for other chances e of treatment each row is weighted by 1/(2e) or 1/(2(1 − e)), which makes it one. A row's
 * chance must be what it was in the experiment; without word it is the share of treated rows. Only the effect is modelled, so weak
 * effects are found with fewer rows than by two models; its errors grow as e nears 0 or 1. O(n k²).
 *
 * @throws {StatisticsError} one_class when an arm is empty or Z is the same everywhere; out_of_range when a propensity is not strictly between 0 and 1; not_identified when a column is made of the others or separates (give a ridge); length_mismatch, not_finite
 * @see Jaskowski and Jaroszewicz (2012), ICML Workshop on Clinical Data Analysis, section 2; Athey and Imbens (2015), arXiv:1504.01132v1, on other propensities
 * @example
 * const visits = [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6];
 * const model = fitClassTransformationUplift({ treated: [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0], outcome: [0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 0], covariates: [visits] });
 * scoreUplift(model, [[2, 5]]) // → [-0.239867,0.583017]
 */
export function fitClassTransformationUplift(input: ClassTransformationInput): UpliftModel {
  const { treated, outcome, covariates, ridge = 0 } = input;
  checkLearner(input);
  const chance = chances(input);
  const transformed = Uint8Array.from(treated, (arm, i) => (arm === outcome[i] ? 1 : 0));
  const weights = Float64Array.from(treated, (arm, i) => 0.5 / (arm === 1 ? chance(i) : 1 - chance(i)));
  const { model } = fitLogisticRegression({ outcome: transformed, covariates, weights, ridge });
  return { kind: 'class-transformation', model };
}

/**
 * The uplift that a model expects of each row: how much the treatment changes its chance of the outcome, −1 … 1.
 *
 * Of a two-model: difference of the two probabilities; of a class transformation: 2 P(Z = 1) − 1. O(n k).
 *
 * @throws {StatisticsError} length_mismatch when there are not as many covariates as the model has slopes; unknown_name for a model of another kind; not_finite
 * @see Jaskowski and Jaroszewicz (2012), ICML Workshop on Clinical Data Analysis
 * @example
 * scoreUplift({ kind: 'class-transformation', model: { intercept: 0, slopes: [1] } }, [[-1, 0, 1]]) // → [-0.462117,0,0.462117]
 */
export function scoreUplift(model: UpliftModel, covariates: Covariates): Float64Array {
  if (model.kind === 'class-transformation')
    return predictLogisticRegression(model.model, covariates).map((p) => 2 * p - 1);
  if (model.kind !== 'two-model')
    throw new StatisticsError('unknown_name', {
      argument: 'model.kind',
      says: `must be two-model or class-transformation, not ${(model as { readonly kind: unknown }).kind}`,
    });
  const control = predictLogisticRegression(model.control, covariates);
  return predictLogisticRegression(model.treated, covariates).map((p, i) => p - control[i]!);
}

function checkLearner({ treated, outcome, covariates }: UpliftLearnerInput): void {
  checkIndicator('treated', treated);
  checkSameLength(['treated', treated], ['outcome', outcome]);
  checkIndicator('outcome', outcome);
  checkRowsOf(covariates, treated.length);
  for (const arm of [1, 0]) {
    let [seen, ones] = [0, 0];
    for (let i = 0; i < treated.length; i++)
      if (treated[i] === arm) {
        seen += 1;
        ones += outcome[i]!;
      }
    if (ones === 0 || ones === seen)
      throw new StatisticsError('one_class', {
        argument: 'outcome',
        says: `must have both 0 and 1 among the ${arm === 1 ? 'treated' : 'controls'}`,
      });
  }
}

function chances({ treated, propensity }: ClassTransformationInput): (row: number) => number {
  if (propensity === undefined) {
    let ones = 0;
    for (let i = 0; i < treated.length; i++) ones += treated[i]!;
    const share = ones / treated.length;
    return () => share;
  }
  if (typeof propensity === 'number') {
    checkProbability('propensity', propensity);
    return () => propensity;
  }
  checkSameLength(['treated', treated], ['propensity', propensity]);
  checkValues('propensity', propensity, { min: 0, max: 1, open: true });
  return (row) => propensity[row]!;
}
