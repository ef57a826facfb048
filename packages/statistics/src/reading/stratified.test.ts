import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusalPair } from '../refusal.test-support.ts';
import { compareMeans } from './means.ts';
import { compareStratified } from './stratified.ts';
import { summaryOf, within } from './testing.test-support.ts';

describe('strata', () => {
  const random = createRandom(21);
  const stratum = (level: number, n: [number, number], effect = 0) => ({
    control: summaryOf(random, { n: n[0], mean: level, deviation: 1 }),
    treatment: summaryOf(random, { n: n[1], mean: level + effect, deviation: 2 }),
  });

  it('when there is but one are no strata, and their order does not matter', () => {
    const one = stratum(5, [30, 40], 1);
    const read = compareStratified({ strata: [one] });
    const plain = compareMeans(one);
    expect(read.pValue).toBeCloseTo(plain.pValue, 12);
    expect(read.degreesOfFreedom).toBeCloseTo(plain.degreesOfFreedom, 10);
    const other = stratum(50, [10, 80], 2);
    const [a, b] = [compareStratified({ strata: [one, other] }), compareStratified({ strata: [other, one] })];
    expect(a.difference).toEqual(b.difference);
    expect(a.shares[0]).toBeCloseTo(7 / 16, 15);
  });

  it('take out what a stratum has in common: covered at the level though the arms are mixed unevenly', () => {
    const times = 2_000;
    const samples = Array.from({ length: times }, () => [
      stratum(0, [8, 14], 1),
      stratum(100, [20, 6], 1),
      stratum(40, [9, 9], 1),
    ]);
    for (const level of [0.8, 0.95]) {
      const covered = samples.filter((strata) => {
        const { lower, upper } = compareStratified({ strata, level }).difference.interval;
        return lower <= 1 && 1 <= upper;
      });
      expect(within(covered.length / times, level, times)).toBe(true);
    }
  });

  it('are refused when empty, flat, or with shares that are not', () => {
    const arm = { n: 10, mean: 1, variance: 1 };
    const one = { control: arm, treatment: arm };
    expect(refusalPair(() => compareStratified({ strata: [] }))).toEqual(['empty', 'strata']);
    expect(refusalPair(() => compareStratified({ strata: [one], shares: [0.5, 0.5] }))).toEqual([
      'length_mismatch',
      'shares',
    ]);
    expect(refusalPair(() => compareStratified({ strata: [one, one], shares: [0.5, 0.4] }))).toEqual([
      'shares_do_not_sum',
      'shares',
    ]);
    const flat = { ...arm, variance: 0 };
    expect(refusalPair(() => compareStratified({ strata: [{ control: flat, treatment: flat }] }))).toEqual([
      'zero_variance',
      'strata',
    ]);
    expect(
      refusalPair(() => compareStratified({ strata: [one, { ...one, treatment: { ...arm, n: 1 } }] })),
    ).toEqual(['out_of_range', 'strata[1].treatment.n']);
  });
});
