import { checkCount } from '../checks.ts';
import { checkLists, type Lists } from './lists.ts';

export interface MineSequencesInput {
  /** What each traveller did, in order of time. */
  readonly histories: Lists;
  /** Histories in which a sequence must occur, at least 1. */
  readonly minimumCount: number;
  /** Steps of the longest sequence; 4 by default, at most 20. */
  readonly maximumLength?: number;
  /** Ends the search; 10,000 by default, at most a million. */
  readonly maximumSequences?: number;
}

export interface FrequentSequence {
  /** Things in order; other things may lie between them. */
  readonly items: readonly number[];
  /** Histories in which they occur in this order. */
  readonly count: number;
}

export interface FrequentSequences {
  /** Most frequent first; then the shorter, then by the numbers of things. */
  readonly sequences: readonly FrequentSequence[];
  /** False when the search ended at `maximumSequences`: there are more. */
  readonly complete: boolean;
}

const MOST_ITEMS = 1_000_000;

/**
 * Finds which things often follow each other, gaps allowed: all sequences that occur in at least so many histories.
 *
 * PrefixSpan: each frequent sequence is lengthened by what is frequent in what remains of the histories after its earliest occurrence. A history counts once, however
 * often the sequence occurs in it. O(things in histories × sequences found) at worst; nothing is copied but positions.
 *
 * @throws {StatisticsError} empty without a thing; out_of_range for offsets that fall, a thing's number that is not whole, or limits outside their range
 * @see Pei, Han, Mortazavi-Asl et al. (2004), Mining sequential patterns by pattern-growth: the PrefixSpan approach, IEEE TKDE 16:1424–1440
 * @example
 * const histories = { offsets: [0, 3, 6, 8, 11], items: [0, 1, 2, 0, 2, 1, 1, 2, 0, 1, 2] };
 * mineSequences({ histories, minimumCount: 3, maximumLength: 2 }).sequences // → [{"items":[1],"count":4},{"items":[2],"count":4},{"items":[0],"count":3},{"items":[0,1],"count":3},{"items":[0,2],"count":3},{"items":[1,2],"count":3}]
 */
export function mineSequences(input: MineSequencesInput): FrequentSequences {
  const { histories, minimumCount, maximumLength = 4, maximumSequences = 10_000 } = input;
  const width = checkLists('histories', histories, { mostItems: MOST_ITEMS });
  checkCount('minimumCount', minimumCount, { min: 1 });
  checkCount('maximumLength', maximumLength, { min: 1, max: 20 });
  checkCount('maximumSequences', maximumSequences, { min: 1, max: 1_000_000 });
  const search: Search = {
    ...histories,
    minimumCount,
    maximumLength,
    maximumSequences,
    counted: new Float64Array(width),
    counts: new Uint32Array(width),
    found: [],
    complete: true,
    stamp: 0,
  };
  const lists = histories.offsets.length - 1;
  const all = {
    lists: Int32Array.from({ length: lists }, (_, i) => i),
    positions: Uint32Array.from({ length: lists }, (_, i) => histories.offsets[i]!),
  };
  lengthen(search, { prefix: [], rest: all });
  const sequences = search.found.sort(
    (a, b) => b.count - a.count || a.items.length - b.items.length || compareItems(a.items, b.items),
  );
  return { sequences, complete: search.complete };
}

/** Which histories hold the prefix, and where in each the rest begins. */
interface Rest {
  readonly lists: Int32Array;
  readonly positions: Uint32Array;
}

interface Search extends Lists {
  readonly minimumCount: number;
  readonly maximumLength: number;
  readonly maximumSequences: number;
  /** The stamp of the history in which an item was last counted, so that it counts once. Stamps go beyond 2³¹. */
  readonly counted: Float64Array;
  readonly counts: Uint32Array;
  readonly found: FrequentSequence[];
  complete: boolean;
  stamp: number;
}

function lengthen(search: Search, { prefix, rest }: { prefix: readonly number[]; rest: Rest }): void {
  for (const { item, count } of frequentIn(search, rest)) {
    if (search.found.length === search.maximumSequences) {
      search.complete = false;
      return;
    }
    const items = [...prefix, item];
    search.found.push({ items, count });
    if (items.length < search.maximumLength)
      lengthen(search, { prefix: items, rest: restAfter(search, { rest, item, count }) });
  }
}

function frequentIn(search: Search, { lists, positions }: Rest): { item: number; count: number }[] {
  const { offsets, items, counted, counts } = search;
  const seen: number[] = [];
  for (let i = 0; i < lists.length; i++) {
    search.stamp += 1;
    for (let at = positions[i]!; at < offsets[lists[i]! + 1]!; at++) {
      const item = items[at]!;
      if (counted[item] === search.stamp) continue;
      counted[item] = search.stamp;
      if (counts[item] === 0) seen.push(item);
      counts[item] = counts[item]! + 1;
    }
  }
  const frequent = seen
    .filter((item) => counts[item]! >= search.minimumCount)
    .map((item) => ({ item, count: counts[item]! }))
    .sort((a, b) => a.item - b.item);
  for (const item of seen) counts[item] = 0;
  return frequent;
}

function restAfter(
  { offsets, items }: Search,
  { rest, item, count }: { rest: Rest; item: number; count: number },
): Rest {
  const lists = new Int32Array(count);
  const positions = new Uint32Array(count);
  let kept = 0;
  for (let i = 0; i < rest.lists.length; i++) {
    const list = rest.lists[i]!;
    const end = offsets[list + 1]!;
    let at = rest.positions[i]!;
    while (at < end && items[at] !== item) at += 1;
    if (at === end) continue;
    lists[kept] = list;
    positions[kept++] = at + 1;
  }
  return { lists, positions };
}

function compareItems(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return 0;
}
