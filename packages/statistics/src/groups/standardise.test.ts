import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../refusal.test-support.ts';
import { fitColumnScale, restoreColumns, standardiseColumns } from './standardise.ts';

const tables = fc
  .array(fc.tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: 0, max: 99_999 })), {
    minLength: 3,
    maxLength: 40,
  })
  .filter((rows) => new Set(rows.map(([a]) => a)).size > 1 && new Set(rows.map(([, b]) => b)).size > 1)
  .map((rows) => ({ values: rows.flat(), width: 2 }));

describe('z-scores', () => {
  it('have mean 0 and population deviation 1 in every column', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const scores = standardiseColumns({ ...table, scale: fitColumnScale(table) });
        const again = fitColumnScale(scores);
        for (const mean of again.means) expect(mean).toBeCloseTo(0, 12);
        for (const deviation of again.deviations) expect(deviation).toBeCloseTo(1, 12);
        const squares = scores.values.reduce((total, score) => total + score * score, 0);
        expect(squares).toBeCloseTo(table.values.length, 9);
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  it('are the same in another unit and from another zero', () => {
    fc.assert(
      fc.property(
        tables,
        fc.constantFrom(0.001, 3, 1e6),
        fc.constantFrom(0, -17, 1e9),
        (table, unit, zero) => {
          const other = { values: table.values.map((value) => zero + unit * value), width: 2 };
          const scores = standardiseColumns({ ...table, scale: fitColumnScale(table) }).values;
          const moved = standardiseColumns({ ...other, scale: fitColumnScale(other) }).values;
          // A unit of 0.001 beside a zero of 1e9 leaves ten of the digits.
          const apart = Math.max(...moved.map((score, i) => Math.abs(score - scores[i]!)));
          expect(apart).toBeLessThan(zero < 1e9 ? 1e-9 : 1e-3);
        },
      ),
      { seed: 43, numRuns: 200 },
    );
  });

  it('are turned back into what they were made of', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const scale = fitColumnScale({ ...table, deviation: 'sample' });
        const back = restoreColumns({ ...standardiseColumns({ ...table, scale }), scale });
        const apart = back.values.map((value, i) => Math.abs(value - table.values[i]!));
        expect(Math.max(...apart)).toBeLessThan(5e-9);
      }),
      { seed: 44, numRuns: 200 },
    );
  });

  const two = { values: [1, 2, 3, 4, 6, 7], width: 2 };
  const scale = { means: [0, 0], deviations: [1, 1] };
  it.each([
    [
      'a constant column',
      () => fitColumnScale({ values: [1, 5, 2, 5, 3, 5], width: 2 }),
      'zero_variance',
      'values, column 1',
    ],
    [
      'a column that is constant but for rounding',
      () => fitColumnScale({ values: [0.1 + 0.2, 0.3, 0.3], width: 1 }),
      'zero_variance',
      'values, column 0',
    ],
    ['one row', () => fitColumnScale({ values: [1, 2], width: 2 }), 'empty', 'values'],
    ['no rows', () => fitColumnScale({ values: [], width: 2 }), 'empty', 'values'],
    ['half a row', () => fitColumnScale({ values: [1, 2, 3], width: 2 }), 'length_mismatch', 'values'],
    ['no columns', () => fitColumnScale({ values: [1], width: 0 }), 'out_of_range', 'width'],
    ['NaN', () => fitColumnScale({ values: [1, Number.NaN], width: 1 }), 'not_finite', 'values[1]'],
    [
      'an unknown deviation',
      () => fitColumnScale({ ...two, deviation: 'mad' as 'sample' }),
      'unknown_name',
      'deviation',
    ],
    [
      'a scale of another width',
      () => standardiseColumns({ ...two, width: 3, scale }),
      'length_mismatch',
      'scale.means',
    ],
    [
      'a scale without deviations',
      () => standardiseColumns({ ...two, scale: { ...scale, deviations: [1] } }),
      'length_mismatch',
      'scale.deviations',
    ],
    [
      'a deviation of zero',
      () => restoreColumns({ ...two, scale: { ...scale, deviations: [1, 0] } }),
      'out_of_range',
      'scale.deviations[1]',
    ],
    [
      'a deviation by which scores would be infinite',
      () => standardiseColumns({ ...two, scale: { ...scale, deviations: [1, 1e-300] } }),
      'out_of_range',
      'scale.deviations[1]',
    ],
    [
      'a mean beyond all values',
      () => restoreColumns({ ...two, scale: { ...scale, means: [1e300, 0] } }),
      'out_of_range',
      'scale.means[0]',
    ],
    [
      'a spread whose square is none',
      () => fitColumnScale({ values: [0, 1e-170], width: 1 }),
      'zero_variance',
      'values, column 0',
    ],
  ])('are refused for %s', (_, act, code, argument) => {
    expect(refusalOf(act)).toMatchObject({ code, argument });
  });
});
