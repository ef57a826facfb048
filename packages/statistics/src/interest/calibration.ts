import { checkNumber, checkSameLength, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { exp, ln } from '../numbers.ts';
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

/** Plain data: may be stored and applied later. */
export type Calibration =
  | { readonly method: 'logistic'; readonly intercept: number; readonly slope: number }
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
 * pooling adjacent violators; a block's rows share its mean. O(n log n).
 *
 * @throws {StatisticsError} one_class when all outcomes are the same; out_of_range for a probability of 0, 1 or beyond; not_identified when probabilities separate the outcomes or are all equal (logistic); length_mismatch
 * @see Platt (1999), Advances in Large Margin Classifiers 61–74; Zadrozny and Elkan (2002), KDD 694–699; Ayer et al. (1955), Annals of Mathematical Statistics 26:641–647
 * @example
 * const probabilities = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
 * const outcome = [0, 1, 0, 0, 1, 1];
 * fitCalibration({ probabilities, outcome, method: 'isotonic' }).to // → [0,0.333333,0.333333,1,1]
 */
export function fitCalibration({ probabilities, outcome, method }: CalibrationInput): Calibration {
  checkProbabilities(probabilities);
  checkSameLength(['probabilities', probabilities], ['outcome', outcome]);
  checkOutcome(outcome);
  if (method === 'isotonic') return pool(probabilities, outcome);
  const logits = Float64Array.from(probabilities, logitOf);
  const { model } = fitLogisticRegression({ outcome, covariates: [logits], names: ['probabilities'] });
  return { method: 'logistic', intercept: model.intercept, slope: model.slopes[0]! };
}

/**
 * Gives the calibrated probability of each probability a model said.
 *
 * As learnt by fitCalibration; order is kept where the calibration rises. O(n log m) for m steps.
 *
 * @throws {StatisticsError} out_of_range for a probability of 0, 1 or beyond; not_finite; empty
 * @see fitCalibration
 * @example
 * applyCalibration({ method: 'logistic', intercept: -0.5, slope: 0.8 }, [0.1, 0.5, 0.9]) // → [0.0946805,0.377541,0.778644]
 */
export function applyCalibration(calibration: Calibration, probabilities: ArrayLike<number>): Float64Array {
  checkProbabilities(probabilities);
  if (calibration.method === 'isotonic')
    return Float64Array.from(probabilities, (one) => interpolate(calibration, one));
  const { intercept, slope } = calibration;
  checkNumber('calibration.intercept', intercept);
  checkNumber('calibration.slope', slope);
  return Float64Array.from(probabilities, (one) => 1 / (1 + exp(-(intercept + slope * logitOf(one)))));
}

export const logitOf = (probability: number) => ln(probability / (1 - probability));

export function checkProbabilities(probabilities: ArrayLike<number>): void {
  checkValues('probabilities', probabilities, { min: 0, max: 1, open: true });
}

interface Block {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly sum: number;
}

function pool(probabilities: ArrayLike<number>, outcome: ArrayLike<number>): Calibration {
  const order = Uint32Array.from({ length: outcome.length }, (_, i) => i).sort(
    (a, b) => probabilities[a]! - probabilities[b]! || a - b,
  );
  const blocks: Block[] = [];
  for (const row of order) {
    const at = probabilities[row]!;
    let block: Block = { from: at, to: at, count: 1, sum: outcome[row]! };
    for (let last = blocks.at(-1); last && mustJoin(last, block); last = blocks.at(-1)) {
      blocks.pop();
      block = { from: last.from, to: block.to, count: last.count + block.count, sum: last.sum + block.sum };
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

/** Equal probabilities are one point, and a later block may not be lower. Counts are whole, so the products are exact. */
function mustJoin(last: Block, next: Block): boolean {
  return last.to === next.from || last.sum * next.count >= next.sum * last.count;
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
