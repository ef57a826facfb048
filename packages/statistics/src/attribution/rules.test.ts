import { describe, expect, it } from 'vitest';
import { refusalOf } from '../refusal.test-support.ts';
import { type Journey, pathsFrom } from './paths-from.ts';
import { formulaPaths } from './references-formula-paths.ts';
import { type AttributionRule, attributeByRule } from './rules.ts';

function sharesOf(journey: Omit<Journey, 'conversions'>, rule: AttributionRule): number[] {
  const paths = pathsFrom({ journeys: [{ ...journey, conversions: 1 }] });
  return attributeByRule({ paths, rule }).credits.map(({ share }) => share);
}

describe('a rule', () => {
  it('gives a path of one touch all to it, whatever the rule', () => {
    const rules: AttributionRule[] = [
      { kind: 'first' },
      { kind: 'last' },
      { kind: 'linear' },
      { kind: 'last_but', ignored: 'a' },
      { kind: 'position' },
      { kind: 'time_decay', halfLifeDays: 7 },
      { kind: 'position_decay', halfLifeTouches: 1 },
    ];
    for (const rule of rules) expect(sharesOf({ touches: ['a'], ages: [900] }, rule)).toEqual([1]);
  });

  it('credits a channel once for each of its touches', () => {
    const [a, b] = sharesOf({ touches: ['a', 'b', 'a'] }, { kind: 'linear' });
    expect(a).toBeCloseTo(2 / 3, 15);
    expect(b).toBeCloseTo(1 / 3, 15);
    expect(sharesOf({ touches: ['a', 'b', 'a'] }, { kind: 'position' })).toEqual([0.8, 0.2]);
  });

  it('divides two touches as first to last when it goes by position', () => {
    const shares = [0.3, 0.1, 0.6] as const;
    const [first, last] = sharesOf({ touches: ['a', 'b'] }, { kind: 'position', shares });
    expect(first).toBeCloseTo(1 / 3, 15);
    expect(last).toBeCloseTo(2 / 3, 15);
  });

  it('halves by the half-life in days, and does not care when the path ended', () => {
    const rule = { kind: 'time_decay', halfLifeDays: 2 } as const;
    expect(sharesOf({ touches: ['a', 'b'], ages: [2, 0] }, rule)).toEqual([1 / 3, 2 / 3]);
    expect(sharesOf({ touches: ['a', 'b'], ages: [100_002, 100_000] }, rule)).toEqual([1 / 3, 2 / 3]);
  });

  it('halves by the half-life in touches', () => {
    const rule = { kind: 'position_decay', halfLifeTouches: 1 } as const;
    expect(sharesOf({ touches: ['a', 'b', 'c'] }, rule)).toEqual([1 / 7, 2 / 7, 4 / 7]);
  });

  it('becomes the last touch when the half-life is short and linear when it is long', () => {
    const paths = formulaPaths(100, 4);
    const by = (rule: AttributionRule) =>
      attributeByRule({ paths, rule }).credits.map(({ conversions }) => conversions);
    const last = by({ kind: 'last' });
    const linear = by({ kind: 'linear' });
    by({ kind: 'time_decay', halfLifeDays: 1e-3 }).forEach((credit, i) => {
      expect(credit).toBeCloseTo(last[i]!, 9);
    });
    by({ kind: 'time_decay', halfLifeDays: 1e12 }).forEach((credit, i) => {
      expect(credit).toBeCloseTo(linear[i]!, 9);
    });
  });

  it('passes over the ignored channel, unless there is no other', () => {
    const rule = { kind: 'last_but', ignored: 'direct' } as const;
    expect(sharesOf({ touches: ['direct', 'mail', 'direct', 'direct'] }, rule)).toEqual([0, 1]);
    expect(sharesOf({ touches: ['direct', 'direct'] }, rule)).toEqual([1]);
  });

  it('is blind to null paths', () => {
    const paths = formulaPaths(60, 4);
    const { nulls: _, ...without } = paths;
    for (const kind of ['first', 'last', 'linear'] as const)
      expect(attributeByRule({ paths: without, rule: { kind } })).toEqual(
        attributeByRule({ paths, rule: { kind } }),
      );
  });
});

describe('a rule is refused', () => {
  const paths = pathsFrom({ journeys: [{ touches: ['a', 'b'], conversions: 1 }] });
  const wrong = (rule: unknown, ages?: number[]) =>
    refusalOf(() =>
      attributeByRule({ paths: ages ? { ...paths, ages } : paths, rule: rule as AttributionRule }),
    );

  it.each<[string, unknown, number[] | undefined, string, string]>([
    ['of an unknown kind', { kind: 'best' }, undefined, 'unknown_name', 'rule.kind'],
    ['ignoring nobody known', { kind: 'last_but', ignored: 'x' }, undefined, 'unknown_name', 'rule.ignored'],
    [
      'with shares that are not one',
      { kind: 'position', shares: [0.4, 0.4, 0.4] },
      undefined,
      'shares_do_not_sum',
      'rule.shares',
    ],
    [
      'with a negative share',
      { kind: 'position', shares: [1.5, -1, 0.5] },
      undefined,
      'out_of_range',
      'rule.shares[1]',
    ],
    [
      'with two shares',
      { kind: 'position', shares: [0.5, 0.5] },
      undefined,
      'length_mismatch',
      'rule.shares',
    ],
    [
      'with half-life 0',
      { kind: 'time_decay', halfLifeDays: 0 },
      [2, 1],
      'out_of_range',
      'rule.halfLifeDays',
    ],
    [
      'with a negative half-life',
      { kind: 'position_decay', halfLifeTouches: -1 },
      undefined,
      'out_of_range',
      'rule.halfLifeTouches',
    ],
    ['without ages', { kind: 'time_decay', halfLifeDays: 7 }, undefined, 'empty', 'paths.ages'],
    ['with too few ages', { kind: 'time_decay', halfLifeDays: 7 }, [1], 'length_mismatch', 'paths.ages'],
    [
      'with a negative age',
      { kind: 'time_decay', halfLifeDays: 7 },
      [1, -1],
      'out_of_range',
      'paths.ages[1]',
    ],
    ['with growing ages', { kind: 'time_decay', halfLifeDays: 7 }, [1, 2], 'out_of_range', 'paths.ages[1]'],
    [
      'with an age that is not a number',
      { kind: 'time_decay', halfLifeDays: 7 },
      [Number.NaN, 2],
      'not_finite',
      'paths.ages[0]',
    ],
  ])('%s', (_, rule, ages, code, argument) => {
    expect(wrong(rule, ages)).toMatchObject({ code, argument });
  });
});
