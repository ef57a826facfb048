/**
 * The mixture of given series, weights positive and together one, that comes nearest to another series.
 *
 * Wolfe (1976), "Finding the nearest point in a polytope", Mathematical Programming 11:128–149: a finite active-set method, exact but
 * for rounding; each step solves a least-squares problem on the series that take part. It ends with a certificate: no mixture is
 * nearer by more than `gap` says.
 */
import { StatisticsError } from '../errors.ts';
import { refine } from '../regression/refine.ts';
import { checkFullRank, solveUpper, triangleOf } from '../regression/triangle.ts';

/** Of the squared size of the problem: where a further series promises less than this, none does. */
const SMALLEST_GAP = 1e-13;
/** A gap that may be left when rounding lets no series improve. */
const LARGEST_GAP = 1e-9;
/** Weights below this are rounding of zero. */
const SMALLEST_WEIGHT = 1e-12;

export interface Mixture {
  readonly weights: Float64Array;
  /** Bound on how much smaller the sum of squared differences could be, relative to the largest of a single series. */
  readonly gap: number;
  /** False when other weights may come as near: a further series lies on the plane that touches at the point. */
  readonly unique: boolean;
}

/** The series less the target, over their largest size: the mixture sought is the one nearest to zero. */
interface Points {
  readonly names: readonly string[];
  readonly values: readonly Float64Array[];
  readonly length: number;
}

interface Corral {
  readonly places: number[];
  weights: number[];
}

/** `names` are those of the series, as the caller wrote them. */
export function nearestMixture(
  names: readonly string[],
  { series, target }: { readonly series: readonly ArrayLike<number>[]; readonly target: ArrayLike<number> },
): Mixture {
  const points = pointsOf(names, series, target);
  const first = smallestBy(points.values, (point) => dot(point, point));
  const corral: Corral = { places: [first], weights: [1] };
  const mostSteps = 20 * (series.length + points.length) + 100;
  for (let step = 0; step < mostSteps; step++) {
    const at = mixed(points, corral);
    const square = dot(at, at);
    const next = smallestBy(points.values, (point) => dot(at, point));
    const gap = Math.max(0, square - dot(at, points.values[next]!));
    const stuck = corral.places.includes(next);
    if (gap <= SMALLEST_GAP || (stuck && gap <= LARGEST_GAP)) return mixtureOf(points, corral, { at, gap });
    if (stuck) break;
    corral.places.push(next);
    corral.weights.push(0);
    descend(points, corral);
  }
  throw new StatisticsError('did_not_converge', {
    argument: 'donors',
    says: 'could not be mixed: rounding lets no step come nearer, though one should be possible',
  });
}

function pointsOf(
  names: readonly string[],
  series: readonly ArrayLike<number>[],
  target: ArrayLike<number>,
): Points {
  let size = 0;
  const raw = series.map((one) => Float64Array.from(target, (value, t) => one[t]! - value));
  for (const point of raw) size = Math.max(size, Math.sqrt(dot(point, point)));
  const values = raw.map((point) => point.map((value) => value / (size || 1)));
  return { names, values, length: target.length };
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}

/** Place of the smallest; of equal ones the first. */
function smallestBy(points: readonly Float64Array[], measure: (point: Float64Array) => number): number {
  let best = 0;
  let smallest = Number.POSITIVE_INFINITY;
  points.forEach((point, place) => {
    const value = measure(point);
    if (value < smallest) [smallest, best] = [value, place];
  });
  return best;
}

function mixed({ values, length }: Points, { places, weights }: Corral): Float64Array {
  const at = new Float64Array(length);
  places.forEach((place, i) => {
    const point = values[place]!;
    for (let t = 0; t < length; t++) at[t] = at[t]! + weights[i]! * point[t]!;
  });
  return at;
}

/** To the nearest point of the plane through the corral; whoever would get a negative weight on the way is left out. */
function descend(points: Points, corral: Corral): void {
  for (;;) {
    const wanted = nearestOfPlane(points, corral.places);
    if (wanted.every((weight) => weight > SMALLEST_WEIGHT)) {
      corral.weights = wanted;
      return;
    }
    let share = 1;
    let out = -1;
    wanted.forEach((weight, i) => {
      if (weight > SMALLEST_WEIGHT) return;
      const from = corral.weights[i]!;
      const until = from > weight ? from / (from - weight) : 0;
      if (until < share || out < 0) [share, out] = [Math.min(share, until), i];
    });
    corral.weights = corral.weights.map((weight, i) => (1 - share) * weight + share * wanted[i]!);
    corral.places.splice(out, 1);
    corral.weights.splice(out, 1);
    const total = corral.weights.reduce((sum, weight) => sum + weight, 0);
    corral.weights = corral.weights.map((weight) => Math.max(0, weight) / total);
  }
}

/** Weights, together one but of any sign, of the point nearest to zero: least squares on differences from the first point. */
function nearestOfPlane({ names, values, length }: Points, places: readonly number[]): number[] {
  const [base, ...others] = places.map((place) => values[place]!);
  if (base === undefined || others.length === 0) return [1];
  const width = others.length;
  // Rows of zeros change nothing and let the triangle be square when periods are few.
  const rows = Math.max(length, width + 1);
  const matrix = new Float64Array(rows * width);
  const outcome = new Float64Array(rows);
  for (let t = 0; t < length; t++) {
    outcome[t] = -base[t]!;
    others.forEach((point, j) => {
      matrix[t * width + j] = point[t]! - base[t]!;
    });
  }
  const wide = triangleOf({ rows, width: width + 1 }, (t, into) => {
    for (let j = 0; j < width; j++) into[j] = matrix[t * width + j]!;
    into[width] = outcome[t]!;
  });
  const triangle = new Float64Array(width * width);
  const projected = new Float64Array(width);
  for (let i = 0; i < width; i++) {
    for (let j = i; j < width; j++) triangle[i * width + j] = wide[i * (width + 1) + j]!;
    projected[i] = wide[i * (width + 1) + width]!;
  }
  checkFullRank(
    triangle,
    places.slice(1).map((place) => names[place]!),
  );
  const coefficients = solveUpper(triangle, projected);
  const design = { values: matrix, rows, width, intercept: false };
  refine({ design, outcome, weights: undefined, triangle, coefficients });
  const rest = coefficients.reduce((left, weight) => left - weight, 1);
  return [rest, ...coefficients];
}

function mixtureOf(
  { values }: Points,
  { places, weights }: Corral,
  { at, gap }: { readonly at: Float64Array; readonly gap: number },
): Mixture {
  const all = new Float64Array(values.length);
  places.forEach((place, i) => {
    all[place] = weights[i]!;
  });
  const square = dot(at, at);
  const tied = values.filter(
    (point, place) => !places.includes(place) && Math.abs(dot(at, point) - square) <= LARGEST_GAP,
  );
  return { weights: all, gap, unique: tied.length === 0 };
}
