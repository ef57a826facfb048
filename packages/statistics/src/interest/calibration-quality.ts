import { checkCount, checkSameLength } from '../checks.ts';
import { normalCdf } from '../distributions.ts';
import { exp, ln, log1p, logistic, sum } from '../numbers.ts';
import { checkProbabilities } from './calibration.ts';
import { checkOutcome } from './discrimination.ts';

export interface CalibrationQualityInput {
  /** What a model said, strictly between 0 and 1. */
  readonly probabilities: ArrayLike<number>;
  /** 1 where it happened, 0 where not. */
  readonly outcome: ArrayLike<number>;
  /** Bins of equal width over 0 … 1; 10 by default. */
  readonly bins?: number;
}

export interface CalibrationBin {
  /** From (inclusive) and to (exclusive, but 1). */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean of what was said in the bin, and the share that did it. */
  readonly said: number;
  readonly happened: number;
}

export interface CalibrationQuality {
  /** Mean squared error of the probabilities: 0 is perfect, 0.25 is always saying a half. */
  readonly brier: number;
  /** Mean −ln of the probability given to what happened; nats. */
  readonly logLoss: number;
  /** Share that did it less mean of what was said. */
  readonly bias: number;
  /** Mean |happened − said| over bins, weighted by rows. */
  readonly expectedError: number;
  /** Only bins with rows. */
  readonly bins: readonly CalibrationBin[];
}

export interface CalibrationReading extends CalibrationQuality {
  /** Two-sided: are the probabilities right? Small means no. */
  readonly pValue: number;
}

/**
 * Tells whether probabilities mean what they say: how often it happened where the model said so and so.
 *
 * brier = mean (p − y)²; logLoss = −mean ln P(y); expectedError = Σ nᵦ/n · |ȳᵦ − p̄ᵦ|. The test is Spiegelhalter's: z = Σ (y − p)(1 − 2p) / √Σ (1 − 2p)² p(1 − p), normal when
 * the probabilities are right and were not learnt on these rows. Probabilities all equal to ½ leave nothing to test: p is then 1. O(n).
 *
 * @throws {StatisticsError} out_of_range for a probability of 0, 1 or beyond or an outcome that is not 0 or 1; empty; length_mismatch
 * @see Spiegelhalter (1986), Statistics in Medicine 5:421–433; Brier (1950), Monthly Weather Review 78:1–3
 * @example
 * const read = measureCalibration({ probabilities: [0.1, 0.2, 0.7, 0.9], outcome: [0, 1, 1, 1], bins: 2 });
 * read.brier // → 0.1875
 * read.bins.map(({ said, happened }) => [said, happened]) // → [[0.15,0.5],[0.8,1]]
 */
export function measureCalibration(input: CalibrationQualityInput): CalibrationReading {
  const { probabilities, outcome, bins = 10 } = input;
  checkProbabilities(probabilities);
  checkSameLength(['probabilities', probabilities], ['outcome', outcome]);
  checkOutcome(outcome);
  checkCount('bins', bins, { min: 1, max: 1_000 });
  const losses = Float64Array.from(probabilities, (p, i) => -ln(outcome[i] === 1 ? p : 1 - p));
  const over = overRows({ probabilities, outcome });
  const deviation = over((p, y) => (y - p) * (1 - 2 * p));
  const spread = over((p) => (1 - 2 * p) * (1 - 2 * p) * p * (1 - p));
  return {
    ...qualityOf({ probabilities, outcome, bins, losses }),
    pValue: spread > 0 ? Math.min(1, 2 * normalCdf(-Math.abs(deviation) / Math.sqrt(spread))) : 1,
  };
}

/** The same from logits: where one is so sure that its probability is 1 to rounding, the loss is still a number. */
export function qualityOfLogits(logits: Float64Array, outcome: ArrayLike<number>): CalibrationQuality {
  const losses = logits.map((logit, i) => {
    const against = outcome[i] === 1 ? -logit : logit;
    return Math.max(0, against) + log1p(exp(-Math.abs(against)));
  });
  return qualityOf({ probabilities: logits.map((logit) => logistic(logit)), outcome, bins: 10, losses });
}

interface Judged {
  readonly probabilities: ArrayLike<number>;
  readonly outcome: ArrayLike<number>;
  readonly bins: number;
  readonly losses: Float64Array;
}

function qualityOf({ probabilities, outcome, bins, losses }: Judged): CalibrationQuality {
  const rows = probabilities.length;
  const over = overRows({ probabilities, outcome });
  const filled = fillBins({ probabilities, outcome }, bins);
  return {
    brier: over((p, y) => (p - y) * (p - y)) / rows,
    logLoss: sum(losses) / rows,
    bias: over((p, y) => y - p) / rows,
    expectedError: sum(filled.map(({ count, said, happened }) => (count / rows) * Math.abs(happened - said))),
    bins: filled,
  };
}

function overRows({ probabilities, outcome }: Pick<Judged, 'probabilities' | 'outcome'>) {
  return (of: (p: number, y: number) => number) =>
    sum(Float64Array.from(probabilities, (p, i) => of(p, outcome[i]!)));
}

function fillBins({ probabilities, outcome }: CalibrationQualityInput, bins: number): CalibrationBin[] {
  const counts = new Float64Array(bins);
  const said = new Float64Array(bins);
  const happened = new Float64Array(bins);
  for (let i = 0; i < probabilities.length; i++) {
    let bin = Math.min(bins - 1, Math.floor(probabilities[i]! * bins));
    // The product may round to the other side of an end that is itself rounded.
    if (bin + 1 < bins && probabilities[i]! >= (bin + 1) / bins) bin += 1;
    if (probabilities[i]! < bin / bins) bin -= 1;
    counts[bin] = counts[bin]! + 1;
    said[bin] = said[bin]! + probabilities[i]!;
    happened[bin] = happened[bin]! + outcome[i]!;
  }
  return Array.from(counts, (count, bin) => ({
    from: bin / bins,
    to: (bin + 1) / bins,
    count,
    said: said[bin]! / count,
    happened: happened[bin]! / count,
  })).filter(({ count }) => count > 0);
}
