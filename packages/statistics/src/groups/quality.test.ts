import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusalOf } from '../refusal.test-support.ts';
import { chooseClusterCount } from './choose.ts';
import { measureCalinskiHarabasz, measureDaviesBouldin } from './separation.ts';
import { measureSilhouette, sampleSilhouette } from './silhouette.ts';

const grouped = fc
  .array(
    fc.tuple(
      fc.integer({ min: -50, max: 50 }),
      fc.integer({ min: -50, max: 50 }),
      fc.integer({ min: 0, max: 2 }),
    ),
    {
      minLength: 6,
      maxLength: 40,
    },
  )
  .filter((rows) => new Set(rows.map(([, , label]) => label)).size === 3)
  .map((rows) => ({
    points: { values: rows.flatMap((row) => row.slice(0, 2)), width: 2 },
    assignments: rows.map(([, , label]) => label),
  }));
type Grouped = { points: { values: number[]; width: number }; assignments: number[] };
const moved = ({ points, assignments }: Grouped, by: (x: number) => number) => ({
  points: { values: points.values.map(by), width: 2 },
  assignments,
});
const renamed = ({ points, assignments }: Grouped) => ({
  points,
  assignments: assignments.map((label) => (label + 1) % 3),
});
const backwards = ({ points: { values }, assignments }: Grouped) => ({
  points: { values: assignments.flatMap((_, i) => [values[2 * i]!, values[2 * i + 1]!]).reverse(), width: 2 },
  assignments: assignments.toReversed(),
});
const runs = { seed: 51, numRuns: 100 };
const attempt = (act: () => number) => {
  try {
    return act();
  } catch {
    return 'refused';
  }
};

