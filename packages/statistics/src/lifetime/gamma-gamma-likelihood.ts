/** The likelihood of the Gamma-Gamma model and its slopes, on data brought together by frequency. */

import type { Gradient, Objective } from '../derivatives.ts';
import { digamma, gammaln } from '../distributions.ts';
import { exp, ln, sum } from '../numbers.ts';
import { trigamma } from './gamma-gamma-trigamma.ts';

/** Customers in the order of their frequency, all values in units of the overall mean value. */
export interface SpendGroups {
  /** Distinct frequencies, ascending. */
  readonly frequency: Float64Array;
  /** Group g holds the entries from start[g] up to start[g + 1]. */
  readonly start: Int32Array;
  /** Frequency times mean value, per entry: what was spent in all. */
  readonly total: Float64Array;
  /** How many customers an entry stands for. */
  readonly weight: Float64Array;
  /** Customers per group. */
  readonly customers: Float64Array;
  /** Σ ln(mean value) per group. */
  readonly logValues: Float64Array;
  /** The overall mean value, in the unit of the caller. */
  readonly unit: number;
}

export interface SpendData {
  readonly frequency: ArrayLike<number>;
  readonly meanValue: ArrayLike<number>;
  readonly customers?: ArrayLike<number>;
}

export function groupSpend({ frequency, meanValue, customers }: SpendData): SpendGroups {
  const weightOf = (i: number) => (customers ? customers[i]! : 1);
  const sizes = new Map<number, number>();
  for (let i = 0; i < frequency.length; i++) sizes.set(frequency[i]!, (sizes.get(frequency[i]!) ?? 0) + 1);
  const distinct = Float64Array.from(sizes.keys()).sort((a, b) => a - b);
  const start = new Int32Array(distinct.length + 1);
  distinct.forEach((x, g) => {
    start[g + 1] = start[g]! + sizes.get(x)!;
  });
  const groupOf = new Map(Array.from(distinct, (x, g) => [x, g]));
  const unit = overallMean({ meanValue, weightOf });
  const next = start.slice();
  const total = new Float64Array(frequency.length);
  const weight = new Float64Array(frequency.length);
  const perGroup = {
    customers: new Float64Array(distinct.length),
    logValues: new Float64Array(distinct.length),
  };
  for (let i = 0; i < frequency.length; i++) {
    const g = groupOf.get(frequency[i]!)!;
    const at = next[g]!++;
    total[at] = (frequency[i]! * meanValue[i]!) / unit;
    weight[at] = weightOf(i);
    perGroup.customers[g]! += weight[at]!;
    perGroup.logValues[g]! += weight[at]! * ln(meanValue[i]! / unit);
  }
  return { frequency: distinct, start, total, weight, ...perGroup, unit };
}

function overallMean({
  meanValue,
  weightOf,
}: {
  meanValue: ArrayLike<number>;
  weightOf: (i: number) => number;
}) {
  const weights = Float64Array.from({ length: meanValue.length }, (_, i) => weightOf(i));
  return sum(weights.map((weight, i) => weight * meanValue[i]!)) / sum(weights);
}

interface SumsByGroup {
  readonly v: number;
  /** Σ ln(v + total) per group. */
  readonly logs: Float64Array;
  /** Σ 1 / (v + total) per group, and of its square. */
  readonly inverses: Float64Array;
  readonly squares: Float64Array;
}

/** Far from overflow and underflow, so that a factor more never reaches either. */
const LARGEST_PRODUCT = 1e200;

/** Only v meets every customer. The logarithm is taken of products, which is an order faster than of each factor. */
function sumsAt(v: number, { start, total, weight }: SpendGroups): SumsByGroup {
  const logs = new Float64Array(start.length - 1);
  const inverses = new Float64Array(start.length - 1);
  const squares = new Float64Array(start.length - 1);
  for (let g = 0; g + 1 < start.length; g++) {
    let product = 1;
    let logarithm = 0;
    let inverse = 0;
    let square = 0;
    for (let i = start[g]!; i < start[g + 1]!; i++) {
      const factor = v + total[i]!;
      const part = weight[i]! / factor;
      inverse += part;
      square += part / factor;
      if (weight[i] === 1) product *= factor;
      else logarithm += weight[i]! * ln(factor);
      if (product > LARGEST_PRODUCT || product < 1 / LARGEST_PRODUCT) {
        logarithm += ln(product);
        product = 1;
      }
    }
    logs[g] = logarithm + ln(product);
    inverses[g] = inverse;
    squares[g] = square;
  }
  return { v, logs, inverses, squares };
}

