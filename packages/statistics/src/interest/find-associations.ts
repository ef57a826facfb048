import { checkCount, checkProbability } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { adjustByBenjaminiHochberg, adjustByHolm } from '../reading/multiple-testing.ts';
import { testAssociationExactly } from './association.ts';
import { checkLists, type Lists } from './lists.ts';

export type Correction = 'holm' | 'benjamini-hochberg';

export interface FindAssociationsInput {
  /** What each basket holds; what is in it twice counts once, and order does not matter. */
  readonly baskets: Lists;
  /** Pairs of which either thing is in fewer baskets are not looked at; 5 by default. */
  readonly minimumCount?: number;
  /** Chance of any false find (holm), or share of false ones among those found (benjamini-hochberg); 0.05 by default. */
  readonly alpha?: number;
  /** benjamini-hochberg by default. */
  readonly correction?: Correction;
}

export interface FoundAssociation {
  /** Numbers of the two things, the smaller first. */
  readonly first: number;
  readonly second: number;
  /** Baskets with both. */
  readonly both: number;
  readonly lift: number;
  readonly pValue: number;
  /** After the correction for all pairs that were looked at. */
  readonly adjustedPValue: number;
}

export interface FoundAssociations {
  /** Pairs that come together more often than by chance; strongest evidence first, ties by lift and then by number. */
  readonly found: readonly FoundAssociation[];
  /** How many pairs were looked at, and corrected for. */
  readonly tested: number;
}

/** The table of pairs is a triangle of this many columns: 34 MB. */
const MOST_ITEMS = 4_096;

/**
 * Finds all pairs of things that come together more often than by chance, corrected for how many pairs were looked at.
 *
 * Each pair by Fisher's exact test, one-sided. Pairs are chosen by how often each thing occurs, never by how often they occur together, so that the correction
 * is valid. Holm bounds the chance of one false find, Benjamini-Hochberg the share of false finds. O(Σ basket length² + pairs · (log pairs + √both)).
 *
 * @throws {StatisticsError} empty without baskets; out_of_range for a thing's number outside 0 … 4095 or offsets that fall; not_finite
 * @see Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57:289–300; Hämäläinen and Webb (2019), A tutorial on statistically sound pattern discovery, Data Mining and Knowledge Discovery 33:325–377
 * @example
 * const items = [[0, 1], [0, 1], [0, 1], [0, 1], [0, 1], [0, 1], [2], [2], [2], [2], [2], [2], [0, 2], [1, 2]];
 * const offsets = items.reduce((ends, one) => [...ends, ends[ends.length - 1] + one.length], [0]);
 * const { found } = findAssociations({ baskets: { offsets, items: items.flat() } });
 * found.map(({ first, second, both }) => [first, second, both]) // → [[0,1,6]]
 * found[0].adjustedPValue // → 0.0437063
 */
export function findAssociations(input: FindAssociationsInput): FoundAssociations {
  const { baskets, minimumCount = 5, alpha = 0.05, correction = 'benjamini-hochberg' } = input;
  checkProbability('alpha', alpha);
  checkCount('minimumCount', minimumCount, { min: 1 });
  const adjust = adjusterOf(correction);
  const width = checkLists('baskets', baskets, { mostItems: MOST_ITEMS });
  const { counts, together } = countTogether(baskets, width);
  const frequent = Array.from(counts.keys()).filter((item) => counts[item]! >= minimumCount);
  const pairAt = (place: { i: number; j: number }) => {
    const [first, second] = [frequent[place.i]!, frequent[place.j]!];
    const both = together[placeOf(first, second)]!;
    const of = { baskets: baskets.offsets.length - 1, first: counts[first]!, second: counts[second]!, both };
    return { first, second, both, ...testAssociationExactly(of) };
  };
  // Of millions of pairs only the numbers are kept; the few that are found are read again.
  const pValues = new Float64Array((frequent.length * (frequent.length - 1)) / 2);
  for (let j = 1; j < frequent.length; j++)
    for (let i = 0; i < j; i++) pValues[placeOf(i, j)] = pairAt({ i, j }).pValue;
  const adjusted = adjust(pValues);
  const found: FoundAssociation[] = [];
  for (let j = 1; j < frequent.length; j++)
    for (let i = 0; i < j; i++) {
      const adjustedPValue = adjusted[placeOf(i, j)]!;
      if (adjustedPValue > alpha) continue;
      const pair = pairAt({ i, j });
      if (pair.lift > 1) found.push({ ...pair, adjustedPValue });
    }
  found.sort((a, b) => a.pValue - b.pValue || b.lift - a.lift || a.first - b.first || a.second - b.second);
  return { found, tested: pValues.length };
}

/** The correction by its name; none for an empty list. */
export function adjusterOf(correction: Correction): (pValues: ArrayLike<number>) => ArrayLike<number> {
  const adjusters = { holm: adjustByHolm, 'benjamini-hochberg': adjustByBenjaminiHochberg };
  if (!Object.hasOwn(adjusters, correction))
    throw new StatisticsError('unknown_name', {
      argument: 'correction',
      says: `must be holm or benjamini-hochberg, not ${correction}`,
    });
  return (pValues) => (pValues.length === 0 ? [] : adjusters[correction](pValues));
}

/** Of the pair in the triangle, first < second. */
const placeOf = (first: number, second: number) => (second * (second - 1)) / 2 + first;

function countTogether({ offsets, items }: Lists, width: number) {
  const counts = new Uint32Array(width);
  const together = new Uint32Array((width * (width - 1)) / 2);
  const lastSeen = new Int32Array(width).fill(-1);
  const held = new Int32Array(width);
  for (let basket = 0; basket + 1 < offsets.length; basket++) {
    let size = 0;
    for (let i = offsets[basket]!; i < offsets[basket + 1]!; i++) {
      const item = items[i]!;
      if (lastSeen[item] === basket) continue;
      lastSeen[item] = basket;
      held[size++] = item;
      counts[item] = counts[item]! + 1;
    }
    for (let i = 1; i < size; i++)
      for (let j = 0; j < i; j++) {
        const place = placeOf(Math.min(held[i]!, held[j]!), Math.max(held[i]!, held[j]!));
        together[place] = together[place]! + 1;
      }
  }
  return { counts, together };
}
