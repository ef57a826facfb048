/** What follows from the parameters of Pareto/NBD. */
import { gammaln } from '../distributions.ts';
import { exp, expm1, ln, log1p } from '../numbers.ts';
import { drawCount } from './draw-count.ts';
import { logAlive, type Rates } from './pareto-nbd-likelihood.ts';
import type { DrawLater, Formulas, Seen } from './purchase-model.ts';
import { integrate } from './quadrature.ts';

const ratesOf = ([r = 0, alpha = 0, s = 0, beta = 0]: Float64Array): Rates => ({ r, alpha, s, beta });

/** λ and μ of who is alive after what was seen. */
function afterwards(values: Float64Array, { frequency, age }: Pick<Seen, 'frequency' | 'age'>): Rates {
  const { r, alpha, s, beta } = ratesOf(values);
  return { r: r + frequency, alpha: alpha + age, s, beta: beta + age };
}

export const paretoFormulas: Formulas = {
  names: ['r', 'alpha', 's', 'beta'],
  alive: (values, seen) => exp(logAlive(ratesOf(values), seen)),
  fromStart: (values, horizon) => purchasesWhileAlive(ratesOf(values), horizon),
  whileAlive: (values, { horizon, ...seen }) => purchasesWhileAlive(afterwards(values, seen), horizon),
  counts: (values, { upTo, horizon }) => countChances(ratesOf(values), { upTo, horizon }),
  drawLater: (values, { seen, horizon, random }) =>
    drawPurchases(afterwards(values, seen), { horizon, random }),
};

/**
 * The purchases expected of who is alive now: (rβ/(α(s−1))) (1 − (β/(β+t))^(s−1)). Written with expm1, so that nothing is lost near s = 1,
 * where it is (rβ/α) ln((β+t)/β).
 */
function purchasesWhileAlive({ r, alpha, s, beta }: Rates, horizon: number): number {
  const log = log1p(horizon / beta);
  const lived = s === 1 ? log : -expm1(-(s - 1) * log) / (s - 1);
  return ((r * beta) / alpha) * lived;
}

/**
 * P(X = 0), …, P(X = upTo): the negative binomial chances of those who outlive the horizon, and of those who leave at y before it. The integral
 * has positive parts only, and is taken over v = ln(1 + y/u), u being the shorter of the times in which customers buy and leave, so that
 * both may happen within an hour or a century.
 */
function countChances(
  { r, alpha, s, beta }: Rates,
  { upTo, horizon }: { readonly upTo: number; readonly horizon: number },
): Float64Array {
  const width = upTo + 1;
  const ways = Float64Array.from({ length: width }, (_, x) => gammaln(r + x) - gammaln(r) - gammaln(x + 1));
  const chancesWithin = (time: number, logFactor: number) => {
    const none = logFactor - r * log1p(time / alpha);
    const share = time / (alpha + time);
    if (share === 0) return new Float64Array(width).fill(exp(none), 0, 1);
    const each = ln(share);
    return ways.map((log, x) => exp(log + none + x * each));
  };
  const staying = chancesWithin(horizon, -s * log1p(horizon / beta));
  if (horizon === 0) return staying;
  const unit = Math.min(alpha / Math.max(r, 1), beta);
  const at = (v: number) => {
    const left = unit * expm1(v);
    return chancesWithin(left, ln((s * unit) / beta) + v - (s + 1) * log1p(left / beta));
  };
  const leaving = integrate('horizon', at, { to: log1p(horizon / unit), width });
  return staying.map((chance, x) => chance + leaving[x]!);
}

function drawPurchases(
  { r, alpha, s, beta }: Rates,
  { horizon, random }: Pick<DrawLater, 'horizon' | 'random'>,
): number {
  const loss = random.gamma(s) / beta;
  const left = loss > 0 ? random.exponential() / loss : horizon;
  return drawCount(random, (random.gamma(r) / alpha) * Math.min(left, horizon));
}
