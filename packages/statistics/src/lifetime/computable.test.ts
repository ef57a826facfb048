import { describe, expect, it } from 'vitest';
import { computable } from './computable.ts';

describe('a result', () => {
  it('is given as it is when every number in it is finite', () => {
    const result = { value: 1, name: 'one', none: null, rows: [{ column: Float64Array.of(2, 3) }] };
    expect(computable('model', result)).toBe(result);
  });

  it.each([
    ['at the top', Number.NaN],
    ['in a field', { interval: { upper: Number.POSITIVE_INFINITY } }],
    ['in a list', [{ value: Number.NaN }]],
    ['in a column', { value: Float64Array.of(1, Number.NEGATIVE_INFINITY) }],
  ])('is refused with a number that is none %s', (_, result) => {
    expect(() => computable('model', result)).toThrow(/^model must be of a size/);
  });
});
