/**
 * The minimum of a smooth function of a few parameters, for likelihoods that have no closed solution.
 *
 * BFGS (Nocedal and Wright 2006, algorithm 6.1) with the weak Wolfe line search by bisection of Lewis and Overton (2013), which bears
 * points where the function is infinite or not defined. Derivatives that are not given are differences, of second order far away and of
 * fourth order near the minimum. Only arithmetic is used, so the path is the same on every engine.
 */
import { differences, type Gradient, type Objective } from './derivatives.ts';
import { StatisticsError } from './errors.ts';

export { type Gradient, hessianAt, type Objective } from './derivatives.ts';

export interface Problem {
  readonly objective: Objective;
  readonly start: ArrayLike<number>;
  /** What is known of the inverse of the Hessian near `start`, row-major: saves learning it step by step. */
  readonly inverse?: Float64Array;
  /** Tried as well, when the function may have several minima; the best that converged is given. */
  readonly otherStarts?: readonly ArrayLike<number>[];
  readonly gradient?: Gradient;
  /** Of the relative gradient max |gᵢ| max(|xᵢ|, 1) / max(|f|, 1) of Dennis and Schnabel (1996). */
  readonly tolerance?: number;
  readonly maxIterations?: number;
}

export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  readonly iterations: number;
}

/** What is known at one point of the path. */
interface Place {
  point: Float64Array;
  value: number;
  gradient: Float64Array;
}

interface Outcome extends Place {
  iterations: number;
  converged: boolean;
}

interface Settings {
  objective: Objective;
  tolerance: number;
  maxIterations: number;
  given: Gradient | undefined;
}

const DEFAULT_TOLERANCE = 1e-9;
const DEFAULT_ITERATIONS = 500;
/** Decrease and curvature conditions, as Nocedal and Wright (2006, section 3.1) advise for quasi-Newton directions. */
const SUFFICIENT_DECREASE = 1e-4;
const CURVATURE = 0.9;
/**
 * Where values differ by rounding alone, which in a likelihood of many customers is some dozens of units in the last place, slopes decide:
 * the approximate Wolfe conditions of Hager and Zhang (2005).
 */
const ROUNDING = 64 * Number.EPSILON;
const OVERSHOT = 0.8;
const LINE_TRIALS = 60;
/** The next step, relative to the point, that is small enough to stop; a gradient alone says little on a flat ridge. */
const SMALL_STEP = 1e-8;
/** Relative gradient from which differences of fourth order are worth their cost. */
const NEAR = 1e-4;

/**
 * Parameters are best of order one (logarithms, standardised effects): steps of differences suppose it of those below one.
 * Throws did_not_converge, naming `argument`, when no start leads to a minimum.
 */
export function minimise(argument: string, problem: Problem): Minimum {
  const settings: Settings = {
    objective: problem.objective,
    tolerance: problem.tolerance ?? DEFAULT_TOLERANCE,
    maxIterations: problem.maxIterations ?? DEFAULT_ITERATIONS,
    given: problem.gradient,
  };
  let best: Outcome | undefined;
  for (const start of [problem.start, ...(problem.otherStarts ?? [])]) {
    const inverse = start === problem.start ? problem.inverse : undefined;
    const found = descend(settings, Float64Array.from(start), inverse);
    if (isBetter(found, best)) best = found;
  }
  if (!best?.converged) throw didNotConverge(argument, best);
  return { point: best.point, value: best.value, iterations: best.iterations };
}

function isBetter(found: Outcome, best: Outcome | undefined): boolean {
  if (best === undefined || found.converged !== best.converged) return best === undefined || found.converged;
  return found.value < best.value;
}

function didNotConverge(argument: string, best: Outcome | undefined): StatisticsError {
  const iterations = best?.iterations ?? 0;
  return new StatisticsError('did_not_converge', {
    argument,
    says: `gave no estimate: no minimum was found in ${iterations} iterations`,
    details: { iterations, gradientNorm: best ? Math.sqrt(dot(best.gradient, best.gradient)) : Number.NaN },
  });
}

