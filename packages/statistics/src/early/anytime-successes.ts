/** Always-valid comparison of two arms by who succeeds, exact from the first success on. */
import { checkComputable, checkCount, checkProbability } from '../checks.ts';
import { betaln } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate, Interval } from '../interval.ts';
import { ln, log1p } from '../numbers.ts';
import { type AnytimeOptions, type AnytimeReading, bestRatio, checkOptions, pValueOf } from './mixture.ts';
import { findRoot } from './root.ts';

export interface AnytimeSuccessesInput extends AnytimeOptions {
  /** Units that succeeded; each counts once. */
  readonly controlSuccesses: number;
  readonly treatmentSuccesses: number;
  /** Chance of a unit to be assigned to the treatment, fixed by the design; ½ unless told. */
  readonly treatmentShare?: number;
  /** Successes in both arms together at which the interval should be at its best; the same at every look. */
  readonly targetSuccesses: number;
}

export interface AnytimeSuccesses extends AnytimeReading {
  /** Of all successes, the share that was in the treatment; without an effect it is treatmentShare. */
  readonly estimate: Estimate;
  /** Rate of success in the treatment over that in control; null while control has none. */
  readonly ratio: { readonly value: number; readonly interval: Interval } | null;
}

/** The logarithm of a beta function of more has fewer digits than its differences need. */
const MOST_SUCCESSES = 1e12;

/**
 * Ratio of two success rates with an interval and a p value that stay right however often one looks, at any number of successes.
 *
 * Of randomly assigned units, the next to succeed is in the treatment with chance π = s R/(s R + 1 − s), s the treatment's share and
 * R the ratio of the rates, whatever the rates are and however they both change with the hour or the day. Its share X of N is mixed
 * over Beta(s m, (1 − s) m), m = targetSuccesses/x, x as in chooseMixtureVariance: evidence B(s m + X, (1 − s) m + N − X)/
 * (B(s m, (1 − s) m) π^X (1 − π)^(N − X)). The interval is of those π whose evidence is below 1/alpha. When assignment is kept even by
 * blocks instead of drawn for each unit, it is on the careful side. O(1), two roots.
 *
 * @throws {StatisticsError} empty without a success; out_of_range when a count is not whole or negative, treatmentShare not inside (0, 1), targetSuccesses below 1, or any of them above 10¹²
 * @see Robbins (1970), Annals of Mathematical Statistics 41:1397–1409
 * @see Lindon and Malek (2022), Anytime-valid inference for multinomial count data, NeurIPS 35
 * @example
 * const read = compareSuccessesAnytime({ controlSuccesses: 100, treatmentSuccesses: 160, targetSuccesses: 400 });
 * read.ratio // → {"value":1.6,"interval":{"lower":1.07349,"upper":2.415}}
 * read.pValue // → 0.00701496
 */
export function compareSuccessesAnytime(input: AnytimeSuccessesInput): AnytimeSuccesses {
  const { alpha, previousPValue } = checkOptions(input);
  const { controlSuccesses, treatmentSuccesses, treatmentShare = 0.5, targetSuccesses } = input;
  checkCount('controlSuccesses', controlSuccesses, { max: MOST_SUCCESSES });
  checkCount('treatmentSuccesses', treatmentSuccesses, { max: MOST_SUCCESSES });
  checkProbability('treatmentShare', treatmentShare);
  checkCount('targetSuccesses', targetSuccesses, { min: 1, max: MOST_SUCCESSES });
  const total = controlSuccesses + treatmentSuccesses;
  if (total === 0)
    throw new StatisticsError('empty', {
      argument: 'treatmentSuccesses',
      says: 'and controlSuccesses are both 0',
    });
  const prior = targetSuccesses / bestRatio(alpha);
  const a = prior * treatmentShare;
  const b = prior * (1 - treatmentShare);
  const mixed = betaln(a + treatmentSuccesses, b + controlSuccesses) - betaln(a, b);
  const logEvidence = logEvidenceAgainst(treatmentShare, { mixed, inside: treatmentSuccesses, total });
  // Of the control's share the small one is known to all digits where that of the treatment is next to one.
  const limit = -ln(alpha);
  const lower = lowestShare({ mixed, inside: treatmentSuccesses, total }, limit);
  const lowerOfControl = lowestShare({ mixed, inside: controlSuccesses, total }, limit);
  const value = treatmentSuccesses / total;
  const odds = treatmentShare / (1 - treatmentShare);
  const ratio = {
    value: treatmentSuccesses / controlSuccesses / odds,
    interval: { lower: lower / (1 - lower) / odds, upper: (1 - lowerOfControl) / lowerOfControl / odds },
  };
  const hasRatio = controlSuccesses > 0;
  if (hasRatio)
    checkComputable('treatmentShare', [ratio.value, ratio.interval.lower, ratio.interval.upper, logEvidence]);
  return {
    estimate: {
      value,
      standardError: Math.sqrt((value * (1 - value)) / total),
      interval: { lower, upper: 1 - lowerOfControl },
      level: 1 - alpha,
    },
    ratio: hasRatio ? ratio : null,
    pValue: pValueOf(logEvidence, previousPValue),
    logEvidence,
  };
}

/** 0 · ln 0 is 0: what did not happen says nothing. */
function timesLog(count: number, logarithm: number): number {
  return count === 0 ? 0 : count * logarithm;
}

interface Seen {
  readonly mixed: number;
  /** Successes of the arm whose share it is. */
  readonly inside: number;
  readonly total: number;
}

function logEvidenceAgainst(share: number, { mixed, inside, total }: Seen): number {
  return mixed - timesLog(inside, ln(share)) - timesLog(total - inside, log1p(-share));
}

const NEAR_NOUGHT = 1e-300;

/** Evidence against a share falls up to the observed one, from without bound when the arm has any success. */
function lowestShare(seen: Seen, limit: number): number {
  const { inside, total } = seen;
  const excess = (share: number) => logEvidenceAgainst(share, seen) - limit;
  if (inside === 0 || excess(NEAR_NOUGHT) <= 0) return 0;
  return findRoot('treatmentSuccesses', excess, { lower: NEAR_NOUGHT, upper: inside / total });
}
