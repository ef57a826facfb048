import { checkCount, checkSameLength, checkSeed, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { createRandom } from '../random.ts';
import {
  fitLogisticRegression,
  type LogisticModel,
  predictLogits,
} from '../regression/logistic-regression.ts';
import { type Calibration, calibrateLogits, fitToLogits } from './calibration.ts';
import { type CalibrationQuality, qualityOfLogits } from './calibration-quality.ts';
import { checkOutcome, measureDiscrimination } from './discrimination.ts';

export interface IntentInput {
  /** 1 for those who did it, 0 for those who did not. */
  readonly outcome: ArrayLike<number>;
  /** Columns as long as `outcome`, known before it. */
  readonly covariates: readonly ArrayLike<number>[];
  readonly names?: readonly string[];
  /** Penalty on standardised slopes; 1 by default, which keeps rare covariates in check. */
  readonly ridge?: number;
  /** Parts for the calibration, each scored by a model that has not seen it; 5 by default, 2 … 20. */
  readonly folds?: number;
  /** Of the parting into folds. */
  readonly seed: number;
}

/** Plain data: may be stored, and applied to others by predictIntent. */
export interface IntentModel {
  readonly model: LogisticModel;
  readonly calibration: Calibration;
}

export interface IntentFit extends IntentModel {
  /** Area under the ROC curve on rows that the scoring model had not seen. */
  readonly discrimination: Estimate;
  /** Of the calibrated probabilities on these rows. The calibration was learnt on them, so whether it holds only measureCalibration on others can tell. */
  readonly quality: CalibrationQuality;
}

/**
 * Learns the chance that a customer will do something, so that the chance can be trusted as a share and explained.
 *
 * A logistic regression with a ridge on all rows; its logistic calibration is learnt on probabilities out of fold (each row scored by a model fitted on the other folds), which undoes the shrinkage
 * of the ridge. Folds hold the same share of both outcomes, parted by seed. O(folds · n k²) per Newton step.
 *
 * @throws {StatisticsError} one_class when all outcomes are the same; too_few when an outcome occurs less than twice per fold; not_identified or did_not_converge as fitLogisticRegression
 * @see Platt (1999), Advances in Large Margin Classifiers 61–74; Niculescu-Mizil and Caruana (2005), ICML 625–632
 * @example
 * const trips = Array.from({ length: 200 }, (_, i) => i % 10);
 * const outcome = trips.map((count, i) => ((i * 7919) % 100 < 10 + 7 * count ? 1 : 0));
 * const fit = fitIntent({ outcome, covariates: [trips], names: ['trips'], seed: 1 });
 * predictIntent(fit, [[0, 5, 9]]).length // → 3
 * fit.discrimination.value > 0.6 // → true
 */
export function fitIntent({
  outcome,
  covariates,
  names,
  ridge = 1,
  folds = 5,
  seed,
}: IntentInput): IntentFit {
  checkSeed('seed', seed);
  checkCount('folds', folds, { min: 2, max: 20 });
  checkOutcome(outcome);
  for (const [j, column] of covariates.entries())
    checkSameLength(['outcome', outcome], [`covariates[${j}]`, column]);
  const options = { ridge, ...(names === undefined ? {} : { names }) };
  const { model } = fitLogisticRegression({ outcome, covariates, ...options });
  const foldOf = partIntoFolds(outcome, { folds, seed });
  // Log odds, not probabilities: those of somebody who is far from all others round to 1.
  const unseen = new Float64Array(outcome.length);
  for (let fold = 0; fold < folds; fold++) {
    const others = rowsWhere(foldOf, (one) => one !== fold);
    const own = rowsWhere(foldOf, (one) => one === fold);
    const part = fitLogisticRegression({
      outcome: pick(outcome, others),
      covariates: covariates.map((column) => pick(column, others)),
      ...options,
    });
    const scored = predictLogits(
      part.model,
      covariates.map((column) => pick(column, own)),
    );
    for (const [i, row] of own.entries()) unseen[row] = scored[i]!;
  }
  const calibration = fitToLogits('log odds out of fold', { logits: unseen, outcome });
  return {
    model,
    calibration,
    discrimination: measureDiscrimination({ scores: unseen, outcome }),
    quality: qualityOfLogits(
      unseen.map((logit) => calibration.intercept + calibration.slope * logit),
      outcome,
    ),
  };
}

/**
 * Gives each customer's calibrated chance by a model that fitIntent learnt.
 *
 * p' = calibration(1 / (1 + e^−(intercept + Σ slopeⱼxⱼ))). Where the model is sure to rounding it is 0 or 1. O(n k).
 *
 * @throws {StatisticsError} length_mismatch when there are not as many covariates as slopes; not_finite; what applyCalibration refuses of a calibration
 * @see fitIntent
 * @example
 * const intent = { model: { intercept: -1, slopes: [0.5] }, calibration: { method: 'logistic', intercept: 0.1, slope: 1.2 } };
 * predictIntent(intent, [[0, 2, 4]]) // → [0.249740,0.524979,0.785835]
 */
export function predictIntent(
  { model, calibration }: IntentModel,
  covariates: readonly ArrayLike<number>[],
): Float64Array {
  const logits = predictLogits(model, covariates);
  checkValues('log odds of covariates', logits, { atLeast: 0 });
  return calibrateLogits(calibration, logits);
}

/** Rows of each outcome, shuffled and dealt in turn. */
function partIntoFolds(
  outcome: ArrayLike<number>,
  { folds, seed }: { folds: number; seed: number },
): Uint8Array {
  const random = createRandom(seed);
  const foldOf = new Uint8Array(outcome.length);
  for (const value of [0, 1]) {
    const rows = rowsWhere(outcome, (one) => one === value);
    if (rows.length < 2 * folds)
      throw new StatisticsError('too_few', {
        argument: 'outcome',
        says: `must be ${value} at least ${2 * folds} times for ${folds} folds, not ${rows.length}`,
        details: {
          rule: 'two of each outcome per fold',
          instead: 'fitLogisticRegression',
          count: rows.length,
        },
      });
    for (let i = rows.length - 1; i > 0; i--) {
      const j = random.below(i + 1);
      [rows[i], rows[j]] = [rows[j]!, rows[i]!];
    }
    for (const [i, row] of rows.entries()) foldOf[row] = i % folds;
  }
  return foldOf;
}

function rowsWhere(values: ArrayLike<number>, holds: (value: number) => boolean): number[] {
  const rows: number[] = [];
  for (let i = 0; i < values.length; i++) if (holds(values[i]!)) rows.push(i);
  return rows;
}

function pick(values: ArrayLike<number>, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!);
}
