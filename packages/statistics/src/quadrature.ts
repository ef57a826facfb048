/** Integrals of smooth functions over panels that the caller places where the function changes. */
import { StatisticsError } from './errors.ts';

interface Rule {
  /** In (−1, 1). */
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** P_n and P_{n−1} at x, by Bonnet's recursion. */
function legendre(n: number, x: number): [number, number] {
  let [now, before] = [1, 0];
  for (let k = 1; k <= n; k++) [now, before] = [((2 * k - 1) * x * now - (k - 1) * before) / k, now];
  return [now, before];
}

/** Gauss and Legendre. Roots are bracketed by those of one degree less, between which they lie, and halved: no table, no cosine. */
function gaussLegendre(degree: number): Rule {
  let roots: number[] = [];
  for (let n = 1; n <= degree; n++) {
    const ends = [-1, ...roots, 1];
    roots = Array.from({ length: n }, (_, i) => bisect((x) => legendre(n, x)[0], ends[i]!, ends[i + 1]!));
  }
  const nodes = Float64Array.from(roots);
  const weights = nodes.map((x) => {
    const [now, before] = legendre(degree, x);
    const slope = (degree * (before - x * now)) / (1 - x * x);
    return 2 / ((1 - x * x) * slope * slope);
  });
  return { nodes, weights };
}

function bisect(f: (x: number) => number, lower: number, upper: number): number {
  const rises = f(upper) > 0;
  let [low, high] = [lower, upper];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (f(middle) > 0 === rises) high = middle;
    else low = middle;
  }
}

const DEGREE = 20;
const rule = gaussLegendre(DEGREE);
const HALVINGS = 6;
/** What is left of sixteen digits after functions of a few hundred terms. */
const AGREEMENT = 1e-10;

export interface Vector {
  /** How many functions. */
  readonly width: number;
  /** Writes all of them at x into `out`. */
  readonly at: (x: number, out: Float64Array) => void;
  /** Per function: a difference that matters to nobody. Otherwise two results must agree in ten digits. */
  readonly negligible: ArrayLike<number>;
}

/**
 * Integrals of several functions from the first break to the last. Between two breaks a polynomial must fit them well; panels are
 * halved until two results agree.
 */
export function integratePanels(argument: string, breaks: ArrayLike<number>, vector: Vector): Float64Array {
  let before = once(breaks, vector, 1);
  for (let parts = 2; parts <= 1 << HALVINGS; parts *= 2) {
    const now = once(breaks, vector, parts);
    const settled = now.every((value, i) => {
      const difference = Math.abs(value - before[i]!);
      return difference <= AGREEMENT * Math.abs(value) || difference <= vector.negligible[i]!;
    });
    if (settled) return now;
    before = now;
  }
  throw new StatisticsError('did_not_converge', {
    argument,
    says: 'lead to an integral that did not settle',
    details: { panels: breaks.length << HALVINGS },
  });
}

/** As integratePanels, without making sure: for a search whose last value is made sure of. */
export function integrateOnce(_argument: string, breaks: ArrayLike<number>, vector: Vector): Float64Array {
  return once(breaks, vector, 1);
}

function once(breaks: ArrayLike<number>, { width, at }: Vector, parts: number): Float64Array {
  const total = new Float64Array(width);
  const out = new Float64Array(width);
  for (let panel = 1; panel < breaks.length; panel++) {
    const half = (breaks[panel]! - breaks[panel - 1]!) / parts / 2;
    for (let part = 0; part < parts; part++) {
      const middle = breaks[panel - 1]! + (2 * part + 1) * half;
      for (let k = 0; k < DEGREE; k++) {
        at(middle + rule.nodes[k]! * half, out);
        const weight = rule.weights[k]! * half;
        for (let i = 0; i < width; i++) total[i]! += weight * out[i]!;
      }
    }
  }
  return total;
}

/** Ascending, each once, inside [lower, upper], which are the first and the last. */
export function breaksBetween(points: ArrayLike<number>, lower: number, upper: number): Float64Array {
  const inside = Float64Array.from(points).filter((x) => x > lower && x < upper);
  const all = Float64Array.from([lower, ...inside, upper]).sort();
  return all.filter((x, i) => i === 0 || x > all[i - 1]!);
}
