import { checkNumber, checkSameLength, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { ln, logistic } from '../numbers.ts';
import { fitLogisticRegression } from '../regression/logistic-regression.ts';
import { checkOutcome } from './discrimination.ts';

export interface CalibrationInput {
  /** What a model said, strictly between 0 and 1. */
  readonly probabilities: ArrayLike<number>;
  /** 1 where it happened, 0 where not; as long as `probabilities`, and not the rows the model was fitted on. */
  readonly outcome: ArrayLike<number>;
  /** logistic (Platt) needs few rows and assumes one bend; isotonic needs some thousand and assumes only that order is right. */
  readonly method: 'logistic' | 'isotonic';
}

interface LogisticCalibration {
  readonly method: 'logistic';
  readonly intercept: number;
  readonly slope: number;
}

/** Plain data: may be stored and applied later. */
export type Calibration =
  | LogisticCalibration
  | {
      readonly method: 'isotonic';
      /** Rising; each with the probability it stands for. Between two of them the line that joins them holds, outside the nearest. */
      readonly from: readonly number[];
      readonly to: readonly number[];
    };

/**
 * Learns what the probabilities of a model are really worth, so that of those with 20 % one in five does it.
 *
 * logistic: logit p' = a + b·logit p, by maximum likelihood (Platt scaling on the logit). isotonic: the rising step function with the least squared error, by
 * pooling adjacent violators, equal probabilities being one point; a block's rows share its mean. O(n log n).
 *
 * @throws {StatisticsError} one_class when all outcomes are the same; out_of_range for a probability of 0, 1 or beyond; not_identified when probabilities separate the outcomes or are all equal (logistic); length_mismatch
 * @see Platt (1999), Advances in Large Margin Classifiers 61–74; Zadrozny and Elkan (2002), KDD 694–699; Ayer et al. (1955), Annals of Mathematical Statistics 26:641–647
 * @example
 * const probabilities = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
 * const outcome = [0, 1, 0, 0, 1, 1];
 * fitCalibration({ probabilities, outcome, method: 'isotonic' }).to // → [0,0.333333,0.333333,1,1]
 */
export function fitCalibration({ probabilities, outcome, method }: CalibrationInput): Calibration {
  checkMethod('method', method);
  checkProbabilities(probabilities);
  checkSameLength(['probabilities', probabilities], ['outcome', outcome]);
  checkOutcome(outcome);
  if (method === 'isotonic') return pool(probabilities, outcome);
  return fitToLogits('probabilities', { logits: Float64Array.from(probabilities, logitOf), outcome });
}

/** logit p' = a + b·logit, learnt from the logits themselves, which never round to a probability of 0 or 1. */
export function fitToLogits(
  name: string,
  { logits, outcome }: { logits: Float64Array; outcome: ArrayLike<number> },
): LogisticCalibration {
  const { model } = fitLogisticRegression({ outcome, covariates: [logits], names: [name] });
  return { method: 'logistic', intercept: model.intercept, slope: model.slopes[0]! };
}

/**
 * Gives the calibrated probability of each probability a model said.
 *
 * As learnt by fitCalibration; order is kept where the calibration rises. O(n log m) for m steps.
 *
 * @throws {StatisticsError} out_of_range for a probability of 0, 1 or beyond, and for a calibration whose steps do not rise or are none;
 * not_finite; empty; length_mismatch when the columns of a calibration differ; unknown_name for a method that is none
 * @see fitCalibration
 * @example
 * applyCalibration({ method: 'logistic', intercept: -0.5, slope: 0.8 }, [0.1, 0.5, 0.9]) // → [0.0946805,0.377541,0.778644]
 */
export function applyCalibration(calibration: Calibration, probabilities: ArrayLike<number>): Float64Array {
  checkCalibration(calibration);
  checkProbabilities(probabilities);
  if (calibration.method === 'isotonic')
    return Float64Array.from(probabilities, (one) => interpolate(calibration, one));
  return calibrateLogits(calibration, Float64Array.from(probabilities, logitOf));
}

/** The same from logits: what is sure to rounding is calibrated too. */
export function calibrateLogits(calibration: Calibration, logits: Float64Array): Float64Array {
  checkCalibration(calibration);
  if (calibration.method === 'isotonic')
    return logits.map((logit) => interpolate(calibration, logistic(logit)));
  const { intercept, slope } = calibration;
  return logits.map((logit) => logistic(intercept + slope * logit));
}

function checkMethod(argument: string, method: Calibration['method']): void {
  if (method !== 'logistic' && method !== 'isotonic')
    throw new StatisticsError('unknown_name', {
      argument,
      says: `must be logistic or isotonic, not ${method}`,
    });
}

/** It may have been stored, and come back as anything. */
function checkCalibration(calibration: Calibration): void {
  checkMethod('calibration.method', calibration.method);
  if (calibration.method === 'logistic') {
    checkNumber('calibration.intercept', calibration.intercept);
    checkNumber('calibration.slope', calibration.slope);
    return;
  }
  const { from, to } = calibration;
  checkValues('calibration.from', from);
  checkSameLength(['calibration.from', from], ['calibration.to', to]);
  checkValues('calibration.to', to, { min: 0, max: 1 });
  for (let i = 1; i < from.length; i++) {
    checkNumber(`calibration.from[${i}]`, from[i]!, { min: from[i - 1]!, open: true });
    checkNumber(`calibration.to[${i}]`, to[i]!, { min: to[i - 1]! });
  }
}

const logitOf = (probability: number) => ln(probability / (1 - probability));

export function checkProbabilities(probabilities: ArrayLike<number>): void {
  checkValues('probabilities', probabilities, { min: 0, max: 1, open: true });
}

interface Block {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly sum: number;
}

const joined = (first: Block, second: Block): Block => ({
  from: first.from,
  to: second.to,
  count: first.count + second.count,
  sum: first.sum + second.sum,
});

function pool(probabilities: ArrayLike<number>, outcome: ArrayLike<number>): Calibration {
  const blocks: Block[] = [];
  for (const point of pointsOf(probabilities, outcome)) {
    let block = point;
    // A later block may not be lower. Counts are whole, so the products are exact.
    for (let last = blocks.at(-1); last; last = blocks.at(-1)) {
      if (last.sum * block.count < block.sum * last.count) break;
      blocks.pop();
      block = joined(last, block);
    }
    blocks.push(block);
  }
  if (blocks.length === 1)
    throw new StatisticsError('one_class', {
      argument: 'outcome',
      says: 'must rise with the probabilities somewhere',
    });
  const ends = blocks.flatMap(({ from, to, count, sum }) =>
    from === to ? [[from, sum / count] as const] : [[from, sum / count] as const, [to, sum / count] as const],
  );
  return { method: 'isotonic', from: ends.map(([from]) => from), to: ends.map(([, to]) => to) };
}

/** One block per different probability, rising: equal ones must share a mean before any are pooled. */
function pointsOf(probabilities: ArrayLike<number>, outcome: ArrayLike<number>): Block[] {
  const order = Uint32Array.from({ length: outcome.length }, (_, i) => i).sort(
    (a, b) => probabilities[a]! - probabilities[b]! || a - b,
  );
  const points: Block[] = [];
  for (const row of order) {
    const at = probabilities[row]!;
    const block = { from: at, to: at, count: 1, sum: outcome[row]! };
    const last = points.at(-1);
    if (last?.to === at) points[points.length - 1] = joined(last, block);
    else points.push(block);
  }
  return points;
}

function interpolate(
  { from, to }: { readonly from: readonly number[]; readonly to: readonly number[] },
  at: number,
): number {
  let low = 0;
  let high = from.length - 1;
  if (at <= from[low]!) return to[low]!;
  if (at >= from[high]!) return to[high]!;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (from[middle]! <= at) low = middle;
    else high = middle;
  }
  return to[low]! + ((to[high]! - to[low]!) * (at - from[low]!)) / (from[high]! - from[low]!);
}
