/** When customers bought, in the three numbers that are all a buy-till-you-die model needs, and how many share them. */
import { checkCount, checkNumber, checkSameLength, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';

/** One entry per customer; all arrays are equally long, all times in one unit, whichever. */
export interface PurchaseHistories {
  /** Repeat purchases: those after the first. Whole. */
  readonly frequency: ArrayLike<number>;
  /** Time from the first purchase to the last; 0 when there was no repeat purchase. */
  readonly recency: ArrayLike<number>;
  /** Time from the first purchase to the end of observation. */
  readonly age: ArrayLike<number>;
}

export interface PurchaseData extends PurchaseHistories {
  /** How many customers an entry stands for, when equal ones are brought together; one each when absent. */
  readonly customers?: ArrayLike<number>;
}

/** Throws unless every entry is possible; names the first that is not, as `${prefix}recency[3]`. */
export function checkPurchaseHistories(prefix: string, { frequency, recency, age }: PurchaseHistories): void {
  checkCounts(`${prefix}frequency`, frequency, 0);
  for (const [name, values] of Object.entries({ recency, age })) {
    checkSameLength([`${prefix}frequency`, frequency], [prefix + name, values]);
    checkValues(prefix + name, values, { min: 0 });
  }
  for (let i = 0; i < frequency.length; i++) {
    if (recency[i]! > age[i]!) checkNumber(`${prefix}recency[${i}]`, recency[i]!, { min: 0, max: age[i]! });
    if (frequency[i] === 0 && recency[i] !== 0)
      throw new StatisticsError('out_of_range', {
        argument: `${prefix}recency[${i}]`,
        says: `must be 0, not ${recency[i]}, where there was no repeat purchase`,
        details: { value: recency[i]! },
      });
  }
}

function checkCounts(argument: string, values: ArrayLike<number>, min: number): void {
  checkValues(argument, values, { min, max: Number.MAX_SAFE_INTEGER });
  for (let i = 0; i < values.length; i++)
    if (!Number.isInteger(values[i])) checkCount(`${argument}[${i}]`, values[i]!);
}

/** The distinct values of a column in rising order, and for each entry which of them it has. */
export interface Column {
  readonly distinct: Float64Array;
  readonly of: Uint32Array;
}

/** Each distinct triple once, in an order that does not depend on that of the customers. */
export interface GroupedHistories {
  readonly frequency: Column;
  /** In units of `unit`. */
  readonly recency: Column;
  readonly age: Column;
  /** Customers of each triple. */
  readonly customers: Float64Array;
  readonly totalCustomers: number;
  readonly totalPurchases: number;
  /** Times were divided by the mean age, so that a fit does not depend on the unit of time. */
  readonly unit: number;
}

/**
 * Equal triples counted together: the likelihood then costs as much as there are distinct ones. O(n log n).
 *
 * Throws as checkPurchaseHistories does, and one_class when nobody bought again.
 */
export function groupPurchaseHistories(data: PurchaseData): GroupedHistories {
  checkPurchaseHistories('', data);
  if (data.customers) {
    checkSameLength(['frequency', data.frequency], ['customers', data.customers]);
    checkCounts('customers', data.customers, 1);
  }
  const [age, recency, frequency] = [columnOf(data.age), columnOf(data.recency), columnOf(data.frequency)];
  if (frequency.distinct.length === 1 && frequency.distinct[0] === 0)
    throw new StatisticsError('one_class', {
      argument: 'frequency',
      says: 'must not be 0 for all: without one repeat purchase nothing is known of the rate',
    });
  const times = paired(age, recency);
  const triples = paired(times, frequency);
  const first = firstOfEach(triples);
  const customers = new Float64Array(first.length);
  for (let i = 0; i < triples.of.length; i++)
    customers[triples.of[i]!]! += data.customers ? data.customers[i]! : 1;
  const totals = totalsOf({ age, frequency, customers, first });
  const pick = (column: Column, unit: number): Column => ({
    distinct: column.distinct.map((value) => value / unit),
    of: first.map((entry) => column.of[entry]!),
  });
  return {
    frequency: pick(frequency, 1),
    recency: pick(recency, totals.unit),
    age: pick(age, totals.unit),
    customers,
    ...totals,
  };
}

/** The first of every so many triples, with their customers. */
export function thinOut(grouped: GroupedHistories, every: number): GroupedHistories {
  const some = (column: Column): Column => ({ ...column, of: column.of.filter((_, i) => i % every === 0) });
  const [frequency, customers] = [
    some(grouped.frequency),
    grouped.customers.filter((_, i) => i % every === 0),
  ];
  let [totalCustomers, totalPurchases] = [0, 0];
  for (let i = 0; i < customers.length; i++) {
    totalCustomers += customers[i]!;
    totalPurchases += customers[i]! * frequency.distinct[frequency.of[i]!]!;
  }
  const times = { recency: some(grouped.recency), age: some(grouped.age) };
  return { ...grouped, ...times, frequency, customers, totalCustomers, totalPurchases };
}

function totalsOf(input: { age: Column; frequency: Column; customers: Float64Array; first: Uint32Array }) {
  const { age, frequency, customers, first } = input;
  let totalCustomers = 0;
  let totalPurchases = 0;
  let time = 0;
  for (let i = 0; i < first.length; i++) {
    const entry = first[i]!;
    totalCustomers += customers[i]!;
    totalPurchases += customers[i]! * frequency.distinct[frequency.of[entry]!]!;
    time += customers[i]! * age.distinct[age.of[entry]!]!;
  }
  // Purchases without any time leave no unit to measure in; the fit then says that it is not identified.
  return { totalCustomers, totalPurchases, unit: time > 0 ? time / totalCustomers : 1 };
}

/** By a hash table with open addressing: sorting only what is distinct. The hash decides where a value is looked for, never an order. */
export function columnOf(values: ArrayLike<number>): Column {
  const copy = new Float64Array(values.length);
  // −0 + 0 is 0: the two are one value, of different bits.
  for (let i = 0; i < copy.length; i++) copy[i] = values[i]! + 0;
  const words = new Uint32Array(copy.buffer);
  const bits = 33 - Math.clz32(Math.max(copy.length, 2));
  const slots = new Int32Array(1 << bits).fill(-1);
  const of = new Uint32Array(copy.length);
  const found = new Float64Array(copy.length);
  let count = 0;
  for (let i = 0; i < copy.length; i++) {
    const value = copy[i]!;
    let slot =
      Math.imul(words[2 * i]! ^ Math.imul(words[2 * i + 1]!, 0x9e3779b1), 0x85ebca6b) >>> (32 - bits);
    while (slots[slot]! >= 0 && found[slots[slot]!] !== value) slot = (slot + 1) & (slots.length - 1);
    if (slots[slot]! < 0) {
      found[count] = value;
      slots[slot] = count;
      count += 1;
    }
    of[i] = slots[slot]!;
  }
  const distinct = found.slice(0, count).sort();
  const ranks = Uint32Array.from(found.subarray(0, count), (value) => placeOf(value, distinct));
  for (let i = 0; i < of.length; i++) of[i] = ranks[of[i]!]!;
  return { distinct, of };
}

function placeOf(value: number, rising: Float64Array): number {
  let low = 0;
  let high = rising.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * One column for two: `width` · place in the first + place in the second, `width` being how many values the second has. Stays below 2⁵³ while
 * there are fewer than 94 million distinct values in each.
 */
export function paired(first: Column, second: Column): Column {
  const width = second.distinct.length;
  const pairs = new Float64Array(first.of.length);
  for (let i = 0; i < pairs.length; i++) pairs[i] = first.of[i]! * width + second.of[i]!;
  return columnOf(pairs);
}

/** For each distinct value the first entry that has it. */
function firstOfEach(column: Column): Uint32Array {
  const first = new Uint32Array(column.distinct.length);
  for (let i = column.of.length - 1; i >= 0; i--) first[column.of[i]!] = i;
  return first;
}
