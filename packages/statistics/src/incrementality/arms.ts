/** Who was treated and who was not: what every method of this area starts from. */
import { checkSameLength, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';

/** 0 or 1 per row, both present. Throws naming `argument`. */
export function checkIndicator(argument: string, indicator: ArrayLike<number>): void {
  checkValues(argument, indicator, { min: 0, max: 1 });
  let ones = 0;
  for (let i = 0; i < indicator.length; i++) {
    const value = indicator[i]!;
    if (value !== 0 && value !== 1)
      throw new StatisticsError('out_of_range', {
        argument: `${argument}[${i}]`,
        says: `must be 0 or 1, not ${value}`,
        details: { value },
      });
    ones += value;
  }
  if (ones === 0 || ones === indicator.length)
    throw new StatisticsError('one_class', {
      argument,
      says: `must have both 0 and 1, not only ${ones === 0 ? 0 : 1}`,
    });
}

/** Beyond this, squares and their sums would overflow. */
export const LARGEST = 1e100;

/** Numbers that can be squared and summed. */
export function checkMeasure(argument: string, values: ArrayLike<number>): void {
  checkValues(argument, values, { min: -LARGEST, max: LARGEST });
}

/** `treated` of 0 and 1, and an outcome as long as it. */
export function checkArms(treated: ArrayLike<number>, outcome: ArrayLike<number>): void {
  checkIndicator('treated', treated);
  checkSameLength(['treated', treated], ['outcome', outcome]);
  checkMeasure('outcome', outcome);
}

/**
 * Throws unless two clusters have treated rows and two have others. Errors by clusters are a sum over clusters of what the fit leaves
 * of them, and of the only cluster of an arm it leaves nothing: what it would have done by itself is then left out of the error (of
 * twenty places with one treated, an interval of 0.95 covers 0.36).
 */
export function checkClustersOfArms(treated: ArrayLike<number>, clusters: ArrayLike<number>): void {
  const seen = [new Set<number>(), new Set<number>()] as const;
  for (let i = 0; i < clusters.length; i++) seen[treated[i] === 1 ? 1 : 0].add(clusters[i]!);
  const [others, ones] = [seen[0].size, seen[1].size];
  if (ones < 2 || others < 2)
    throw new StatisticsError('too_few', {
      argument: 'clusters',
      says: `must be at least two with treated and two with other rows, not ${ones} and ${others}`,
      details: {
        rule: 'clusters of each arm ≥ 2',
        treated: ones,
        others,
        instead: 'estimateSyntheticControl',
      },
    });
}

export function isBinary(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (values[i] !== 0 && values[i] !== 1) return false;
  return true;
}

/** Rows from the highest score to the lowest; equal scores in order of the rows. */
export function rowsByScore(scores: ArrayLike<number>): Uint32Array {
  const rows = new Uint32Array(scores.length);
  for (let i = 0; i < rows.length; i++) rows[i] = i;
  return rows.sort((a, b) => scores[b]! - scores[a]! || a - b);
}