function descend(settings: Settings, start: Float64Array, known?: Float64Array): Outcome {
  const { objective, tolerance, maxIterations, given } = settings;
  const gradientAt = (point: Float64Array, near: boolean) =>
    given ? given(point).slice() : differences(objective, point, near);
  let near = given !== undefined;
  let place: Place = { point: start, value: objective(start), gradient: new Float64Array(start.length) };
  if (!Number.isFinite(place.value)) return { ...place, iterations: 0, converged: false };
  place.gradient = gradientAt(start, near);
  let inverse = known;
  for (let iterations = 0; ; iterations++) {
    const size = relativeGradient(place);
    if (!near && size <= NEAR) {
      near = true;
      place.gradient = gradientAt(place.point, near);
      continue;
    }
    const direction = directionOf(place, inverse);
    const flat = size <= tolerance;
    if (flat && inverse && relativeLength(direction, place.point) <= SMALL_STEP)
      return { ...place, iterations, converged: true };
    if (iterations >= maxIterations || Number.isNaN(size)) return { ...place, iterations, converged: flat };
    const next = searchLine(place, { direction, first: inverse ? 1 : firstStep(direction) }, (point) => ({
      value: objective(point),
      gradient: () => gradientAt(point, near),
    }));
    if (next) {
      inverse = updated(inverse, place, next);
      place = next;
    } else if (inverse) inverse = undefined;
    // Even the steepest way down leads nowhere: rounding hides what is left, if the gradient is flat.
    else return { ...place, iterations, converged: flat };
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}

function relativeGradient({ point, value, gradient }: Place): number {
  let largest = 0;
  for (let i = 0; i < point.length; i++) {
    const size = Math.abs(gradient[i]!) * Math.max(Math.abs(point[i]!), 1);
    if (Number.isNaN(size)) return Number.NaN;
    largest = Math.max(largest, size);
  }
  return largest / Math.max(Math.abs(value), 1);
}

function relativeLength(step: Float64Array, point: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < step.length; i++)
    largest = Math.max(largest, Math.abs(step[i]!) / Math.max(Math.abs(point[i]!), 1));
  return largest;
}

/** −H g, or −g when H is not known yet or does not lead down. */
function directionOf({ gradient }: Place, inverse: Float64Array | undefined): Float64Array {
  const k = gradient.length;
  const steepest = gradient.map((slope) => -slope);
  if (!inverse) return steepest;
  const direction = new Float64Array(k);
  for (let i = 0; i < k; i++) direction[i] = -dot(inverse.subarray(i * k, (i + 1) * k), gradient);
  return dot(direction, gradient) < 0 ? direction : steepest;
}

/** Nothing is known of the scale yet: no coordinate moves by more than a half. */
function firstStep(direction: Float64Array): number {
  const largest = direction.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0);
  return largest > 0.5 ? 0.5 / largest : 1;
}

function searchLine(
  from: Place,
  { direction, first }: { direction: Float64Array; first: number },
  at: (point: Float64Array) => { value: number; gradient: () => Float64Array },
): Place | undefined {
  const slope = dot(from.gradient, direction);
  const rounding = ROUNDING * Math.abs(from.value);
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let step = first;
  let lowest: Place | undefined;
  for (let trial = 0; trial < LINE_TRIALS; trial++) {
    const point = from.point.map((x, i) => x + step * direction[i]!);
    if (point.every((x, i) => x === from.point[i])) break;
    const { value, gradient } = at(point);
    // Written so that NaN counts as too high.
    if (!(value <= from.value + rounding) || value === Number.NEGATIVE_INFINITY) high = step;
    else {
      const next = { point, value, gradient: gradient() };
      const slopeThere = dot(next.gradient, direction);
      const lower = value <= from.value + SUFFICIENT_DECREASE * step * slope;
      if (lower && (lowest === undefined || value <= lowest.value)) lowest = next;
      if (!lower && slopeThere > OVERSHOT * -slope) high = step;
      else if (slopeThere >= CURVATURE * slope) return next;
      else low = step;
    }
    step = high === Number.POSITIVE_INFINITY ? 2 * low : (low + high) / 2;
  }
  return lowest !== undefined && lowest.value < from.value ? lowest : undefined;
}

/** The inverse Hessian after a step; unchanged when the step shows no positive curvature. */
function updated(inverse: Float64Array | undefined, from: Place, to: Place): Float64Array | undefined {
  const k = from.point.length;
  const s = to.point.map((x, i) => x - from.point[i]!);
  const y = to.gradient.map((slope, i) => slope - from.gradient[i]!);
  const curvature = dot(s, y);
  const squared = dot(y, y);
  if (!(curvature > 1e-14 * Math.sqrt(dot(s, s) * squared))) return inverse;
  const old = inverse ?? scaledIdentity(k, curvature / squared);
  const oldY = new Float64Array(k);
  for (let i = 0; i < k; i++) oldY[i] = dot(old.subarray(i * k, (i + 1) * k), y);
  const factor = (1 + dot(y, oldY) / curvature) / curvature;
  const result = new Float64Array(k * k);
  for (let i = 0; i < k; i++)
    for (let j = 0; j < k; j++)
      result[i * k + j] =
        old[i * k + j]! + factor * s[i]! * s[j]! - (oldY[i]! * s[j]! + s[i]! * oldY[j]!) / curvature;
  return result;
}

function scaledIdentity(k: number, scale: number): Float64Array {
  const identity = new Float64Array(k * k);
  for (let i = 0; i < k; i++) identity[i * k + i] = scale;
  return identity;
}
