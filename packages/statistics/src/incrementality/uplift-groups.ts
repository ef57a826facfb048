/** Does the treatment do more where the score says so: uplift in tenths of the ranking. */
import { checkCount, checkProbability, checkSameLength, checkValues } from '../checks.ts';
import { normalQuantile, tQuantile } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { mean, variance } from '../numbers.ts';
import { checkArms, isBinary, rowsByScore } from './arms.ts';

export interface UpliftGroupsInput {
  /** The higher, the sooner a customer would be chosen. */
  readonly scores: ArrayLike<number>;
  /** 1 for the treated, 0 for the controls; drawn at random. */
  readonly treated: ArrayLike<number>;
  /** 0 and 1, or an amount. */
  readonly outcome: ArrayLike<number>;
  /** 10 without word; not more than rows. */
  readonly groups?: number;
  /** Of the intervals; 0.95 without word. */
  readonly level?: number;
}

export interface UpliftGroup {
  /** 1 has the highest scores. */
  readonly group: number;
  readonly lowestScore: number;
  readonly highestScore: number;
  readonly treatedCount: number;
  readonly controlCount: number;
  readonly treatedMean: number;
  readonly controlMean: number;
  /** treatedMean − controlMean. */
  readonly uplift: Estimate;
}

/**
 * What the treatment did in each tenth (or other part) of the customers ranked by a score.
 *
 * Rows are ranked by falling score and cut into groups of equal size; rows of equal score stay together, in the group of their
 * middle rank, so that with many ties there are fewer groups. Uplift is the difference of the arms' means. Its interval is Newcombe's
 * hybrid score interval when outcomes are 0 and 1, Welch's otherwise. It holds for each group by itself, not for all at once.
 * Assumes that treatment was drawn at random and that the score was made on other customers than these. O(n log n).
 *
 * @throws {StatisticsError} too_few when a group lacks one of the arms (or has fewer than two of an arm, for amounts); zero_variance when amounts of a group are all equal in both arms; out_of_range when there are more groups than rows; one_class, length_mismatch, not_finite
 * @see Newcombe (1998), Statistics in Medicine 17:873–890, method 10; Welch (1947), Biometrika 34:28–35
 * @example
 * const groups = compareUpliftByScore({ scores: [8, 7, 6, 5, 4, 3, 2, 1], treated: [1, 0, 1, 0, 1, 0, 1, 0], outcome: [1, 0, 1, 0, 0, 1, 1, 1], groups: 2 });
 * groups.map(({ uplift }) => uplift.value) // → [1,-0.5]
 * groups[1].uplift.interval.lower // → -0.905469
 */
export function compareUpliftByScore(input: UpliftGroupsInput): UpliftGroup[] {
  const { scores, treated, outcome, groups = 10, level = 0.95 } = input;
  checkArms(treated, outcome);
  checkSameLength(['treated', treated], ['scores', scores]);
  checkValues('scores', scores);
  checkCount('groups', groups, { min: 1, max: treated.length });
  checkProbability('level', level);
  const binary = isBinary(outcome);
  return cutByScore(scores, groups).map((rows, i) => {
    const arm = (value: number) =>
      Float64Array.from(
        rows.filter((row) => treated[row] === value),
        (row) => outcome[row]!,
      );
    const [yes, no] = [arm(1), arm(0)];
    checkGroup(i + 1, { yes, no, least: binary ? 1 : 2 });
    return {
      group: i + 1,
      lowestScore: scores[rows.at(-1)!]!,
      highestScore: scores[rows[0]!]!,
      treatedCount: yes.length,
      controlCount: no.length,
      treatedMean: mean(yes),
      controlMean: mean(no),
      uplift: binary ? newcombe(yes, no, level) : welch(i + 1, { yes, no, level }),
    };
  });
}

function checkGroup(
  group: number,
  { yes, no, least }: { readonly yes: Float64Array; readonly no: Float64Array; readonly least: number },
): void {
  if (yes.length < least || no.length < least)
    throw new StatisticsError('too_few', {
      argument: 'groups',
      says: `must leave ${least} of each arm in every group; group ${group} has ${yes.length} treated and ${no.length} controls`,
      details: { rule: `at least ${least} per arm in every group`, group, instead: 'measureQini' },
    });
}

/** Rows by falling score in parts of equal size; a block of equal scores goes whole to the part of its middle rank. */
function cutByScore(scores: ArrayLike<number>, groups: number): Uint32Array[] {
  const rows = rowsByScore(scores);
  const parts: number[][] = Array.from({ length: groups }, () => []);
  for (let start = 0; start < rows.length; ) {
    let end = start + 1;
    while (end < rows.length && scores[rows[end]!] === scores[rows[start]!]) end += 1;
    const middle = (start + end) / 2;
    const part = parts[Math.min(groups - 1, Math.floor((middle * groups) / rows.length))]!;
    for (let i = start; i < end; i++) part.push(rows[i]!);
    start = end;
  }
  return parts.filter((part) => part.length > 0).map((part) => Uint32Array.from(part));
}

function wilson(share: number, n: number, z: number): { lower: number; upper: number } {
  const middle = share + (z * z) / (2 * n);
  const half = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return { lower: (middle - half) / scale, upper: (middle + half) / scale };
}

function newcombe(yes: Float64Array, no: Float64Array, level: number): Estimate {
  const z = -normalQuantile((1 - level) / 2);
  const [p, q] = [mean(yes), mean(no)];
  const [forP, forQ] = [wilson(p, yes.length, z), wilson(q, no.length, z)];
  const length = (a: number, b: number) => Math.sqrt(a * a + b * b);
  return {
    value: p - q,
    standardError: Math.sqrt((p * (1 - p)) / yes.length + (q * (1 - q)) / no.length),
    interval: {
      lower: p - q - length(p - forP.lower, forQ.upper - q),
      upper: p - q + length(forP.upper - p, q - forQ.lower),
    },
    level,
  };
}

function welch(
  group: number,
  { yes, no, level }: { readonly yes: Float64Array; readonly no: Float64Array; readonly level: number },
): Estimate {
  const [a, b] = [variance(yes) / yes.length, variance(no) / no.length];
  if (!(a + b > 0))
    throw new StatisticsError('zero_variance', {
      argument: 'outcome',
      says: `is the same for all of an arm in group ${group}; take fewer groups`,
      details: { group },
    });
  // Shares of the whole, so that amounts of any unit have squares.
  const [ofYes, ofNo] = [a / (a + b), b / (a + b)];
  const df = 1 / ((ofYes * ofYes) / (yes.length - 1) + (ofNo * ofNo) / (no.length - 1));
  const value = mean(yes) - mean(no);
  const standardError = Math.sqrt(a + b);
  const half = -tQuantile((1 - level) / 2, df) * standardError;
  return { value, standardError, interval: { lower: value - half, upper: value + half }, level };
}
