/** Where a function of one number is nought. */
import { StatisticsError } from '../errors.ts';
import type { Interval } from '../interval.ts';

const TRIALS = 200;
const WIDENINGS = 40;

/**
 * The root of a continuous function inside a bracket at whose ends its signs differ: Chandrupatla (1997), Advances in Engineering
 * Software 28:145–149, inverse quadratic interpolation where it is safe and bisection elsewhere.
 */
export function findRoot(argument: string, f: (x: number) => number, { lower, upper }: Interval): number {
  let a = lower;
  let b = upper;
  let fa = f(a);
  let fb = f(b);
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (fa > 0 === fb > 0) throw didNotConverge(argument, 'has no solution in the range that was searched');
  let step = 0.5;
  for (let trial = 0; trial < TRIALS; trial++) {
    const x = a + step * (b - a);
    const fx = f(x);
    let c = a;
    let fc = fa;
    if (fx > 0 !== fa > 0) {
      c = b;
      fc = fb;
      b = a;
      fb = fa;
    }
    a = x;
    fa = fx;
    const nearer = Math.abs(fa) < Math.abs(fb) ? a : b;
    const smallest = 4e-16 * Math.abs(nearer) + 1e-15;
    const share = smallest / Math.abs(b - a);
    if (fa === 0 || share > 0.5) return nearer;
    step = nextStep({ a, b, c }, { fa, fb, fc }, share);
  }
  throw didNotConverge(argument, `did not settle in ${TRIALS} trials`);
}

function nextStep(
  { a, b, c }: { a: number; b: number; c: number },
  { fa, fb, fc }: { fa: number; fb: number; fc: number },
  share: number,
): number {
  const xi = (a - b) / (c - b);
  const phi = (fa - fb) / (fc - fb);
  const safe = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
  const step = safe
    ? (fa / (fb - fa)) * (fc / (fb - fc)) + ((c - a) / (b - a)) * (fa / (fc - fa)) * (fb / (fc - fb))
    : 0.5;
  return Math.min(1 - share, Math.max(share, step));
}

/** The root of an increasing function that is negative at `from`, sought in ever wider steps above it. */
export function findRootAbove(
  argument: string,
  f: (x: number) => number,
  { from, width }: { from: number; width: number },
): number {
  let lower = from;
  let step = width;
  for (let i = 0; i < WIDENINGS; i++) {
    const upper = lower + step;
    if (f(upper) >= 0) return findRoot(argument, f, { lower, upper });
    lower = upper;
    step *= 2;
  }
  throw didNotConverge(argument, 'has no solution in the range that was searched');
}

/** The root of an increasing function, sought in ever wider steps to that side of `near` where it must be. */
export function findRootAround(
  argument: string,
  f: (x: number) => number,
  { near, width }: { near: number; width: number },
): number {
  if (f(near) < 0) return findRootAbove(argument, f, { from: near, width });
  return -findRootAbove(argument, (x) => -f(-x), { from: -near, width });
}

function didNotConverge(argument: string, says: string): StatisticsError {
  return new StatisticsError('did_not_converge', { argument, says });
}
