import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { powerOfFisherTest } from './fisher.ts';
import {
  powerForProportions,
  sampleSizeForProportions,
  smallestEffectForProportions,
} from './proportions.ts';

const runs = { seed: 5, numRuns: 15 };
const refused = (code: string, argument: string) => expect.objectContaining({ code, argument });
const rate = fc.double({ min: 0.05, max: 0.95, noNaN: true });
const arm = fc.integer({ min: 200, max: 1_000_000 });

describe('a plan for proportions', () => {
  it('is the same for successes and for failures', () => {
    fc.assert(
      fc.property(rate, rate, arm, arm, (baseline, target, n0, n1) => {
        fc.pre(Math.abs(baseline - target) > 1e-6);
        const arms = [n0, n1];
        const ours = powerForProportions({ baseline, target, arms });
        expect(powerForProportions({ baseline: 1 - baseline, target: 1 - target, arms })).toBeCloseTo(
          ours,
          9,
        );
        expect(powerForProportions({ baseline: target, target: baseline, arms: [n1, n0] })).toBeCloseTo(
          ours,
          12,
        );
      }),
      runs,
    );
  });

  it('finds differences as often as it says', () => {
    const [n, baseline, target] = [400, 0.2, 0.28];
    const random = createRandom(3);
    const draw = (p: number) => {
      let count = 0;
      for (let i = 0; i < n; i++) if (random.uniform() < p) count += 1;
      return count;
    };
    let found = 0;
    for (let run = 0; run < 2_000; run++) {
      const [x, y] = [draw(baseline), draw(target)];
      const pooled = (x + y) / (2 * n);
      if (Math.abs(x - y) / n > 1.959964 * Math.sqrt((pooled * (1 - pooled) * 2) / n)) found += 1;
    }
    const says = powerForProportions({ baseline, target, arms: [n, n] });
    expect(Math.abs(found / 2_000 - says)).toBeLessThan(4 * Math.sqrt((says * (1 - says)) / 2_000) + 0.01);
  });

  it('points to the exact test when too few successes are expected', () => {
    const details = expect.objectContaining({ instead: 'powerOfFisherTest' });
    expect(() => powerForProportions({ baseline: 0.01, target: 0.1, arms: [100, 100] })).toThrow(
      expect.objectContaining({ code: 'too_few', argument: 'arms', details }),
    );
    expect(() => sampleSizeForProportions({ baseline: 0.1, target: 0.9 })).toThrow(
      expect.objectContaining({ code: 'too_few', details }),
    );
    expect(() => smallestEffectForProportions({ baseline: 0.001, arms: [1000, 1000] })).toThrow(
      expect.objectContaining({ code: 'too_few', details }),
    );
  });

  it('is near the exact test where both may be used', () => {
    const design = { baseline: 0.4, target: 0.6, arms: [150, 150] as const };
    expect(Math.abs(powerOfFisherTest(design) - powerForProportions(design))).toBeLessThan(0.04);
  });

  it.each<[string, { baseline: number; target: number }, string, string]>([
    ['no difference', { baseline: 0.1, target: 0.1 }, 'out_of_range', 'target'],
    ['a rate of nothing', { baseline: 0, target: 0.1 }, 'out_of_range', 'baseline'],
    ['a rate above one', { baseline: 0.5, target: 1.2 }, 'out_of_range', 'target'],
    ['no number', { baseline: Number.NaN, target: 0.1 }, 'not_finite', 'baseline'],
  ])('is refused for %s', (_, bad, code, argument) => {
    expect(() => sampleSizeForProportions(bad)).toThrow(refused(code, argument));
    expect(() => powerForProportions({ ...bad, arms: [100, 100] })).toThrow(refused(code, argument));
    expect(() => powerOfFisherTest({ ...bad, arms: [10, 10] })).toThrow(refused(code, argument));
  });

  it('has no smallest effect where even the largest is too small', () => {
    expect(() => smallestEffectForProportions({ baseline: 0.9, arms: [20, 20] })).toThrow(
      refused('out_of_range', 'arms'),
    );
  });
});

describe('the power of Fisher’s test', () => {
  it('is the same with both arms exchanged, and for failures', () => {
    fc.assert(
      fc.property(
        rate,
        rate,
        fc.integer({ min: 2, max: 25 }),
        fc.integer({ min: 2, max: 25 }),
        (p, q, n0, n1) => {
          fc.pre(p !== q);
          const ours = powerOfFisherTest({ baseline: p, target: q, arms: [n0, n1] });
          expect(powerOfFisherTest({ baseline: q, target: p, arms: [n1, n0] })).toBeCloseTo(ours, 10);
          expect(powerOfFisherTest({ baseline: 1 - p, target: 1 - q, arms: [n0, n1] })).toBeCloseTo(ours, 10);
        },
      ),
      runs,
    );
  });

  it('never finds more than alpha where there is next to nothing to find', () => {
    const tiny = { baseline: 0.3, target: 0.3 + 1e-9, arms: [40, 25] as const };
    for (const alpha of [0.1, 0.05, 0.01])
      expect(powerOfFisherTest({ ...tiny, alpha })).toBeLessThanOrEqual(alpha + 1e-6);
  });

  it('answers where the normal approximation refuses, however many the units are', () => {
    const rare = { baseline: 1e-6, target: 5e-6, arms: [1_000_000, 1_100_000] as const };
    const details = expect.objectContaining({ instead: 'powerOfFisherTest' });
    expect(() => powerForProportions(rare)).toThrow(expect.objectContaining({ code: 'too_few', details }));
    const few = { baseline: 1e-3, target: 5e-3, arms: [1_000, 1_100] as const };
    // Poisson in both cases: what counts is how many successes are expected.
    expect(powerOfFisherTest(rare)).toBeCloseTo(powerOfFisherTest(few), 2);
    expect(powerOfFisherTest({ ...rare, baseline: 1 - 1e-6, target: 1 - 5e-6 })).toBeCloseTo(
      powerOfFisherTest(rare),
      9,
    );
  });

  it('is refused for too many outcomes, and for arms of none', () => {
    const rates = { baseline: 0.1, target: 0.2 };
    expect(() => powerOfFisherTest({ ...rates, arms: [20_000, 20_000] })).toThrow(
      refused('out_of_range', 'arms'),
    );
    expect(() => powerOfFisherTest({ ...rates, arms: [0, 10] })).toThrow(refused('out_of_range', 'arms[0]'));
  });
});
