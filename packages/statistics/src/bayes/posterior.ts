/** What is believed of one variant: its distribution on a scale where it can be integrated, and where it changes. */
import { checkComputable } from '../checks.ts';
import { betainc, betaQuantile, normalCdf, tTwoSided } from '../distributions.ts';
import type { Interval } from '../interval.ts';
import { exp, expm1, ln, log1p } from '../numbers.ts';
import { normalCritical, tCritical } from '../reading/critical.ts';

/**
 * The line on which a belief is integrated. A rate is laid out by its logit, where it has no walls. Values are told by their offset
 * from an anchor, 0 or 1: next to 1 the offset has digits that the value has not.
 */
export interface Scale {
  readonly offsetOf: (place: number, anchor: number) => number;
  /** Infinite at the walls and behind them. */
  readonly placeOf: (offset: number, anchor: number) => number;
  /** d value/d place. */
  readonly slope: (place: number) => number;
}

export interface Posterior {
  readonly mean: number;
  readonly deviation: number;
  readonly anchor: number;
  /** Density by place, up to a factor. */
  readonly density: (place: number) => number;
  /** P(value ≤ that of the place) and P(value > it), each with its own digits. */
  readonly split: (place: number) => readonly [below: number, above: number];
  readonly extent: Extent;
  /** With as much below as above it. */
  readonly interval: (level: number) => Interval;
}

/** Where a density is: its centre and its width there, and the places outside which there is nothing. */
export interface Extent {
  readonly centre: number;
  readonly width: number;
  readonly lower: number;
  readonly upper: number;
  /** Nothing that sixteen digits of a whole would show. */
  readonly body: { readonly lower: number; readonly upper: number };
}

export const straight: Scale = { offsetOf: (x) => x, placeOf: (x) => x, slope: () => 1 };

export const logit: Scale = {
  offsetOf: (place, anchor) => (anchor === 0 ? 1 / (1 + exp(-place)) : -1 / (1 + exp(place))),
  placeOf: (offset, anchor) => {
    const small = anchor === 0 ? offset : -offset;
    const towardsAnchor = anchor === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    if (small <= 0) return towardsAnchor;
    if (small >= 1) return -towardsAnchor;
    const place = ln(small) - log1p(-small);
    return anchor === 0 ? place : -place;
  },
  slope: (place) => {
    const small = exp(-Math.abs(place));
    return small / ((1 + small) * (1 + small));
  },
};

/** ln of a density, against its top, beyond which nothing is left: e⁻⁹⁰ is 8·10⁻⁴⁰. */
const NOTHING = -90;
const NOTHING_OF_A_WHOLE = -45;
const STEP = 2.5;
const GROWTH = 1 / 2;

function extentAround(centre: number, width: number, lnDensity: (distance: number) => number): Extent {
  const reach = (side: number, least: number) => {
    let distance = STEP * width;
    while (lnDensity(side * distance) > least) distance *= 1.5;
    return side * distance;
  };
  return {
    centre,
    width,
    lower: centre + reach(-1, NOTHING),
    upper: centre + reach(1, NOTHING),
    body: {
      lower: centre + reach(-1, NOTHING_OF_A_WHOLE),
      upper: centre + reach(1, NOTHING_OF_A_WHOLE),
    },
  };
}

/** Panels that are never longer than the nearest density bears: a few widths at its centre, a part of the distance further out. */
export function panelsFor(extents: readonly Extent[]): number[] {
  const upper = Math.max(...extents.map((extent) => extent.upper));
  const places = [Math.min(...extents.map(({ lower }) => lower))];
  for (let place = places[0]!; place < upper; ) {
    let step = Number.POSITIVE_INFINITY;
    for (const { centre, width } of extents)
      step = Math.min(step, Math.max(STEP * width, GROWTH * Math.abs(place - centre)));
    place = Math.min(upper, place + step);
    places.push(place);
  }
  return places;
}

/** Squares of deviations are added, so both ends of what a number can be are left far away. */
const LARGEST = 1e140;

export function checkSize(argument: string, { mean, deviation }: { mean: number; deviation: number }): void {
  const isUsual = Math.abs(mean) < LARGEST && deviation < LARGEST && deviation > 1 / LARGEST;
  checkComputable(argument, isUsual ? [] : [Number.NaN]);
}

/** Beta(a, b), by logit. */
export function betaPosterior(a: number, b: number): Posterior {
  const total = a + b;
  const mean = a / total;
  const centre = ln(a) - ln(b);
  // With x = logistic(centre + u): a·ln(x/mean) + b·ln((1 − x)/(1 − mean)), in which what is large has cancelled.
  const lnDensity = (u: number) => a * u - total * log1p(mean * expm1(u));
  // The smaller of x and 1 − x is the one that is known to all digits.
  const part = (place: number, fromBelow: boolean) => {
    const small = 1 / (1 + exp(Math.abs(place)));
    return place <= 0 ? betainc(small, a, b, true, !fromBelow) : betainc(small, b, a, true, fromBelow);
  };
  return {
    mean,
    deviation: Math.sqrt((mean * (b / total)) / (total + 1)),
    anchor: mean > 0.5 ? 1 : 0,
    density: (place) => exp(lnDensity(place - centre)),
    split: (place) => splitAt(place <= centre, (fromBelow) => part(place, fromBelow)),
    extent: extentAround(centre, Math.sqrt(1 / a + 1 / b), lnDensity),
    interval: (level) => {
      const tail = (1 - level) / 2;
      // The upper quantile is one minus the lower one of the failures: no digits are lost in 1 − tail.
      return { lower: betaQuantile(tail, a, b), upper: 1 - betaQuantile(tail, b, a) };
    },
  };
}

/** The smaller part is computed; what is left over is then as exact. */
function splitAt(isLow: boolean, part: (fromBelow: boolean) => number): readonly [number, number] {
  const small = part(isLow);
  return isLow ? [small, 1 - small] : [1 - small, small];
}

export function normalPosterior(mean: number, deviation: number): Posterior {
  const lnDensity = (distance: number) => -0.5 * (distance / deviation) * (distance / deviation);
  return {
    mean,
    deviation,
    anchor: 0,
    density: (x) => exp(lnDensity(x - mean)),
    split: (x) => splitAt(x <= mean, () => normalCdf(-Math.abs(x - mean) / deviation)),
    extent: extentAround(mean, deviation, lnDensity),
    interval: (level) => around(mean, normalCritical(level) * deviation),
  };
}

/** Student's t with more than two degrees of freedom, moved and stretched. */
export function studentPosterior(mean: number, { scale, df }: { scale: number; df: number }): Posterior {
  const lnDensity = (distance: number) =>
    (-(df + 1) / 2) * log1p(((distance / scale) * (distance / scale)) / df);
  const tail = (t: number) => (t === 0 ? 0.5 : tTwoSided(t, df) / 2);
  return {
    mean,
    deviation: scale * Math.sqrt(df / (df - 2)),
    anchor: 0,
    density: (x) => exp(lnDensity(x - mean)),
    split: (x) => splitAt(x <= mean, () => tail((x - mean) / scale)),
    extent: extentAround(mean, scale, lnDensity),
    interval: (level) => around(mean, tCritical(level, df) * scale),
  };
}

function around(mean: number, reach: number): Interval {
  return { lower: mean - reach, upper: mean + reach };
}
