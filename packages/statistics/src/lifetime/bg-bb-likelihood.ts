/** The likelihood of the BG/BB model, on customers brought together by history. */

import type { Gradient, Objective } from '../derivatives.ts';
import { exp, ln } from '../numbers.ts';

/** Distinct histories, and how many customers have each. */
export interface OpportunityGroups {
  readonly frequency: Float64Array;
  readonly recency: Float64Array;
  readonly opportunities: Float64Array;
  readonly customers: Float64Array;
  /** The group of each entry that was given. */
  readonly groupOf: Int32Array;
  /** The most opportunities any customer had. */
  readonly most: number;
}

export interface OpportunityData {
  readonly frequency: ArrayLike<number>;
  readonly recency: ArrayLike<number>;
  readonly opportunities: ArrayLike<number>;
  readonly customers?: ArrayLike<number>;
}

export function groupOpportunities(data: OpportunityData): OpportunityGroups {
  const { frequency, recency, opportunities } = data;
  const groups = new Map<string, number>();
  const rows: { x: number; t: number; n: number; customers: number }[] = [];
  const groupOf = new Int32Array(frequency.length);
  let most = 0;
  for (let i = 0; i < frequency.length; i++) {
    const [x, t, n] = [frequency[i]!, recency[i]!, opportunities[i]!];
    const key = `${x} ${t} ${n}`;
    let group = groups.get(key);
    if (group === undefined) {
      group = rows.length;
      groups.set(key, group);
      rows.push({ x, t, n, customers: 0 });
    }
    rows[group]!.customers += data.customers ? data.customers[i]! : 1;
    groupOf[i] = group;
    most = Math.max(most, n);
  }
  return {
    frequency: Float64Array.from(rows, ({ x }) => x),
    recency: Float64Array.from(rows, ({ t }) => t),
    opportunities: Float64Array.from(rows, ({ n }) => n),
    customers: Float64Array.from(rows, ({ customers }) => customers),
    groupOf,
    most,
  };
}

/**
 * Logarithms of what the likelihood is made of, up to `most` opportunities. Ratios of beta functions that differ by whole
 * numbers are products: ln Π (a + i), which stays exact where lnΓ(a + k) − lnΓ(a) has lost its digits.
 */
export interface OpportunityTables {
  /** ln B(α+x, β+m−x)/B(α, β): bought at x given opportunities of m. */
  buying(x: number, m: number): number;
  /** ln B(γ, δ+m)/B(γ, δ): still alive after m opportunities. */
  readonly alive: Float64Array;
  /** ln B(γ+1, δ+m)/B(γ, δ): alive after m opportunities and gone before the next. */
  readonly leaving: Float64Array;
}

export function tablesOf(values: ArrayLike<number>, most: number): OpportunityTables {
  const [alpha, beta, gamma, delta] = [values[0]!, values[1]!, values[2]!, values[3]!];
  const rise = (from: number) => {
    const logs = new Float64Array(most + 2);
    for (let k = 0; k <= most; k++) logs[k + 1] = logs[k]! + ln(from + k);
    return logs;
  };
  const [ofAlpha, ofBeta, ofBoth] = [rise(alpha), rise(beta), rise(alpha + beta)];
  const alive = new Float64Array(most + 2);
  for (let m = 0; m <= most; m++) alive[m + 1] = alive[m]! + ln((delta + m) / (gamma + delta + m));
  return {
    buying: (x, m) => ofAlpha[x]! + ofBeta[m - x]! - ofBoth[m]!,
    alive,
    leaving: alive.map((logarithm, m) => logarithm + ln(gamma / (gamma + delta + m))),
  };
}

export interface History {
  readonly x: number;
  readonly t: number;
  readonly n: number;
}

