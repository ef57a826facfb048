import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusalPair } from '../refusal.test-support.ts';
import { tCritical } from './critical.ts';
import { liftOfMeans } from './lift.ts';
import { compareMeans, summarizeValues } from './means.ts';
import { summaryOf, within } from './testing.test-support.ts';

const summary = fc.record({
  n: fc.integer({ min: 2, max: 100_000 }),
  mean: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
  variance: fc.double({ min: 0.01, max: 1e4, noNaN: true }),
});
const arms = fc.record({ control: summary, treatment: summary, level: fc.constantFrom(0.8, 0.95, 0.99) });
const runs = { seed: 4, numRuns: 150 };
const scaled = (
  { n, mean, variance }: { n: number; mean: number; variance: number },
  by: number,
  plus = 0,
) => ({
  n,
  mean: mean * by + plus,
  variance: variance * by * by,
});

describe('two means', () => {
  it('differ by as much the other way round', () => {
    fc.assert(
      fc.property(arms, ({ control, treatment, level }) => {
        const one = compareMeans({ control, treatment, level });
        const other = compareMeans({ control: treatment, treatment: control, level });
        expect(other.difference.interval.lower).toBe(-one.difference.interval.upper);
        expect(other.pValue).toBe(one.pValue);
        expect(other.degreesOfFreedom).toBeCloseTo(one.degreesOfFreedom, 6);
      }),
      runs,
    );
  });

  it('read the same in any unit and from any zero, and exclude zero just when p is small', () => {
    fc.assert(
      fc.property(arms, ({ control, treatment, level }) => {
        const one = compareMeans({ control, treatment, level });
        const other = compareMeans({
          control: scaled(control, 128, 64),
          treatment: scaled(treatment, 128, 64),
          level,
        });
        expect(other.t).toBeCloseTo(one.t, 7);
        expect(other.degreesOfFreedom).toBeCloseTo(one.degreesOfFreedom, 6);
        const { lower, upper } = one.difference.interval;
        if (Math.abs(one.pValue - (1 - level)) > 1e-9)
          expect(lower > 0 || upper < 0).toBe(one.pValue < 1 - level);
        const least = Math.min(control.n, treatment.n) - 1;
        expect(one.degreesOfFreedom).toBeGreaterThanOrEqual(least * (1 - 1e-12));
        expect(one.degreesOfFreedom).toBeLessThanOrEqual((control.n + treatment.n - 2) * (1 + 1e-12));
      }),
      runs,
    );
  });

  it('do not lose digits to a common offset or the order of values', () => {
    const values = Array.from({ length: 999 }, (_, i) => (i * 7919) % 1000);
    const plain = summarizeValues(values);
    const moved = summarizeValues(values.map((value) => value + 2 ** 40));
    expect(moved.variance).toBeCloseTo(plain.variance, 9);
    expect(summarizeValues([...values].reverse()).variance).toBeCloseTo(plain.variance, 9);
  });

  it.each([0.8, 0.95])(
    'are covered at %f by difference and lift with unlike variances, and A/A finds no more than it may',
    (level) => {
      const random = createRandom(5);
      const times = 2_000;
      let [difference, lift, found] = [0, 0, 0];
      for (let i = 0; i < times; i++) {
        const control = summaryOf(random, { n: 12, mean: 10, deviation: 1 });
        const treatment = summaryOf(random, { n: 25, mean: 10, deviation: 3 });
        const read = compareMeans({ control, treatment, level });
        const relative = liftOfMeans({ control, treatment, level }).interval;
        if (read.difference.interval.lower <= 0 && 0 <= read.difference.interval.upper) difference += 1;
        if (relative.lower <= 0 && 0 <= relative.upper) lift += 1;
        if (read.pValue < 1 - level) found += 1;
      }
      expect(within(difference / times, level, times)).toBe(true);
      expect(within(lift / times, level, times)).toBe(true);
      expect(found / times).toBeLessThan(1 - level + 3 * Math.sqrt((level * (1 - level)) / times));
    },
  );

  it('are refused without spread, size or numbers', () => {
    const arm = { n: 10, mean: 1, variance: 2 };
    const read = (control: object) =>
      refusalPair(() => compareMeans({ control: { ...arm, ...control }, treatment: arm }));
    expect(read({ n: 1 })).toEqual(['out_of_range', 'control.n']);
    expect(read({ n: 2.5 })).toEqual(['out_of_range', 'control.n']);
    expect(read({ mean: Number.NaN })).toEqual(['not_finite', 'control.mean']);
    expect(read({ variance: -1 })).toEqual(['out_of_range', 'control.variance']);
    expect(read({ variance: Number.POSITIVE_INFINITY })).toEqual(['not_finite', 'control.variance']);
    const flat = { ...arm, variance: 0 };
    expect(refusalPair(() => compareMeans({ control: flat, treatment: flat }))).toEqual([
      'zero_variance',
      'treatment.variance',
    ]);
    expect(compareMeans({ control: flat, treatment: { ...arm, mean: 2 } }).degreesOfFreedom).toBe(9);
    const huge = { ...arm, mean: 1e308 };
    expect(refusalPair(() => compareMeans({ control: { ...arm, mean: -1e308 }, treatment: huge }))).toEqual([
      'out_of_range',
      'treatment.variance',
    ]);
    expect(refusalPair(() => summarizeValues([1]))).toEqual(['empty', 'values']);
    expect(refusalPair(() => summarizeValues([1, 2, Number.NaN]))).toEqual(['not_finite', 'values[2]']);
    expect(refusalPair(() => summarizeValues([1e308, 1e308]))).toEqual(['out_of_range', 'values']);
    expect(refusalPair(() => summarizeValues([1e200, -1e200]))).toEqual(['out_of_range', 'values']);
  });
});

