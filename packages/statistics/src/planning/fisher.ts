/** The power of Fisher's test, by going through everything that can happen. */
import { checkCount, checkList, checkProbability } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { sum } from '../numbers.ts';
import { hypergeometricWeights, SAME } from '../reading/hypergeometric.ts';
import { checkRates, type ProportionEffect } from './proportions.ts';

export interface FisherDesign extends ProportionEffect {
  /** Units of control and treatment. */
  readonly arms: readonly [number, number];
  /** Default 0.05. */
  readonly alpha?: number;
  /** 2 (default) as in testProportionsExactly; 1: only in the direction from baseline to target. */
  readonly sides?: 1 | 2;
}

/** Outcomes that are not gone through; more take longer than anybody waits, and the normal approximation is good long before. */
const MOST_OUTCOMES = 4_000_000;
/** Chance, beside the likeliest number of successes, below which one is not gone through. */
const NEGLIGIBLE = 1e-20;

/**
 * The chance that Fisher's exact test finds a difference of this size: for arms that are too small for powerForProportions.
 *
 * The sum of P(x₀)·P(x₁) over all outcomes whose p is at most alpha. It is no smooth function of the arms: one unit more may
 * lower it. Numbers of successes that are all but impossible are left out, so rare ones among many units are soon gone through.
 * O(outcomes), at most n₀·n₁.
 *
 * @throws {StatisticsError} out_of_range when a rate is not inside (0, 1), both are equal, an arm is not a whole number above 0, or
 * there are more than 4 million outcomes to go through
 * @see Bennett and Hsu (1960), Biometrika 47:393–398
 * @example
 * powerOfFisherTest({ baseline: 0.2, target: 0.8, arms: [10, 12] }) // → 0.789432
 */
export function powerOfFisherTest(input: FisherDesign): number {
  const { baseline, target, arms, alpha = 0.05, sides = 2 } = input;
  checkRates(input);
  checkProbability('alpha', alpha);
  if (sides !== 1 && sides !== 2)
    throw new StatisticsError('out_of_range', { argument: 'sides', says: `must be 1 or 2, not ${sides}` });
  checkList('arms', arms);
  const [n0, n1] = arms;
  checkCount('arms[0]', n0, { min: 1 });
  checkCount('arms[1]', n1, { min: 1 });
  const inControl = binomialWindow(n0, baseline);
  const inTreatment = binomialWindow(n1, target);
  const least = inControl.first + inTreatment.first;
  const most = least + inControl.chances.length + inTreatment.chances.length - 2;
  checkOutcomes({ n0, n1, least, most });
  const side = sides === 2 ? 'both' : target > baseline ? 'greater' : 'less';
  let power = 0;
  for (let successes = least; successes <= most; successes++) {
    const some = Math.min(successes, n1);
    const margins = {
      control: { n: n0, successes: successes - some },
      treatment: { n: n1, successes: some },
    };
    const { first, chances } = hypergeometricWeights(margins);
    for (const i of rejected(chances, { alpha, side }))
      power += chanceOf(inTreatment, first + i) * chanceOf(inControl, successes - first - i);
  }
  return Math.min(1, power);
}

/** For each sum of successes, all ways to part it between the arms are ordered by their chance. */
function checkOutcomes(range: { n0: number; n1: number; least: number; most: number }): void {
  const { n0, n1, least, most } = range;
  let outcomes = 0;
  for (let both = least; both <= most && outcomes <= MOST_OUTCOMES; both++)
    outcomes += Math.min(both, n1) - Math.max(0, both - n0) + 1;
  if (outcomes > MOST_OUTCOMES)
    throw new StatisticsError('out_of_range', {
      argument: 'arms',
      says: `are too large to go through all outcomes (${MOST_OUTCOMES}); powerForProportions is as good`,
      details: { most: MOST_OUTCOMES },
    });
}

interface Region {
  readonly alpha: number;
  readonly side: 'both' | 'greater' | 'less';
}

/** Places of the outcomes whose p is at most alpha. */
function rejected(chances: Float64Array, { alpha, side }: Region): number[] {
  const order = Array.from(chances.keys());
  if (side === 'both') order.sort((a, b) => chances[a]! - chances[b]! || a - b);
  if (side === 'greater') order.reverse();
  const found: number[] = [];
  let p = 0;
  for (let k = 0; k < order.length; ) {
    // Outcomes that are equally likely are rejected together or not at all.
    let end = k + 1;
    while (side === 'both' && end < order.length && chances[order[end]!]! <= chances[order[k]!]! * SAME)
      end += 1;
    for (let i = k; i < end; i++) p += chances[order[i]!]!;
    if (p > alpha) break;
    found.push(...order.slice(k, end));
    k = end;
  }
  return found;
}

/** Chances of `first`, `first` + 1, … successes; others have none. */
interface Window {
  readonly first: number;
  readonly chances: readonly number[];
}

function chanceOf({ first, chances }: Window, successes: number): number {
  return chances[successes - first] ?? 0;
}

/** Chances of n trials by the ratio of neighbours outwards from the mode, as far as they matter. */
function binomialWindow(n: number, p: number): Window {
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const odds = p / (1 - p);
  const above: number[] = [];
  for (let k = mode, weight = 1; k < n && weight > NEGLIGIBLE; k++) {
    weight *= ((n - k) * odds) / (k + 1);
    above.push(weight);
  }
  const below: number[] = [];
  for (let k = mode, weight = 1; k > 0 && weight > NEGLIGIBLE; k--) {
    weight *= k / ((n - k + 1) * odds);
    below.push(weight);
  }
  const weights = [...below.reverse(), 1, ...above];
  const total = sum(weights);
  return { first: mode - below.length, chances: weights.map((weight) => weight / total) };
}
