/** For the tests of this folder: any two arms of successes. */
import fc from 'fast-check';

export const counts = fc
  .integer({ min: 5, max: 5_000 })
  .chain((n) => fc.integer({ min: 0, max: n }).map((successes) => ({ n, successes })));

export const arms = fc.record({
  control: counts,
  treatment: counts,
  level: fc.constantFrom(0.8, 0.95, 0.99),
});

export const mirrored = (x: { n: number; successes: number }) => ({ n: x.n, successes: x.n - x.successes });
