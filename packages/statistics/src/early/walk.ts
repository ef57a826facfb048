/**
 * A drifting Brownian walk B(t) = Z(t)√t that is looked at now and then and stopped beyond bounds: its density among the paths that were
 * let go on, carried from look to look by quadrature.
 *
 * Armitage, McPherson and Rowe (1969), JRSS A 132:235–244; Jennison and Turnbull (2000), Group Sequential Methods, chapter 19. Theirs is
 * Simpson's rule; here each stretch that goes on is cut into panels of 16 Gauss-Legendre nodes no wider than the densities that are
 * multiplied in it can bear, and nodes further than 8.5 standard deviations are left out: errors stay below 10⁻¹³.
 */
import { normalCdf } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import type { Interval } from '../interval.ts';
import { ln } from '../numbers.ts';
import { expOfMinus, fillPanels, NODES_PER_PANEL } from './kernel.ts';

export interface Walk {
  readonly time: number;
  /** Ascending. */
  readonly points: Float64Array;
  /** Chance carried by each point; they sum to the chance of having been let go on. */
  readonly masses: Float64Array;
}

export interface Step {
  /** Information time of the look to come. */
  readonly time: number;
  /** Mean of the walk per unit of time. */
  readonly drift: number;
}

/** Standard deviations beyond which a chance (10⁻¹⁷) is nothing. */
const REACH = 8.5;
/** The same for tails, which are wanted to more digits when nothing else is added to them: there until normalCdf itself is nought. */
const FAR = 9.5;
const FAR_FROM_ONE_POINT = 38;
const TRIALS = 200;
/** 16 nodes integrate exp(−x²/2) over a panel of this many of its standard deviations to 10⁻¹⁴. */
const PANEL_WIDTH = 5;
const INVERSE_ROOT_TWO_PI = 0.398_942_280_401_432_7;

/** A walk that is known to be at `position` at `time`. */
export function startWalk({ time, position } = { time: 0, position: 0 }): Walk {
  return { time, points: Float64Array.of(position), masses: Float64Array.of(1) };
}

/** P(the walk was let go on so far, and is above `level` at the next look). */
export function chanceAbove(walk: Walk, { time, drift }: Step, level: number): number {
  const elapsed = time - walk.time;
  const scale = 1 / Math.sqrt(elapsed);
  const shift = drift * elapsed - level;
  const far = walk.points.length === 1 ? FAR_FROM_ONE_POINT : FAR;
  let chance = 0;
  for (let i = walk.points.length - 1; i >= 0; i--) {
    const z = (walk.points[i]! + shift) * scale;
    if (z < -far) break;
    chance += walk.masses[i]! * (z > REACH ? 1 : normalCdf(z));
  }
  return chance;
}

export function chanceBelow(walk: Walk, { time, drift }: Step, level: number): number {
  return chanceAbove(mirror(walk), { time, drift: -drift }, -level);
}

/** The walk turned upside down. */
export function mirror({ time, points, masses }: Walk): Walk {
  return { time, points: points.map((point) => -point).reverse(), masses: masses.slice().reverse() };
}

function densityAt(walk: Walk, { time, drift }: Step, level: number): number {
  const elapsed = time - walk.time;
  const scale = 1 / Math.sqrt(elapsed);
  let density = 0;
  for (let i = 0; i < walk.points.length; i++) {
    const z = (level - walk.points[i]! - drift * elapsed) * scale;
    density += walk.masses[i]! * expOfMinus((z * z) / 2);
  }
  return density * scale * INVERSE_ROOT_TWO_PI;
}

/** Where the walk can be at the next look: all but 10⁻¹⁷ of its chance. */
function rangeOf(walk: Walk, { time, drift }: Step): Interval {
  const elapsed = time - walk.time;
  const reach = REACH * Math.sqrt(elapsed);
  const { points } = walk;
  return {
    lower: (points[0] ?? 0) + drift * elapsed - reach,
    upper: (points[points.length - 1] ?? 0) + drift * elapsed + reach,
  };
}

