import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusalOf } from '../refusal.test-support.ts';
import { fitKmeans } from './kmeans.ts';
import { fitMiniBatchKmeans, startMiniBatchKmeans, updateMiniBatchKmeans } from './mini-batch.ts';

const WIDTH = 3;
const random = createRandom(21);
const values = Float64Array.from(
  { length: 9_000 * WIDTH },
  (_, at) => (Math.floor(at / WIDTH) % 4) * (at % WIDTH === 0 ? 6 : 1) + random.normal(),
);
const points = { values, width: WIDTH };
const batchOf = (from: number, rows: number) => ({
  values: values.slice(from * WIDTH, (from + rows) * WIDTH),
  width: WIDTH,
});

describe('mini-batch k-means', () => {
  it('comes within a thousandth of the inertia of full k-means', () => {
    const full = fitKmeans({ points, clusters: 4, seed: 1, restarts: 3 });
    const fit = fitMiniBatchKmeans({ points, clusters: 4, seed: 1, batchSize: 2_000, batches: 20 });
    expect(fit.inertia / full.inertia).toBeGreaterThanOrEqual(1 - 1e-12);
    expect(fit.inertia / full.inertia).toBeLessThan(1.001);
  });

  it('gives the same bits for the same seed, from doubles and from floats of the same values', () => {
    const floats = Float32Array.from(values);
    const settings = { clusters: 4, seed: 3, batchSize: 500, batches: 5, restarts: 2 };
    const fit = fitMiniBatchKmeans({ points: { values: floats, width: WIDTH }, ...settings });
    const again = fitMiniBatchKmeans({ points: { values: floats, width: WIDTH }, ...settings });
    const doubles = { values: Float64Array.from(floats), width: WIDTH };
    for (const other of [again, fitMiniBatchKmeans({ points: doubles, ...settings })]) {
      expect({ ...other, assignments: 0 }).toEqual({ ...fit, assignments: 0 });
      expect(other.assignments.every((label, i) => label === fit.assignments[i])).toBe(true);
    }
  });

  it('holds every centre at the mean of the rows that were ever given to it', () => {
    let state = startMiniBatchKmeans({ batch: batchOf(0, 500), clusters: 1, seed: 1 });
    for (let from = 500; from < 3_000; from += 500) state = updateMiniBatchKmeans(state, batchOf(from, 500));
    const whole = fitKmeans({ points: batchOf(0, 3_000), clusters: 1, seed: 1 });
    state.centres.values.forEach((value, j) => {
      expect(value).toBeCloseTo(whole.centres.values[j]!, 12);
    });
    expect(Array.from(state.counts)).toEqual([3_000]);
    expect(state.batches).toBe(6);
  });

  it('moves ever less, leaves the state given as it was, and a group that got no rows where it was', () => {
    const first = startMiniBatchKmeans({ batch: batchOf(0, 1_000), clusters: 4, seed: 1 });
    const before = JSON.stringify(first);
    let state = first;
    const movements: number[] = [];
    for (let from = 1_000; from < 9_000; from += 500) {
      state = updateMiniBatchKmeans(state, batchOf(from, 500));
      movements.push(state.movement);
    }
    expect(JSON.stringify(first)).toBe(before);
    expect(movements.at(-1)!).toBeLessThan(movements[0]! / 3);
    const own = state.centres.values.slice(0, WIDTH);
    const next = updateMiniBatchKmeans(state, { values: own, width: WIDTH });
    expect(next.centres.values.slice(WIDTH)).toEqual(state.centres.values.slice(WIDTH));
    expect(next.counts[0]).toBe(state.counts[0]! + 1);
  });

  const state = startMiniBatchKmeans({ batch: { values: [0, 1, 8, 9], width: 1 }, clusters: 2, seed: 1 });
  it.each([
    ['an empty batch', () => updateMiniBatchKmeans(state, { values: [], width: 1 }), 'empty', 'batch.values'],
    [
      'a batch of another width',
      () => updateMiniBatchKmeans(state, { values: [1, 2], width: 2 }),
      'length_mismatch',
      'batch.width',
    ],
    [
      'NaN',
      () => updateMiniBatchKmeans(state, { values: [Number.NaN], width: 1 }),
      'not_finite',
      'batch.values[0]',
    ],
    [
      'a count of nothing',
      () => updateMiniBatchKmeans({ ...state, counts: Float64Array.of(1, 0) }, { values: [1], width: 1 }),
      'out_of_range',
      'state.counts[1]',
    ],
    [
      'a count too few',
      () => updateMiniBatchKmeans({ ...state, counts: Float64Array.of(1) }, { values: [1], width: 1 }),
      'length_mismatch',
      'state.counts',
    ],
    [
      'a first batch with too few rows',
      () => startMiniBatchKmeans({ batch: { values: [1], width: 1 }, clusters: 2, seed: 1 }),
      'out_of_range',
      'clusters',
    ],
    [
      'an empty first batch',
      () => startMiniBatchKmeans({ batch: { values: [], width: 1 }, clusters: 2, seed: 1 }),
      'empty',
      'batch.values',
    ],
    [
      'batches that were never counted',
      () => updateMiniBatchKmeans({ ...state, batches: Number.NaN }, { values: [1], width: 1 }),
      'not_finite',
      'state.batches',
    ],
    [
      'batches that no memory holds',
      () => fitMiniBatchKmeans({ points, clusters: 2, seed: 1, batchSize: 1e15 }),
      'out_of_range',
      'batchSize',
    ],
    [
      'batches of nothing',
      () => fitMiniBatchKmeans({ points, clusters: 2, seed: 1, batchSize: 0 }),
      'out_of_range',
      'batchSize',
    ],
    [
      'no batches',
      () => fitMiniBatchKmeans({ points, clusters: 2, seed: 1, batches: 0 }),
      'out_of_range',
      'batches',
    ],
    ['a negative seed', () => fitMiniBatchKmeans({ points, clusters: 2, seed: -1 }), 'out_of_range', 'seed'],
  ])('is refused for %s', (_, act, code, argument) => {
    expect(refusalOf(act)).toMatchObject({ code, argument });
  });
});
