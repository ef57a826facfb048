/** For tests: markets of any number of customers in a few dozen histories, each as often as the model says. */
import { betaln, gammaln } from '../distributions.ts';
import type { Random } from '../random.ts';
import type { PurchaseModel } from './purchase-model.ts';

/** Gauss and Legendre's points and weights on (0, 1). */
const RULES = {
  4: {
    points: [0.0694318442029737, 0.3300094782075719, 0.6699905217924281, 0.9305681557970263],
    weights: [0.1739274225687269, 0.3260725774312731, 0.3260725774312731, 0.1739274225687269],
  },
  5: {
    points: [0.046910077030668, 0.2307653449471584, 0.5, 0.7692346550528415, 0.953089922969332],
    weights: [
      0.1184634425280945, 0.2393143352496832, 0.2844444444444444, 0.2393143352496832, 0.1184634425280945,
    ],
  },
};

const panels = 40;

/** ∫ from `from` to `to`, by five points in each of many panels. */
function integral(of: (at: number) => number, { from, to }: { from: number; to: number }): number {
  const width = (to - from) / panels;
  const { points, weights } = RULES[5];
  let total = 0;
  for (let i = 0; i < panels; i++)
    points.forEach((point, k) => {
      total += width * weights[k]! * of(from + (i + point) * width);
    });
  return total;
}

/** The chance of a history, term by term as the model tells it: alive at the end, or lost before. */
export function likelihoodOf(
  model: PurchaseModel,
  { frequency: x, recency, age }: { frequency: number; recency: number; age: number },
): number {
  const { r, alpha } = model.parameters;
  /** E[λˣ e^−λt] for gamma rates. */
  const bought = (t: number) => Math.exp(gammaln(r + x) - gammaln(r)) * alpha ** r * (alpha + t) ** -(r + x);
  if (model.kind === 'pareto_nbd') {
    const { s, beta } = model.parameters;
    const left = (y: number) => (bought(y) * s * beta ** s) / (beta + y) ** (s + 1);
    return bought(age) * (beta / (beta + age)) ** s + integral(left, { from: recency, to: age });
  }
  const { a, b } = model.parameters;
  const chance = (lost: number, stayed: number) => Math.exp(betaln(a + lost, b + stayed) - betaln(a, b));
  const chances = model.kind === 'mbg_nbd' ? x + 1 : x;
  const alive = chance(0, chances) * bought(age);
  return chances === 0 ? alive : alive + chance(1, chances - 1) * bought(recency);
}

interface Market {
  readonly model: PurchaseModel;
  readonly customers: number;
  /** Of everybody. */
  readonly age: number;
  /** Nobody buys more often, but for a chance that `whole` leaves out of one. */
  readonly most: number;
  readonly rule: keyof typeof RULES;
}

/**
 * Markets of customers of one age, whose last purchases fall only on the points of Gauss and Legendre, each with its weight: sums over these
 * histories are the integrals of the model to many digits, the mean and the variance of its slopes too, so that the estimates of any number
 * of customers are distributed as the model says and a fit costs a millisecond or two. Who has not bought again is a history of its own.
 */
export function markets({ model, customers, age, most, rule }: Market) {
  const { points, weights } = RULES[rule];
  const never = { frequency: 0, recency: 0, age };
  const cells = [{ ...never, expected: customers * likelihoodOf(model, never) }];
  for (let x = 1; x <= most; x++)
    points.forEach((point, k) => {
      const seen = { frequency: x, recency: age * point, age };
      const before = seen.recency ** (x - 1) / Math.exp(gammaln(x));
      cells.push({ ...seen, expected: customers * age * weights[k]! * before * likelihoodOf(model, seen) });
    });
  const market = (random: Random) => {
    const drawn = cells
      .map((cell) => ({ ...cell, count: countOf(random, cell.expected) }))
      .filter(({ count }) => count > 0);
    return {
      frequency: drawn.map(({ frequency }) => frequency),
      recency: drawn.map(({ recency }) => recency),
      age: drawn.map(() => age),
      customers: drawn.map(({ count }) => count),
    };
  };
  return { market, whole: cells.reduce((total, { expected }) => total + expected, 0) / customers };
}

/** Of many hundreds a Poisson number is normal, and drawn at once. */
const countOf = (random: Random, mean: number) =>
  mean < 100 ? random.poisson(mean) : Math.round(mean + Math.sqrt(mean) * random.normal());
