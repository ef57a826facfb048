/** Intervals of a share and of a rate that hold for few as well. */
import { chisquareQuantile, normalQuantile } from '../distributions.ts';
import type { Estimate } from '../interval.ts';

/** Ends per unit of time, with the exact interval of a Poisson count (Garwood 1936). */
export function rateOf(
  events: number,
  { exposure, level }: { readonly exposure: number; readonly level: number },
): Estimate {
  const tail = (1 - level) / 2;
  return {
    value: events / exposure,
    standardError: Math.sqrt(events) / exposure,
    interval: {
      lower: events === 0 ? 0 : chisquareQuantile(tail, 2 * events) / 2 / exposure,
      upper: chisquareQuantile(1 - tail, 2 * events + 2) / 2 / exposure,
    },
    level,
  };
}

/** Share of those exposed, with the interval of Wilson (1927); `exposed` need not be whole. */
export function shareOf(
  events: number,
  { exposed, level }: { readonly exposed: number; readonly level: number },
): Estimate {
  const z = normalQuantile((1 + level) / 2);
  const share = events / exposed;
  const centre = share + (z * z) / (2 * exposed);
  const reach = z * Math.sqrt((share * (1 - share)) / exposed + (z * z) / (4 * exposed * exposed));
  const scale = 1 + (z * z) / exposed;
  return {
    value: share,
    standardError: Math.sqrt((share * (1 - share)) / exposed),
    interval: {
      // At the ends the two terms are equal, and only rounding is left of their difference.
      lower: events === 0 ? 0 : (centre - reach) / scale,
      upper: events === exposed ? 1 : (centre + reach) / scale,
    },
    level,
  };
}
