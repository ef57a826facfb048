/** Always-valid reading of one estimate: of any kind by its standard error, or of one mean exactly. */
import { checkComputable, checkCount, checkNumber, checkPositive } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { exp, ln, log1p } from '../numbers.ts';
import {
  type AnytimeOptions,
  type AnytimeReading,
  bestRatio,
  checkOptions,
  pValueOf,
  readMixture,
} from './mixture.ts';

export interface AnytimeEstimateInput extends AnytimeOptions {
  readonly estimate: number;
  /** From a known variance, or from so many units that it is as good as known. */
  readonly standardError: number;
  /** Of chooseMixtureVariance; the same at every look. */
  readonly mixtureVariance: number;
  /** What the estimate is when there is no effect; 0 unless told. */
  readonly nullValue?: number;
}

/**
 * An interval and a p value that stay right however often one looks: the normal mixture sequential probability ratio test.
 *
 * With V the squared standard error and τ² the mixture variance: evidence √(V/(V + τ²)) exp(z²τ²/(2(V + τ²))), p value one over the
 * largest evidence so far, interval estimate ± √(V (V + τ²)/τ² · ln((V + τ²)/(V alpha²))). Exact when the estimate is a mean of
 * normal values of known variance, and bounded by alpha for any whose sums are sub-Gaussian with it; with an estimated variance it
 * holds when the first look comes late enough. O(1).
 *
 * @throws {StatisticsError} not_finite when estimate or nullValue is; out_of_range when standardError or mixtureVariance is not above 0, alpha not inside (0, 1), previousPValue not in [0, 1], or numbers are too large to be computed with
 * @see Robbins (1970), Annals of Mathematical Statistics 41:1397–1409
 * @see Howard, Ramdas, McAuliffe and Sekhon (2021), Annals of Statistics 49:1055–1080, equation 14
 * @see Johari, Koomen, Pekelis and Walsh (2022), Operations Research 70:1806–1821
 * @example
 * const mixtureVariance = chooseMixtureVariance({ targetVariance: 0.0001 });
 * const read = readEstimateAnytime({ estimate: 0.05, standardError: 0.012, mixtureVariance });
 * read.pValue // → 0.00160565
 * read.estimate.interval // → {"lower":0.0134478,"upper":0.0865522}
 */
export function readEstimateAnytime(input: AnytimeEstimateInput): AnytimeReading {
  const options = checkOptions(input);
  const { estimate, standardError, mixtureVariance, nullValue = 0 } = input;
  checkNumber('estimate', estimate);
  checkNumber('nullValue', nullValue);
  checkPositive('standardError', standardError);
  checkPositive('mixtureVariance', mixtureVariance);
  const ratio = mixtureVariance / (standardError * standardError);
  return readMixture(
    { argument: 'estimate', value: estimate, null: nullValue, standardError, ratio },
    options,
  );
}

export interface AnytimeMeanInput extends AnytimeOptions {
  readonly n: number;
  readonly mean: number;
  /** Of the values, with n − 1. */
  readonly variance: number;
  /** Number of values at which the interval should be at its best; the same at every look. */
  readonly targetN: number;
  /** 0 unless told. */
  readonly nullMean?: number;
}

/**
 * An interval and a p value for one mean of normal values of unknown variance, right however often one looks: the sequential t test.
 *
 * The effect over the standard deviation is mixed over N(0, x/targetN), x as in chooseMixtureVariance. With r = x n/targetN and t the
 * ordinary t, evidence (1 + r)^(−½) ((1 + t²/(n − 1))/(1 + t²/((n − 1)(1 + r))))^(n/2). Exact at any n for normal values, as for differences
 * of matched pairs or of days; for others when n at the first look is large. O(1).
 *
 * @throws {StatisticsError} too_few when n is so small that no mean could be refused; zero_variance when variance is 0; out_of_range or not_finite for other arguments that are
 * @see Lai (1976), Annals of Statistics 4:265–280
 * @see Lindon, Ham, Tingley and Bojinov (2022), Anytime-valid inference in linear models, arXiv:2210.08589
 * @example
 * const read = readMeanAnytime({ n: 60, mean: 1.3, variance: 9, targetN: 100 });
 * read.pValue // → 0.0333153
 * read.estimate.interval // → {"lower":0.0692926,"upper":2.53071}
 */
export function readMeanAnytime(input: AnytimeMeanInput): AnytimeReading {
  const { alpha, previousPValue } = checkOptions(input);
  const { n, mean, variance, targetN, nullMean = 0 } = input;
  checkCount('n', n, { min: 2 });
  checkNumber('mean', mean);
  checkNumber('nullMean', nullMean);
  checkCount('targetN', targetN, { min: 1 });
  checkNumber('variance', variance, { min: 0 });
  if (variance === 0)
    throw new StatisticsError('zero_variance', { argument: 'variance', says: 'is 0: all values are equal' });
  const ratio = (bestRatio(alpha) * n) / targetN;
  // What t²/(n − 1) must reach for evidence 1/alpha: (Q − 1)/(1 − Q/(1 + r)), Q = ((1 + r)/alpha²)^(1/n).
  const root = exp((log1p(ratio) - 2 * ln(alpha)) / n);
  if (root >= 1 + ratio)
    throw new StatisticsError('too_few', {
      argument: 'n',
      says: `is too few: after ${n} values no mean at all can be refused with alpha ${alpha}`,
      details: {
        n,
        rule: '((1 + r)/alpha²)^(1/n) below 1 + r, with r of the docstring',
        instead: 'readEstimateAnytime',
      },
    });
  const standardError = Math.sqrt(variance / n);
  const t = (mean - nullMean) / standardError;
  const scaled = (t * t) / (n - 1);
  const logEvidence = (n * (log1p(scaled) - log1p(scaled / (1 + ratio))) - log1p(ratio)) / 2;
  const half = standardError * Math.sqrt(((n - 1) * (root - 1)) / (1 - root / (1 + ratio)));
  const interval = { lower: mean - half, upper: mean + half };
  checkComputable('mean', [logEvidence, interval.lower, interval.upper]);
  return {
    estimate: {
      value: mean,
      standardError,
      interval,
      level: 1 - alpha,
    },
    pValue: pValueOf(logEvidence, previousPValue),
    logEvidence,
  };
}
