import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusalPair } from '../refusal.test-support.ts';
import { testProportionsExactly } from './fisher.ts';
import { testStratifiedProportions, testStratifiedProportionsExactly } from './mantel-haenszel.ts';
import { compareProportions } from './proportion-difference.ts';
import { admissions, rabbits } from './references-data.ts';
import { within } from './testing.test-support.ts';

const counts = fc
  .integer({ min: 1, max: 40 })
  .chain((n) => fc.integer({ min: 0, max: n }).map((successes) => ({ n, successes })));
const strata = fc.array(fc.record({ control: counts, treatment: counts }), { minLength: 1, maxLength: 4 });

describe('proportions in strata', () => {
  it('read the other way round give the inverse odds and the same p', () => {
    const turned = admissions.map(({ control, treatment }) => ({ control: treatment, treatment: control }));
    const [one, other] = [
      testStratifiedProportions({ strata: admissions }),
      testStratifiedProportions({ strata: turned }),
    ];
    expect(other.pValue).toBeCloseTo(one.pValue, 12);
    expect(other.oddsRatio.value * one.oddsRatio.value).toBeCloseTo(1, 12);
    expect(other.oddsRatio.interval.lower * one.oddsRatio.interval.upper).toBeCloseTo(1, 12);
    const shuffled = testStratifiedProportions({ strata: [...admissions].reverse() });
    expect(shuffled.pValue).toBeCloseTo(one.pValue, 13);
    expect(
      testStratifiedProportions({ strata: admissions, continuityCorrection: true }).pValue,
    ).toBeGreaterThan(one.pValue);
  });

  it('have a standard error on the scale of the odds ratio, and an interval on that of its logarithm', () => {
    const { value, standardError, interval } = testStratifiedProportions({ strata: admissions }).oddsRatio;
    const ofLogarithm = Math.log(interval.upper / interval.lower) / (2 * 1.959963984540054);
    expect(standardError).toBeCloseTo(value * ofLogarithm, 12);
  });

  it('of one stratum are, but for n − 1, the z test, and exactly are Fisher’s', () => {
    const one = { control: { n: 300, successes: 60 }, treatment: { n: 200, successes: 55 } };
    const { z } = compareProportions(one);
    expect(testStratifiedProportions({ strata: [one] }).chiSquare).toBeCloseTo(z * z * (499 / 500), 10);
    fc.assert(
      fc.property(strata, ([first]) => {
        if (first === undefined) return;
        const [exact, fisher] = [
          testStratifiedProportionsExactly({ strata: [first] }),
          testProportionsExactly(first),
        ];
        expect(exact.pValue).toBeCloseTo(fisher.pValue, 13);
      }),
      { seed: 4, numRuns: 100 },
    );
  });

  it('do not become more certain by a stratum that says nothing', () => {
    fc.assert(
      fc.property(strata, (all) => {
        const nobody = { control: { n: 9, successes: 0 }, treatment: { n: 7, successes: 0 } };
        const [one, more] = [all, [...all, nobody]].map((of) =>
          testStratifiedProportionsExactly({ strata: of }),
        );
        expect(more?.pValue).toBeCloseTo(one?.pValue ?? 0, 12);
        expect(one?.pValue).toBeLessThanOrEqual(1);
      }),
      { seed: 4, numRuns: 100 },
    );
  });

  it('exactly, come near the approximation in many strata, and in large ones', () => {
    const few = { control: { n: 5, successes: 1 }, treatment: { n: 5, successes: 2 } };
    const many = { control: { n: 5_000, successes: 2_500 }, treatment: { n: 5_000, successes: 2_550 } };
    for (const all of [new Array(60).fill(few), [many, many, many]]) {
      const { pValue } = testStratifiedProportions({ strata: all, continuityCorrection: true });
      expect(testStratifiedProportionsExactly({ strata: all }).pValue).toBeCloseTo(pValue, 3);
    }
  });

  it.each([0.8, 0.95])('cover their odds ratio at %f, and A/A finds no more than it may', (level) => {
    const random = createRandom(2);
    const times = 2_000;
    const draw = (n: number, p: number) => {
      let successes = 0;
      for (let i = 0; i < n; i++) if (random.uniform() < p) successes += 1;
      return { n, successes };
    };
    let [covered, found] = [0, 0];
    for (let i = 0; i < times; i++) {
      const mixed = [
        { control: draw(80, 0.1), treatment: draw(40, 0.1) },
        { control: draw(30, 0.6), treatment: draw(90, 0.6) },
      ];
      const { oddsRatio, pValue } = testStratifiedProportions({ strata: mixed, level });
      if (oddsRatio.interval.lower <= 1 && 1 <= oddsRatio.interval.upper) covered += 1;
      if (pValue < 1 - level) found += 1;
    }
    expect(within(covered / times, level, times)).toBe(true);
    expect(found / times).toBeLessThan(1 - level + 3 * Math.sqrt((level * (1 - level)) / times));
  });

  it('are refused when they cannot move, with the exact test named', () => {
    expect(refusalPair(() => testStratifiedProportions({ strata: rabbits }))).toEqual(['too_few', 'strata']);
    expect(() => testStratifiedProportions({ strata: rabbits })).toThrow(/testStratifiedProportionsExactly/);
    const apart = { control: { n: 20, successes: 0 }, treatment: { n: 20, successes: 20 } };
    expect(refusalPair(() => testStratifiedProportions({ strata: [apart] }))).toEqual([
      'not_identified',
      'strata',
    ]);
    const large = { control: { n: 1e8, successes: 5e7 }, treatment: { n: 1e8, successes: 5e7 } };
    expect(refusalPair(() => testStratifiedProportionsExactly({ strata: [large, large] }))).toEqual([
      'out_of_range',
      'strata',
    ]);
    const huge = { control: { n: 1e13, successes: 5e12 }, treatment: { n: 1e13, successes: 5e12 } };
    expect(refusalPair(() => testStratifiedProportionsExactly({ strata: [apart, huge] }))).toEqual([
      'out_of_range',
      'strata[1].treatment.n',
    ]);
    for (const test of [testStratifiedProportions, testStratifiedProportionsExactly]) {
      expect(refusalPair(() => test({ strata: [] }))).toEqual(['empty', 'strata']);
      const wrong = { control: { n: 2, successes: 3 }, treatment: { n: 2, successes: 1 } };
      expect(refusalPair(() => test({ strata: [apart, wrong] }))).toEqual([
        'out_of_range',
        'strata[1].control.successes',
      ]);
    }
  });
});
