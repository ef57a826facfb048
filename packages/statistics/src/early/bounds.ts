/** The plain data that a sequential test is decided by, and what walks between such bounds have to do with it. */
import { checkList, checkNumber, checkProbability } from '../checks.ts';
import { normalCdf } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import type { Interval } from '../interval.ts';
import { checkErrorRate, checkSides, checkTimes, type Sides } from './looks.ts';
import { advance, chanceAbove, chanceBelow, type Step, startWalk, type Walk } from './walk.ts';

/** One entry per look in each list. A z is an estimate (positive: better) over its standard error. */
export interface SequentialBounds {
  readonly alpha: number;
  readonly sides: Sides;
  /** Share of the planned information at each look; above 1 only at a last look that came late. */
  readonly informationTimes: readonly number[];
  /** An effect is found from this z on; in a two-sided test from this |z| on. */
  readonly effect: readonly number[];
  /** Stop as futile up to this z; in a two-sided test up to this |z|, 0 being never. The last is the effect bound. Null without futility. */
  readonly futility: readonly number[] | null;
  /** True when the effect bounds count on a stop at each futility bound; going on past one then spends more than alpha. */
  readonly bindingFutility: boolean;
  /** Drift at which the futility bounds leave the power asked for; null without futility. */
  readonly drift: number | null;
  /** Chance, without any effect, to have found one by this look. */
  readonly alphaSpent: readonly number[];
  /** What a single test with this bound would have for alpha: how small an ordinary p value must be to stop. */
  readonly nominalAlpha: readonly number[];
  /** True when the last look is the end of the test. */
  readonly complete: boolean;
}

/** What the looks of a walk need to know of its bounds. */
export type Fences = Pick<SequentialBounds, 'sides' | 'informationTimes' | 'effect' | 'futility'>;

/** Where the walk, not the z, goes on after a look. */
export function regionsAt({ sides, informationTimes, effect, futility }: Fences, look: number): Interval[] {
  const root = Math.sqrt(informationTimes[look]!);
  const upper = effect[look]! * root;
  const inner = futility === null ? null : futility[look]! * root;
  if (sides === 1) return [{ lower: inner ?? Number.NEGATIVE_INFINITY, upper }];
  if (inner === null || inner <= 0) return [{ lower: -upper, upper }];
  return [
    { lower: -upper, upper: -inner },
    { lower: inner, upper },
  ];
}

/** Chances of one look: with that of going on they sum to the chance of having come here. */
export interface Crossing {
  readonly better: number;
  /** Effect in the other direction: none in a one-sided test. */
  readonly worse: number;
  /** Stopped for futility or, at the end of the test, without an effect. */
  readonly none: number;
}

export interface Path {
  readonly start?: Walk;
  readonly drift: number;
  /** First look that is still to come. */
  readonly from?: number;
  /** The look to stop before. */
  readonly to: number;
}

/** Follows a walk from its start through looks `from` … `to`. */
export function follow(fences: Fences, { start = startWalk(), drift, from = 0, to }: Path): Crossing[] {
  const times = fences.informationTimes;
  const crossings: Crossing[] = [];
  let walk = start;
  for (let look = from; look < to; look++) {
    const step = { time: times[look]!, drift };
    crossings.push(crossingAt(fences, { walk, step, look }));
    if (look < to - 1)
      walk = advance(walk, step, { regions: regionsAt(fences, look), following: times[look + 1]! });
  }
  return crossings;
}

function crossingAt(
  { sides, informationTimes, effect, futility }: Fences,
  { walk, step, look }: { walk: Walk; step: Step; look: number },
): Crossing {
  const root = Math.sqrt(step.time);
  const level = effect[look]! * root;
  const last = look === informationTimes.length - 1;
  const inner = last ? level : futility === null ? null : futility[look]! * root;
  const below = inner === null ? 0 : chanceBelow(walk, step, inner);
  const apart = sides === 2 && inner !== null ? chanceBelow(walk, step, -inner) : 0;
  return {
    better: chanceAbove(walk, step, level),
    worse: sides === 2 ? chanceBelow(walk, step, -level) : 0,
    none: below - apart,
  };
}

export function nominalAlphas(effect: readonly number[], sides: Sides): number[] {
  return effect.map((bound) => sides * normalCdf(-bound));
}

/** Running sums. */
export function cumulate(values: readonly number[]): number[] {
  let total = 0;
  return values.map((value) => {
    total += value;
    return total;
  });
}

/** Bounds may come from a store: what the functions that read them count on. */
export function checkBounds(bounds: SequentialBounds): void {
  checkProbability('bounds.alpha', bounds.alpha);
  checkSides(bounds.sides, 'bounds.sides');
  checkErrorRate(bounds, 'bounds.');
  const times = checkTimes('bounds.informationTimes', bounds.informationTimes);
  checkPerLook('bounds.effect', bounds.effect, times.length);
  if (bounds.futility === null) return;
  checkPerLook('bounds.futility', bounds.futility, times.length);
  bounds.futility.forEach((bound, i) => {
    checkNumber(`bounds.futility[${i}]`, bound, { max: bounds.effect[i]! });
  });
}

function checkPerLook(argument: string, values: readonly number[], length: number): void {
  checkList(argument, values);
  if (values.length !== length)
    throw new StatisticsError('length_mismatch', {
      argument,
      says: `must have one bound per look (${length}), not ${values.length}`,
      details: { expected: length, length: values.length },
    });
  values.forEach((value, i) => {
    checkNumber(`${argument}[${i}]`, value);
  });
}
