import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusal } from '../refusal.test-support.ts';
import { compareSurvival } from './survival-comparison.ts';
import { estimateSurvival, survivalAt } from './survival-curve.ts';

const seen = fc.array(fc.record({ time: fc.integer({ min: 0, max: 30 }), event: fc.constantFrom(0, 1) }), {
  minLength: 2,
  maxLength: 60,
});
const durationsOf = (rows: readonly { time: number; event: number }[]) => ({
  time: rows.map(({ time }) => time),
  event: rows.map(({ event }) => event),
});
const someEnded = (rows: readonly { event: number }[]) => rows.some(({ event }) => event === 1);

/** With so many, all ending, Π (1 − 1/n) comes to 0.5 and one unit of the last binary place. */
const HALF_BY_ROUNDING = 24;

/** Exponential lives of mean 10, seen for a uniform time up to 20. */
function lives(seed: number, customers: number, speed = 1) {
  const random = createRandom(seed);
  return durationsOf(
    Array.from({ length: customers }, () => {
      const life = (random.exponential() * 10) / speed;
      const end = random.uniform() * 20;
      return { time: Math.min(life, end), event: life <= end ? 1 : 0 };
    }),
  );
}

describe('a survival curve', () => {
  it('is the plain share still there when nobody is censored', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 40 }), (time) => {
        const curve = estimateSurvival({ time, event: time.map(() => 1) });
        curve.time.forEach((at, i) => {
          const share = time.filter((one) => one > at).length / time.length;
          expect(curve.survival[i]).toBeCloseTo(share, 12);
          const binomial = Math.sqrt((share * (1 - share)) / time.length);
          expect(curve.standardError[i]).toBeCloseTo(binomial, 12);
        });
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('falls, stays inside its interval, and does not depend on order or unit', () => {
    fc.assert(
      fc.property(seen.filter(someEnded), (rows) => {
        const curve = estimateSurvival(durationsOf(rows));
        const other = estimateSurvival(
          durationsOf(rows.toReversed().map(({ time, event }) => ({ time: time * 7, event }))),
        );
        expect(Array.from(other.survival)).toEqual(Array.from(curve.survival));
        expect(Array.from(other.time)).toEqual(Array.from(curve.time, (time) => time * 7));
        curve.survival.forEach((share, i) => {
          expect(share).toBeLessThan(i === 0 ? 1 : (curve.survival[i - 1] ?? 1));
          expect(curve.lower[i]).toBeLessThanOrEqual(share);
          expect(curve.upper[i]).toBeGreaterThanOrEqual(share);
          expect(curve.lower[i]).toBeGreaterThanOrEqual(0);
          expect(curve.upper[i]).toBeLessThanOrEqual(1);
        });
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  it('counts who is censored at the time of an end as there', () => {
    const curve = estimateSurvival({ time: [3, 3, 5], event: [1, 0, 1] });
    expect(Array.from(curve.atRisk)).toEqual([3, 1]);
  });

  it('covers the true share and the true median at its level', () => {
    const runs = 2000;
    let share = 0;
    let median = 0;
    const half = 10 * Math.LN2;
    for (let run = 0; run < runs; run++) {
      const curve = estimateSurvival(lives(run, 80), { level: 0.9 });
      const { interval } = survivalAt(curve, { time: 5 });
      if (interval.lower <= Math.exp(-0.5) && Math.exp(-0.5) <= interval.upper) share += 1;
      const { lower, upper } = curve.median;
      if ((lower ?? 0) <= half && half <= (upper ?? Number.POSITIVE_INFINITY)) median += 1;
    }
    const error = Math.sqrt((0.9 * 0.1) / runs);
    expect(Math.abs(share / runs - 0.9)).toBeLessThan(4 * error);
    expect(Math.abs(median / runs - 0.9)).toBeLessThan(4 * error);
  });

  it('has no median where fewer than half have ended, and the middle where just half have', () => {
    expect(estimateSurvival({ time: [1, 2, 3, 4], event: [1, 0, 0, 0] }).median.value).toBeNull();
    expect(estimateSurvival({ time: [1, 2, 4, 9], event: [1, 1, 1, 1] }).median.value).toBe(3);
    expect(estimateSurvival({ time: [1, 2, 8, 8], event: [1, 1, 0, 0] }).median.value).toBe(5);
  });

  it('takes a half for a half, rounded as it may be', () => {
    const time = Array.from({ length: HALF_BY_ROUNDING }, (_, i) => i + 1);
    const curve = estimateSurvival({ time, event: time.map(() => 1) });
    const half = HALF_BY_ROUNDING / 2;
    expect(curve.survival[half - 1]).toBeGreaterThan(0.5);
    expect(curve.median.value).toBe(half + 0.5);
  });

  it('reaches from zero to the upper end before where all have ended', () => {
    const curve = estimateSurvival({ time: [1, 2, 3], event: [1, 1, 1] });
    expect(curve.survival[2]).toBe(0);
    expect([curve.lower[2], curve.upper[2]]).toEqual([0, curve.upper[1]]);
    expect(curve.upper[1]).toBeLessThan(1);
    const atOnce = estimateSurvival({ time: [4, 4], event: [1, 1] });
    expect([atOnce.lower[0], atOnce.upper[0]]).toEqual([0, 1]);
  });

  it('is one before the first end, and unknown after the last sight', () => {
    const curve = estimateSurvival({ time: [2, 4, 6], event: [0, 1, 0] });
    expect(survivalAt(curve, { time: 3.9 })).toMatchObject({ value: 1, interval: { lower: 1, upper: 1 } });
    expect(survivalAt(curve, { time: 6 }).value).toBe(0.5);
    expect(refusal(() => survivalAt(curve, { time: 6.1 }))).toEqual({
      code: 'out_of_range',
      argument: 'time',
    });
    expect(refusal(() => survivalAt(curve, { time: -1 }))).toEqual({
      code: 'out_of_range',
      argument: 'time',
    });
  });

  it.each([
    ['a negative time', [-1, 2], [1, 1], 'out_of_range', 'time[0]'],
    ['an infinite time', [1, Number.POSITIVE_INFINITY], [1, 0], 'not_finite', 'time[1]'],
    ['NaN', [1, Number.NaN], [1, 0], 'not_finite', 'time[1]'],
    ['an event that is neither', [1, 2], [1, 2], 'out_of_range', 'event[1]'],
    ['lengths that differ', [1, 2], [1], 'length_mismatch', 'event'],
    ['nobody', [], [], 'empty', 'time'],
    ['only the censored', [1, 2], [0, 0], 'one_class', 'event'],
  ])('refuses %s', (_, time, event, code, argument) => {
    expect(refusal(() => estimateSurvival({ time, event }))).toEqual({ code, argument });
  });
});

describe('the log-rank test', () => {
  it('is the same whatever the order of groups', () => {
    fc.assert(
      fc.property(seen.filter(someEnded), seen.filter(someEnded), (a, b) => {
        const groups = [durationsOf(a), durationsOf(b)];
        let forward: ReturnType<typeof compareSurvival>;
        try {
          forward = compareSurvival(groups);
        } catch (error) {
          // One of the groups was gone before anybody of the other ended.
          expect(error).toMatchObject({ code: 'not_identified' });
          return;
        }
        const backward = compareSurvival(groups.toReversed());
        expect(backward.chiSquare).toBeCloseTo(forward.chiSquare, 8);
        const [observed = 0, expected = 0] = [
          forward.observed.reduce((x, y) => x + y, 0),
          forward.expected.reduce((x, y) => x + y, 0),
        ];
        expect(expected).toBeCloseTo(observed, 9);
      }),
      { seed: 5, numRuns: 150 },
    );
  });

  it('makes of several groups what the sums over all times make', () => {
    // Two by two tables written out: 3 groups, with ties, and ends at the time of another's censoring.
    const groups = [
      { time: [1, 2, 2, 4, 7], event: [1, 1, 0, 1, 0] },
      { time: [2, 3, 3, 5, 9, 9], event: [0, 1, 1, 1, 1, 0] },
      { time: [1, 4, 6, 8], event: [1, 0, 1, 1] },
    ];
    const present = (g: number, at: number) => groups[g]?.time.filter((time) => time >= at).length ?? 0;
    const ended = (g: number, at: number) =>
      groups[g]?.time.filter((time, i) => time === at && groups[g]?.event[i] === 1).length ?? 0;
    const gap = [0, 0];
    const [v00, v01, v11] = [1, 2, 3, 4, 5, 6, 8, 9].reduce(
      ([a, b, c], at) => {
        const n = present(0, at) + present(1, at) + present(2, at);
        const d = ended(0, at) + ended(1, at) + ended(2, at);
        const [p, q] = [present(0, at) / n, present(1, at) / n];
        gap[0] = (gap[0] ?? 0) + ended(0, at) - d * p;
        gap[1] = (gap[1] ?? 0) + ended(1, at) - d * q;
        const spread = n > 1 ? (d * (n - d)) / (n - 1) : 0;
        return [a + spread * p * (1 - p), b - spread * p * q, c + spread * q * (1 - q)] as const;
      },
      [0, 0, 0] as readonly [number, number, number],
    );
    const [x = 0, y = 0] = gap;
    const chiSquare = (x * x * v11 - 2 * x * y * v01 + y * y * v00) / (v00 * v11 - v01 * v01);
    const test = compareSurvival(groups);
    expect(test.chiSquare).toBeCloseTo(chiSquare, 12);
    expect(Array.from(test.observed)).toEqual([3, 4, 3]);
    expect((test.observed[1] ?? 0) - (test.expected[1] ?? 0)).toBeCloseTo(y, 12);
  });

  it('keeps its digits where one group is nearly all', () => {
    // The variance of either is the same number, Σ d(n − d)/(n − 1) n₁n₂/n².
    const many = lives(31, 20_000);
    const few = { time: [0.001, 3], event: [1, 1] };
    const forward = compareSurvival([many, few]).chiSquare;
    expect(compareSurvival([few, many]).chiSquare / forward).toBeCloseTo(1, 9);
  });

  it('takes hundreds of groups that are alike for alike', () => {
    const groups = Array.from({ length: 200 }, (_, g) => lives(9000 + g, 40));
    const { degreesOfFreedom, pValue } = compareSurvival(groups);
    expect(degreesOfFreedom).toBe(199);
    expect(pValue).toBeGreaterThan(0.001);
  });

  it('finds a difference where there is none as often as its level says, and a real one mostly', () => {
    const runs = 2000;
    let alike = 0;
    let apart = 0;
    for (let run = 0; run < runs; run++) {
      const groups = [lives(3 * run, 40), lives(3 * run + 1, 40)];
      if (compareSurvival(groups).pValue < 0.05) alike += 1;
      if (run % 10 === 0 && compareSurvival([...groups, lives(3 * run + 2, 60, 3)]).pValue < 0.05) apart += 1;
    }
    expect(Math.abs(alike / runs - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / runs));
    expect(apart / 200).toBeGreaterThan(0.9);
  });

  it('refuses one group, nobody who ended, and a group that was never there', () => {
    const one = { time: [1, 2], event: [1, 0] };
    expect(refusal(() => compareSurvival([one]))).toEqual({ code: 'empty', argument: 'groups' });
    const none = { time: [1, 2], event: [0, 0] };
    expect(refusal(() => compareSurvival([none, none]))).toEqual({ code: 'one_class', argument: 'groups' });
    expect(refusal(() => compareSurvival([{ time: [0.5], event: [0] }, one]))).toEqual({
      code: 'not_identified',
      argument: 'groups',
    });
    expect(refusal(() => compareSurvival([one, { time: [-1], event: [1] }]))).toEqual({
      code: 'out_of_range',
      argument: 'groups[1].time[0]',
    });
  });
});
