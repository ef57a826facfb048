import { checkCount, checkNumber, checkPositive, checkProbability, checkSameLength } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { adjusterOf, type Correction } from './find-associations.ts';
import { checkLists, type Lists } from './lists.ts';
import { type AnswerOf, countSteps, NOTHING, OPEN, type PairReading, readPair } from './steps.ts';

export interface NextNeedsInput {
  /** What each traveller did, in order of time. */
  readonly histories: Lists;
  /** When, in any unit, one per thing; never falling within a history. Needed for `within`. */
  readonly times?: ArrayLike<number>;
  /** What comes later than this after a step does not count as its answer, in the unit of `times`. */
  readonly within?: number;
  /** Until when histories were watched: a last thing closer to it than `within` is not yet known to be unanswered. The latest time by default. */
  readonly watchedUntil?: number;
  /** Steps from a thing, and travellers who took them, below which it says nothing; 30 by default. */
  readonly minimumCount?: number;
  /** 0.05 by default. */
  readonly alpha?: number;
  /** benjamini-hochberg by default. */
  readonly correction?: Correction;
}

export interface NextNeed extends PairReading {
  /** After the correction for all pairs that were looked at. */
  readonly adjustedPValue: number;
}

export interface NextNeeds {
  /** Where the chance is raised: by `given`, then the highest chance first. */
  readonly needs: readonly NextNeed[];
  readonly tested: number;
}

/** The table has a cell for each pair of things. */
const MOST_ITEMS = 1_024;

/**
 * Finds what travellers need next: after which thing another follows sooner or more often than it follows anything.
 *
 * Each step is from one thing to the next in the same history, or, when nothing came within `within`, to nothing. For a pair (a, b): chance = steps a → b ÷ steps from a,
 * baseline p = steps to b ÷ all steps. The test is a score test clustered by traveller: z = S / √Σᵢ uᵢ², S = steps a → b − p·(steps from a), uᵢ = what S would lose without
 * traveller i, who counts in the chance and in the baseline alike: (his a → b − p·his from a) − wᵢ·(his to b − p·all his), wᵢ = the others' share of steps from a. So
 * one traveller with many trips is one witness, of either. All pairs (a, b) with a frequent enough are corrected for. O(things + Σ (different things of a history)² + all
 * different things²).
 *
 * @throws {StatisticsError} empty without a step; out_of_range for times that fall within a history, a thing's number outside 0 … 1023, or offsets that fall; length_mismatch; unknown_name
 * @see Liang and Zeger (1986), Longitudinal data analysis using generalized linear models, Biometrika 73:13–22 (clustered score); Agrawal and Srikant (1995), Mining sequential patterns, ICDE
 * @example
 * const items = Array.from({ length: 40 }, (_, i) => (i % 4 === 3 ? [0, 2] : [0, 1])).concat(Array.from({ length: 60 }, () => [2, 0]));
 * const offsets = Array.from({ length: 101 }, (_, i) => 2 * i);
 * const { needs } = findNextNeeds({ histories: { offsets, items: items.flat() } });
 * needs.map(({ given, next, chance, baseline }) => [given, next, chance, baseline]) // → [[0,1,0.75,0.3],[0,2,0.25,0.1],[2,0,1,0.6]]
 */
export function findNextNeeds(input: NextNeedsInput): NextNeeds {
  const { histories, minimumCount = 30, alpha = 0.05, correction = 'benjamini-hochberg' } = input;
  const width = checkLists('histories', histories, { mostItems: MOST_ITEMS });
  checkCount('minimumCount', minimumCount, { min: 2 });
  checkProbability('alpha', alpha);
  const adjust = adjusterOf(correction);
  const steps = countSteps(histories, { width, answerOf: answersIn(input) });
  if (steps.all === 0)
    throw new StatisticsError('empty', { argument: 'histories', says: 'must hold at least one step' });
  const givens = Array.from(steps.from.keys()).filter(
    (item) => steps.from[item]! >= minimumCount && steps.travellers[item]! >= minimumCount,
  );
  const nexts = Array.from(steps.to.keys()).filter((item) => steps.to[item]! > 0);
  const pairAt = (place: number) =>
    readPair(steps, { given: givens[Math.floor(place / nexts.length)]!, next: nexts[place % nexts.length]! });
  const pValues = Float64Array.from({ length: givens.length * nexts.length }, (_, i) => pairAt(i).pValue);
  const adjusted = adjust(pValues);
  const needs: NextNeed[] = [];
  for (let i = 0; i < pValues.length; i++) {
    if (adjusted[i]! > alpha) continue;
    const pair = pairAt(i);
    if (pair.lift > 1) needs.push({ ...pair, adjustedPValue: adjusted[i]! });
  }
  needs.sort((a, b) => a.given - b.given || b.chance - a.chance || a.next - b.next);
  return { needs, tested: pValues.length };
}

function answersIn({ histories, times, within, watchedUntil }: NextNeedsInput): AnswerOf {
  const { items } = histories;
  if (watchedUntil !== undefined) checkNumber('watchedUntil', watchedUntil);
  if (within === undefined) return (at, end) => (at + 1 < end ? items[at + 1]! : OPEN);
  checkPositive('within', within);
  if (times === undefined)
    throw new StatisticsError('empty', { argument: 'times', says: 'must be given with within' });
  checkSameLength(['histories.items', items], ['times', times]);
  const latest = checkTimes(histories, times);
  const until = watchedUntil === undefined ? latest : watchedUntil;
  checkNumber('watchedUntil', until, { min: latest });
  return (at, end) => {
    if (at + 1 < end && times[at + 1]! - times[at]! <= within) return items[at + 1]!;
    return until - times[at]! >= within ? NOTHING : OPEN;
  };
}

function checkTimes({ offsets }: Lists, times: ArrayLike<number>): number {
  let latest = Number.NEGATIVE_INFINITY;
  for (let list = 0; list + 1 < offsets.length; list++) {
    let before = Number.NEGATIVE_INFINITY;
    for (let i = offsets[list]!; i < offsets[list + 1]!; i++) {
      checkNumber(`times[${i}]`, times[i]!, { min: before });
      before = times[i]!;
    }
    latest = Math.max(latest, before);
  }
  return latest;
}
