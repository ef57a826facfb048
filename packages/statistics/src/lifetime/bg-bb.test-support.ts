/** For tests of BG/BB: customers whose truth is known, and the likelihood as the paper writes it. */
import fc from 'fast-check';
import type { Random } from '../random.ts';
import type { BgBbModel } from './bg-bb.ts';
import { groupOpportunities, opportunityLikelihood } from './bg-bb-likelihood.ts';

export const truth = { alpha: 1.2, beta: 0.9, gamma: 1.1, delta: 3 };
export const known = (parameters: BgBbModel['parameters']): BgBbModel => ({
  parameters,
  covariance: new Float64Array(16),
});
const parameter = fc.double({ min: 0.1, max: 8, noNaN: true });
export const parameters = fc.record({
  alpha: parameter,
  beta: parameter,
  gamma: parameter,
  delta: parameter,
});

/** Every history of n opportunities, with the number of purchase strings that lead to it. */
export function allHistories(n: number) {
  const choose = (m: number, k: number): number => (k === 0 ? 1 : (choose(m - 1, k - 1) * m) / k);
  const rows = [{ x: 0, t: 0, n, strings: 1 }];
  for (let x = 1; x <= n; x++)
    for (let t = x; t <= n; t++) rows.push({ x, t, n, strings: choose(t - 1, x - 1) });
  return rows;
}

type Row = { readonly x: number; readonly t: number; readonly n: number };

/** The chance of one history, as fitted. */
export function chanceOf(values: readonly number[], { x, t, n }: Row): number {
  const groups = groupOpportunities({ frequency: [x], recency: [t], opportunities: [n] });
  return Math.exp(-opportunityLikelihood(groups).objective(Float64Array.from(values, Math.log)));
}

/** The same as the paper writes it, by products. */
export function writtenOut([a = 1, b = 1, c = 1, d = 1]: readonly number[], { x, t, n }: Row): number {
  const rise = (from: number, by: number) =>
    Array.from({ length: by }).reduce((p: number, _, i) => p * (from + i), 1);
  const buying = (m: number) => (rise(a, x) * rise(b, m - x)) / rise(a + b, m);
  let chance = (buying(n) * rise(d, n)) / rise(c + d, n);
  for (let m = t; m < n; m++) chance += (buying(m) * c * rise(d, m)) / rise(c + d, m + 1);
  return chance;
}

const rows = allHistories(4);
const chances = rows.map((row) => row.strings * writtenOut(Object.values(truth), row));

/** Customers per history; as many as given in the mean. */
export function drawCounts(random: Random, customers: number) {
  const counts = chances.map((chance) => random.poisson(customers * chance));
  return {
    frequency: rows.map(({ x }) => x),
    recency: rows.map(({ t }) => t),
    opportunities: rows.map(() => 4),
    customers: counts,
  };
}
