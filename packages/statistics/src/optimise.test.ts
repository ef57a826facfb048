import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ln } from './numbers.ts';
import { hessianAt, minimise } from './optimise.ts';
import { refusalOf } from './refusal.test-support.ts';

/** Rosenbrock's curved valley in k dimensions: its minimum is at (1, …, 1). */
const rosenbrock = (p: Float64Array) => {
  let total = 0;
  for (let i = 0; i + 1 < p.length; i++) total += 100 * (p[i + 1]! - p[i]! ** 2) ** 2 + (1 - p[i]!) ** 2;
  return total;
};

/** Powell's singular function: four parameters, and a Hessian that is singular at the minimum. */
const powell = ([a = 0, b = 0, c = 0, d = 0]: Float64Array) =>
  (a + 10 * b) ** 2 + 5 * (c - d) ** 2 + (b - 2 * c) ** 4 + 10 * (a - d) ** 4;

describe('the minimum of a smooth function', () => {
  it.each([2, 3, 5, 8])('is found along a curved valley of %i parameters', (k) => {
    const start = Array.from({ length: k }, (_, i) => (i % 2 ? 1 : -1.2));
    const otherStarts = [Array.from({ length: k }, () => 0)];
    const { point, value } = minimise('values', { objective: rosenbrock, start, otherStarts });
    for (const x of point) expect(x).toBeCloseTo(1, 6);
    expect(value).toBeLessThan(1e-12);
  });

  it('is found where the curvature vanishes', () => {
    const { value } = minimise('values', { objective: powell, start: [3, -1, 0, 1] });
    expect(value).toBeLessThan(1e-9);
  });

  it('is the same, and found with fewer calls, when the gradient is given', () => {
    const gradient = ([x = 0, y = 0]: Float64Array) =>
      Float64Array.of(-400 * x * (y - x * x) - 2 * (1 - x), 200 * (y - x * x));
    let calls = 0;
    const objective = (p: Float64Array) => {
      calls += 1;
      return rosenbrock(p);
    };
    const without = minimise('values', { objective, start: [-1.2, 1] });
    const callsWithout = calls;
    calls = 0;
    const withIt = minimise('values', { objective, start: [-1.2, 1], gradient });
    expect(calls).toBeLessThan(callsWithout / 3);
    for (const i of [0, 1]) expect(withIt.point[i]).toBeCloseTo(without.point[i]!, 7);
  });

  it('is found from wherever one starts when the function is convex, also beside points where it is not defined', () => {
    // x − a ln x is infinite at 0 and NaN below it; its minimum is at a.
    const property = fc.property(
      fc.double({ min: 0.5, max: 1e3, noNaN: true }),
      fc.double({ min: 0.5, max: 1e3, noNaN: true }),
      (a, start) => {
        const objective = ([x = 0]: Float64Array) => (x > 0 ? x - a * ln(x) : Number.NaN);
        const { point } = minimise('values', { objective, start: [start] });
        expect(Math.abs(point[0]! / a - 1)).toBeLessThan(1e-5);
      },
    );
    fc.assert(property, { seed: 1, numRuns: 200 });
  });

  it('is the lowest of those that several starts lead to', () => {
    const objective = ([x = 0]: Float64Array) => (x * x - 1) ** 2 + 0.2 * x;
    const one = minimise('values', { objective, start: [1.2] });
    const both = minimise('values', { objective, start: [1.2], otherStarts: [[-1.2]] });
    expect(one.point[0]).toBeGreaterThan(0);
    expect(both.point[0]).toBeLessThan(0);
    expect(both.value).toBeLessThan(one.value);
  });

  it('has the same bits every time', () => {
    const find = () => minimise('values', { objective: rosenbrock, start: [-1.2, 1, 0.5] });
    expect(find()).toEqual(find());
  });

  it('is not invented where there is none', () => {
    const endless = refusalOf(() => minimise('history', { objective: ([x = 0]) => -x, start: [0] }));
    expect([endless.code, endless.argument]).toEqual(['did_not_converge', 'history']);
    expect(endless.details.gradientNorm).toBeCloseTo(1, 6);
    const objective = rosenbrock;
    const short = refusalOf(() => minimise('history', { objective, start: [-1.2, 1], maxIterations: 3 }));
    expect([short.code, short.details.iterations]).toEqual(['did_not_converge', 3]);
    const undefinedThere = refusalOf(() => minimise('history', { objective: () => Number.NaN, start: [0] }));
    expect(undefinedThere.code).toBe('did_not_converge');
  });
});

describe('second derivatives', () => {
  const objective = ([x = 0, y = 0, z = 0]: Float64Array) =>
    Math.exp(x + 2 * y) + x * z * z + Math.sin(y * z);
  const at = [0.3, -0.4, 2];
  const [x = 0, y = 0, z = 0] = at;
  const e = Math.exp(x + 2 * y);
  const mixed = Math.cos(y * z) - y * z * Math.sin(y * z);
  const exact = [
    [e, 2 * e, 2 * z],
    [2 * e, 4 * e - z * z * Math.sin(y * z), mixed],
    [2 * z, mixed, 2 * x - y * y * Math.sin(y * z)],
  ].flat();
  const gradient = (p: Float64Array) => {
    const [u = 0, v = 0, w = 0] = p;
    const f = Math.exp(u + 2 * v);
    return Float64Array.of(f + w * w, 2 * f + w * Math.cos(v * w), 2 * u * w + v * Math.cos(v * w));
  };

  it.each([
    ['of values', hessianAt(objective, at), 1e-8],
    ['of a gradient', hessianAt(objective, at, gradient), 1e-8],
  ] as const)('%s are right to many digits and symmetric to the last', (_, hessian, tolerance) => {
    hessian.forEach((second, i) => {
      expect(Math.abs(second - exact[i]!)).toBeLessThan(tolerance);
    });
    for (const [i, j] of [
      [1, 3],
      [2, 6],
      [5, 7],
    ] as const)
      expect(hessian[i]).toBe(hessian[j]);
  });
});
