import type { Rule } from '@jetbridge/contract';
import { describe, expect, it } from 'vitest';
import { compileRule, holds } from './compile.ts';
import { collectParams, number } from './conditions/condition.ts';

const noOther = () => undefined;
const now = new Date('2026-03-02T02:00:00Z');

describe('a compiled rule', () => {
  it('puts no text of its author into a statement, only parameters', () => {
    const evil = (place: string) => `${place}'); DROP TABLE events -- {p0:String} \\`;
    const rule: Rule = {
      any: [
        { trait: evil('trait'), is: 'contains', value: evil('value') },
        { trait: 'x', is: 'in', value: [evil('item'), 3, true] },
        {
          event: evil('event'),
          where: [
            { property: evil('property'), is: 'gte', value: evil('least') },
            { property: evil('list'), is: 'contains', value: 5 },
          ],
          measure: { sum: { of: evil('of'), gte: 1.5 } },
        },
        { event: 'y', measure: { distinct: { of: evil('distinct'), eq: 0 } } },
      ],
    };
    const { bind, params } = collectParams();
    const { conditions } = compileRule(rule, noOther);
    const sql = [...conditions.values()].map((condition) => condition.sql(bind, now)).join('\n');
    expect(sql).not.toContain('DROP');
    expect(Object.values(params).sort()).toEqual(
      [
        ...['trait', 'value', 'item', 'event', 'property', 'least', 'list', 'of', 'distinct'].map(evil),
        'x',
        'y',
      ].sort(),
    );
    expect(() => number(Number.NaN)).toThrow();
  });

  it('has a condition once, however often rules say it', () => {
    const order = { event: 'Order Completed', within: 'P7D' };
    const other: Rule = { any: [order, { not: order }, { event: 'Order Completed', within: 'P1W' }] };
    const { conditions, leaves } = compileRule({ all: [{ segment: 's' }, order] }, (id) =>
      id === 's' ? other : undefined,
    );
    expect(conditions.size).toBe(1);
    expect(leaves.map((leaf) => leaf.path)).toEqual(['all[0]', 'all[1]']);
  });

  it.each<[string, Rule, boolean]>([
    ['count = 0', { event: 'X', measure: { count: { eq: 0 } } }, true],
    ['count < 3', { event: 'X', measure: { count: { lt: 3 } } }, true],
    ['0 < count < 3', { event: 'X', measure: { count: { gt: 0, lt: 3 } } }, false],
    ['sum <= -1', { event: 'X', measure: { sum: { of: 'a', lte: -1 } } }, false],
    ['sum >= 0', { event: 'X', measure: { sum: { of: 'a', gte: 0 } } }, true],
    ['last before', { event: 'X', measure: { last: { before: 'P1D' } } }, false],
    ['nothing said', { event: 'X' }, false],
  ])('knows whether it holds for somebody without any event: %s', (_, rule, expected) => {
    const { formula } = compileRule(rule, noOther);
    // Without rows no condition is true.
    expect(holds(formula, () => false)).toBe(expected);
  });

  it('knows the moments at which a window alone changes it', () => {
    const edges = (rule: Rule) =>
      [...compileRule(rule, noOther).conditions.values()].flatMap((condition) => condition.edgesMs);
    expect(
      edges({ event: 'X', within: 'PT1H', measure: { last: { before: 'PT1M', after: '2026-01-01' } } }),
    ).toEqual([3_600_000, 60_000]);
    expect(edges({ event: 'X', between: ['2026-01-01', '2026-01-02'] })).toEqual([]);
  });
});
