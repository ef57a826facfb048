/** What follows from the parameters of BG/NBD and MBG/NBD. */
import { betainc, betaln, gammaln } from '../distributions.ts';
import { exp, ln, log1p } from '../numbers.ts';
import { type DropOuts, survivalsBeside } from './bg-nbd-likelihood.ts';
import { drawCount } from './draw-count.ts';
import type { DrawLater, Formulas, Seen } from './purchase-model.ts';
import { type Mixture, purchasesWhileAlive } from './purchases-while-alive.ts';

export function betaGeometricFormulas(dropOuts: DropOuts): Formulas {
  const beside = survivalsBeside(dropOuts);
  const mixtureOf = ([r = 0, alpha = 0, a = 0, b = 0]: Float64Array): Mixture => ({ r, alpha, a, b });
  // Being alive after x purchases adds x, and for MBG/NBD one more, to b; the rate has seen x purchases in the whole age.
  const afterwards = (values: Float64Array, { frequency, age }: Pick<Seen, 'frequency' | 'age'>): Mixture => {
    const { r, alpha, a, b } = mixtureOf(values);
    return { r: r + frequency, alpha: alpha + age, a, b: b + frequency + beside };
  };
  return {
    names: ['r', 'alpha', 'a', 'b'],
    alive: (values, seen) => aliveChance(mixtureOf(values), seen, beside),
    fromStart: (values, horizon) => {
      const start = mixtureOf(values);
      // Who must survive the first purchase, to make any other, has one survival more in each term.
      if (beside === 0) return purchasesWhileAlive(start, horizon);
      return (start.b / (start.a + start.b)) * purchasesWhileAlive({ ...start, b: start.b + 1 }, horizon);
    },
    whileAlive: (values, { horizon, ...seen }) => purchasesWhileAlive(afterwards(values, seen), horizon),
    counts: (values, { upTo, horizon }) => {
      const start = mixtureOf(values);
      return Float64Array.from({ length: upTo + 1 }, (_, x) => countChance(start, { x, horizon, beside }));
    },
    drawLater: (values, { seen, horizon, random }) =>
      drawPurchases(afterwards(values, seen), { horizon, random }),
  };
}

/** 1/(1 + eᶻ), z being the log odds of having dropped out just after the last purchase. */
function aliveChance({ r, alpha, a, b }: Mixture, { frequency, recency, age }: Seen, beside: number): number {
  const survived = frequency + beside;
  if (survived === 0) return 1;
  const z = ln(a) - ln(b + survived - 1) + (r + frequency) * log1p((age - recency) / (alpha + recency));
  return z > 0 ? exp(-z) / (1 + exp(-z)) : 1 / (1 + exp(z));
}

/**
 * P(X = x): still alive after x survivals with N = x, or dropped out just after purchase x with N ≥ x; both chances over p are ratios of
 * beta functions.
 */
function countChance(
  { r, alpha, a, b }: Mixture,
  { x, horizon, beside }: { readonly x: number; readonly horizon: number; readonly beside: number },
): number {
  const w = horizon / (alpha + horizon);
  const survived = x + beside;
  const logWays = gammaln(r + x) - gammaln(r) - gammaln(x + 1);
  const exactly = x > 0 && w === 0 ? 0 : exp(logWays - r * log1p(horizon / alpha) + (x > 0 ? x * ln(w) : 0));
  const stillAlive = exp(betaln(a, b + survived) - betaln(a, b)) * exactly;
  if (survived === 0) return stillAlive;
  const atLeast = x === 0 ? 1 : betainc(w, x, r);
  return stillAlive + exp(betaln(a + 1, b + survived - 1) - betaln(a, b)) * atLeast;
}

function drawPurchases(
  { r, alpha, a, b }: Mixture,
  { horizon, random }: Pick<DrawLater, 'horizon' | 'random'>,
): number {
  const without = drawCount(random, (random.gamma(r) / alpha) * horizon);
  if (without === 0) return 0;
  const p = random.beta(a, b);
  // Number of the purchase after which the customer drops out; p may be 0 to rounding.
  const last = p > 0 ? Math.ceil(random.exponential() / -log1p(-p)) : without;
  return Math.min(without, Math.max(last, 1));
}
