import { checkCount, checkList } from '../checks.ts';
import { StatisticsError } from '../errors.ts';

/** Many lists in two columns: list i is items[offsets[i]] … items[offsets[i + 1] − 1]. */
export interface Lists {
  /** One more than there are lists; starts with 0, never falls, ends with the length of `items`. */
  readonly offsets: ArrayLike<number>;
  /** Numbers of things, from 0. */
  readonly items: ArrayLike<number>;
}

/** Answers how many different things there may be: the largest number and one. */
export function checkLists(
  argument: string,
  { offsets, items }: Lists,
  { mostItems }: { mostItems: number },
): number {
  checkList(`${argument}.offsets`, offsets);
  checkList(`${argument}.items`, items);
  if (offsets.length < 2 || items.length === 0)
    throw new StatisticsError('empty', { argument, says: 'must hold at least one thing' });
  let last = 0;
  for (let i = 0; i < offsets.length; i++) {
    const end = i === 0 ? 0 : items.length;
    checkCount(`${argument}.offsets[${i}]`, offsets[i]!, {
      min: i === offsets.length - 1 ? end : last,
      max: end,
    });
    last = offsets[i]!;
  }
  let largest = 0;
  for (let i = 0; i < items.length; i++) {
    const item = items[i]!;
    if (!(Number.isInteger(item) && item >= 0 && item < mostItems))
      checkCount(`${argument}.items[${i}]`, item, { max: mostItems - 1 });
    if (item > largest) largest = item;
  }
  return largest + 1;
}
