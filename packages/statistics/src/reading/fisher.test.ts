import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusalPair } from '../refusal.test-support.ts';
import { arms, mirrored } from './arms.test-support.ts';
import { testProportionsExactly } from './fisher.ts';
import { compareProportions } from './proportion-difference.ts';

const runs = { seed: 4, numRuns: 150 };

describe("Fisher's test", () => {
  it('is the same for arms and outcomes turned round, and its sides share what was seen', () => {
    fc.assert(
      fc.property(arms, ({ control, treatment }) => {
        const one = testProportionsExactly({ control, treatment });
        const turned = testProportionsExactly({ control: treatment, treatment: control });
        const failures = testProportionsExactly({
          control: mirrored(control),
          treatment: mirrored(treatment),
        });
        expect(turned.pValue).toBeCloseTo(one.pValue, 11);
        expect(failures.pValue).toBeCloseTo(one.pValue, 11);
        expect(turned.greater).toBeCloseTo(one.less, 11);
        expect(one.greater + one.less).toBeGreaterThanOrEqual(1 - 1e-12);
        expect(one.pValue).toBeLessThanOrEqual(1);
      }),
      runs,
    );
  });

  it('keeps its digits far out and comes near the z test with many', () => {
    const far = testProportionsExactly({
      control: { n: 400, successes: 0 },
      treatment: { n: 400, successes: 400 },
    });
    // One table of C(800, 400), twice.
    let logarithm = 0;
    for (let i = 1; i <= 400; i++) logarithm += Math.log(i / (400 + i));
    expect(Math.log(far.pValue / 2) / logarithm).toBeCloseTo(1, 12);
    const many = { control: { n: 100_000, successes: 20_000 }, treatment: { n: 100_000, successes: 20_400 } };
    expect(testProportionsExactly(many).pValue).toBeCloseTo(compareProportions(many).pValue, 3);
  });

  it('counts only what has a chance, and refuses what cannot be counted', () => {
    const of = (n: number, control: number, treatment: number) =>
      testProportionsExactly({ control: { n, successes: control }, treatment: { n, successes: treatment } });
    // R: phyper(501999, 1e6, 1e6, 1002000, lower.tail = FALSE)
    expect(of(1e6, 500_000, 502_000).greater / 0.0023491741535497102).toBeCloseTo(1, 8);
    expect(of(1e8, 5e7, 50_020_000).pValue).toBeCloseTo(
      compareProportions({
        control: { n: 1e8, successes: 5e7 },
        treatment: { n: 1e8, successes: 50_020_000 },
      }).pValue,
      5,
    );
    expect(of(1e6, 1e6, 0)).toEqual({ pValue: 0, greater: 1, less: 0 });
    expect(refusalPair(() => of(1e12, 5e11, 5e11))).toEqual(['out_of_range', 'treatment.n']);
  });
});
