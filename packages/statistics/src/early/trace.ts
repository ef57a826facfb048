/** Bounds look by look, each spending what its information time allows: for the effect without drift, for futility with it. */
import { cumulate, nominalAlphas, regionsAt, type SequentialBounds } from './bounds.ts';
import type { Sides } from './looks.ts';
import { findRoot } from './root.ts';
import { type Budget, spentBy } from './spending.ts';
import {
  advance,
  chanceAbove,
  chanceBelow,
  levelAbove,
  levelBelow,
  type Step,
  startWalk,
  type Walk,
} from './walk.ts';

export interface FutilityBudget extends Budget {
  readonly binding: boolean;
}

export interface Course {
  /** May end above 1. */
  readonly times: readonly number[];
  readonly alpha: Budget;
  readonly futility: FutilityBudget | null;
  /** The last look ends the test: all that is left is spent. */
  readonly complete: boolean;
}

export interface Trace {
  readonly bounds: SequentialBounds;
  /** With futility, at a complete end: chance under the drift to have missed the effect, beyond what may be missed. */
  readonly missedTooMuch: number;
}

/** A higher bound saves less than 10⁻¹⁶ of alpha per look; every test can so be stopped at any look. */
const HIGHEST_BOUND = 8.2;

/** What may be spent at each look. */
function incrementsOf(budget: Budget, { times, complete }: Course): number[] {
  const spent = times.map((time, look) =>
    complete && look === times.length - 1 ? budget.total : spentBy(budget, time),
  );
  return spent.map((now, look) => now - (look === 0 ? 0 : spent[look - 1]!));
}

/** `known`: effect bounds that do not depend on the drift, and what they spend: they need not be found again. */
export function traceBounds(
  course: Course,
  { drift, known }: { drift: number; known?: SequentialBounds },
): Trace {
  const { times, futility, complete } = course;
  const sides = course.alpha.sides;
  const alphas = incrementsOf(course.alpha, course);
  const betas = futility === null ? [] : incrementsOf(futility, course);
  const effect: number[] = [];
  const inner: number[] = [];
  const spent: number[] = [];
  let found = 0;
  let without = startWalk();
  let withDrift = startWalk();
  for (const [look, time] of times.entries()) {
    const last = look === times.length - 1;
    const step = { time, drift: 0 };
    const drifting = { time, drift };
    const bound = known?.effect[look] ?? effectBound(without, step, alphas[look]! / sides);
    effect.push(bound);
    const level = bound * Math.sqrt(time);
    if (!known) spent.push(sides * chanceAbove(without, step, level));
    if (futility !== null) {
      found += chanceAbove(withDrift, drifting, level);
      inner.push(
        last && complete ? bound : futilityBound(withDrift, drifting, { level, sides, beta: betas[look]! }),
      );
    }
    if (last) break;
    const following = times[look + 1]!;
    const fences = { sides, informationTimes: times, effect };
    const open = regionsAt({ ...fences, futility: null }, look);
    const closed = futility === null ? open : regionsAt({ ...fences, futility: inner }, look);
    if (!known) without = advance(without, step, { regions: futility?.binding ? closed : open, following });
    if (futility !== null) withDrift = advance(withDrift, drifting, { regions: closed, following });
  }
  return {
    bounds: {
      alpha: course.alpha.total,
      sides,
      informationTimes: times,
      effect,
      futility: futility === null ? null : inner,
      bindingFutility: futility?.binding ?? false,
      drift: futility === null ? null : drift,
      alphaSpent: known?.alphaSpent ?? cumulate(spent),
      nominalAlpha: nominalAlphas(effect, sides),
      complete,
    },
    missedTooMuch: futility === null ? 0 : 1 - found - futility.total,
  };
}

function effectBound(walk: Walk, step: Step, chance: number): number {
  const root = Math.sqrt(step.time);
  return Math.min(levelAbove(walk, step, chance) / root, HIGHEST_BOUND);
}

/** Never above the effect bound; where they meet, every path ends. */
function futilityBound(
  walk: Walk,
  step: Step,
  { level, sides, beta }: { level: number; sides: Sides; beta: number },
): number {
  const root = Math.sqrt(step.time);
  if (sides === 1) return Math.min(levelBelow(walk, step, beta), level) / root;
  const inside = (half: number) => chanceBelow(walk, step, half) - chanceBelow(walk, step, -half) - beta;
  if (inside(level) <= 0) return level / root;
  return findRoot('futility', inside, { lower: 0, upper: level }) / root;
}
