import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf } from '../distributions.ts';
import { createRandom } from '../random.ts';
import { refusalPair } from '../refusal.test-support.ts';
import { RUNS, remembered, slackOf } from '../simulation.test-support.ts';
import { testSampleRatio } from './sample-ratio.ts';
import { testSampleRatioExactly } from './sample-ratio-exact.ts';

describe('the sample ratio', () => {
  it('does not depend on the order of the arms, and does not mind arms as they should be', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 20, max: 5_000 }), { minLength: 2, maxLength: 6 }), (counts) => {
        const total = counts.reduce((sum, count) => sum + count, 0);
        const shares = counts.map((count) => count / total);
        expect(testSampleRatio({ counts, shares }).pValue).toBeGreaterThan(1 - 1e-9);
        const equal = counts.map(() => 1 / counts.length);
        const [one, other] = [counts, [...counts].reverse()].map((of) =>
          testSampleRatio({ counts: of, shares: equal }),
        );
        expect(other?.pValue).toBeCloseTo(one?.pValue ?? 0, 12);
        expect(other?.isMismatch).toBe(one?.isMismatch);
      }),
      { seed: 4, numRuns: 200 },
    );
  });

  it('of two arms is the square of a normal statistic', () => {
    const { chiSquare, degreesOfFreedom, pValue, expected } = testSampleRatio({
      counts: [5_080, 4_920],
      shares: [0.5, 0.5],
    });
    expect(chiSquare).toBeCloseTo(1.6 * 1.6, 12);
    expect(degreesOfFreedom).toBe(1);
    expect(pValue).toBeCloseTo(2 * normalCdf(-1.6), 12);
    expect(Array.from(expected)).toEqual([5_000, 5_000]);
  });

  it('calls a mismatch below the threshold that is asked for', () => {
    const input = { counts: [50_000, 49_000], shares: [0.5, 0.5] };
    expect(testSampleRatio(input).isMismatch).toBe(false);
    expect(testSampleRatio({ ...input, threshold: 0.01 }).isMismatch).toBe(true);
    expect(testSampleRatioExactly({ counts: [20, 0], shares: [0.5, 0.5] }).isMismatch).toBe(true);
  });

  it('finds no more mismatches than its threshold in arms that are right', () => {
    const random = createRandom(6);
    const exact = remembered((...counts) =>
      testSampleRatioExactly({ counts, shares: [1 / 3, 1 / 3, 1 / 3], threshold: 0.05 }),
    );
    let [found, exactly] = [0, 0];
    for (let i = 0; i < RUNS; i++) {
      const counts = [0, 0, 0];
      for (let k = 0; k < 36; k++) counts[Math.floor(random.uniform() * 3)]! += 1;
      const input = { counts, shares: [1 / 3, 1 / 3, 1 / 3], threshold: 0.05 };
      if (testSampleRatio(input).isMismatch) found += 1;
      // Of equal shares it does not matter which arm has which count.
      if (exact(...counts.sort((a, b) => a - b)).isMismatch) exactly += 1;
    }
    for (const share of [found / RUNS, exactly / RUNS]) {
      expect(share).toBeLessThan(0.05 + slackOf(0.05));
      expect(share).toBeGreaterThan(0.03);
    }
  });

  it('exactly is what counting all outcomes gives, whatever the order of the arms', () => {
    const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
    const [shares, counts] = [
      [0.15, 0.6, 0.25],
      [4, 3, 2],
    ];
    const chance = (of: number[]) =>
      of.reduce((product, n, i) => (product * (shares[i] ?? 0) ** n) / factorial(n), factorial(9));
    let p = 0;
    for (let a = 0; a <= 9; a++)
      for (let b = 0; a + b <= 9; b++)
        if (chance([a, b, 9 - a - b]) <= chance(counts) * (1 + 1e-7)) p += chance([a, b, 9 - a - b]);
    expect(testSampleRatioExactly({ counts, shares }).pValue).toBeCloseTo(p, 13);
    expect(testSampleRatioExactly({ counts: [2, 4, 3], shares: [0.25, 0.15, 0.6] }).pValue).toBeCloseTo(
      p,
      13,
    );
  });

  it('exactly comes near chi-square with many, also with a small fourth arm', () => {
    const input = { counts: [470, 510, 12, 18], shares: [0.49, 0.49, 0.01, 0.01] };
    expect(testSampleRatioExactly(input).pValue).toBeCloseTo(testSampleRatio(input).pValue, 1);
  });

  it('is refused for few, for parts of units, and for shares of nothing', () => {
    const shares = [0.9, 0.1];
    for (const test of [testSampleRatio, testSampleRatioExactly]) {
      expect(refusalPair(() => test({ counts: [0, 0], shares }))).toEqual(['empty', 'counts']);
      expect(refusalPair(() => test({ counts: [80, 9.5], shares }))).toEqual(['out_of_range', 'counts[1]']);
      expect(refusalPair(() => test({ counts: [80, -1], shares }))).toEqual(['out_of_range', 'counts[1]']);
      expect(refusalPair(() => test({ counts: [80, 9], shares: [0.9, 0.2] }))).toEqual([
        'shares_do_not_sum',
        'shares',
      ]);
      expect(refusalPair(() => test({ counts: [80, 9, 3], shares }))).toEqual(['length_mismatch', 'shares']);
      expect(refusalPair(() => test({ counts: [80], shares: [1] }))).toEqual(['empty', 'counts']);
      expect(refusalPair(() => test({ counts: [80, 9], shares, threshold: 0 }))).toEqual([
        'out_of_range',
        'threshold',
      ]);
    }
    expect(refusalPair(() => testSampleRatio({ counts: [45, 4], shares }))).toEqual(['too_few', 'counts[1]']);
    expect(() => testSampleRatio({ counts: [45, 4], shares })).toThrow(/testSampleRatioExactly/);
    expect(refusalPair(() => testSampleRatioExactly({ counts: [5e14, 5e14], shares: [0.5, 0.5] }))).toEqual([
      'out_of_range',
      'counts',
    ]);
    const arms = { counts: [1, ...new Array(19_999).fill(0)], shares: new Array(20_000).fill(1 / 20_000) };
    expect(refusalPair(() => testSampleRatioExactly(arms))).toEqual(['out_of_range', 'counts']);
    const many = { counts: [300_000, 300_000, 300_000, 100_000], shares: [0.3, 0.3, 0.3, 0.1] };
    expect(refusalPair(() => testSampleRatioExactly(many))).toEqual(['out_of_range', 'counts']);
  });
});
