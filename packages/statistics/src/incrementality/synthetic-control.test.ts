import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusal } from '../refusal.test-support.ts';
import { nearestMixture } from './hull.ts';
import { places } from './references-samples.ts';
import { estimateSyntheticControl, type SyntheticControlInput } from './synthetic-control.ts';

const plain = estimateSyntheticControl(places);
const squares = (
  series: readonly (readonly number[])[],
  target: readonly number[],
  weights: ArrayLike<number>,
) =>
  target.reduce((total, value, t) => {
    const mixed = series.reduce((sum, one, j) => sum + weights[j]! * one[t]!, 0);
    return total + (value - mixed) ** 2;
  }, 0);

function drawn(seed: number, shape: { donors: number; periods: number }) {
  const random = createRandom(seed);
  const series = Array.from({ length: shape.donors }, () =>
    Array.from({ length: shape.periods }, () => random.normal()),
  );
  return { random, series, target: Array.from({ length: shape.periods }, () => 2 * random.normal()) };
}
const mixtureOf = (problem: { series: readonly (readonly number[])[]; target: readonly number[] }) =>
  nearestMixture(
    problem.series.map((_, j) => `donors[${j}]`),
    problem,
  );
const shapes = fc.record({
  seed: fc.integer({ min: 0, max: 100_000 }),
  donors: fc.integer({ min: 1, max: 12 }),
  periods: fc.integer({ min: 1, max: 12 }),
});

