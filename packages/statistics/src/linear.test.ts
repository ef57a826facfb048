import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invertPositiveDefinite, solvePositiveDefinite } from './linear.ts';
import { refusalOf } from './refusal.test-support.ts';

/** AᵀA + a little on the diagonal: positive definite. */
const systems = fc.integer({ min: 1, max: 5 }).chain((n) =>
  fc.record({
    n: fc.constant(n),
    factor: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: n * n, maxLength: n * n }),
    x: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: n, maxLength: n }),
  }),
);

const product = (a: ArrayLike<number>, b: ArrayLike<number>, n: number) =>
  Float64Array.from({ length: n * n }, (_, at) => {
    let total = 0;
    for (let k = 0; k < n; k++) total += a[Math.floor(at / n) * n + k]! * b[k * n + (at % n)]!;
    return total;
  });

describe('a positive definite system', () => {
  it('is solved, and its inverse is one', () => {
    fc.assert(
      fc.property(systems, ({ n, factor, x }) => {
        const transposed = factor.map((_, at) => factor[(at % n) * n + Math.floor(at / n)]!);
        const matrix = product(transposed, factor, n).map((one, at) => one + (at % (n + 1) === 0 ? 1 : 0));
        const rhs = x.map((_, i) => x.reduce((sum, one, j) => sum + matrix[i * n + j]! * one, 0));
        const solved = solvePositiveDefinite('matrix', { matrix, rhs });
        for (const [i, one] of solved.entries()) expect(one).toBeCloseTo(x[i]!, 6);
        const identity = product(matrix, invertPositiveDefinite('matrix', matrix), n);
        for (const [at, one] of identity.entries()) expect(one).toBeCloseTo(at % (n + 1) === 0 ? 1 : 0, 6);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('is refused, with the column, where one is made of others', () => {
    const matrix = Float64Array.from([2, 4, 4, 8]);
    const refusal = refusalOf(() => solvePositiveDefinite('covariates', { matrix, rhs: [1, 1] }));
    expect(refusal).toMatchObject({ code: 'not_identified', argument: 'covariates', details: { column: 1 } });
    expect(refusalOf(() => invertPositiveDefinite('covariates', Float64Array.from([0])))).toMatchObject({
      code: 'not_identified',
    });
  });
});
