import { checkNumber, checkSameLength, checkValues } from '../checks.ts';
import { exp, sum } from '../numbers.ts';
import { type LogisticModel, predictLogisticRegression } from '../regression/logistic-regression.ts';

export interface ExplanationInput {
  readonly model: LogisticModel;
  /** The covariates of the one who is explained, in the model's order. */
  readonly row: ArrayLike<number>;
  /** Whom he is compared with: the means of the covariates, usually over all customers. */
  readonly reference: ArrayLike<number>;
  /** One name per covariate. */
  readonly names: readonly string[];
}

export interface Contribution {
  readonly name: string;
  /** Added to the log odds by this covariate being other than that of the reference. */
  readonly logOdds: number;
  /** The same as a factor on the odds: e^logOdds. */
  readonly oddsRatio: number;
}

export interface Explanation {
  /** Of the row, as the model gives it. */
  readonly probability: number;
  /** Of the reference. */
  readonly referenceProbability: number;
  /** What weighs most first, ties in the order of the covariates. Their log odds sum to the difference of both, exactly. */
  readonly contributions: readonly Contribution[];
}

/**
 * Says why a customer's probability is higher or lower than the usual one, reason by reason.
 *
 * contributionⱼ = slopeⱼ·(xⱼ − referenceⱼ), so that logit p − logit p_reference = Σ contributionⱼ. For a linear model and independent covariates these are the Shapley values
 * (SHAP). A reason is not a cause. O(k log k).
 *
 * @throws {StatisticsError} length_mismatch when row, reference, names and model differ; not_finite, also where odds are beyond all numbers (log odds above 709)
 * @see Lundberg and Lee (2017), A unified approach to interpreting model predictions, NeurIPS 30, corollary 1
 * @example
 * const why = explainPrediction({ model: { intercept: -2, slopes: [0.5, -1] }, row: [4, 0], reference: [2, 0.5], names: ['trips', 'complaints'] });
 * why.probability // → 0.5
 * why.contributions // → [{"name":"trips","logOdds":1,"oddsRatio":2.71828},{"name":"complaints","logOdds":0.5,"oddsRatio":1.64872}]
 */
export function explainPrediction({ model, row, reference, names }: ExplanationInput): Explanation {
  checkValues('row', row);
  checkSameLength(['model.slopes', model.slopes], ['row', row]);
  checkValues('reference', reference);
  checkSameLength(['row', row], ['reference', reference]);
  checkSameLength(['row', row], ['names', names]);
  const block = { values: [...Array.from(row), ...Array.from(reference)], width: row.length };
  const [probability = 0, referenceProbability = 0] = predictLogisticRegression(model, block);
  const contributions = names.map((name, j) => {
    const logOdds = sum([model.slopes[j]! * row[j]!, -model.slopes[j]! * reference[j]!]);
    const oddsRatio = exp(logOdds);
    checkNumber(`row[${j}] less reference[${j}], as odds,`, oddsRatio);
    return { name, logOdds, oddsRatio, j };
  });
  return {
    probability,
    referenceProbability,
    contributions: contributions
      .sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds) || a.j - b.j)
      .map(({ name, logOdds, oddsRatio }) => ({ name, logOdds, oddsRatio })),
  };
}
