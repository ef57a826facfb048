/** P(value ≤ x) of a belief by polynomials: a search for an interval asks for it thousands of times. */
import type { Posterior } from './posterior.ts';

/** Chebyshev's points of the second kind, cos(kπ/16): π/2 halved three times, then by the recursion of his polynomials. */
const DEGREE = 16;
const POINTS = chebyshevPoints();

function chebyshevPoints(): Float64Array {
  let cosine = 0;
  for (let halves = 2; halves < DEGREE; halves *= 2) cosine = Math.sqrt((1 + cosine) / 2);
  const points = new Float64Array(DEGREE + 1);
  points.set([1, cosine]);
  for (let k = 2; k <= DEGREE; k++) points[k] = 2 * cosine * points[k - 1]! - points[k - 2]!;
  return points;
}

/**
 * Panels, in widths at the centre and as a part of the distance further out, in which the polynomial is right to 10⁻¹⁴: the nearest
 * singularity is √3 of a width away (Student's t with three degrees of freedom) or π (a logit).
 */
const STEP = 0.8;
const GROWTH = 1 / 4;

function breaksOf({ extent }: Posterior): Float64Array {
  const { centre, width, body } = extent;
  const breaks = [body.lower];
  for (let place = body.lower; place < body.upper; ) {
    place = Math.min(body.upper, place + Math.max(STEP * width, GROWTH * Math.abs(place - centre)));
    breaks.push(place);
  }
  return Float64Array.from(breaks);
}

/** P(value ≤ that of the place) to 10⁻¹⁴ of one; what is further out than the body is nothing or all. */
export function tabulate(posterior: Posterior): (place: number) => number {
  const breaks = breaksOf(posterior);
  const panels = breaks.length - 1;
  const values = new Float64Array(panels * (DEGREE + 1));
  for (let panel = 0; panel < panels; panel++) {
    const half = (breaks[panel + 1]! - breaks[panel]!) / 2;
    const middle = breaks[panel]! + half;
    for (let k = 0; k <= DEGREE; k++)
      values[panel * (DEGREE + 1) + k] = posterior.split(middle + half * POINTS[k]!)[0];
  }
  return (place) => {
    if (place <= breaks[0]!) return 0;
    if (place >= breaks[panels]!) return 1;
    const panel = panelOf(breaks, place);
    const half = (breaks[panel + 1]! - breaks[panel]!) / 2;
    return interpolate(values, panel * (DEGREE + 1), (place - breaks[panel]! - half) / half);
  };
}

/** Bisection. */
function panelOf(breaks: Float64Array, place: number): number {
  let low = 0;
  let high = breaks.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (breaks[middle]! <= place) low = middle;
    else high = middle;
  }
  return low;
}

/** Barycentric, second form: Berrut and Trefethen (2004), SIAM Review 46:501–517, section 5. */
function interpolate(values: Float64Array, at: number, x: number): number {
  let above = 0;
  let below = 0;
  for (let k = 0; k <= DEGREE; k++) {
    const away = x - POINTS[k]!;
    if (away === 0) return values[at + k]!;
    const weight = (k === 0 || k === DEGREE ? 0.5 : 1) / (k % 2 === 0 ? away : -away);
    above += weight * values[at + k]!;
    below += weight;
  }
  return above / below;
}
