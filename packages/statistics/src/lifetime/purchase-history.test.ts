import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusalPair } from '../refusal.test-support.ts';
import { fitBgNbd } from './bg-nbd.ts';
import { fitMbgNbd } from './mbg-nbd.ts';
import { fitParetoNbd } from './pareto-nbd.ts';
import { predictAlive } from './predict-purchases.ts';
import { groupPurchaseHistories } from './purchase-history.ts';
import { known } from './simulated-purchases.test-support.ts';

const good = { frequency: [2, 0, 1], recency: [30, 0, 8], age: [38, 38, 20] };
const bad = [
  ['a recency beyond the age', { ...good, recency: [39, 0, 8] }, 'out_of_range', 'recency[0]'],
  ['a recency without a repeat purchase', { ...good, recency: [30, 1, 8] }, 'out_of_range', 'recency[1]'],
  ['half a purchase', { ...good, frequency: [2, 0, 1.5] }, 'out_of_range', 'frequency[2]'],
  ['fewer purchases than none', { ...good, frequency: [2, 0, -1] }, 'out_of_range', 'frequency[2]'],
  ['a negative recency', { ...good, recency: [30, 0, -8] }, 'out_of_range', 'recency[2]'],
  ['a negative age', { ...good, recency: [30, 0, 0], age: [38, 38, -1] }, 'out_of_range', 'age[2]'],
  ['NaN', { ...good, recency: [Number.NaN, 0, 8] }, 'not_finite', 'recency[0]'],
  ['an endless age', { ...good, age: [38, Number.POSITIVE_INFINITY, 20] }, 'not_finite', 'age[1]'],
  ['a missing age', { ...good, age: [38, 38] }, 'length_mismatch', 'age'],
  ['nobody', { frequency: [], recency: [], age: [] }, 'empty', 'frequency'],
] as const;

describe('a purchase history', () => {
  it.each(bad)('is refused with %s', (_, data, code, argument) => {
    for (const fitted of [fitBgNbd, fitMbgNbd, fitParetoNbd])
      expect(refusalPair(() => fitted(data))).toEqual([code, argument]);
    const model = known('bg_nbd', { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 });
    expect(refusalPair(() => predictAlive(model, data))).toEqual([code, `customers.${argument}`]);
  });

  it('is refused when it tells nothing of the rate, or stands for no whole customer', () => {
    const never = { frequency: [0, 0], recency: [0, 0], age: [5, 8] };
    expect(refusalPair(() => fitBgNbd(never))).toEqual(['one_class', 'frequency']);
    expect(refusalPair(() => fitBgNbd({ ...good, customers: [1, 0, 1] }))).toEqual([
      'out_of_range',
      'customers[1]',
    ]);
    expect(refusalPair(() => fitBgNbd({ ...good, customers: [1, 2.5, 1] }))).toEqual([
      'out_of_range',
      'customers[1]',
    ]);
    expect(refusalPair(() => fitBgNbd({ ...good, customers: [1, 2] }))).toEqual([
      'length_mismatch',
      'customers',
    ]);
    expect(refusalPair(() => fitBgNbd(good, { level: 1 }))).toEqual(['out_of_range', 'level']);
  });

  const customer = fc.integer({ min: 0, max: 3 }).chain((frequency) =>
    fc.record({
      frequency: fc.constant(frequency),
      recency: fc.integer({ min: 0, max: frequency === 0 ? 0 : 4 }),
      age: fc.integer({ min: 4, max: 6 }),
    }),
  );
  const histories = fc
    .array(customer, { minLength: 1, maxLength: 60 })
    .filter((rows) => rows.some(({ frequency }) => frequency > 0));
  type Row = { frequency: number; recency: number; age: number };
  const columns = (rows: readonly Row[]) => ({
    frequency: rows.map((row) => row.frequency),
    recency: rows.map((row) => row.recency),
    age: rows.map((row) => row.age),
  });

  it('is counted so that each customer is found again, whatever the order', () => {
    const property = fc.property(histories, (rows) => {
      const grouped = groupPurchaseHistories(columns(rows));
      const counts = new Map<string, number>();
      for (const { frequency, recency, age } of rows) {
        const key = `${frequency} ${recency} ${age}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      const { frequency, recency, age, unit } = grouped;
      const found = Array.from(grouped.customers, (count, i) => {
        const times = [recency.distinct[recency.of[i]!]!, age.distinct[age.of[i]!]!];
        const [last, end] = times.map((time) => Math.round(time * unit));
        return [`${frequency.distinct[frequency.of[i]!]} ${last} ${end}`, count] as const;
      });
      expect(new Map(found)).toEqual(counts);
      expect(found.length).toBe(counts.size);
      expect(groupPurchaseHistories(columns(rows.toReversed()))).toEqual(grouped);
    });
    fc.assert(property, { seed: 3, numRuns: 200 });
  });

  it('may come grouped, in part or in whole', () => {
    const rows = columns([
      { frequency: 0, recency: 0, age: 5 },
      { frequency: 0, recency: 0, age: 5 },
      { frequency: 2, recency: 3, age: 5 },
      { frequency: 0, recency: 0, age: 5 },
    ]);
    const partly = { frequency: [0, 2, 0], recency: [0, 3, 0], age: [5, 5, 5], customers: [1, 1, 2] };
    expect(groupPurchaseHistories(partly)).toEqual(groupPurchaseHistories(rows));
  });
});