describe('the nearest mixture', () => {
  it('has weights of a mixture, and no series nearer than it certifies', () => {
    fc.assert(
      fc.property(shapes, ({ seed, ...shape }) => {
        const { series, target } = drawn(seed, shape);
        const { weights, gap } = mixtureOf({ series, target });
        expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
        expect(gap).toBeLessThan(1e-9);
        // Kuhn and Tucker: towards no series does the distance fall.
        const residual = target.map(
          (value, t) => value - series.reduce((sum, one, j) => sum + weights[j]! * one[t]!, 0),
        );
        const along = (one: readonly number[]) =>
          residual.reduce((sum, r, t) => sum + r * (target[t]! - one[t]!), 0);
        const own = residual.reduce((sum, r) => sum + r * r, 0);
        for (const one of series) expect(along(one)).toBeGreaterThan(own - 1e-7);
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  it('is at least as near as any other mixture', () => {
    const { random, series, target } = drawn(1, { donors: 6, periods: 10 });
    const { weights } = mixtureOf({ series, target });
    const best = squares(series, target, weights);
    for (let other = 0; other < 500; other++) {
      const raw = series.map(
        (_, j) => (random.uniform() < 0.5 ? weights[j]! : 0) + 0.1 * random.exponential(),
      );
      const total = raw.reduce((sum, weight) => sum + weight, 0);
      expect(
        squares(
          series,
          target,
          raw.map((weight) => weight / total),
        ),
      ).toBeGreaterThanOrEqual(best);
    }
  });

  it('says when other weights would do as well', () => {
    const line = [
      [0, 0],
      [1, 0],
      [2, 0],
    ];
    expect(mixtureOf({ series: line, target: [1.5, 1] }).unique).toBe(false);
    expect(mixtureOf({ series: line.slice(0, 2), target: [0.5, 1] }).unique).toBe(true);
  });

  it('takes a series that is there twice once', () => {
    const { series, target } = drawn(2, { donors: 4, periods: 8 });
    const once = mixtureOf({ series, target });
    const twice = mixtureOf({ series: [...series, ...series], target });
    expect(squares([...series, ...series], target, twice.weights)).toBeCloseTo(
      squares(series, target, once.weights),
      12,
    );
    expect(twice.unique).toBe(false);
  });
});

describe('a synthetic control', () => {
  it('finds the effect that was put in', () => {
    expect(Math.abs(plain.averageEffect - 3)).toBeLessThan(0.5);
    expect(plain.pValue).toBeCloseTo(1 / 9, 12);
    expect(plain.effect.subarray(0, 14).every((gap) => Math.abs(gap) < 1)).toBe(true);
  });

  it('is the same in any order of donors and of periods before', () => {
    const turned = estimateSyntheticControl({ ...places, donors: [...places.donors].reverse() });
    expect(
      [...turned.weights].reverse().map((weight, j) => Math.abs(weight - plain.weights[j]!) < 1e-12),
    ).not.toContain(false);
    const turn = (values: readonly number[]) => [...values.slice(0, 14).reverse(), ...values.slice(14)];
    const earlier = estimateSyntheticControl({
      ...places,
      treated: turn(places.treated),
      donors: places.donors.map(turn),
    });
    expect(earlier.averageEffect).toBeCloseTo(plain.averageEffect, 11);
    expect(earlier.pValue).toBe(plain.pValue);
  });

  it('is blind to a level that all places have in common, however high', () => {
    for (const level of [1e9, 1e12, 1e14]) {
      const raise = (values: readonly number[]) => values.map((y) => y + level);
      const raised = estimateSyntheticControl({
        ...places,
        treated: raise(places.treated),
        donors: places.donors.map(raise),
      });
      // As many digits as the sums of level and outcome have left.
      expect(Math.abs(raised.averageEffect - plain.averageEffect)).toBeLessThan(4e-16 * level);
    }
  });

  it('follows the unit and is blind to what is added to all places alike', () => {
    const move = (values: readonly number[]) => values.map((y, t) => 1000 * y + 50 * t - 300);
    const moved = estimateSyntheticControl({
      ...places,
      treated: move(places.treated),
      donors: places.donors.map(move),
    });
    expect(moved.averageEffect).toBeCloseTo(1000 * plain.averageEffect, 6);
    expect(moved.ratio).toBeCloseTo(plain.ratio, 8);
    moved.weights.forEach((weight, j) => {
      expect(weight).toBeCloseTo(plain.weights[j]!, 9);
    });
  });

  it('does not look at the periods after to choose its weights', () => {
    const treated = places.treated.map((y, t) => (t >= 14 ? 99 : y));
    expect(estimateSyntheticControl({ ...places, treated }).weights).toEqual(plain.weights);
  });

  it('is wrong about places without an effect no more often than its p-value says', () => {
    const random = createRandom(53);
    const runs = 2000;
    let found = 0;
    for (let run = 0; run < runs; run++) {
      const series = Array.from({ length: 4 }, () => {
        const level = 2 * random.normal();
        return Array.from({ length: 8 }, () => level + random.normal());
      });
      const { pValue } = estimateSyntheticControl({
        treated: series[0]!,
        donors: series.slice(1),
        before: 6,
      });
      if (pValue <= 0.25) found += 1;
    }
    expect(Math.abs(found / runs - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / runs));
  });

  it.each<[string, Partial<SyntheticControlInput>, string, string]>([
    ['one donor', { donors: places.donors.slice(0, 1) }, 'empty', 'donors'],
    ['one period before', { before: 1 }, 'out_of_range', 'before'],
    ['no period after', { before: 20 }, 'out_of_range', 'before'],
    ['two periods in all', { treated: [1, 2], before: 2 }, 'empty', 'treated'],
    [
      'numbers whose squares overflow',
      { treated: places.treated.map((y) => 1e150 * y) },
      'out_of_range',
      'treated[0]',
    ],
    ['half a period', { before: 2.5 }, 'out_of_range', 'before'],
    ['a short donor', { donors: [places.donors[0]!, [1]] }, 'length_mismatch', 'donors[1]'],
    [
      'a NaN',
      { treated: places.treated.map((y, t) => (t === 4 ? Number.NaN : y)) },
      'not_finite',
      'treated[4]',
    ],
    [
      'a donor without numbers',
      { donors: [places.donors[0]!, places.treated.map(() => 1 / 0)] },
      'not_finite',
      'donors[1][0]',
    ],
    [
      'a treated place that is one of the donors',
      { treated: places.donors[3]! },
      'not_identified',
      'treated',
    ],
    [
      'a donor that is there twice',
      { donors: [...places.donors, places.donors[2]!] },
      'not_identified',
      'donors[2]',
    ],
    ['no treated place', { treated: [] }, 'empty', 'treated'],
  ])('refuses %s', (_, wrong, code, argument) => {
    expect(refusal(() => estimateSyntheticControl({ ...places, ...wrong }))).toEqual({ code, argument });
  });
});
