import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusalOf } from '../refusal.test-support.ts';
import { findChangePoints, testChangePoint } from './change-points.ts';

const held = { seed: 14, numRuns: 100 };
const series = fc
  .array(fc.integer({ min: -50, max: 50 }), { minLength: 24, maxLength: 60 })
  .filter((values) => new Set(values).size > 12);

/** Four standard errors of a share of `runs`. */
const slack = (rate: number, runs: number) => 4 * Math.sqrt((rate * (1 - rate)) / runs);

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
    let short = 0;
    for (let run = 0; run < runs; run++)
      if (findChangePoints({ values: Array.from({ length: 20 }, () => random.normal()) }).levels.length > 1)
        short += 1;
    expect(short / runs).toBeLessThan(0.06 + slack(0.06, runs));
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

  it('is found also beside a jump a million million times as high', () => {
    const random = createRandom(23);
    const values = Array.from(
      { length: 150 },
      (_, t) => (t < 50 ? 0 : t < 100 ? 1e12 : 1e12 + 6) + random.normal(),
    );
    const { levels } = findChangePoints({ values });
    expect(levels.map(({ from }) => from)).toEqual([0, 50, 100]);
  });

  it('is found in long series, where most beginnings are soon given up', () => {
    const random = createRandom(24);
    const values = Array.from({ length: 50_000 }, (_, t) => 8 * (Math.floor(t / 100) % 2) + random.normal());
    const { levels } = findChangePoints({ values });
    expect(levels).toHaveLength(500);
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

  it('is cut as well as the best of all ways to cut, whatever the shortest level', () => {
    const rough = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 5 })), {
        minLength: 14,
        maxLength: 60,
      })
      .map((rows) => {
        let level = 0;
        return rows.map(([value, luck]) => {
          if (luck === 0) level = value;
          return level + value / 8;
        });
      });
    fc.assert(
      fc.property(
        rough,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 0, max: 30 }),
        (values, minimumLength, penalty) => {
          fc.pre(values.filter((one, i) => one === values[i - 1]).length < values.length / 3);
          const { levels, noise } = findChangePoints({ values, minimumLength, penalty });
          const costOf = (from: number, to: number) => {
            const part = values.slice(from, to);
            const mean = part.reduce((a, b) => a + b, 0) / part.length;
            return part.reduce((sum, one) => sum + (one - mean) ** 2, 0) / noise ** 2;
          };
          const best = [-penalty];
          for (let to = 1; to <= values.length; to++)
            best[to] = Math.min(
              Number.POSITIVE_INFINITY,
              ...Array.from(
                { length: Math.max(0, to - minimumLength + 1) },
                (_, from) => best[from]! + costOf(from, to) + penalty,
              ),
            );
          const ours = levels.reduce((sum, { from, to }) => sum + costOf(from, to) + penalty, -penalty);
          for (const { from, to } of levels) expect(to - from).toBeGreaterThanOrEqual(minimumLength);
          expect(ours).toBeCloseTo(best[values.length]!, 6);
        },
      ),
      { ...held, numRuns: 250 },
    );
  });

  it('names what cannot be read', () => {
    const random = createRandom(7);
    const values = Array.from({ length: 56 }, () => random.normal());
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
    expect(refusalOf(() => findChangePoints({ values: values.with(9, 1e300) }))).toMatchObject({
      code: 'not_finite',
      argument: 'values',
    });
    expect(refusalOf(() => findChangePoints({ values, penalty: -1 }))).toMatchObject({
      code: 'out_of_range',
      argument: 'penalty',
    });
  });
});
