import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusalOf } from '../refusal.test-support.ts';
import { applyCalibration, type Calibration, fitCalibration } from './calibration.ts';
import { measureCalibration } from './calibration-quality.ts';
import { probability, scored } from './scored.test-support.ts';

const held = { seed: 13, numRuns: 200 };

describe('calibration', () => {
  it.each(['logistic', 'isotonic'] as const)('by %s means what it says on average', (method) => {
    const random = createRandom(4);
    const probabilities = Array.from({ length: 4_000 }, () => 0.02 + 0.96 * random.uniform());
    // The model says p where it is worth p².
    const outcome = probabilities.map((p) => (random.uniform() < p * p ? 1 : 0));
    const calibration = fitCalibration({ probabilities, outcome, method });
    const [low = 0, middle = 0, high = 0] = applyCalibration(calibration, [0.2, 0.5, 0.9]);
    expect(Math.abs(low - 0.04)).toBeLessThan(0.06);
    expect(Math.abs(middle - 0.25)).toBeLessThan(0.06);
    expect(Math.abs(high - 0.81)).toBeLessThan(0.06);
    const said = applyCalibration(calibration, probabilities);
    const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
    expect(mean(said)).toBeCloseTo(mean(outcome), method === 'logistic' ? 8 : 2);
  });

  it('by isotonic regression never turns an order around', () => {
    fc.assert(
      fc.property(
        scored,
        fc.array(probability, { minLength: 2, maxLength: 10 }),
        ({ scores, outcome }, asked) => {
          const rises = scores.some((one, i) =>
            scores.some((other, j) => other > one && outcome[j]! > outcome[i]!),
          );
          fc.pre(rises);
          let calibration: ReturnType<typeof fitCalibration>;
          try {
            calibration = fitCalibration({ probabilities: scores, outcome, method: 'isotonic' });
          } catch {
            return;
          }
          const given = applyCalibration(
            calibration,
            asked.toSorted((a, b) => a - b),
          );
          for (let i = 1; i < given.length; i++) expect(given[i]).toBeGreaterThanOrEqual(given[i - 1]!);
        },
      ),
      held,
    );
  });

  it('by isotonic regression is the highest of the least means, equal probabilities being one', () => {
    const tied = fc
      .array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 1 })), {
        minLength: 4,
        maxLength: 30,
      })
      .map((rows) => rows.toSorted(([a], [b]) => a - b));
    let read = 0;
    fc.assert(
      fc.property(tied, (rows) => {
        const probabilities = rows.map(([p]) => p / 10);
        const outcome = rows.map(([, y]) => y);
        const meanOf = (low: number, high: number) => {
          const inside = rows.filter(([p]) => low <= p && p <= high);
          return inside.reduce((sum, [, y]) => sum + y, 0) / inside.length;
        };
        const places = [...new Set(rows.map(([p]) => p))];
        const expected = places.map((at) =>
          Math.max(
            ...places
              .filter((low) => low <= at)
              .map((low) =>
                Math.min(...places.filter((high) => high >= at).map((high) => meanOf(low, high))),
              ),
          ),
        );
        if (new Set(expected.map((one) => one.toFixed(9))).size === 1) return;
        read += 1;
        const calibration = fitCalibration({ probabilities, outcome, method: 'isotonic' });
        const given = applyCalibration(
          calibration,
          places.map((p) => p / 10),
        );
        for (const [i, value] of given.entries()) expect(value).toBeCloseTo(expected[i]!, 12);
      }),
      held,
    );
    expect(read).toBeGreaterThan(100);
  });

  it('joins two steps by a line, and holds the outermost beyond them', () => {
    const calibration = { method: 'isotonic', from: [0.2, 0.4], to: [0.1, 0.5] } as const;
    const [below, quarter, above] = applyCalibration(calibration, [0.05, 0.25, 0.9]);
    expect(below).toBe(0.1);
    expect(quarter).toBeCloseTo(0.2, 12);
    expect(above).toBe(0.5);
  });

  it('that was stored and came back broken is refused', () => {
    const fine = { method: 'isotonic', from: [0.2, 0.4], to: [0.1, 0.5] };
    const refused = (change: object) =>
      refusalOf(() => applyCalibration({ ...fine, ...change } as Calibration, [0.3]));
    expect(refused({ from: [], to: [] })).toMatchObject({ code: 'empty', argument: 'calibration.from' });
    expect(refused({ from: [0.2] })).toMatchObject({ code: 'length_mismatch', argument: 'calibration.to' });
    expect(refused({ from: [0.4, 0.4] })).toMatchObject({ argument: 'calibration.from[1]' });
    expect(refused({ to: [0.5, 0.1] })).toMatchObject({ argument: 'calibration.to[1]' });
    expect(refused({ to: [0.1, 1.5] })).toMatchObject({ argument: 'calibration.to[1]' });
    expect(refused({ method: 'other' })).toMatchObject({
      code: 'unknown_name',
      argument: 'calibration.method',
    });
    expect(refused({ method: 'logistic', intercept: 0, slope: Number.NaN })).toMatchObject({
      code: 'not_finite',
      argument: 'calibration.slope',
    });
    const method = 'other' as 'logistic';
    expect(
      refusalOf(() => fitCalibration({ probabilities: [0.1, 0.2], outcome: [0, 1], method })),
    ).toMatchObject({ code: 'unknown_name', argument: 'method' });
  });

  it('says that right probabilities are right at its level, and wrong ones wrong', () => {
    const random = createRandom(31);
    let rejected = 0;
    for (let run = 0; run < 2_000; run++) {
      const probabilities = Array.from({ length: 200 }, () => 0.02 + 0.96 * random.uniform());
      const outcome = probabilities.map((p) => (random.uniform() < p ? 1 : 0));
      if (measureCalibration({ probabilities, outcome }).pValue < 0.05) rejected += 1;
    }
    expect(Math.abs(rejected / 2_000 - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / 2_000));
    const sure = Array.from({ length: 200 }, (_, i) => (i % 2 ? 0.95 : 0.05));
    const outcome = Array.from({ length: 200 }, (_, i) => (i % 4 < 2 ? i % 2 : (i + 1) % 2));
    expect(measureCalibration({ probabilities: sure, outcome }).pValue).toBeLessThan(1e-6);
  });

  it('has bins that hold every row once, those on an end too', () => {
    const hundredths = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);
    const ends = measureCalibration({
      probabilities: hundredths,
      outcome: hundredths.map(() => 0),
      bins: 100,
    });
    expect(ends.bins.map(({ count }) => count)).toEqual(hundredths.map(() => 1));
    fc.assert(
      fc.property(scored, fc.integer({ min: 1, max: 20 }), ({ scores, outcome }, bins) => {
        const read = measureCalibration({ probabilities: scores, outcome, bins });
        expect(read.bins.reduce((sum, { count }) => sum + count, 0)).toBe(scores.length);
        for (const { from, to, count } of read.bins)
          expect(scores.filter((p) => from <= p && (p < to || to === 1)).length).toBe(count);
        for (const { from, to, said } of read.bins) {
          expect(said).toBeGreaterThanOrEqual(from - 1e-12);
          expect(said).toBeLessThanOrEqual(to + 1e-12);
        }
      }),
      held,
    );
  });

  it('names what cannot be read', () => {
    const fine = { probabilities: [0.1, 0.4, 0.6, 0.8], outcome: [0, 1, 0, 1] };
    expect(refusalOf(() => measureCalibration({ ...fine, probabilities: [0, 0.4, 0.6, 0.8] }))).toMatchObject(
      {
        code: 'out_of_range',
        argument: 'probabilities[0]',
      },
    );
    expect(
      refusalOf(() => fitCalibration({ ...fine, outcome: [0, 1, 0], method: 'logistic' })),
    ).toMatchObject({
      code: 'length_mismatch',
      argument: 'outcome',
    });
    expect(
      refusalOf(() => fitCalibration({ ...fine, outcome: [1, 1, 0, 0], method: 'isotonic' })),
    ).toMatchObject({
      code: 'one_class',
    });
    expect(
      refusalOf(() => fitCalibration({ ...fine, outcome: [0, 0, 1, 1], method: 'logistic' })),
    ).toMatchObject({
      code: 'not_identified',
    });
  });
});