/** ln L of one history: alive to the end, or gone after any opportunity from the last purchase on. */
export function logLikelihoodOf({ x, t, n }: History, { buying, alive, leaving }: OpportunityTables): number {
  const stayed = buying(x, n) + alive[n]!;
  let sum = 1;
  for (let m = t; m < n; m++) sum += exp(buying(x, m) + leaving[m]! - stayed);
  return stayed + ln(sum);
}

/** −ln L and its slopes at (ln α, ln β, ln γ, ln δ). */
export function opportunityLikelihood(groups: OpportunityGroups): {
  objective: Objective;
  gradient: Gradient;
} {
  const { frequency, recency, opportunities, customers, most } = groups;
  const historyOf = (g: number): History => ({
    x: frequency[g]!,
    t: recency[g]!,
    n: opportunities[g]!,
  });
  let kept: { readonly values: Float64Array; readonly tables: OpportunityTables } | undefined;
  // The slopes are asked for where the value was just asked for.
  const at = (point: Float64Array) => {
    const values = point.map((logarithm) => exp(logarithm));
    if (!kept?.values.every((value, i) => value === values[i]))
      kept = { values, tables: tablesOf(values, most) };
    return kept;
  };
  const objective: Objective = (point) => {
    const { tables } = at(point);
    let total = 0;
    for (let g = 0; g < frequency.length; g++) total -= customers[g]! * logLikelihoodOf(historyOf(g), tables);
    return total;
  };
  const gradient: Gradient = (point) => {
    const { values, tables } = at(point);
    const slopes = slopeTablesOf(values, most);
    const total = new Float64Array(4);
    for (let g = 0; g < frequency.length; g++)
      addSlopes(total, { history: historyOf(g), weight: customers[g]!, tables, slopes });
    return total.map((slope, i) => -slope * values[i]!);
  };
  return { objective, gradient };
}

/** Σ 1/(a + i), i < k, for a = α, β, α + β, δ, γ + δ: the slopes of the products that the tables hold the logarithms of. */
function slopeTablesOf(values: ArrayLike<number>, most: number) {
  const [alpha, beta, gamma, delta] = [values[0]!, values[1]!, values[2]!, values[3]!];
  const inverses = (from: number) => {
    const sums = new Float64Array(most + 2);
    for (let k = 0; k <= most; k++) sums[k + 1] = sums[k]! + 1 / (from + k);
    return sums;
  };
  return {
    gamma,
    ofAlpha: inverses(alpha),
    ofBeta: inverses(beta),
    ofBoth: inverses(alpha + beta),
    ofDelta: inverses(delta),
    ofLeaving: inverses(gamma + delta),
  };
}

interface SlopesOfHistory {
  readonly history: History;
  readonly weight: number;
  readonly tables: OpportunityTables;
  readonly slopes: ReturnType<typeof slopeTablesOf>;
}

/** Each way the history may have come about adds its own slopes, by its share of the likelihood. */
function addSlopes(total: Float64Array, { history, weight, tables, slopes }: SlopesOfHistory): void {
  const { x, t, n } = history;
  const { ofAlpha, ofBeta, ofBoth, ofDelta, ofLeaving, gamma } = slopes;
  const stayed = tables.buying(x, n) + tables.alive[n]!;
  let sum = 0;
  let [alpha, beta, leaving, delta] = [0, 0, 0, 0];
  for (let m = t; m <= n; m++) {
    const left = m < n;
    const share = left ? exp(tables.buying(x, m) + tables.leaving[m]! - stayed) : 1;
    const shrinking = ofLeaving[left ? m + 1 : m]!;
    sum += share;
    alpha += share * (ofAlpha[x]! - ofBoth[m]!);
    beta += share * (ofBeta[m - x]! - ofBoth[m]!);
    leaving += share * ((left ? 1 / gamma : 0) - shrinking);
    delta += share * (ofDelta[m]! - shrinking);
  }
  total[0]! += (weight * alpha) / sum;
  total[1]! += (weight * beta) / sum;
  total[2]! += (weight * leaving) / sum;
  total[3]! += (weight * delta) / sum;
}
