import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../refusal.test-support.ts';
import { scoreRfm } from './rfm.ts';
import { fitTileScale, scoreByTiles } from './tiles.ts';

const runs = { seed: 41, numRuns: 100 };
/** Few different values, so that ties and cuts on values are common. */
const tied = fc
  .array(fc.integer({ min: -6, max: 6 }), { minLength: 2, maxLength: 60 })
  .filter((values) => new Set(values).size > 1);
const smooth = fc.uniqueArray(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 20, maxLength: 80 });
const tiles = fc.integer({ min: 2, max: 9 });

describe('scores by tiles', () => {
  it('are the same for equal values and never lower for better ones', () => {
    fc.assert(
      fc.property(tied, tiles, (values, k) => {
        const scale = fitTileScale({ values, better: 'higher', tiles: k });
        const scores = scoreByTiles({ values, scale });
        const order = values
          .map((value, i) => ({ value, score: scores[i]! }))
          .sort((a, b) => a.value - b.value);
        const wrong = order.filter(({ value, score }, i) => {
          const before = order[i - 1];
          return before && (before.value === value ? before.score !== score : before.score > score);
        });
        expect(wrong).toEqual([]);
      }),
      runs,
    );
  });

  it('are those of the negated values when the other end is better', () => {
    fc.assert(
      fc.property(tied, tiles, (values, k) => {
        const lower = fitTileScale({ values, better: 'lower', tiles: k });
        const negated = values.map((value) => -value);
        const higher = fitTileScale({ values: negated, better: 'higher', tiles: k });
        expect(scoreByTiles({ values, scale: lower })).toEqual(
          scoreByTiles({ values: negated, scale: higher }),
        );
        expect(lower.counts).toEqual(higher.counts);
      }),
      runs,
    );
  });

  it('do not depend on the order of customers or on the unit of the measure', () => {
    fc.assert(
      fc.property(tied, tiles, fc.constantFrom(0.5, 4, 1024), (values, k, unit) => {
        const scale = fitTileScale({ values, better: 'higher', tiles: k });
        const backwards = fitTileScale({ values: values.toReversed(), better: 'higher', tiles: k });
        expect(backwards).toEqual(scale);
        const other = values.map((value) => value * unit);
        const rescaled = fitTileScale({ values: other, better: 'higher', tiles: k });
        expect(scoreByTiles({ values: other, scale: rescaled })).toEqual(scoreByTiles({ values, scale }));
      }),
      runs,
    );
  });

  it('part different values into groups that differ by one at most', () => {
    fc.assert(
      fc.property(smooth, tiles, (values, k) => {
        const { counts, unused } = fitTileScale({ values, better: 'higher', tiles: k });
        expect(unused).toEqual([]);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
      runs,
    );
  });

  it('jump over scores that one value fills, and say which', () => {
    const values = [
      ...new Array<number>(70).fill(1),
      ...new Array<number>(20).fill(2),
      3,
      4,
      5,
      6,
      7,
      8,
      9,
      10,
      11,
      12,
    ];
    const scale = fitTileScale({ values, better: 'higher' });
    expect(scale).toMatchObject({
      cuts: [1, 1, 1, 2],
      counts: [70, 0, 0, 20, 10],
      unused: [2, 3],
      distinct: 12,
    });
  });

  it('are whole at a quantile that falls on a value, whatever 0.6 is in binary', () => {
    const values = Array.from({ length: 11 }, (_, i) => i);
    expect(fitTileScale({ values, better: 'higher' }).cuts).toEqual([2, 4, 6, 8]);
    expect(fitTileScale({ values, better: 'higher' }).counts).toEqual([3, 2, 2, 2, 2]);
  });

  it.each([
    ['no values', () => fitTileScale({ values: [], better: 'higher' }), 'empty', 'values'],
    ['NaN', () => fitTileScale({ values: [1, Number.NaN], better: 'higher' }), 'not_finite', 'values[1]'],
    ['equal values', () => fitTileScale({ values: [3, 3, 3], better: 'lower' }), 'zero_variance', 'values'],
    ['one tile', () => fitTileScale({ values: [1, 2], better: 'lower', tiles: 1 }), 'out_of_range', 'tiles'],
    [
      'half a tile',
      () => fitTileScale({ values: [1, 2], better: 'lower', tiles: 2.5 }),
      'out_of_range',
      'tiles',
    ],
    [
      'an unknown end',
      () => fitTileScale({ values: [1, 2], better: 'best' as 'lower' }),
      'unknown_name',
      'better',
    ],
    [
      'an infinite value',
      () => scoreByTiles({ values: [Number.POSITIVE_INFINITY], scale: { better: 'higher', cuts: [1] } }),
      'not_finite',
      'values[0]',
    ],
    [
      'an unknown end of a scale',
      () => scoreByTiles({ values: [1], scale: { better: 'best' as 'lower', cuts: [1] } }),
      'unknown_name',
      'scale.better',
    ],
    [
      'more cuts than digits',
      () => scoreByTiles({ values: [1], scale: { better: 'higher', cuts: [1, 2, 3, 4, 5, 6, 7, 8, 9] } }),
      'out_of_range',
      'scale.cuts',
    ],
    [
      'cuts of the other end',
      () => scoreByTiles({ values: [1], scale: { better: 'lower', cuts: [1, 2] } }),
      'out_of_range',
      'scale.cuts[1]',
    ],
  ])('are refused for %s', (_, act, code, argument) => {
    expect(refusalOf(act)).toMatchObject({ code, argument });
  });
});

describe('RFM', () => {
  const customers = {
    recency: Array.from({ length: 50 }, (_, i) => (i * 37) % 200),
    frequency: Array.from({ length: 50 }, (_, i) => 1 + ((i * i) % 9)),
    monetary: Array.from({ length: 50 }, (_, i) => ((i * 53) % 31) * 10 - 20),
  };

  it('gives yesterday’s scores to customers who did not change, by yesterday’s cuts', () => {
    const { scales, cells } = scoreRfm(customers);
    const some = [3, 7, 41];
    const pick = (values: number[]) => some.map((i) => values[i]!);
    const later = scoreRfm({
      recency: pick(customers.recency),
      frequency: pick(customers.frequency),
      monetary: pick(customers.monetary),
      scales: JSON.parse(JSON.stringify(scales)),
    });
    expect(Array.from(later.cells)).toEqual(some.map((i) => cells[i]));
  });

  it('scores a recent, frequent and good customer best', () => {
    const { cells } = scoreRfm({
      ...customers,
      recency: customers.recency.map((days, i) => (i === 5 ? -0 : days + 1)),
      frequency: customers.frequency.map((n, i) => (i === 5 ? 99 : n)),
      monetary: customers.monetary.map((n, i) => (i === 5 ? 1e6 : n)),
    });
    expect(cells[5]).toBe(555);
  });

  it.each([
    ['fewer frequencies', { frequency: [1] }, 'length_mismatch', 'frequency'],
    ['fewer sums of money', { monetary: [1] }, 'length_mismatch', 'monetary'],
    ['a day before today', { recency: [-1] }, 'out_of_range', 'recency[0]'],
    ['a negative count', { frequency: [-1] }, 'out_of_range', 'frequency[0]'],
    ['no customers', { recency: [] }, 'empty', 'recency'],
    ['one frequency for all', { frequency: new Array<number>(50).fill(1) }, 'zero_variance', 'frequency'],
    ['no money known', { monetary: [Number.NaN] }, 'not_finite', 'monetary[0]'],
    ['ten tiles', { tiles: 10 }, 'out_of_range', 'tiles'],
    [
      'a scale without cuts',
      {
        scales: {
          ...scoreRfm(customers).scales,
          frequency: { ...scoreRfm(customers).scales.frequency, cuts: [] },
        },
      },
      'empty',
      'scales.frequency.cuts',
    ],
  ])('is refused for %s', (_, wrong, code, argument) => {
    expect(refusalOf(() => scoreRfm({ ...customers, ...wrong }))).toMatchObject({ code, argument });
  });
});
