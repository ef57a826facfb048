/** What arguments must satisfy. Each check names the argument, so that a caller sees what to mend. */
import { StatisticsError } from './errors.ts';

interface Range {
  readonly min?: number;
  readonly max?: number;
  /** The ends themselves are refused. */
  readonly open?: boolean;
}

export function checkNumber(argument: string, value: number, range: Range = {}): void {
  if (!Number.isFinite(value))
    throw new StatisticsError('not_finite', {
      argument,
      says: `must be a finite number, not ${shown(value)}`,
    });
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, open = false } = range;
  if (value < min || value > max || (open && (value === min || value === max)))
    throw new StatisticsError('out_of_range', {
      argument,
      says: `must be ${open ? 'strictly ' : ''}${wordsOf({ min, max })}, not ${value}`,
      details: { value },
    });
}

/** In the words of a refusal: text is shown as text, so that "0.95" is not taken for the number it looks like. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, MOST_SHOWN))}`;
  if (typeof value === 'bigint') return `the bigint ${value}`;
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value)) return 'a list';
  if (Object.prototype.toString.call(value) === '[object Date]') return 'a date';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  return String(value);
}

/** Characters of a text that a refusal repeats. */
const MOST_SHOWN = 60;

function wordsOf({ min, max }: { min: number; max: number }): string {
  if (max === Number.POSITIVE_INFINITY) return `above ${min}`;
  if (min === Number.NEGATIVE_INFINITY) return `below ${max}`;
  return `between ${min} and ${max}`;
}

/** Strictly positive. */
export function checkPositive(argument: string, value: number): void {
  checkNumber(argument, value, { min: 0, open: true });
}

/** A whole number of things: 0, 1, 2, … up to 2⁵³. */
export function checkCount(argument: string, value: number, range: Range = {}): void {
  checkNumber(argument, value, { min: 0, max: Number.MAX_SAFE_INTEGER, ...range });
  if (!Number.isInteger(value))
    throw new StatisticsError('out_of_range', {
      argument,
      says: `must be a whole number, not ${value}`,
      details: { value },
    });
}

/** A share, a level or a probability strictly inside (0, 1). */
export function checkProbability(argument: string, value: number): void {
  checkNumber(argument, value, { min: 0, max: 1, open: true });
}

/** A seed: a whole number that fits 32 bits. */
export function checkSeed(argument: string, value: number): void {
  checkCount(argument, value, { max: 0xffff_ffff });
}

/** Something with places that can be counted: an array, a typed array or the like. Text and objects of named fields are none. */
export function checkList(argument: string, list: ArrayLike<unknown>): void {
  if (typeof list === 'object' && list !== null && Number.isInteger(list.length) && list.length >= 0) return;
  throw new StatisticsError('empty', { argument, says: `must be a list, not ${shown(list)}` });
}

/** Named fields, of which `example` shows what is wanted. */
export function checkObject(argument: string, fields: unknown, example: string): void {
  if (typeof fields === 'object' && fields !== null) return;
  throw new StatisticsError('empty', {
    argument,
    says: `must be an object such as ${example}, not ${shown(fields)}`,
  });
}

/** At least `atLeast` values, each a number, finite and inside the range. */
export function checkValues(
  argument: string,
  values: ArrayLike<number>,
  { atLeast = 1, ...range }: Range & { readonly atLeast?: number } = {},
): void {
  checkList(argument, values);
  if (values.length < atLeast)
    throw new StatisticsError('empty', {
      argument,
      says: `must have at least ${atLeast} values, not ${values.length}`,
      details: { length: values.length, atLeast },
    });
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, open = false } = range;
  if (values instanceof Float64Array && areInside(values, { min, max, open })) return;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    // One comparison for the usual case; the sentence is made only for what is refused. NaN fails both comparisons. What is no
    // number would be compared as one (text by its digits, null as 0), so it is told apart first.
    const inside =
      typeof value === 'number' &&
      (open ? value > min && value < max : value >= min && value <= max) &&
      value - value === 0;
    if (!inside) checkNumber(`${argument}[${i}]`, value, range);
  }
}

/** Bulk data hold nothing but numbers: a loop over one kind of list, which is several times as fast as one over any. */
function areInside(values: Float64Array, { min, max, open }: Required<Range>): boolean {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value >= min && value <= max) || value - value !== 0) return false;
    if (open && (value === min || value === max)) return false;
  }
  return true;
}

export function checkSameLength(
  first: [string, ArrayLike<unknown>],
  second: [string, ArrayLike<unknown>],
): void {
  checkList(...first);
  checkList(...second);
  if (first[1].length !== second[1].length)
    throw new StatisticsError('length_mismatch', {
      argument: second[0],
      says: `must be as long as ${first[0]} (${first[1].length}), not ${second[1].length}`,
      details: { expected: first[1].length, length: second[1].length },
    });
}

/** Shares of a whole: each positive, together one (within 1e-9). */
export function checkShares(argument: string, shares: ArrayLike<number>): void {
  checkValues(argument, shares, { min: 0, open: true });
  let sum = 0;
  for (let i = 0; i < shares.length; i++) sum += shares[i]!;
  if (Math.abs(sum - 1) > 1e-9)
    throw new StatisticsError('shares_do_not_sum', {
      argument,
      says: `must sum to 1, not ${sum}`,
      details: { sum },
    });
}

/** Results of arguments that are each a number, but so large or so small together that what comes of them is none. */
export function checkComputable(argument: string, results: readonly number[]): void {
  if (results.every(Number.isFinite)) return;
  throw new StatisticsError('out_of_range', {
    argument,
    says: 'must be of a size that can be computed with',
  });
}
