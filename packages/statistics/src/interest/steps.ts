/** How often each thing was answered by each, and how sure that is: the sums over travellers of a clustered score test. */
import { normalCdf } from '../distributions.ts';
import type { Lists } from './lists.ts';

/** Answers that are no thing: nothing came in time, … */
export const NOTHING = -1;
/** … or it is not known yet: watched for too short a time. */
export const OPEN = -2;
/** What answered the thing at this place of the columns. */
export type AnswerOf = (at: number, end: number) => number;

/** Counts over all travellers; those of pairs are row-major by the thing that was done. */
interface Counts {
  all: number;
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly travellers: Float64Array;
  readonly pairs: Float64Array;
}

/**
 * Σ over travellers of u², in three parts, so that a traveller costs only the pairs of what he did himself.
 *
 * For a pair (a, b): p = to b ÷ all, x = his a → b − p·his from a, y = his to b − p·all his, g = 1 ÷ (all − all his), A = from a and u = x − g·(A − his from a)·y, which is
 * what Σ (a → b) − p·A loses without him. Where he never did a, u = −g·A·y.
 */
interface Squares {
  /** By b: Σ g²y². */
  readonly idle: Float64Array;
  /** By a, × p²: what u² is above (g·A·y)² for those who did a but never came to b. */
  readonly absent: Float64Array;
  /** By pair: the rest, for those who did a and came to b. */
  readonly met: Float64Array;
}

export interface Steps extends Counts, Squares {
  readonly width: number;
}

interface Traveller {
  all: number;
  readonly from: Map<number, number>;
  readonly to: Map<number, number>;
  readonly pairs: Map<number, number>;
}

interface Walk {
  readonly width: number;
  readonly answerOf: AnswerOf;
}

export function countSteps(lists: Lists, walk: Walk): Steps {
  const { width } = walk;
  const column = (length: number) => new Float64Array(length);
  const counts = {
    all: 0,
    from: column(width),
    to: column(width),
    travellers: column(width),
    pairs: column(width * width),
  };
  forEachTraveller(lists, walk, (own) => {
    counts.all += own.all;
    for (const [given, from] of own.from) {
      counts.from[given]! += from;
      counts.travellers[given]! += 1;
    }
    for (const [next, to] of own.to) counts.to[next]! += to;
    for (const [pair, count] of own.pairs) counts.pairs[pair]! += count;
  });
  const squares = { idle: column(width), absent: column(width), met: column(width * width) };
  let idleOfAll = 0;
  forEachTraveller(lists, walk, (own) => {
    const share = own.all / (counts.all - own.all);
    idleOfAll += share * share;
    addSquares(squares, { own, counts, width });
  });
  for (let next = 0; next < width; next++) {
    const p = counts.to[next]! / counts.all;
    squares.idle[next]! += p * p * idleOfAll;
  }
  return { ...counts, ...squares, width };
}

function forEachTraveller(
  { offsets, items }: Lists,
  { width, answerOf }: Walk,
  read: (own: Traveller) => void,
): void {
  for (let list = 0; list + 1 < offsets.length; list++) {
    const end = offsets[list + 1]!;
    const own: Traveller = { all: 0, from: new Map(), to: new Map(), pairs: new Map() };
    for (let at = offsets[list]!; at < end; at++) {
      const answer = answerOf(at, end);
      if (answer === OPEN) continue;
      const given = items[at]!;
      own.all += 1;
      increase(own.from, given);
      if (answer === NOTHING) continue;
      increase(own.to, answer);
      increase(own.pairs, given * width + answer);
    }
    read(own);
  }
}

function increase(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function addSquares(
  squares: Squares,
  { own, counts, width }: { own: Traveller; counts: Counts; width: number },
): void {
  const g = 1 / (counts.all - own.all);
  for (const [next, to] of own.to) {
    const away = (counts.to[next]! / counts.all) * own.all;
    squares.idle[next]! += g * g * to * (to - 2 * away);
  }
  for (const [given, from] of own.from) {
    const all = counts.from[given]!;
    const others = g * (all - from);
    /** u² − (g·A·y)² */
    const above = (x: number, y: number) => (x - others * y) * (x - others * y) - g * all * y * (g * all * y);
    const absent = above(from, own.all);
    squares.absent[given]! += absent;
    for (const [next, to] of own.to) {
      const p = counts.to[next]! / counts.all;
      const pair = given * width + next;
      squares.met[pair]! += above((own.pairs.get(pair) ?? 0) - p * from, to - p * own.all) - p * p * absent;
    }
  }
}

/** How often one thing leads to another. */
export interface PairReading {
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
}

export function readPair(steps: Steps, { given, next }: { given: number; next: number }): PairReading {
  const pair = given * steps.width + next;
  const from = steps.from[given]!;
  const followed = steps.pairs[pair]!;
  const baseline = steps.to[next]! / steps.all;
  const squares =
    from * from * steps.idle[next]! + baseline * baseline * steps.absent[given]! + steps.met[pair]!;
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
    pValue: squares > 0 ? normalCdf((baseline * from - followed) / Math.sqrt(squares)) : 1,
  };
}
