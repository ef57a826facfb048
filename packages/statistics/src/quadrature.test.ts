import { describe, expect, it } from 'vitest';
import { breaksBetween, integratePanels } from './quadrature.ts';

const integrate = (f: (x: number) => number, breaks: readonly number[]) => {
  const at = (x: number, out: Float64Array) => out.set([f(x)]);
  return integratePanels('x', breaks, { width: 1, negligible: [0], at })[0];
};

describe('an integral over panels', () => {
  it('is exact for a polynomial of degree 39', () => {
    expect(integrate((x) => 40 * x ** 39, [0, 1])).toBeCloseTo(1, 13);
  });

  it('is exact for what is smooth, and does not depend on where the panels end', () => {
    const normal = (x: number) => Math.exp((-x * x) / 2);
    expect(integrate(normal, [-12, 0, 12])).toBeCloseTo(Math.sqrt(2 * Math.PI), 12);
    expect(integrate(normal, [-12, -1.3, 0.2, 5, 12])).toBeCloseTo(Math.sqrt(2 * Math.PI), 12);
  });

  it('is not given when it does not settle', () => {
    expect(() => integrate((x) => 1 / Math.abs(x - 1 / 3), [0, 1])).toThrow(
      expect.objectContaining({ code: 'did_not_converge', argument: 'x' }),
    );
  });

  it('has each break once, in order, inside the ends', () => {
    expect(Array.from(breaksBetween([3, 1, Number.NaN, 1, -5, 9, Number.POSITIVE_INFINITY], 0, 4))).toEqual([
      0, 1, 3, 4,
    ]);
  });
});
