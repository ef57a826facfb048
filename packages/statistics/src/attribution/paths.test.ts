import { describe, expect, it } from 'vitest';
import { refusalPair } from '../refusal.test-support.ts';
import { createTally } from '../tally.ts';
import { attributeByMarkov, attributeByRule, attributeByShapley, estimateTransitions } from './index.ts';
import { checkPaths, type Paths } from './paths.ts';
import { pathsFrom } from './paths-from.ts';

const good: Paths = {
  channels: ['mail', 'search', 'moments'],
  touches: [0, 1, 2, 2],
  offsets: [0, 2, 4],
  conversions: [3, 0],
  nulls: [7, 5],
  values: [300, 0],
};

describe('paths', () => {
  it('are totalled', () => {
    expect(checkPaths(good)).toEqual({ conversions: 3, nulls: 12, value: 300 });
    const { values: _, nulls: __, ...bare } = good;
    expect(checkPaths(bare)).toEqual({ conversions: 3, nulls: 0, value: null });
  });

  it.each<[string, Partial<Paths>, string, string]>([
    ['no channel', { channels: [] }, 'empty', 'paths.channels'],
    ['a channel named twice', { channels: ['a', 'b', 'a'] }, 'not_identified', 'paths.channels[2]'],
    ['no path', { conversions: [], offsets: [0] }, 'empty', 'paths.conversions'],
    ['a touch of no channel', { touches: [0, 3, 2, 2] }, 'unknown_name', 'paths.touches[1]'],
    ['half a channel', { touches: [0, 0.5, 2, 2] }, 'out_of_range', 'paths.touches[1]'],
    ['a negative channel', { touches: [0, 1, 2, -1] }, 'out_of_range', 'paths.touches[3]'],
    ['a touch that is not a number', { touches: [0, 1, Number.NaN, 2] }, 'not_finite', 'paths.touches[2]'],
    ['a path without a touch', { offsets: [0, 0, 4] }, 'empty', 'paths.offsets[1]'],
    ['offsets that go back', { offsets: [0, 5, 4] }, 'empty', 'paths.offsets[2]'],
    ['offsets that begin late', { offsets: [1, 2, 4] }, 'out_of_range', 'paths.offsets[0]'],
    ['half an offset', { offsets: [0, 1.5, 4] }, 'out_of_range', 'paths.offsets[1]'],
    ['too few offsets', { offsets: [0, 4] }, 'length_mismatch', 'paths.offsets'],
    ['touches beyond the last offset', { offsets: [0, 1, 3] }, 'length_mismatch', 'paths.touches'],
    ['a negative count', { conversions: [3, -1] }, 'out_of_range', 'paths.conversions[1]'],
    ['half a conversion', { conversions: [3.5, 0] }, 'out_of_range', 'paths.conversions[0]'],
    ['an infinite count', { nulls: [1, Number.POSITIVE_INFINITY] }, 'not_finite', 'paths.nulls[1]'],
    ['too few nulls', { nulls: [1] }, 'length_mismatch', 'paths.nulls'],
    ['too few values', { values: [1] }, 'length_mismatch', 'paths.values'],
    ['a negative value', { values: [-1, 0] }, 'out_of_range', 'paths.values[0]'],
    ['a value that is not a number', { values: [Number.NaN, 0] }, 'not_finite', 'paths.values[0]'],
    ['value without a conversion', { values: [300, 1] }, 'out_of_range', 'paths.values[1]'],
    ['only null paths', { conversions: [0, 0], values: [0, 0] }, 'one_class', 'paths.conversions'],
    [
      'more conversions than can be counted',
      { conversions: [Number.MAX_SAFE_INTEGER, 1000] },
      'out_of_range',
      'the sum of paths.conversions',
    ],
  ])('are refused by every attribution for %s', (_, wrong, code, argument) => {
    const paths = { ...good, ...wrong };
    for (const work of [
      () => attributeByRule({ paths, rule: { kind: 'last' } }),
      () => attributeByMarkov({ paths }),
      () => attributeByShapley({ paths }),
      () => estimateTransitions({ paths }),
    ])
      expect(refusalPair(work)).toEqual([code, argument]);
  });
});

describe('journeys written as objects', () => {
  it('become columns in the order in which channels appear, or in the order given', () => {
    const journeys = [
      { touches: ['b', 'a'], conversions: 1, nulls: 2 },
      { touches: ['a'], conversions: 3, value: 30 },
    ];
    const paths = pathsFrom({ journeys });
    expect(paths.channels).toEqual(['b', 'a']);
    expect([...paths.touches]).toEqual([0, 1, 1]);
    expect([...paths.nulls]).toEqual([2, 0]);
    expect(paths.values).toEqual(Float64Array.of(0, 30));
    expect(paths.ages).toBeUndefined();
    const ordered = pathsFrom({ journeys, channels: ['a', 'b', 'never'] });
    expect(ordered.channels).toEqual(['a', 'b', 'never']);
    expect([...ordered.touches]).toEqual([1, 0, 0]);
  });

  it('have no values when none was given', () => {
    expect(pathsFrom({ journeys: [{ touches: ['a'], conversions: 1 }] }).values).toBeUndefined();
  });

  const journey = { touches: ['a', 'b'], conversions: 1 };
  it.each<[string, object, string, string]>([
    ['no touch', { touches: [] }, 'empty', 'journeys[1].touches'],
    ['nobody on it', { conversions: 0 }, 'empty', 'journeys[1]'],
    ['a negative count', { conversions: -1 }, 'out_of_range', 'journeys[1].conversions'],
    ['half a null', { nulls: 0.5 }, 'out_of_range', 'journeys[1].nulls'],
    ['a value that is not a number', { value: Number.NaN }, 'not_finite', 'journeys[1].value'],
    ['an unknown channel', { touches: ['a', 'x'] }, 'unknown_name', 'journeys[1].touches[1]'],
    ['too few ages', { ages: [1] }, 'length_mismatch', 'journeys[1].ages'],
  ])('are refused with %s', (_, wrong, code, argument) => {
    const journeys = [
      { ...journey, ages: [2, 1] },
      { ...journey, ages: [2, 1], ...wrong },
    ];
    expect(refusalPair(() => pathsFrom({ journeys, channels: ['a', 'b'] }))).toEqual([code, argument]);
  });

  it('are refused when there is none, and when only some have ages', () => {
    expect(refusalPair(() => pathsFrom({ journeys: [] }))).toEqual(['empty', 'journeys']);
    const journeys = [{ ...journey, ages: [2, 1] }, journey];
    expect(refusalPair(() => pathsFrom({ journeys }))).toEqual(['length_mismatch', 'journeys[1].ages']);
  });
});

describe('a tally', () => {
  it('keeps what a plain sum loses', () => {
    const tally = createTally(2);
    for (const amount of [1e16, 1, -1e16]) tally.add(1, amount);
    expect([...tally.totals()]).toEqual([0, 1]);
  });
});
