import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sum } from '../numbers.ts';
import { createRandom } from '../random.ts';
import { refusalOf } from '../refusal.test-support.ts';
import { type LloydResult, runLloyd } from './lloyd.ts';
import { measureInertia } from './scatter.ts';

type Rows = { readonly values: Float64Array; readonly width: number };

function nearestOf({ values, width }: Rows, row: number, centres: Rows): { label: number; square: number } {
  let best = { label: -1, square: Number.POSITIVE_INFINITY };
  for (let c = 0; c < centres.values.length / width; c++) {
    let square = 0;
    for (let j = 0; j < width; j++)
      square += (values[row * width + j]! - centres.values[c * width + j]!) ** 2;
    if (square < best.square) best = { label: c, square };
  }
  return best;
}

/** Lloyd's iteration as in the textbook: all distances, all sums. Undefined where a cluster ran empty. */
function naive(points: Rows, start: Rows): (LloydResult & { path: Int32Array[] }) | undefined {
  const { values, width } = points;
  const rows = values.length / width;
  const clusters = start.values.length / width;
  const path: Int32Array[] = [];
  let centres = start;
  for (;;) {
    const assignments = Int32Array.from({ length: rows }, (_, i) => nearestOf(points, i, centres).label);
    const last = path.at(-1);
    path.push(assignments);
    const means = new Float64Array(clusters * width);
    for (let c = 0; c < clusters; c++) {
      const own = Array.from({ length: rows }, (_, i) => i).filter((i) => assignments[i] === c);
      if (own.length === 0) return undefined;
      for (let j = 0; j < width; j++)
        means[c * width + j] = sum(own.map((i) => values[i * width + j]!)) / own.length;
    }
    centres = { values: means, width };
    if (last?.every((label, i) => label === assignments[i]))
      return { centres, assignments, iterations: path.length, path };
  }
}

function cloud(seed: number, { rows, width }: { rows: number; width: number }): Rows {
  const random = createRandom(seed);
  const centre = Float64Array.from({ length: 3 * width }, () => 4 * random.normal());
  const values = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++) {
    const own = random.below(3);
    for (let j = 0; j < width; j++) values[i * width + j] = centre[own * width + j]! + random.normal();
  }
  return { values, width };
}

const settings = { maxIterations: 10_000, stopAt: 0 };
const shapes = fc.record({
  seed: fc.integer({ min: 0, max: 1e6 }),
  rows: fc.integer({ min: 8, max: 150 }),
  width: fc.integer({ min: 1, max: 6 }),
  clusters: fc.integer({ min: 1, max: 8 }),
});
/** Few whole numbers: nearly all distances are tied with another. */
const grids = fc
  .record({
    values: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 12, maxLength: 60 }),
    clusters: fc.integer({ min: 1, max: 5 }),
  })
  .filter(({ values, clusters }) => new Set(values).size >= clusters);

function follow(points: Rows, clusters: number) {
  const start = { values: points.values.slice(0, clusters * points.width), width: points.width };
  const path: Int32Array[] = [];
  const inertias: number[] = [];
  const found = runLloyd({
    points,
    start,
    ...settings,
    onStep: ({ centres, assignments }) => {
      path.push(assignments.slice());
      inertias.push(measureInertia(points, { centres, assignments }));
    },
  });
  return { ...found, path, inertias, expected: naive(points, start) };
}

describe('Lloyd’s iteration without needless distances', () => {
  it('gives the labels of the naive one at every step, and its centres to the last digits', () => {
    let compared = 0;
    fc.assert(
      fc.property(shapes, ({ clusters, ...shape }) => {
        const { path, centres, iterations, expected } = follow(cloud(shape.seed, shape), clusters);
        if (!expected) return;
        compared++;
        expect(path.map(String)).toEqual(expected.path.map(String));
        expect(iterations).toBe(expected.iterations);
        const apart = centres.values.map((value, i) => Math.abs(value - expected.centres.values[i]!));
        expect(Math.max(...apart)).toBeLessThan(1e-13);
      }),
      { seed: 45, numRuns: 80 },
    );
    expect(compared).toBeGreaterThan(40);
  });

  it('does so where nearly all distances are tied', () => {
    let compared = 0;
    fc.assert(
      fc.property(grids, ({ values, clusters }) => {
        const points = { values: Float64Array.from(values), width: 1 };
        const { path, centres, expected } = follow(points, clusters);
        if (!expected) return;
        compared++;
        expect(path.slice(0, expected.path.length).map(String)).toEqual(
          expected.path.slice(0, path.length).map(String),
        );
        expect(centres).toEqual(expected.centres);
      }),
      { seed: 46, numRuns: 200 },
    );
    expect(compared).toBeGreaterThan(50);
  });

  it('never raises inertia, also where a cluster runs empty', () => {
    fc.assert(
      fc.property(shapes, ({ clusters, ...shape }) => {
        const { inertias } = follow(cloud(shape.seed, shape), clusters);
        const rises = inertias.filter((inertia, i) => i > 0 && inertia > inertias[i - 1]! * (1 + 1e-12));
        expect(rises).toEqual([]);
      }),
      { seed: 47, numRuns: 80 },
    );
  });

  it('ends where every row is with its nearest centre and every centre is the mean of its rows', () => {
    fc.assert(
      fc.property(shapes, ({ clusters, ...shape }) => {
        const points = cloud(shape.seed, shape);
        const { centres, assignments } = follow(points, clusters);
        expect(assignments.every((label, i) => label === nearestOf(points, i, centres).label)).toBe(true);
        for (let c = 0; c < clusters; c++)
          for (let j = 0; j < points.width; j++) {
            const own = Array.from(assignments.keys()).filter((i) => assignments[i] === c);
            const mean = sum(own.map((i) => points.values[i * points.width + j]!)) / own.length;
            expect(centres.values[c * points.width + j]).toBeCloseTo(mean, 12);
          }
      }),
      { seed: 48, numRuns: 30 },
    );
  });

  it('gives an empty cluster the row that is farthest from its centre', () => {
    const points = { values: Float64Array.of(0, 1, 2, 9, 100), width: 1 };
    const start = { values: Float64Array.of(1, 500, 600), width: 1 };
    const { centres } = runLloyd({ points, start, ...settings });
    expect(Array.from(centres.values).sort((a, b) => a - b)).toEqual([1, 9, 100]);
  });

  it('gives no number when it may not go on', () => {
    const points = cloud(3, { rows: 200, width: 2 });
    const start = { values: points.values.slice(0, 8), width: 2 };
    const act = () => runLloyd({ points, start, maxIterations: 2, stopAt: 0 });
    expect(refusalOf(act)).toMatchObject({ code: 'did_not_converge', argument: 'maxIterations' });
  });
});