describe('a lift', () => {
  it('is the same in any unit, and near the delta method when the control is far from zero', () => {
    fc.assert(
      fc.property(arms, fc.constantFrom(-1, 1), ({ control, treatment, level }, sign) => {
        const far = { ...control, mean: sign * 1e6 };
        const one = liftOfMeans({ control: far, treatment, level });
        const other = liftOfMeans({ control: scaled(far, -8), treatment: scaled(treatment, -8), level });
        expect(other.interval.lower).toBeCloseTo(one.interval.lower, 10);
        expect(one.interval.lower).toBeLessThan(one.value);
        expect(one.interval.upper).toBeGreaterThan(one.value);
        const both = one.value - one.interval.lower + (one.value - one.interval.upper);
        expect(Math.abs(both)).toBeLessThan(one.interval.upper - one.interval.lower);
      }),
      runs,
    );
  });

  it('ends where the treatment and so many controls differ by just t standard errors', () => {
    const control = { n: 12, mean: 10, variance: 60 };
    const treatment = { n: 30, mean: 13, variance: 90 };
    const { interval, level } = liftOfMeans({ control, treatment });
    const { degreesOfFreedom } = compareMeans({ control: scaled(control, 1.3), treatment });
    const t = tCritical(level, degreesOfFreedom);
    for (const [end, sign] of [
      [interval.lower, 1],
      [interval.upper, -1],
    ] as const)
      expect(compareMeans({ control: scaled(control, 1 + end), treatment }).t).toBeCloseTo(sign * t, 10);
  });

  it('is refused when the control may be zero', () => {
    const treatment = { n: 50, mean: 3, variance: 4 };
    const lift = (mean: number) => liftOfMeans({ control: { n: 50, mean, variance: 4 }, treatment });
    const at = (mean: number) => refusalPair(() => lift(mean));
    expect(at(0)).toEqual(['not_identified', 'control.mean']);
    expect(at(0.5)).toEqual(['not_identified', 'control.mean']);
    expect(lift(0.6).value).toBeCloseTo(4, 10);
    const flat = { n: 5, mean: 1, variance: 0 };
    expect(refusalPair(() => liftOfMeans({ control: flat, treatment: flat }))).toEqual([
      'zero_variance',
      'treatment.variance',
    ]);
    expect(refusalPair(() => liftOfMeans({ control: { ...flat, n: 1 }, treatment }))).toEqual([
      'out_of_range',
      'control.n',
    ]);
    const nothing = { n: 5, mean: 0, variance: 0 };
    expect(refusalPair(() => liftOfMeans({ control: treatment, treatment: nothing }))).toEqual([
      'zero_variance',
      'treatment.variance',
    ]);
    const tiny = { n: 5, mean: 1e-300, variance: 0 };
    expect(
      refusalPair(() => liftOfMeans({ control: tiny, treatment: { ...treatment, mean: 1e300 } })),
    ).toEqual(['out_of_range', 'treatment.mean']);
  });
});
