/**
 * What is estimated after a test that could have stopped earlier: an ordinary p value, mean and interval would be too good.
 *
 * Outcomes are ordered by stage: an earlier stop for an effect says more than a later one, and at one look the larger z says more.
 * Tsiatis, Rosner and Mehta (1984), Biometrics 40:797–803; Jennison and Turnbull (2000), sections 8.4 and 8.5. Only the bounds of the
 * looks that were made enter, so it does not matter which looks were still planned.
 */
import type { Estimate } from '../interval.ts';
import { type Fences, regionsAt, type SequentialBounds } from './bounds.ts';
import { findRootAround } from './root.ts';
import { advance, chanceAbove, startWalk } from './walk.ts';

export interface AdjustedInference {
  /** One- or two-sided as the test is; at most alpha exactly when an effect was found. */
  readonly pValue: number;
  /** Median unbiased: too high as often as too low. Its interval holds the effect in `level` of all tests, however they stop. */
  readonly estimate: Estimate;
}

interface Outcome {
  readonly bounds: SequentialBounds;
  /** Index of the look at which the test stopped. */
  readonly look: number;
  readonly z: number;
  readonly standardError: number;
  readonly level: number;
}

/** P(as much or more in favour of better), an increasing function of the drift. */
function chanceOfMore({
  bounds,
  look,
  z,
}: Omit<Outcome, 'standardError' | 'level'>): (drift: number) => number {
  // A stop that did not bind may have been passed over; leaving it out is safe. An inner wedge cannot be ordered with both sides.
  const futility = bounds.bindingFutility && bounds.sides === 1 ? bounds.futility : null;
  const fences: Fences = { ...bounds, futility };
  const times = bounds.informationTimes;
  const time = times[look]!;
  const level = z * Math.sqrt(time);
  return (drift) => {
    let walk = startWalk();
    let chance = 0;
    for (let earlier = 0; earlier < look; earlier++) {
      const step = { time: times[earlier]!, drift };
      chance += chanceAbove(walk, step, bounds.effect[earlier]! * Math.sqrt(step.time));
      walk = advance(walk, step, { regions: regionsAt(fences, earlier), following: times[earlier + 1]! });
    }
    return chance + chanceAbove(walk, { time, drift }, level);
  };
}

export function adjustInference({ bounds, look, z, standardError, level }: Outcome): AdjustedInference {
  // Two-sided bounds are the same upside down, and a chance is precise where it is small.
  const sign = bounds.sides === 2 && z < 0 ? -1 : 1;
  const more = chanceOfMore({ bounds, look, z: sign * z });
  const root = Math.sqrt(bounds.informationTimes[look]!);
  const driftWith = (chance: number) =>
    findRootAround('estimate', (drift) => more(drift) - chance, { near: (sign * z) / root, width: 1 / root });
  // The drift is the effect in standard errors at information time 1.
  const effectWith = (chance: number) => sign * driftWith(chance) * root * standardError;
  const tail = (1 - level) / 2;
  const ends = [effectWith(tail), effectWith(1 - tail)] as const;
  return {
    pValue: Math.min(1, bounds.sides * more(0)),
    estimate: {
      value: effectWith(0.5),
      standardError,
      interval: { lower: Math.min(...ends), upper: Math.max(...ends) },
      level,
    },
  };
}
