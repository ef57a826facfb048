/** For the tests of this folder. */
import fc from 'fast-check';

export const probability = fc.double({ min: 0.001, max: 0.999, noNaN: true });
/** Scores with outcomes, at least two of each. */
export const scored = fc
  .array(fc.tuple(probability, fc.integer({ min: 0, max: 1 })), { minLength: 6, maxLength: 40 })
  .filter((rows) => {
    const ones = rows.filter(([, y]) => y === 1).length;
    return ones >= 2 && ones <= rows.length - 2;
  })
  .map((rows) => ({ scores: rows.map(([p]) => p), outcome: rows.map(([, y]) => y) }));