/** −ln L, its slopes and its curvature at (ln p, ln q, ln v), values in units of their mean. */
export interface SpendLikelihood {
  readonly objective: Objective;
  readonly gradient: Gradient;
  /** Row-major 3 × 3. */
  readonly hessian: (point: Float64Array) => Float64Array;
}

/** ln L = Σ lnΓ(px+q) − lnΓ(px) − lnΓ(q) + q ln v + (px−1) ln z̄ + px ln x − (px+q) ln(v + x z̄). */
export function spendLikelihood(groups: SpendGroups): SpendLikelihood {
  let kept: SumsByGroup | undefined;
  const sums = (v: number) => {
    if (kept?.v !== v) kept = sumsAt(v, groups);
    return kept;
  };
  const { frequency, customers, logValues } = groups;
  const objective: Objective = (point) => {
    const [p, q, v] = [exp(point[0]!), exp(point[1]!), exp(point[2]!)];
    const { logs } = sums(v);
    const perCustomer = q * ln(v) - gammaln(q);
    let total = 0;
    for (let g = 0; g < frequency.length; g++) {
      const x = frequency[g]!;
      const shape = p * x;
      total += customers[g]! * (gammaln(shape + q) - gammaln(shape) + perCustomer + shape * ln(x));
      total += (shape - 1) * logValues[g]! - (shape + q) * logs[g]!;
    }
    return -total;
  };
  const gradient: Gradient = (point) => {
    const [p, q, v] = [exp(point[0]!), exp(point[1]!), exp(point[2]!)];
    const { logs, inverses } = sums(v);
    const perCustomer = ln(v) - digamma(q);
    const slopes = new Float64Array(3);
    for (let g = 0; g < frequency.length; g++) {
      const x = frequency[g]!;
      const n = customers[g]!;
      const both = digamma(p * x + q);
      slopes[0]! += x * (n * (both - digamma(p * x) + ln(x)) + logValues[g]! - logs[g]!);
      slopes[1]! += n * (both + perCustomer) - logs[g]!;
      slopes[2]! += (n * q) / v - (p * x + q) * inverses[g]!;
    }
    return slopes.map((slope, i) => -slope * [p, q, v][i]!);
  };
  const hessian = (point: Float64Array) => {
    const values = [exp(point[0]!), exp(point[1]!), exp(point[2]!)] as const;
    const curved = curvature(values, { groups, sums: sums(values[2]) });
    const slopes = gradient(point);
    // By the logarithms: the chain rule leaves the slope itself on the diagonal.
    return curved.map((second, k) => {
      const [i, j] = [Math.floor(k / 3), k % 3];
      return second * (values[i]! * values[j]!) + (i === j ? slopes[i]! : 0);
    });
  };
  return { objective, gradient, hessian };
}

/** Second derivatives of −ln L by p, q and v. */
function curvature(
  [p, q, v]: readonly [number, number, number],
  { groups, sums }: { readonly groups: SpendGroups; readonly sums: SumsByGroup },
): Float64Array {
  let [pp, pq, qq, pv, qv, vv] = [0, 0, 0, 0, 0, 0];
  groups.frequency.forEach((x, g) => {
    const n = groups.customers[g]!;
    const both = trigamma(p * x + q);
    pp += n * x * x * (both - trigamma(p * x));
    pq += n * x * both;
    qq += n * (both - trigamma(q));
    pv -= x * sums.inverses[g]!;
    qv += n / v - sums.inverses[g]!;
    vv += (p * x + q) * sums.squares[g]! - (n * q) / (v * v);
  });
  return Float64Array.of(-pp, -pq, -pv, -pq, -qq, -qv, -pv, -qv, -vv);
}

/** ln L in the caller's unit of money, from that in units of the mean: each density is divided by the unit. */
export function inCallersUnit(logLikelihood: number, { customers, unit }: SpendGroups): number {
  return logLikelihood - sum(customers) * ln(unit);
}