describe('every index of the quality of groups', () => {
  it.each([
    ['silhouette', (input: Grouped) => measureSilhouette(input).mean],
    ['Calinski-Harabasz', measureCalinskiHarabasz],
    ['Davies-Bouldin', measureDaviesBouldin],
  ])(
    'is the same in another unit, from another zero, under other names and in another order: %s',
    (_, measure) => {
      fc.assert(
        fc.property(grouped, (input) => {
          const value = attempt(() => measure(input));
          const others = [
            moved(input, (x) => 3 * x),
            moved(input, (x) => x + 64),
            renamed(input),
            backwards(input),
          ];
          for (const other of others) {
            const same = attempt(() => measure(other));
            if (value === 'refused' || same === 'refused') expect(same).toBe(value);
            else expect(Math.abs(same - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
          }
        }),
        runs,
      );
    },
  );

  it('lies between −1 and 1 for every row: silhouette', () => {
    fc.assert(
      fc.property(grouped, (input) => {
        const { widths } = measureSilhouette(input);
        expect(Math.min(...widths)).toBeGreaterThanOrEqual(-1);
        expect(Math.max(...widths)).toBeLessThanOrEqual(1);
      }),
      runs,
    );
  });

  it('grows better as groups move apart', () => {
    const random = createRandom(8);
    const noise = Float64Array.from({ length: 120 }, () => random.normal());
    const assignments = Array.from(noise, (_, i) => i % 3);
    const at = (apart: number) => ({
      points: { values: noise.map((x, i) => x + apart * (i % 3)), width: 1 },
      assignments,
    });
    for (let apart = 2; apart < 20; apart++) {
      expect(measureSilhouette(at(apart + 1)).mean).toBeGreaterThan(measureSilhouette(at(apart)).mean);
      expect(measureCalinskiHarabasz(at(apart + 1))).toBeGreaterThan(measureCalinskiHarabasz(at(apart)));
      expect(measureDaviesBouldin(at(apart + 1))).toBeLessThan(measureDaviesBouldin(at(apart)));
    }
  });

  it('takes groups of equal rows for equal, though thirds of their sums are not exact', () => {
    const equal = {
      points: { values: [0.1, 0.1, 0.1, 0.7, 0.7, 0.7], width: 1 },
      assignments: [0, 0, 0, 1, 1, 1],
    };
    expect(refusalOf(() => measureCalinskiHarabasz(equal))).toMatchObject({ code: 'zero_variance' });
    expect(measureDaviesBouldin(equal)).toBe(0);
    const crossed = {
      points: { values: [0.1, 0.2, 0.6, 0.2, 0.4], width: 1 },
      assignments: [0, 0, 0, 1, 1],
    };
    expect(refusalOf(() => measureDaviesBouldin(crossed))).toMatchObject({ code: 'not_identified' });
  });

  it('is what the formula gives, from a level of a million million', () => {
    const at = (level: number) => ({
      points: { values: [0, 1, 5, 6, 7].map((x) => x + level), width: 1 },
      assignments: [0, 0, 1, 1, 1],
    });
    expect(measureCalinskiHarabasz(at(1e12))).toBeCloseTo(measureCalinskiHarabasz(at(0)), 6);
    expect(measureDaviesBouldin(at(1e12))).toBeCloseTo(measureDaviesBouldin(at(0)), 4);
  });

  it('measures silhouettes of very many groups without a table of all sums', () => {
    const assignments = Uint32Array.from({ length: 2100 }, (_, i) => Math.min(i, 2050));
    const points = { values: Float64Array.from(assignments, (_, i) => i), width: 1 };
    const { widths } = measureSilhouette({ points, assignments });
    // 50 rows, 2050 … 2099, are in the last group; the first of them is 1 from the row before it and 25 from its own on average.
    expect(widths[2050]).toBeCloseTo(1 / 25 - 1, 12);
    expect(widths[17]).toBe(0);
  });

  const two = { points: { values: [1, 2, 8, 9], width: 1 }, assignments: [0, 0, 1, 1] };
  const wrongs: [string, Partial<Grouped>, string, string][] = [
    ['one group', { assignments: [0, 0, 0, 0] }, 'one_class', 'assignments'],
    ['a number left out', { assignments: [0, 0, 2, 2] }, 'not_identified', 'assignments'],
    ['a negative label', { assignments: [0, 0, -1, 1] }, 'out_of_range', 'assignments[2]'],
    ['half a label', { assignments: [0, 0.5, 1, 1] }, 'out_of_range', 'assignments[1]'],
    ['no label', { assignments: [0, Number.NaN, 1, 1] }, 'not_finite', 'assignments[1]'],
    ['a label too few', { assignments: [0, 0, 1] }, 'length_mismatch', 'assignments'],
    ['no rows', { points: { values: [], width: 1 } }, 'empty', 'points.values'],
    ['NaN', { points: { values: [1, 2, 3, Number.NaN], width: 1 } }, 'not_finite', 'points.values[3]'],
  ];
  const measures = [
    ['silhouette', (input: Grouped) => measureSilhouette(input)],
    ['sampled silhouette', (input: Grouped) => sampleSilhouette({ ...input, sample: 50, seed: 1 })],
    ['Calinski-Harabasz', measureCalinskiHarabasz],
    ['Davies-Bouldin', measureDaviesBouldin],
  ] as const;
  it.each(
    measures.flatMap(([name, measure]) =>
      wrongs.map(([what, wrong, code, argument]) => ({
        name,
        what,
        act: () => measure({ ...two, ...wrong }),
        code,
        argument,
      })),
    ),
  )('$name is refused for $what', ({ act, code, argument }) => {
    expect(refusalOf(act)).toMatchObject({ code, argument });
  });

  it.each([
    [
      'rows equal inside groups',
      () =>
        measureCalinskiHarabasz({ points: { values: [1, 1, 2, 2], width: 1 }, assignments: [0, 0, 1, 1] }),
      'zero_variance',
      'points',
    ],
    [
      'two groups with one centre',
      () => measureDaviesBouldin({ points: { values: [1, 3, 2, 2], width: 1 }, assignments: [0, 0, 1, 1] }),
      'not_identified',
      'assignments',
    ],
    [
      'a sample too small for an interval',
      () =>
        sampleSilhouette({
          points: { values: Array.from({ length: 90 }, (_, i) => i), width: 1 },
          assignments: Array.from({ length: 90 }, (_, i) => i % 2),
          sample: 29,
          seed: 1,
        }),
      'too_few',
      'sample',
    ],
    [
      'a level of one',
      () => sampleSilhouette({ ...two, sample: 4, seed: 1, level: 1 }),
      'out_of_range',
      'level',
    ],
    [
      'a seed that is not whole',
      () => sampleSilhouette({ ...two, sample: 4, seed: 1.5 }),
      'out_of_range',
      'seed',
    ],
  ])('is refused for %s', (_, act, code, argument) => {
    expect(refusalOf(act)).toMatchObject({ code, argument });
  });
});

describe('a sampled silhouette', () => {
  const random = createRandom(9);
  const assignments = Int32Array.from({ length: 90 }, (_, i) => i % 3);
  const points = {
    values: Float64Array.from(assignments, (label) => 2.5 * label + random.normal()),
    width: 1,
  };
  const exact = measureSilhouette({ points, assignments });

  it('measures its rows exactly, and all of them when there are no more', () => {
    const read = sampleSilhouette({ points, assignments, sample: 80, seed: 1 });
    expect(new Set(read.rows).size).toBe(80);
    read.rows.forEach((row, i) => {
      expect(read.widths[i]).toBeCloseTo(exact.widths[row]!, 12);
    });
    const all = sampleSilhouette({ points, assignments, sample: 1_000, seed: 1 });
    expect(all.mean.value).toBeCloseTo(exact.mean, 12);
    expect(all.mean.standardError).toBe(0);
  });

  it('covers the mean of all rows at its level, and is right on average', () => {
    const RUNS = 2_000;
    const level = 0.9;
    let covered = 0;
    let total = 0;
    for (let seed = 0; seed < RUNS; seed++) {
      const { mean } = sampleSilhouette({ points, assignments, sample: 45, seed, level });
      total += mean.value;
      if (mean.interval.lower <= exact.mean && exact.mean <= mean.interval.upper) covered++;
    }
    const error = Math.sqrt((level * (1 - level)) / RUNS);
    expect(Math.abs(covered / RUNS - level)).toBeLessThan(4 * error);
    expect(Math.abs(total / RUNS - exact.mean)).toBeLessThan(0.003);
  });
});

describe('the choice of k', () => {
  const random = createRandom(10);
  const values = Float64Array.from(
    { length: 800 },
    (_, i) => (Math.floor(i / 2) % 4 === i % 2 ? 9 : 0) + (Math.floor(i / 2) % 4) * 7 + random.normal(),
  );
  const points = { values, width: 2 };

  it('finds four groups that lie apart, by every index', () => {
    const chosen = chooseClusterCount({ points, to: 7, seed: 1, restarts: 5, sample: 100 });
    expect(chosen.clusters).toBe(4);
    expect(chosen.by).toEqual({ silhouette: 4, calinskiHarabasz: 4, daviesBouldin: 4 });
    expect(chosen.fit.sizes).toHaveLength(4);
    expect(chosen.tried.map(({ clusters }) => clusters)).toEqual([2, 3, 4, 5, 6, 7]);
  });

  it('takes the fewest groups within one standard error of the best silhouette', () => {
    const flat = { values: Float64Array.from({ length: 600 }, () => random.uniform()), width: 2 };
    const { clusters, tried } = chooseClusterCount({ points: flat, to: 8, seed: 1, restarts: 3, sample: 60 });
    const best = tried.reduce((a, b) => (b.silhouette.value > a.silhouette.value ? b : a)).silhouette;
    const within = tried.filter(({ silhouette }) => silhouette.value >= best.value - best.standardError);
    expect(clusters).toBe(within[0]!.clusters);
    expect(best.value).toBeLessThan(0.5);
  });

  it.each([
    ['one group', { from: 1 }, 'out_of_range', 'from'],
    ['an end before the start', { from: 5, to: 4 }, 'out_of_range', 'to'],
    [
      'more groups than different rows',
      { points: { values: [1, 2, 3, 1, 2, 3], width: 1 }, to: 4 },
      'out_of_range',
      'to',
    ],
    [
      'as many groups as different rows',
      { points: { values: [1, 2, 3, 1, 2, 3], width: 1 }, to: 3 },
      'out_of_range',
      'to',
    ],
    ['too small a sample', { sample: 3 }, 'too_few', 'sample'],
  ])('is refused for %s', (_, wrong, code, argument) => {
    const act = () => chooseClusterCount({ points, to: 3, seed: 1, restarts: 1, ...wrong });
    expect(refusalOf(act)).toMatchObject({ code, argument });
  });
});
