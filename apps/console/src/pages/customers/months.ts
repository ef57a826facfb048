import type { Customer } from '@jetbridge/contract';

export type Month = Customer['value'][number];

/** 24 months up to the one of `now`, oldest first; months in which nothing was bought are zero. */
export function lastMonths(value: readonly Month[], now: string): Month[] {
  const known = new Map(value.map((month) => [month.month, month]));
  const year = Number(now.slice(0, 4));
  const month = Number(now.slice(5, 7));
  return Array.from({ length: 24 }, (_, index) => {
    const count = year * 12 + month - 1 - (23 - index);
    const name = `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`;
    return known.get(name) ?? { month: name, amountFen: 0, orders: 0, flights: 0 };
  });
}
