/** Repeat spend of the 946 customers of the CDNOW sample who bought again, from the file of all purchases. */
import { readRealRows } from '../reference-case.ts';

interface Buyer {
  readonly id: number;
  /** Repeat purchases, and the weeks to the last and to the end of calibration: what the sample is known by. */
  readonly key: string;
  readonly frequency: number;
  readonly meanValue: number;
}

const MILLISECONDS_PER_DAY = 86_400_000;
const CALIBRATION_ENDS = dayOf('19970930');

function dayOf(date: string): number {
  return (
    Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6))) /
    MILLISECONDS_PER_DAY
  );
}

const keyOf = (frequency: number, recency: number, age: number) =>
  `${frequency} ${recency.toFixed(2)} ${age.toFixed(2)}`;

/** Purchases of a day are one purchase. */
function buyers(): Buyer[] {
  const days = new Map<number, Map<number, number>>();
  for (const [customer = '', date = '', , dollars = ''] of readRealRows('cdnow/transactions.txt')) {
    const day = dayOf(date);
    if (day > CALIBRATION_ENDS) continue;
    const ofCustomer = days.get(Number(customer)) ?? new Map<number, number>();
    ofCustomer.set(day, (ofCustomer.get(day) ?? 0) + Number(dollars));
    days.set(Number(customer), ofCustomer);
  }
  return [...days].map(([id, byDay]) => {
    const sorted = [...byDay].sort(([a], [b]) => a - b);
    const first = sorted[0]?.[0] ?? 0;
    const last = sorted.at(-1)?.[0] ?? 0;
    const repeats = sorted.slice(1).map(([, value]) => value);
    const frequency = repeats.length;
    return {
      id,
      frequency,
      key: keyOf(frequency, (last - first) / 7, (CALIBRATION_ENDS - first) / 7),
      meanValue: repeats.reduce((total, value) => total + value, 0) / Math.max(frequency, 1),
    };
  });
}

/**
 * The summary does not say which customers were sampled, but it lists them by first purchase and, within a day, by number: so each is the
 * first with the same history whose number is above that of the one before. That leaves two candidates for some; these are the customers
 * whose mean spend, as published with the sample, is that of the other one (number in the sample, number in the file).
 */
const OTHER_CANDIDATE = new Map([
  [26, 314],
  [38, 489],
  [539, 5719],
  [621, 6559],
  [873, 9204],
  [944, 9759],
  [1178, 12248],
  [1198, 12432],
  [1217, 12658],
  [1247, 12962],
  [1305, 13314],
  [1533, 15750],
  [1588, 16217],
  [2017, 20462],
]);

let kept: { frequency: number[]; meanValue: number[] } | undefined;

export function spendOfSample(): { readonly frequency: number[]; readonly meanValue: number[] } {
  if (kept) return kept;
  const byKey = new Map<string, Buyer[]>();
  for (const buyer of buyers()) byKey.set(buyer.key, [...(byKey.get(buyer.key) ?? []), buyer]);
  const result = { frequency: [] as number[], meanValue: [] as number[] };
  let before = { age: '', id: 0 };
  for (const [number = '', frequency = '', recency = '', age = ''] of readRealRows(
    'cdnow/customers-summary.csv',
  )) {
    const candidates = byKey.get(keyOf(Number(frequency), Number(recency), Number(age))) ?? [];
    const above = age === before.age ? before.id : 0;
    const other = OTHER_CANDIDATE.get(Number(number));
    const found = candidates.find(({ id }) => (other ? id === other : id > above));
    if (!found) throw new Error(`customer ${number} of the sample is not in the file`);
    before = { age, id: found.id };
    if (found.frequency === 0) continue;
    result.frequency.push(found.frequency);
    result.meanValue.push(found.meanValue);
  }
  kept = result;
  return result;
}
