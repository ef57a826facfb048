import { describe, expect, it } from 'vitest';
import { lastMonths } from './months.ts';

describe('the months of a customer', () => {
  const bought = { month: '2026-02', amountFen: 505_000, orders: 1, flights: 2 };

  it('are 24 up to now, with zeros where nothing was bought', () => {
    const months = lastMonths([bought], '2026-11-22');
    expect(months).toHaveLength(24);
    expect(months[0]?.month).toBe('2024-12');
    expect(months.at(-1)?.month).toBe('2026-11');
    expect(months.filter((month) => month.amountFen > 0)).toEqual([bought]);
  });

  it('cross the turn of the year', () => {
    expect(
      lastMonths([], '2026-01-05')
        .map((month) => month.month)
        .slice(-2),
    ).toEqual(['2025-12', '2026-01']);
  });
});
