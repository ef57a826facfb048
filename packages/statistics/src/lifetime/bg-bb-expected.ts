/** What a customer with discrete opportunities will do: alive or not, and how many purchases to come. */
import { checkCount, checkProbability } from '../checks.ts';
import { normalQuantile } from '../distributions.ts';
import type { Estimate } from '../interval.ts';
import { exp, ln, logistic } from '../numbers.ts';
import { type BgBbModel, checkHistories, type OpportunityHistories } from './bg-bb.ts';
import {
  groupOpportunities,
  MOST_OPPORTUNITIES,
  type OpportunityGroups,
  seriesOf,
  sumBack,
  tablesOf,
  termsOf,
} from './bg-bb-likelihood.ts';
import { computable } from './computable.ts';
import { checkModel, deltaError, logGradients, positiveEstimate } from './log-parameters.ts';

/** One entry per customer, in the order given; errors and intervals come from the parameters being estimated. */
export interface OpportunityPrediction {
  readonly value: Float64Array;
  readonly standardError: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

export interface BgBbPrediction {
  /** Chance to be alive at the next opportunity. */
  readonly alive: OpportunityPrediction;
  /** Purchases at the next `horizon` opportunities. */
  readonly purchases: OpportunityPrediction;
  readonly level: number;
}

export interface BgBbHorizon {
  /** How many opportunities ahead. */
  readonly horizon: number;
  readonly level?: number;
}

const PARAMETERS = ['alpha', 'beta', 'gamma', 'delta'];

/**
 * The chance that each customer is still alive, and the purchases expected at the next opportunities.
 *
 * With A = B(α+x, β+n−x)/B(α, β) and S(m) = B(γ, δ+m)/B(γ, δ): P(alive at n + 1) = A·S(n+1)/L, and the purchases expected at the next h
 * opportunities are A·((α+x)/(α+β+n))·Σ S(n+i)/L, i = 1 … h. Intervals by the delta method from the covariance of the parameters, in the logit of
 * the chance and the logarithm of the purchases: they say how sure the expectation is, not how one customer will vary around it.
 * O(customers + distinct pairs of x and n × n + distinct n × horizon).
 *
 * @throws {StatisticsError} out_of_range when a history cannot be, or the horizon is not a whole number from 1 to 10,000, or opportunities are more than that; length_mismatch; empty; not_finite
 * @see Fader, Hardie and Shang (2010), Marketing Science 29:1086–1108, equations 11 and 13
 * @example
 * const model = { parameters: { alpha: 1.204, beta: 0.75, gamma: 0.657, delta: 2.783 }, covariance: new Float64Array(16) };
 * const next = predictBgBb(model, { frequency: [0, 4], recency: [0, 5], opportunities: [6, 6] }, { horizon: 10 });
 * next.purchases.value // → [0.130104, 3.62708]
 */
export function predictBgBb(
  model: BgBbModel,
  customers: OpportunityHistories,
  { horizon, level = 0.95 }: BgBbHorizon,
): BgBbPrediction {
  const values = checkModel(PARAMETERS, model);
  checkHistories('customers.', customers);
  checkCount('horizon', horizon, { min: 1, max: MOST_OPPORTUNITIES });
  checkProbability('level', level);
  const groups = groupOpportunities(customers);
  const size = groups.frequency.length;
  const at = (parameters: Float64Array) => expectationsOf(parameters, { groups, horizon });
  const middle = at(values);
  const gradients = logGradients(at, values);
  const z = normalQuantile((1 + level) / 2);
  const errors = middle.map((_, k) =>
    deltaError(
      gradients.map((slopes) => slopes[k]!),
      model.covariance,
    ),
  );
  const spread = (
    of: (group: number) => readonly [number, number, number, number],
  ): OpportunityPrediction => {
    const rows = Array.from({ length: size }, (_, group) => of(group));
    const column = (c: 0 | 1 | 2 | 3) => {
      const values = new Float64Array(groups.groupOf.length);
      for (let i = 0; i < values.length; i++) values[i] = rows[groups.groupOf[i]!]![c];
      return values;
    };
    return { value: column(0), standardError: column(1), lower: column(2), upper: column(3) };
  };
  return computable('model', {
    // Both are kept as logarithms of odds and of purchases, where their distribution is closest to normal.
    alive: spread((g) => {
      const [odds, error] = [middle[g]!, errors[g]!];
      const chance = logistic(odds);
      return [chance, chance * (1 - chance) * error, logistic(odds - z * error), logistic(odds + z * error)];
    }),
    purchases: spread((g) => {
      const [logarithm, error] = [middle[size + g]!, errors[size + g]!];
      const count = exp(logarithm);
      return [count, count * error, exp(logarithm - z * error), exp(logarithm + z * error)];
    }),
    level,
  });
}

/** Per history the log odds to be alive, then per history the logarithm of the purchases expected. */
function expectationsOf(
  values: Float64Array,
  { groups, horizon }: { readonly groups: OpportunityGroups; readonly horizon: number },
): Float64Array {
  const tables = tablesOf(values, groups.most + horizon);
  const { buying, alive, leaving } = tables;
  const [alpha, beta] = [values[0]!, values[1]!];
  const size = groups.frequency.length;
  const result = new Float64Array(2 * size);
  const laterOf = laterBy(alive, horizon);
  for (const series of seriesOf(groups)) {
    const { x, n } = series;
    const there = buying(x, n) + alive[n + 1]!;
    const more = there + ln(((alpha + x) / (alpha + beta + n)) * laterOf(n));
    const terms = termsOf(series, tables);
    sumBack(series, terms, (g, logarithm) => {
      result[size + g] = more - logarithm;
    });
    // The chance to be gone is a sum of its own: one minus the chance to be alive has no digits left near one.
    sumBack(series, { ...terms, last: buying(x, n) + leaving[n]! }, (g, logarithm) => {
      result[g] = there - logarithm;
    });
  }
  return result;
}

/** Σ S(n + i)/S(n + 1), i = 1 … h, once for each n. */
function laterBy(alive: Float64Array, horizon: number): (n: number) => number {
  const known = new Map<number, number>();
  return (n) => {
    let later = known.get(n) ?? 0;
    if (later > 0) return later;
    for (let i = 1; i <= horizon; i++) later += exp(alive[n + i]! - alive[n + 1]!);
    known.set(n, later);
    return later;
  };
}

/**
 * The purchases expected of a customer just won, at the opportunities to come.
 *
 * E = (α/(α+β)) Σ B(γ, δ+i)/B(γ, δ), i = 1 … h; the sum has the closed form (δ/(γ−1))(1 − Γ(γ+δ)Γ(1+δ+h)/(Γ(γ+δ+h)Γ(1+δ))), which fails at
 * γ = 1. Interval by the delta method from the covariance of the parameters, in the logarithm. O(horizon).
 *
 * @throws {StatisticsError} out_of_range when the horizon is not a whole number from 1 to 10,000; length_mismatch; empty; not_finite
 * @see Fader, Hardie and Shang (2010), Marketing Science 29:1086–1108, equation 8
 * @example
 * const model = { parameters: { alpha: 1.204, beta: 0.75, gamma: 0.657, delta: 2.783 }, covariance: new Float64Array(16) };
 * expectedPurchasesOfNewCustomer(model, { horizon: 10 }).value // → 3.17885
 */
export function expectedPurchasesOfNewCustomer(
  model: BgBbModel,
  { horizon, level = 0.95 }: BgBbHorizon,
): Estimate {
  const values = checkModel(PARAMETERS, model);
  checkCount('horizon', horizon, { min: 1, max: MOST_OPPORTUNITIES });
  checkProbability('level', level);
  const at = ([alpha, beta, gamma, delta]: Float64Array) => {
    let alive = 1;
    let total = 0;
    for (let i = 0; i < horizon; i++) {
      alive *= (delta! + i) / (gamma! + delta! + i);
      total += alive;
    }
    return Float64Array.of(ln((alpha! / (alpha! + beta!)) * total));
  };
  const gradient = logGradients(at, values).map((slopes) => slopes[0]!);
  const relativeError = deltaError(gradient, model.covariance);
  return computable('model', positiveEstimate(exp(at(values)[0]!), { relativeError, level }));
}
