/** The likelihood of the BG/BB model, on customers brought together by history. */

import type { Gradient, Objective } from '../derivatives.ts';
import { exp, ln, log1p } from '../numbers.ts';

/** Each is a term of a sum: so many opportunities are time that passes, and a case for BG/NBD. */
export const MOST_OPPORTUNITIES = 10_000;

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
  const groups = new Map<number, number>();
  const rows: { x: number; t: number; n: number; customers: number }[] = [];
  const groupOf = new Int32Array(frequency.length);
  let most = 0;
  for (let i = 0; i < frequency.length; i++) {
    const [x, t, n] = [frequency[i]!, recency[i]!, opportunities[i]!];
    const key = (n * (MOST_OPPORTUNITIES + 1) + t) * (MOST_OPPORTUNITIES + 1) + x;
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
  for (let m = 0; m <= most; m++) alive[m + 1] = alive[m]! - log1p(gamma / (delta + m));
  return {
    buying: (x, m) => ofAlpha[x]! + ofBeta[m - x]! - ofBoth[m]!,
    alive,
    leaving: alive.map((logarithm, m) => logarithm + ln(gamma / (gamma + delta + m))),
  };
}

/** Groups of customers with as many purchases at as many opportunities. */
export interface Series {
  readonly x: number;
  readonly n: number;
  /** The later the last purchase, the earlier. */
  readonly groups: readonly number[];
  readonly recency: Float64Array;
}

export function seriesOf({ frequency, recency, opportunities }: OpportunityGroups): Series[] {
  const found = new Map<number, number[]>();
  for (let g = 0; g < frequency.length; g++) {
    const key = opportunities[g]! * (MOST_OPPORTUNITIES + 1) + frequency[g]!;
    const groups = found.get(key);
    if (groups) groups.push(g);
    else found.set(key, [g]);
  }
  return Array.from(found.values(), (groups) => ({
    x: frequency[groups[0]!]!,
    n: opportunities[groups[0]!]!,
    groups: groups.sort((a, b) => recency[b]! - recency[a]! || a - b),
    recency,
  }));
}

/** What a sum of chances is made of, as logarithms. */
interface Terms {
  /** Of the last opportunity: still there after it, or gone. */
  readonly last: number;
  /** Of being lost just after opportunity m < n. */
  readonly lost: (m: number) => number;
}

/**
 * Gives each group of a series ln Σ of the terms from its recency on. The sum of an earlier recency is that of a later one and some terms
 * more, so one way back gives all. The largest term so far is the unit: however far apart they are, none overflows.
 */
export function sumBack(
  { n, groups, recency }: Series,
  { last, lost }: Terms,
  give: (group: number, logarithm: number) => void,
): void {
  let unit = last;
  let sum = 1;
  let m = n;
  for (const group of groups) {
    while (m > recency[group]!) {
      const term = lost(--m);
      if (term > unit) {
        sum = sum * exp(unit - term) + 1;
        unit = term;
      } else sum += exp(term - unit);
    }
    give(group, unit + ln(sum));
  }
}

/** ln L is that of being alive to the end, or gone after any opportunity from the last purchase on. */
export function termsOf({ x, n }: Series, { buying, alive, leaving }: OpportunityTables): Terms {
  return { last: buying(x, n) + alive[n]!, lost: (m) => buying(x, m) + leaving[m]! };
}

/** −ln L and its slopes at (ln α, ln β, ln γ, ln δ). */
export function opportunityLikelihood(groups: OpportunityGroups): {
  objective: Objective;
  gradient: Gradient;
} {
  const { customers, most } = groups;
  const all = seriesOf(groups);
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
    for (const series of all)
      sumBack(series, termsOf(series, tables), (g, logarithm) => {
        total -= customers[g]! * logarithm;
      });
    return total;
  };
  const gradient: Gradient = (point) => {
    const { values, tables } = at(point);
    const slopes = slopeTablesOf(values, most);
    const total = new Float64Array(4);
    for (const series of all) addSlopes(total, { series, terms: termsOf(series, tables), slopes, customers });
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

interface SlopesOfSeries {
  readonly series: Series;
  readonly terms: Terms;
  readonly slopes: ReturnType<typeof slopeTablesOf>;
  readonly customers: Float64Array;
}

/** Each way a history may have come about adds its own slopes, by its share of the likelihood; the way back is that of sumBack. */
function addSlopes(total: Float64Array, { series, terms, slopes, customers }: SlopesOfSeries): void {
  const { x, n, groups, recency } = series;
  const { ofAlpha, ofBeta, ofBoth, ofDelta, ofLeaving, gamma } = slopes;
  let unit = terms.last;
  let sum = 1;
  let alpha = ofAlpha[x]! - ofBoth[n]!;
  let beta = ofBeta[n - x]! - ofBoth[n]!;
  let leaving = -ofLeaving[n]!;
  let delta = ofDelta[n]! - ofLeaving[n]!;
  let m = n;
  for (const group of groups) {
    while (m > recency[group]!) {
      const term = terms.lost(--m);
      const shrink = term > unit ? exp(unit - term) : 1;
      const share = term > unit ? 1 : exp(term - unit);
      unit = Math.max(unit, term);
      sum = sum * shrink + share;
      alpha = alpha * shrink + share * (ofAlpha[x]! - ofBoth[m]!);
      beta = beta * shrink + share * (ofBeta[m - x]! - ofBoth[m]!);
      leaving = leaving * shrink + share * (1 / gamma - ofLeaving[m + 1]!);
      delta = delta * shrink + share * (ofDelta[m]! - ofLeaving[m + 1]!);
    }
    const weight = customers[group]! / sum;
    total[0]! += weight * alpha;
    total[1]! += weight * beta;
    total[2]! += weight * leaving;
    total[3]! += weight * delta;
  }
}
