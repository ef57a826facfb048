/** For the tests of this folder: outcomes whose log odds are 1 + a − 0.2 b. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { createRandom } from '../random.ts';

export function sampleOf(seed: number, rows: number) {
  const random = createRandom(seed);
  const a = Array.from({ length: rows }, () => random.normal());
  const b = Array.from({ length: rows }, () => 5 + 3 * random.uniform());
  const outcome = a.map((x, i) => (random.uniform() < 1 / (1 + Math.exp(-(1 + x - 0.2 * b[i]!))) ? 1 : 0));
  return { outcome, covariates: [a, b] };
}

export const close = (a: number, b: number, relative = 1e-8) =>
  expect(Math.abs(a - b)).toBeLessThan(relative * (1 + Math.abs(b)));

export const seeds = fc.integer({ min: 0, max: 1_000_000 });
