/** What all plans have in common: error rates, arms, and the search for the number that gives a power. */
import {
  checkComputable,
  checkCount,
  checkList,
  checkNumber,
  checkPositive,
  checkProbability,
  checkShares,
} from '../checks.ts';
import { findRoot } from '../early/root.ts';
import { StatisticsError } from '../errors.ts';
import { sum } from '../numbers.ts';

export interface TestDesign {
  /** Chance of a false finding in all comparisons that are made; default 0.05. */
  readonly alpha?: number;
  /** 2 (default): a difference in either direction is found; 1: only in the direction of the effect that is planned for. */
  readonly sides?: 1 | 2;
  /** Divides alpha by the number of treatments that are compared with the control; default false. */
  readonly bonferroni?: boolean;
  /** From designEffect, when groups rather than units are randomised: n units tell as much as n/designEffect. Default 1. */
  readonly designEffect?: number;
}

export interface SizeDesign extends TestDesign {
  /** Chance of finding the effect, default 0.8. */
  readonly power?: number;
  /** Of control, first treatment, second treatment, …; together one. Default [0.5, 0.5]. */
  readonly shares?: readonly number[];
}

export interface PowerDesign extends TestDesign {
  /** Units of control, first treatment, second treatment, … */
  readonly arms: readonly number[];
}

export interface EffectDesign extends PowerDesign {
  /** Chance of finding the effect, default 0.8. */
  readonly power?: number;
}

export interface SampleSize {
  /** Units of control, first treatment, …: rounded up. */
  readonly arms: readonly number[];
  /** Of all arms. */
  readonly total: number;
  /** The total before rounding. */
  readonly unrounded: number;
}

export interface SmallestEffect {
  /** In the unit of the metric, with the sign of the direction asked for. */
  readonly absolute: number;
  /** As a share of the baseline; null where the baseline is nought or was not given. */
  readonly relative: number | null;
}

/** Effective units of the control and of the smallest treatment: the comparison that is the hardest. */
export interface Pair {
  readonly control: number;
  readonly treatment: number;
}

interface Errors {
  readonly alpha: number;
  readonly sides: number;
}

/** Power of one comparison. */
export type PowerOf = (pair: Pair, errors: Errors) => number;

const ALPHA = 0.05;
const POWER = 0.8;

/** Alpha of one comparison. */
function errorsOf({ alpha = ALPHA, sides = 2, bonferroni = false }: TestDesign, arms: number): Errors {
  checkProbability('alpha', alpha);
  if (sides !== 1 && sides !== 2)
    throw new StatisticsError('out_of_range', { argument: 'sides', says: `must be 1 or 2, not ${sides}` });
  return { alpha: bonferroni ? alpha / (arms - 1) : alpha, sides };
}

function designEffectOf({ designEffect = 1 }: TestDesign): number {
  checkPositive('designEffect', designEffect);
  return designEffect;
}

function wantedPower(power: number, { alpha }: Errors): number {
  checkProbability('power', power);
  if (power <= alpha)
    throw new StatisticsError('out_of_range', {
      argument: 'power',
      says: `must be above alpha (${alpha}), which is reached without any effect, not ${power}`,
      details: { value: power },
    });
  return power;
}

function checkArms(argument: string, arms: readonly number[]): void {
  checkList(argument, arms);
  if (arms.length < 2)
    throw new StatisticsError('empty', { argument, says: 'must name a control and a treatment' });
}

/** Effective units, checked. */
export function pairOf(design: PowerDesign): Pair {
  checkArms('arms', design.arms);
  for (const [i, n] of design.arms.entries()) checkCount(`arms[${i}]`, n, { min: 1 });
  const [control = 0, ...treatments] = design.arms;
  const effect = designEffectOf(design);
  const pair = { control: control / effect, treatment: Math.min(...treatments) / effect };
  checkComputable('designEffect', [pair.control, pair.treatment]);
  return pair;
}

export function powerOf(power: PowerOf, design: PowerDesign): number {
  const pair = pairOf(design);
  const found = power(pair, errorsOf(design, design.arms.length));
  checkComputable('arms', [found]);
  return Math.min(1, found);
}

const MOST_UNITS = Number.MAX_SAFE_INTEGER;
/** Rounding of the search must not cost a unit. */
const WHOLE = 1e-9;

/**
 * The least total at which the hardest comparison has the power. `least` is the smallest number of effective units an arm may
 * have for the power to be defined.
 */
export function sizeFor(power: PowerOf, design: SizeDesign, least: number): SampleSize {
  const { shares = [0.5, 0.5] } = design;
  checkArms('shares', shares);
  checkShares('shares', shares);
  const errors = errorsOf(design, shares.length);
  const effect = designEffectOf(design);
  const wanted = wantedPower(design.power === undefined ? POWER : design.power, errors);
  const [control = 0, ...treatments] = shares;
  const smallest = Math.min(...treatments);
  const excess = (total: number) =>
    power({ control: (total * control) / effect, treatment: (total * smallest) / effect }, errors) - wanted;
  const start = (least * effect) / Math.min(control, smallest);
  let upper = start;
  while (upper <= MOST_UNITS && excess(upper) < 0) upper *= 2;
  if (upper > MOST_UNITS)
    throw new StatisticsError('out_of_range', {
      argument: 'power',
      says: 'would need more than 2⁵³ units',
    });
  const unrounded = upper === start ? start : findRoot('power', excess, { lower: upper / 2, upper });
  const arms = shares.map((share) => Math.ceil(unrounded * share * (1 - WHOLE)));
  return { arms, total: sum(arms), unrounded };
}

/** The least effect in (0, most) that the hardest comparison finds with the power. */
export function effectFor(
  power: (effect: number) => PowerOf,
  design: EffectDesign,
  { near, most }: { near: number; most: number },
): number {
  const pair = pairOf(design);
  const errors = errorsOf(design, design.arms.length);
  const wanted = wantedPower(design.power === undefined ? POWER : design.power, errors);
  const excess = (effect: number) => power(effect)(pair, errors) - wanted;
  let upper = Math.min(near, most);
  while (excess(upper) < 0) {
    if (upper >= most)
      throw new StatisticsError('out_of_range', {
        argument: 'arms',
        says: 'are too small: even the largest effect there can be would be missed too often',
        details: { largest: most },
      });
    upper = Math.min(2 * upper, most);
  }
  // Scaled, so that small effects keep their digits.
  const scale = upper;
  return scale * findRoot('power', (part) => excess(part * scale), { lower: 0, upper: 1 });
}

/** The effect, and as a share of the baseline where there is one. */
export function smallestEffect(absolute: number, baseline: number | undefined): SmallestEffect {
  const relative = baseline === undefined || baseline === 0 ? null : absolute / Math.abs(baseline);
  checkComputable('baseline', [absolute, relative ?? 0]);
  return { absolute, relative };
}

export function checkDifference(argument: string, value: number, { from = 0 } = {}): void {
  checkNumber(argument, value);
  if (value === from)
    throw new StatisticsError('out_of_range', {
      argument,
      says: `must not be ${from}: no effect is never found`,
      details: { value },
    });
}
