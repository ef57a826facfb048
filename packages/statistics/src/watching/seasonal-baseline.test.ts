import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusalOf } from '../refusal.test-support.ts';
import { checkAgainstBaseline, fitSeasonalBaseline } from './seasonal-baseline.ts';

const held = { seed: 14, numRuns: 100 };
const series = fc
  .array(fc.integer({ min: -50, max: 50 }), { minLength: 24, maxLength: 60 })
  .filter((values) => new Set(values).size > 12);

/** Four standard errors of a share of `runs`. */
const slack = (rate: number, runs: number) => 4 * Math.sqrt((rate * (1 - rate)) / runs);

const WEEK = [8, 4, 0, 0, -3, -6, -3];

/** A trend and a pattern over so many steps, and the step after. */
function history(
  random: ReturnType<typeof createRandom>,
  { pattern = WEEK, length = 56, outliers = 0 }: { pattern?: number[]; length?: number; outliers?: number },
) {
  const usual = (t: number) => 100 + 0.5 * t + pattern[t % pattern.length]! + 5 * random.normal();
  const values = Array.from({ length }, (_, t) => usual(t) + (random.uniform() < outliers ? 80 : 0));
  return { values, next: usual(length) };
}

describe('a baseline', () => {
  it.each([0, 0.05])(
    'calls usual values unusual at the rate that was stated, with a share of outliers of %s',
    (outliers) => {
      const random = createRandom(15);
      const runs = 2_000;
      const alarms = { rare: 0, often: 0 };
      for (let run = 0; run < runs; run++) {
        const { values, next } = history(random, { pattern: [8, -2, -6], length: 36, outliers });
        const baseline = fitSeasonalBaseline({ values, period: 3 });
        const { pValue, verdict } = checkAgainstBaseline({ baseline, value: next, falseAlarmRate: 0.1 });
        if (pValue < 0.01) alarms.rare += 1;
        if (verdict !== 'usual') alarms.often += 1;
      }
      // Outliers make the scale a little larger, and alarms rarer; never the other way round.
      expect(alarms.rare / runs).toBeLessThan(0.01 + slack(0.01, runs));
      expect(alarms.often / runs).toBeLessThan(0.1 + slack(0.1, runs));
      expect(alarms.often / runs).toBeGreaterThan(outliers > 0 ? 0.04 : 0.1 - slack(0.1, runs));
    },
  );

  it.each([
    [6, 1],
    [9, 3],
  ])('learnt from %s values of period %s never alarms more often than was stated', (length, period) => {
    const random = createRandom(22);
    const runs = 2_000;
    const alarms = { rare: 0, often: 0 };
    for (let run = 0; run < runs; run++) {
      const values = Array.from({ length }, () => random.normal());
      const baseline = fitSeasonalBaseline({ values, period });
      const { pValue } = checkAgainstBaseline({ baseline, value: random.normal(), stepsAhead: 3 });
      if (pValue < 0.01) alarms.rare += 1;
      if (pValue < 0.1) alarms.often += 1;
    }
    expect(alarms.rare / runs).toBeLessThan(0.01 + slack(0.01, runs));
    expect(alarms.often / runs).toBeLessThan(0.1 + slack(0.1, runs));
    expect(alarms.often / runs).toBeGreaterThan(0.04);
  });

  it('solves the equations of Huber: clipped residuals sum to nothing in every phase and along time', () => {
    const wild = fc
      .array(fc.tuple(fc.integer({ min: -40, max: 40 }), fc.integer({ min: 0, max: 9 })), {
        minLength: 24,
        maxLength: 50,
      })
      .map((rows) => rows.map(([value, luck]) => (luck === 0 ? 300 + value : value)));
    const k = 1.345;
    // E min(Z², k²), by R: integrate(function(z) pmin(z^2, 1.345^2) * dnorm(z), -Inf, Inf)
    const consistency = 0.710_164_548_269;
    fc.assert(
      fc.property(wild, (values) => {
        const { level, trend, seasons, scale } = fitSeasonalBaseline({ values, period: 3 });
        const left = values.map((value, t) => (value - level - trend * t - seasons[t % 3]!) / scale);
        const clipped = left.map((one) => Math.min(k, Math.max(-k, one)));
        const total = (of: (t: number) => number) => clipped.reduce((sum, one, t) => sum + one * of(t), 0);
        for (const phase of [0, 1, 2]) expect(total((t) => (t % 3 === phase ? 1 : 0))).toBeCloseTo(0, 9);
        expect(total((t) => t / values.length)).toBeCloseTo(0, 9);
        const squares = clipped.reduce((sum, one) => sum + one * one, 0) / (values.length - 4);
        expect(squares).toBeCloseTo(consistency, 8);
      }),
      held,
    );
  });

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
    const values = history(createRandom(3), {}).values;
    const wild = fitSeasonalBaseline({ values: values.with(20, 1e4), period: 7 });
    expect(fitSeasonalBaseline({ values: values.with(20, 1e9), period: 7 }).level).toBeCloseTo(wild.level, 6);
    const plain = fitSeasonalBaseline({ values, period: 7 });
    expect(Math.abs(wild.level - plain.level)).toBeLessThan(plain.scale);
  });

  it('says high above, low below, and its usual range is where it says neither', () => {
    const baseline = fitSeasonalBaseline({
      values: history(createRandom(4), {}).values,
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
    const values = history(createRandom(6), {}).values;
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
    const repeated = values.map((_, t) => [1.1, 2.3, 3.7][t % 3]! + 0.1 * t + (t === 7 ? 5 : 0));
    expect(refusalOf(() => fitSeasonalBaseline({ values: repeated, period: 3 }))).toMatchObject({
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

describe('a baseline that was stored and came back broken', () => {
  const baseline = fitSeasonalBaseline({ values: history(createRandom(6), {}).values, period: 7 });
  it.each<[object, string, string]>([
    [{ kind: 'other' }, 'unknown_name', 'baseline.kind'],
    [{ period: 6 }, 'length_mismatch', 'baseline.seasons'],
    [{ period: Number.NaN }, 'not_finite', 'baseline.period'],
    [{ steps: 20 }, 'out_of_range', 'baseline.steps'],
    [{ level: Number.NaN }, 'not_finite', 'baseline.level'],
    [{ trend: Number.POSITIVE_INFINITY }, 'not_finite', 'baseline.trend'],
    [{ scale: 0 }, 'out_of_range', 'baseline.scale'],
    [{ seasons: baseline.seasons.with(3, Number.NaN) }, 'not_finite', 'baseline.seasons[3]'],
    [{ information: baseline.information.slice(1) }, 'length_mismatch', 'baseline.information'],
    [{ information: baseline.information.with(9, -1) }, 'out_of_range', 'baseline.information[9]'],
    [{ information: baseline.information.with(1, 7) }, 'out_of_range', 'baseline.information[8]'],
    [{ information: baseline.information.map(() => 1) }, 'not_identified', 'baseline'],
  ])('is refused by name: %j', (change, code, argument) => {
    expect(
      refusalOf(() => checkAgainstBaseline({ baseline: { ...baseline, ...change }, value: 100 })),
    ).toMatchObject({ code, argument });
  });

  it('as JSON is the same', () => {
    const again = JSON.parse(JSON.stringify(baseline));
    expect(checkAgainstBaseline({ baseline: again, value: 100 })).toEqual(
      checkAgainstBaseline({ baseline, value: 100 }),
    );
  });

  it('keeps its range finite at any rate', () => {
    for (const falseAlarmRate of [1e-17, 1e-100]) {
      const { usual } = checkAgainstBaseline({ baseline, value: 100, falseAlarmRate });
      expect(usual.upper).toBeGreaterThan(usual.lower);
      const outside = checkAgainstBaseline({ baseline, value: usual.upper * 1.001, falseAlarmRate });
      expect(outside.verdict).toBe('high');
    }
  });
});
