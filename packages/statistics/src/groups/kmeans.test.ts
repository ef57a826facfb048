import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, sum, variance } from '../numbers.ts';
import { createRandom } from '../random.ts';
import { refusalOf } from '../refusal.test-support.ts';
import { assignToClusters } from './assign.ts';
import { fitKmeans, refineKmeans } from './kmeans.ts';
import { runLloyd } from './lloyd.ts';
import { seedCentres } from './seeding.ts';

const random = createRandom(11);
const rows = Array.from({ length: 240 }, (_, i) => [
  (i % 4) * 3 + random.normal(),
  (i % 3) * 2 + random.normal(),
  random.normal(),
]);
const points = { values: Float64Array.from(rows.flat()), width: 3 };
const orders = fc.shuffledSubarray(
  rows.map((_, i) => i),
  { minLength: rows.length },
);
const grids = fc
  .array(fc.integer({ min: 0, max: 5 }), { minLength: 8, maxLength: 40 })
  .filter((values) => new Set(values).size >= 4);

describe('k-means', () => {
  it('gives the same bits for the same seed', () => {
    const again = fitKmeans({ points, clusters: 4, seed: 5 });
    expect(again).toEqual(fitKmeans({ points, clusters: 4, seed: 5 }));
    expect(again.inertias).not.toEqual(fitKmeans({ points, clusters: 4, seed: 6 }).inertias);
  });

  it('gives the same bits for any order of the rows, and the labels go with the rows', () => {
    const fit = fitKmeans({ points, clusters: 5, seed: 5, restarts: 3 });
    fc.assert(
      fc.property(orders, (order) => {
        const values = order.flatMap((i) => rows[i]!);
        const other = fitKmeans({ points: { values, width: 3 }, clusters: 5, seed: 5, restarts: 3 });
        expect(other.centres).toEqual(fit.centres);
        expect(other.inertias).toEqual(fit.inertias);
        expect(Array.from(other.assignments)).toEqual(order.map((i) => fit.assignments[i]));
      }),
      { seed: 49, numRuns: 10 },
    );
  });

  it('finds the same groups on another scale and from another zero', () => {
    const fit = fitKmeans({ points, clusters: 4, seed: 5 });
    const doubled = fitKmeans({
      points: { values: points.values.map((x) => 8 * x), width: 3 },
      clusters: 4,
      seed: 5,
    });
    expect(doubled.assignments).toEqual(fit.assignments);
    expect(doubled.inertia).toBe(64 * fit.inertia);
    const moved = fitKmeans({
      points: { values: points.values.map((x) => x + 1000), width: 3 },
      clusters: 4,
      seed: 5,
    });
    expect(moved.assignments).toEqual(fit.assignments);
    expect(moved.inertia).toBeCloseTo(fit.inertia, 6);
  });

  it('is never worse for more restarts or for more groups', () => {
    const inertia = (clusters: number, restarts: number) =>
      fitKmeans({ points, clusters, seed: 3, restarts }).inertia;
    for (let restarts = 2; restarts <= 6; restarts++)
      expect(inertia(6, restarts)).toBeLessThanOrEqual(inertia(6, restarts - 1));
    for (let clusters = 2; clusters <= 8; clusters++)
      expect(inertia(clusters, 10)).toBeLessThan(inertia(clusters - 1, 10));
  });

  it('numbers groups by size, and labels rows as assignToClusters does, ties and all', () => {
    fc.assert(
      fc.property(
        grids,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 99 }),
        (values, clusters, seed) => {
          const table = { values, width: 1 };
          const fit = fitKmeans({ points: table, clusters, seed, restarts: 2 });
          expect(Array.from(fit.sizes)).toEqual(Array.from(fit.sizes).sort((a, b) => b - a));
          const { assignments, sizes, inertia } = assignToClusters({ points: table, centres: fit.centres });
          expect(assignments).toEqual(fit.assignments);
          expect(sizes).toEqual(fit.sizes);
          expect(inertia).toBeCloseTo(fit.inertia, 12);
        },
      ),
      { seed: 50, numRuns: 150 },
    );
  });

  it('numbers the groups alike from seeds that find the same ones', () => {
    const fits = Array.from({ length: 12 }, (_, seed) =>
      fitKmeans({ points, clusters: 4, seed, restarts: 1 }),
    );
    const best = fits.toSorted((a, b) => a.inertia - b.inertia)[0]!;
    const same = fits.filter(({ inertia }) => inertia === best.inertia);
    expect(same.length).toBeGreaterThan(1);
    for (const fit of same) expect(fit.centres).toEqual(best.centres);
  });

  it('has an inertia of nothing when every different row has a group', () => {
    const fit = fitKmeans({ points: { values: [1, 1, 5, 5, 5, 9], width: 1 }, clusters: 3, seed: 1 });
    expect(fit).toMatchObject({ inertia: 0, sizes: Uint32Array.of(3, 2, 1) });
    expect(Array.from(fit.centres.values)).toEqual([5, 1, 9]);
  });

  it('has just the row for the centre of equal rows', () => {
    const fit = fitKmeans({
      points: { values: [0.1, 0.1, 0.1, 0.7, 0.7, 0.7, 0.9], width: 1 },
      clusters: 3,
      seed: 1,
    });
    expect(Array.from(fit.centres.values)).toEqual([0.1, 0.7, 0.9]);
    expect(fit.inertia).toBe(0);
  });

  it('keeps the names of the groups it goes on from', () => {
    const fit = fitKmeans({ points, clusters: 4, seed: 5 });
    const turned = [2, 0, 3, 1].flatMap((c) => Array.from(fit.centres.values.slice(3 * c, 3 * c + 3)));
    const again = refineKmeans({ points, centres: { values: turned, width: 3 } });
    expect(Array.from(again.centres.values)).toEqual(turned);
    expect(again.inertia).toBe(fit.inertia);
    expect(Array.from(again.sizes)).toEqual([2, 0, 3, 1].map((c) => fit.sizes[c]));
  });

  it('stops earlier and not lower with a tolerance', () => {
    const full = fitKmeans({ points, clusters: 5, seed: 9, restarts: 1 });
    const loose = fitKmeans({ points, clusters: 5, seed: 9, restarts: 1, tolerance: 0.01 });
    expect(loose.iterations).toBeLessThan(full.iterations);
    expect(loose.inertia).toBeGreaterThanOrEqual(full.inertia);
    expect(assignToClusters({ points, centres: loose.centres }).assignments).toEqual(loose.assignments);
  });

  it('stops at the first step that moves the centres by no more than the tolerance says', () => {
    const start = { values: points.values.slice(0, 12), width: 3 };
    const begun: Float64Array[] = [];
    runLloyd({
      points,
      start,
      maxIterations: 1000,
      stopAt: 0,
      onStep: ({ centres }) => begun.push(centres.values),
    });
    const movements = begun.slice(1).map((to, step) => sum(to.map((x, at) => (x - begun[step]![at]!) ** 2)));
    const variances = [0, 1, 2].map((j) => (variance(rows.map((row) => row[j]!)) * 239) / 240);
    for (const tolerance of [0.3, 0.03, 0.003]) {
      const small = movements.findIndex((movement) => movement <= tolerance * mean(variances));
      expect(small).toBeGreaterThan(0);
      expect(refineKmeans({ points, centres: start, tolerance }).iterations).toBe(small + 1);
    }
  });

  it('loses nothing of small squares beside a large one', () => {
    const values = new Float64Array(1001).fill(1).fill(1e8, 0, 1);
    const { inertia } = assignToClusters({
      points: { values, width: 1 },
      centres: { values: [0], width: 1 },
    });
    expect(inertia).toBe(1e16 + 1000);
  });

  it('begins with rows drawn by their squared distance from those drawn before', () => {
    // Rows 0, 1, 3: after the first, each other with chance ∝ square. {0,1}: (1/10 + 1/5)/3, {0,3}: (9/10 + 9/13)/3, {1,3}: the rest.
    const line = { values: Float64Array.of(0, 1, 3), width: 1 };
    const RUNS = 4000;
    const draws = createRandom(5);
    const counts = [0, 0, 0, 0, 0];
    for (let run = 0; run < RUNS; run++) counts[sum(seedCentres(line, 2, draws).values)]!++;
    [0, (1 / 10 + 1 / 5) / 3, 0, (9 / 10 + 9 / 13) / 3, (4 / 5 + 4 / 13) / 3].forEach((chance, total) => {
      expect(Math.abs(counts[total]! / RUNS - chance)).toBeLessThanOrEqual(
        4 * Math.sqrt((chance * (1 - chance)) / RUNS),
      );
    });
  });

  const few = { values: [1, 1, 2, 2], width: 1 };
  it.each([
    [
      'more groups than different rows',
      () => fitKmeans({ points: few, clusters: 3, seed: 1 }),
      'out_of_range',
      'clusters',
    ],
    ['no groups', () => fitKmeans({ points: few, clusters: 0, seed: 1 }), 'out_of_range', 'clusters'],
    [
      'a seed that is not whole',
      () => fitKmeans({ points: few, clusters: 1, seed: 0.5 }),
      'out_of_range',
      'seed',
    ],
    [
      'no restarts',
      () => fitKmeans({ points: few, clusters: 1, seed: 1, restarts: 0 }),
      'out_of_range',
      'restarts',
    ],
    [
      'a negative tolerance',
      () => fitKmeans({ points: few, clusters: 1, seed: 1, tolerance: -1 }),
      'out_of_range',
      'tolerance',
    ],
    [
      'one step for many',
      () => fitKmeans({ points, clusters: 5, seed: 1, maxIterations: 1 }),
      'did_not_converge',
      'maxIterations',
    ],
    [
      'no rows',
      () => fitKmeans({ points: { values: [], width: 2 }, clusters: 1, seed: 1 }),
      'empty',
      'points.values',
    ],
    [
      'half a row',
      () => fitKmeans({ points: { values: [1], width: 2 }, clusters: 1, seed: 1 }),
      'length_mismatch',
      'points.values',
    ],
    [
      'NaN',
      () => fitKmeans({ points: { values: [1, Number.NaN], width: 1 }, clusters: 1, seed: 1 }),
      'not_finite',
      'points.values[1]',
    ],
    [
      'numbers whose squares overflow',
      () => fitKmeans({ points: { values: [1, 1e200], width: 1 }, clusters: 1, seed: 1 }),
      'out_of_range',
      'points.values[1]',
    ],
    [
      'more centres than different rows',
      () => refineKmeans({ points: few, centres: { values: [1, 2, 3], width: 1 } }),
      'out_of_range',
      'centres',
    ],
    [
      'centres of another width',
      () => refineKmeans({ points: few, centres: { values: [1, 2], width: 2 } }),
      'length_mismatch',
      'centres.width',
    ],
    [
      'infinite centres',
      () => refineKmeans({ points: few, centres: { values: [Number.POSITIVE_INFINITY], width: 1 } }),
      'not_finite',
      'centres.values[0]',
    ],
    [
      'centres of another width',
      () => assignToClusters({ points: few, centres: { values: [1, 2], width: 2 } }),
      'length_mismatch',
      'centres.width',
    ],
  ])('is refused for %s', (_, act, code, argument) => {
    expect(refusalOf(act)).toMatchObject({ code, argument });
  });
});