/**
 * The level above which the walk is with this chance at the next look; −∞ when so much chance is not left.
 * Newton's steps on the logarithm of the chance, which is nearly a parabola, inside a bracket that only shrinks.
 */
export function levelAbove(walk: Walk, step: Step, chance: number): number {
  let { lower, upper } = rangeOf(walk, step);
  if (chanceAbove(walk, step, lower) <= chance) return Number.NEGATIVE_INFINITY;
  let level = (lower + upper) / 2;
  const smallest = 1e-15 * (Math.abs(lower) + Math.abs(upper));
  for (let trial = 0; trial < TRIALS; trial++) {
    const found = chanceAbove(walk, step, level);
    if (found > chance) lower = level;
    else upper = level;
    const newton = level + (found * (ln(found) - ln(chance))) / densityAt(walk, step, level);
    // NaN and infinities of a vanished chance or density fail these comparisons, and the bracket is halved.
    const next = newton > lower && newton < upper ? newton : (lower + upper) / 2;
    if (Math.abs(next - level) <= smallest || upper - lower <= smallest) return next;
    level = next;
  }
  throw new StatisticsError('did_not_converge', {
    argument: 'looks',
    says: 'gave a bound that did not settle',
  });
}

/** The level below which the walk is with this chance at the next look; +∞ when so much chance is not left. */
export function levelBelow(walk: Walk, step: Step, chance: number): number {
  return -levelAbove(mirror(walk), { time: step.time, drift: -step.drift }, chance);
}

/** The walk at the next look, let go on inside `regions` only (ascending, apart); `following` is the time of the look after it. */
export function advance(
  walk: Walk,
  step: Step,
  { regions, following }: { regions: readonly Interval[]; following: number },
): Walk {
  const elapsed = step.time - walk.time;
  const { points, weights } = placeNodes(walk, step, { regions, following });
  const masses = new Float64Array(points.length);
  const scale = 1 / Math.sqrt(2 * elapsed);
  const reach = REACH * Math.sqrt(elapsed);
  const factor = INVERSE_ROOT_TWO_PI / Math.sqrt(elapsed);
  let first = 0;
  for (let i = 0; i < points.length; i++) {
    const from = points[i]! - step.drift * elapsed;
    while (first < walk.points.length && walk.points[first]! < from - reach) first += 1;
    let density = 0;
    for (let j = first; j < walk.points.length; j++) {
      const away = (from - walk.points[j]!) * scale;
      if (away < -REACH) break;
      density += walk.masses[j]! * expOfMinus(away * away);
    }
    masses[i] = density * weights[i]! * factor;
  }
  return dropTails({ time: step.time, points, masses });
}

function placeNodes(
  walk: Walk,
  step: Step,
  { regions, following }: { regions: readonly Interval[]; following: number },
) {
  const range = rangeOf(walk, step);
  const before = step.time - walk.time;
  const after = following - step.time;
  // The density here is as smooth as the step before makes it, and is multiplied with that of the step after.
  const width = PANEL_WIDTH * Math.sqrt((before * after) / (before + after));
  const parts = regions
    .map((region) => ({
      lower: Math.max(region.lower, range.lower),
      upper: Math.min(region.upper, range.upper),
    }))
    .filter(({ lower, upper }) => walk.points.length > 0 && lower < upper)
    .map((part) => ({ ...part, panels: Math.ceil((part.upper - part.lower) / width) }));
  const count = parts.reduce((total, { panels }) => total + panels * NODES_PER_PANEL, 0);
  const nodes = { points: new Float64Array(count), weights: new Float64Array(count) };
  let at = 0;
  for (const part of parts) {
    fillPanels(nodes, at, part);
    at += part.panels * NODES_PER_PANEL;
  }
  return nodes;
}

/** Points that carry nothing at either end only cost time, and would widen the range of every look to come. */
function dropTails({ time, points, masses }: Walk): Walk {
  const nothing = 1e-19;
  let first = 0;
  let end = points.length;
  while (first < end && masses[first]! < nothing) first += 1;
  while (end > first && masses[end - 1]! < nothing) end -= 1;
  return { time, points: points.subarray(first, end), masses: masses.subarray(first, end) };
}
