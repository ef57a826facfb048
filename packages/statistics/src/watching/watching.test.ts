import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusalOf } from '../refusal.test-support.ts';
import { findChangePoints, testChangePoint } from './change-points.ts';
import { checkAgainstBaseline, fitSeasonalBaseline } from './seasonal-baseline.ts';

const held = { seed: 14, numRuns: 100 };
const series = fc
  .array(fc.integer({ min: -50, max: 50 }), { minLength: 24, maxLength: 60 })
  .filter((values) => new Set(values).size > 12);

/** Four standard errors of a share of `runs`. */
const slack = (rate: number, runs: number) => 4 * Math.sqrt((rate * (1 - rate)) / runs);

/** Eight weeks with a trend and a weekly pattern, and the day after. */
function weeks(random: ReturnType<typeof createRandom>, { outliers }: { outliers: number }) {
  const usual = (t: number) => 100 + 0.5 * t + [8, 4, 0, 0, -3, -6, -3][t % 7]! + 5 * random.normal();
  const values = Array.from({ length: 56 }, (_, t) => usual(t) + (random.uniform() < outliers ? 80 : 0));
  return { values, next: usual(56) };
}

describe('a baseline', () => {
  it.each([0, 0.05])(
    'calls usual values unusual at the rate that was stated, with a share of outliers of %s',
    (outliers) => {
      const random = createRandom(15);
      const runs = 2_000;
      const alarms = { rare: 0, often: 0 };
      for (let run = 0; run < runs; run++) {
        const { values, next } = weeks(random, { outliers });
        const baseline = fitSeasonalBaseline({ values, period: 7 });
        const { pValue } = checkAgainstBaseline({ baseline, value: next });
        if (pValue < 0.01) alarms.rare += 1;
        if (pValue < 0.1) alarms.often += 1;
      }
      // Outliers make the scale a little larger, and alarms rarer; never the other way round.
      expect(alarms.rare / runs).toBeLessThan(0.01 + slack(0.01, runs));
      expect(alarms.often / runs).toBeLessThan(0.1 + slack(0.1, runs));
      expect(alarms.often / runs).toBeGreaterThan(outliers > 0 ? 0.04 : 0.1 - slack(0.1, runs));
    },
  );

  it('moves with the values and scales with their unit', () => {
    fc.assert(
      fc.property(series, (values) => {
        const plain = fitSeasonalBaseline({ values, period: 3 });
        const moved = fitSeasonalBaseline({ values: values.map((one) => 8 * one + 100), period: 3 });
        const close = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThan(1e-6 * plain.scale);
        close(moved.scale, 8 * plain.scale);
        close(moved.trend, 8 * plain.trend);
        close(moved.level, 8 * plain.level + 100);
        for (const [phase, season] of plain.seasons.entries()) close(moved.seasons[phase]!, 8 * season);
        expect(Math.abs(plain.seasons.reduce((sum, one) => sum + one, 0))).toBeLessThan(1e-9);
      }),
      held,
    );
  });

  it('stays the same when one wild value becomes wilder still', () => {
    const values = weeks(createRandom(3), { outliers: 0 }).values;
    const wild = fitSeasonalBaseline({ values: values.with(20, 1e4), period: 7 });
    expect(fitSeasonalBaseline({ values: values.with(20, 1e9), period: 7 }).level).toBeCloseTo(wild.level, 6);
    const plain = fitSeasonalBaseline({ values, period: 7 });
    expect(Math.abs(wild.level - plain.level)).toBeLessThan(plain.scale);
  });

  it('says high above, low below, and its usual range is where it says neither', () => {
    const baseline = fitSeasonalBaseline({
      values: weeks(createRandom(4), { outliers: 0 }).values,
      period: 7,
    });
    const verdict = (value: number) =>
      checkAgainstBaseline({ baseline, value, falseAlarmRate: 0.01 }).verdict;
    const { usual, expected } = checkAgainstBaseline({ baseline, value: 100, falseAlarmRate: 0.01 });
    expect([verdict(usual.lower - 0.01), verdict(usual.lower + 0.01), verdict(expected)]).toEqual([
      'low',
      'usual',
      'usual',
    ]);
    expect([verdict(usual.upper - 0.01), verdict(usual.upper + 0.01)]).toEqual(['usual', 'high']);
    expect(checkAgainstBaseline({ baseline, value: expected }).pValue).toBeCloseTo(1, 9);
    const later = checkAgainstBaseline({ baseline, value: 100, stepsAhead: 15, falseAlarmRate: 0.01 });
    expect(later.usual.upper - later.usual.lower).toBeGreaterThan(usual.upper - usual.lower);
  });

  it('reads factors where it is multiplicative', () => {
    const random = createRandom(5);
    const values = Array.from({ length: 60 }, (_, t) =>
      Math.exp(4 + 0.01 * t + (t % 2 ? 0.5 : -0.5) + 0.05 * random.normal()),
    );
    const { seasons, trend } = fitSeasonalBaseline({ values, period: 2, kind: 'multiplicative' });
    expect(seasons[1]! - seasons[0]!).toBeCloseTo(1, 1);
    expect(trend).toBeCloseTo(0.01, 2);
  });

  it('names what cannot be read', () => {
    const values = weeks(createRandom(6), { outliers: 0 }).values;
    const baseline = fitSeasonalBaseline({ values, period: 7 });
    expect(refusalOf(() => fitSeasonalBaseline({ values: values.slice(0, 20), period: 7 }))).toMatchObject({
      code: 'too_few',
      argument: 'values',
    });
    expect(
      refusalOf(() => fitSeasonalBaseline({ values: values.with(3, Number.NaN), period: 7 })),
    ).toMatchObject({ code: 'not_finite', argument: 'values[3]' });
    expect(
      refusalOf(() => fitSeasonalBaseline({ values: values.with(3, 0), period: 7, kind: 'multiplicative' })),
    ).toMatchObject({ code: 'out_of_range', argument: 'values[3]' });
    expect(refusalOf(() => fitSeasonalBaseline({ values: Array(30).fill(4), period: 7 }))).toMatchObject({
      code: 'zero_variance',
      argument: 'values',
    });
    expect(refusalOf(() => fitSeasonalBaseline({ values, period: 0 }))).toMatchObject({
      code: 'out_of_range',
      argument: 'period',
    });
    expect(refusalOf(() => checkAgainstBaseline({ baseline, value: Number.NaN }))).toMatchObject({
      code: 'not_finite',
      argument: 'value',
    });
    expect(refusalOf(() => checkAgainstBaseline({ baseline, value: 1, falseAlarmRate: 0 }))).toMatchObject({
      code: 'out_of_range',
      argument: 'falseAlarmRate',
    });
    expect(refusalOf(() => checkAgainstBaseline({ baseline, value: 1, stepsAhead: 0 }))).toMatchObject({
      code: 'out_of_range',
      argument: 'stepsAhead',
    });
  });
});

