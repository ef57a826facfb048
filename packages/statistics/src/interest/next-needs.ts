import { checkCount, checkNumber, checkPositive, checkProbability, checkSameLength } from '../checks.ts';
import { normalCdf } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import { adjusterOf, type Correction } from './find-associations.ts';
import { checkLists, type Lists } from './lists.ts';

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

export interface NextNeed {
  /** Number of the thing that was done. */
  readonly given: number;
  /** Number of the thing that follows. */
  readonly next: number;
  /** Steps from `given`. */
  readonly steps: number;
  /** Of these, how many led to `next`. */
  readonly followed: number;
  /** followed ÷ steps. */
  readonly chance: number;
  /** Chance of `next` after any thing. */
  readonly baseline: number;
  /** chance ÷ baseline. */
  readonly lift: number;
  /** One-sided, travellers being independent, their steps not. */
  readonly pValue: number;
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
 * baseline = steps to b ÷ all steps. The test is a score test clustered by traveller: z = Σᵢ uᵢ / √Σᵢ uᵢ² with uᵢ = (steps a → b of traveller i) − (steps from a of i)·baseline,
 * so that one traveller with many trips is one witness. All pairs (a, b) with a frequent enough are corrected for. O(things + things²).
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
  const pairs: Omit<NextNeed, 'adjustedPValue'>[] = [];
  for (let given = 0; given < width; given++)
    if (steps.from[given]! >= minimumCount && steps.travellers[given]! >= minimumCount)
      for (let next = 0; next < width; next++)
        if (steps.to[next]! > 0) pairs.push(read(steps, { given, next, width }));
  const adjusted = adjust(pairs.map(({ pValue }) => pValue));
  const needs = pairs
    .map((pair, i) => ({ ...pair, adjustedPValue: adjusted[i]! }))
    .filter(({ adjustedPValue, lift }) => adjustedPValue <= alpha && lift > 1)
    .sort((a, b) => a.given - b.given || b.chance - a.chance || a.next - b.next);
  return { needs, tested: pairs.length };
}

const NOTHING = -1;
/** Not known yet: watched for too short a time. */
const OPEN = -2;
/** What answered the thing at this place of the columns. */
type AnswerOf = (at: number, end: number) => number;

function answersIn({ histories, times, within, watchedUntil }: NextNeedsInput): AnswerOf {
  const { items } = histories;
  if (within === undefined) return (at, end) => (at + 1 < end ? items[at + 1]! : OPEN);
  checkPositive('within', within);
  if (times === undefined)
    throw new StatisticsError('empty', { argument: 'times', says: 'must be given with within' });
  checkSameLength(['histories.items', items], ['times', times]);
  const latest = checkTimes(histories, times);
  const until = watchedUntil ?? latest;
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

interface Steps {
  all: number;
  /** Steps from each thing, and the sum over travellers of their squares. */
  readonly from: Float64Array;
  readonly fromSquared: Float64Array;
  readonly travellers: Float64Array;
  readonly to: Float64Array;
  /** Per pair, row-major by the thing that was done: Σ o, Σ o², Σ o·(steps from it). */
  readonly followed: Float64Array;
  readonly followedSquared: Float64Array;
  readonly followedTimesFrom: Float64Array;
}

function countSteps(
  { offsets, items }: Lists,
  { width, answerOf }: { width: number; answerOf: AnswerOf },
): Steps {
  const column = (length: number) => new Float64Array(length);
  const steps: Steps = {
    all: 0,
    from: column(width),
    fromSquared: column(width),
    travellers: column(width),
    to: column(width),
    followed: column(width * width),
    followedSquared: column(width * width),
    followedTimesFrom: column(width * width),
  };
  for (let list = 0; list + 1 < offsets.length; list++) {
    const end = offsets[list + 1]!;
    const own = { from: new Map<number, number>(), pairs: new Map<number, number>() };
    for (let at = offsets[list]!; at < end; at++) {
      const answer = answerOf(at, end);
      if (answer === OPEN) continue;
      const given = items[at]!;
      steps.all += 1;
      own.from.set(given, (own.from.get(given) ?? 0) + 1);
      if (answer === NOTHING) continue;
      steps.to[answer] = steps.to[answer]! + 1;
      const pair = given * width + answer;
      own.pairs.set(pair, (own.pairs.get(pair) ?? 0) + 1);
    }
    addTraveller(steps, { ...own, width });
  }
  return steps;
}

function addTraveller(
  steps: Steps,
  own: { from: ReadonlyMap<number, number>; pairs: ReadonlyMap<number, number>; width: number },
): void {
  for (const [given, count] of own.from) {
    steps.from[given] = steps.from[given]! + count;
    steps.fromSquared[given] = steps.fromSquared[given]! + count * count;
    steps.travellers[given] = steps.travellers[given]! + 1;
  }
  for (const [pair, count] of own.pairs) {
    const from = own.from.get(Math.floor(pair / own.width)) ?? 0;
    steps.followed[pair] = steps.followed[pair]! + count;
    steps.followedSquared[pair] = steps.followedSquared[pair]! + count * count;
    steps.followedTimesFrom[pair] = steps.followedTimesFrom[pair]! + count * from;
  }
}

function read(
  steps: Steps,
  { given, next, width }: { given: number; next: number; width: number },
): Omit<NextNeed, 'adjustedPValue'> {
  const pair = given * width + next;
  const from = steps.from[given]!;
  const followed = steps.followed[pair]!;
  const baseline = steps.to[next]! / steps.all;
  const squares =
    steps.followedSquared[pair]! -
    2 * baseline * steps.followedTimesFrom[pair]! +
    baseline * baseline * steps.fromSquared[given]!;
  const score = followed - baseline * from;
  const chance = followed / from;
  return {
    given,
    next,
    steps: from,
    followed,
    chance,
    baseline,
    lift: chance / baseline,
    // Nothing to be surprised at when every step leads there always: squares is then 0.
    pValue: squares > 0 ? normalCdf(-score / Math.sqrt(squares)) : 1,
  };
}