describe('a change point', () => {
  it('is hardly ever seen where nothing changed', () => {
    const random = createRandom(16);
    const runs = 2_000;
    let tested = 0;
    let cut = 0;
    for (let run = 0; run < runs; run++) {
      const values = Array.from({ length: 100 }, () => random.normal());
      if (testChangePoint({ values }).pValue < 0.05) tested += 1;
      if (findChangePoints({ values }).levels.length > 1) cut += 1;
    }
    // Pettitt's approximation is known to be on the safe side.
    expect(tested / runs).toBeLessThan(0.05 + slack(0.05, runs));
    expect(tested / runs).toBeGreaterThan(0.01);
    expect(cut / runs).toBeLessThan(0.05 + slack(0.05, runs));
  });

  it('is found where a level changed, by both', () => {
    const random = createRandom(17);
    const values = Array.from({ length: 120 }, (_, t) => (t < 70 ? 0 : 2) + random.normal());
    expect(Math.abs(testChangePoint({ values }).at - 70)).toBeLessThan(6);
    const { levels } = findChangePoints({ values });
    expect(levels).toHaveLength(2);
    expect(Math.abs(levels[1]!.from - 70)).toBeLessThan(6);
  });

  it('is tested the same on any rising scale, and from behind', () => {
    fc.assert(
      fc.property(series, (values) => {
        const read = testChangePoint({ values });
        expect(testChangePoint({ values: values.map((one) => one ** 3) })).toEqual(read);
        expect(testChangePoint({ values: values.toReversed() }).statistic).toBe(read.statistic);
      }),
      held,
    );
  });

  it('is cut as trying all ways to cut would', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 10, maxLength: 11 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 30 }),
        (values, minimumLength, penalty) => {
          let read: ReturnType<typeof findChangePoints>;
          try {
            read = findChangePoints({ values, minimumLength, penalty });
          } catch {
            return;
          }
          const costOf = (ends: readonly number[]) => {
            let from = 0;
            let total = penalty * (ends.length - 1);
            for (const to of ends) {
              const part = values.slice(from, to);
              if (part.length < minimumLength) return Number.POSITIVE_INFINITY;
              const mean = part.reduce((a, b) => a + b, 0) / part.length;
              total += part.reduce((sum, one) => sum + (one - mean) ** 2, 0) / read.noise ** 2;
              from = to;
            }
            return total;
          };
          let least = Number.POSITIVE_INFINITY;
          for (let mask = 0; mask < 1 << (values.length - 1); mask++) {
            const ends = values
              .map((_, i) => i + 1)
              .filter((end) => end === values.length || mask & (1 << (end - 1)));
            least = Math.min(least, costOf(ends));
          }
          expect(costOf(read.levels.map(({ to }) => to))).toBeCloseTo(least, 6);
        },
      ),
      { ...held, numRuns: 60 },
    );
  });

  it('names what cannot be read', () => {
    const values = weeks(createRandom(7), { outliers: 0 }).values;
    expect(refusalOf(() => testChangePoint({ values: values.slice(0, 9) }))).toMatchObject({
      code: 'too_few',
    });
    expect(refusalOf(() => testChangePoint({ values: Array(20).fill(1) }))).toMatchObject({
      code: 'zero_variance',
    });
    expect(refusalOf(() => findChangePoints({ values: Array(20).fill(1) }))).toMatchObject({
      code: 'zero_variance',
    });
    expect(refusalOf(() => findChangePoints({ values, minimumLength: 40 }))).toMatchObject({
      code: 'too_few',
    });
    expect(refusalOf(() => findChangePoints({ values, penalty: -1 }))).toMatchObject({
      code: 'out_of_range',
      argument: 'penalty',
    });
  });
});
