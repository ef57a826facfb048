import type { Rule } from '@jetbridge/contract';
import { describe, expect, it } from 'vitest';
import { checkRule, findCycle } from './rules.ts';
import { dayOf, readDay, readDuration } from './time.rules.ts';

const id = (n: number) => `00000000-0000-7000-8000-00000000000${n}`;
const problem = (rule: unknown) => {
  const result = checkRule(rule);
  return 'problem' in result ? `${result.problem.path}: ${result.problem.reason}` : null;
};
const nested = (levels: number): unknown =>
  levels === 1 ? { trait: 'a', is: 'exists' } : { not: nested(levels - 1) };

describe('a rule', () => {
  it.each<[string, unknown]>([
    ['a trait', { trait: 'city', is: 'in', value: ['上海', '北京'] }],
    ['an event alone', { event: 'Order Completed' }],
    [
      'an event with everything',
      {
        event: 'Order Completed',
        where: [{ property: 'total', is: 'gte', value: 100 }],
        within: 'P90D',
        measure: { sum: { of: 'total', gte: 5000, lt: 90_000.5 } },
      },
    ],
    ['two dates', { event: 'X', between: ['2026-01-01', '2026-01-01'] }],
    ['first after a date', { event: 'X', measure: { first: { after: '2026-01-01', before: 'P1W' } } }],
    ['another segment', { any: [{ segment: id(1) }, { not: { segment: id(2) } }] }],
    ['eight levels', nested(8)],
  ])('is taken: %s', (_, rule) => {
    expect(problem(rule)).toBeNull();
  });

  it.each<[unknown, string]>([
    [null, ': must be an object'],
    [[], ': must be an object'],
    [{}, ': needs one of all, any, not, segment, trait, event'],
    [{ all: [], any: [] }, ': has all and any; only one is possible'],
    [{ all: [] }, 'all: needs at least one rule'],
    [{ any: {} }, 'any: must be a list of rules'],
    [{ all: [{ event: 'X' }, 3] }, 'all[1]: must be an object'],
    [{ not: { all: [{ event: '' }] } }, 'not.all[0].event: must be a text'],
    [{ segment: 'vip' }, 'segment: must be the id of a segment'],
    [{ trait: 'email', is: 'exists' }, 'trait: names and contact details are not available to rules'],
    [{ trait: 'city' }, 'is: must be one of eq, ne, gt, gte, lt, lte, in, contains, exists, absent'],
    [{ trait: 'city', is: 'exists', value: 1 }, 'value: exists takes no value'],
    [{ trait: 'city', is: 'in', value: [] }, 'value: in needs a list of values'],
    [{ trait: 'city', is: 'in', value: ['a', null] }, 'value[1]: must be a text, a number, or true or false'],
    [{ trait: 'city', is: 'gt', value: true }, 'value: gt compares numbers or strings'],
    [{ trait: 'city', is: 'eq' }, 'value: must be a text, a number, or true or false'],
    [
      { trait: 'city', is: 'eq', value: 'x', extra: 1 },
      'extra: is not known here; possible: trait, is, value',
    ],
    [
      { event: 'X', where: [{ property: 'p', is: 'like', value: 'x' }] },
      'where[0].is: must be one of eq, ne, gt, gte, lt, lte, in, contains, exists, absent',
    ],
    [{ event: 'X', where: Array.from({ length: 11 }, () => ({})) }, 'where: has 11 filters, at most 10'],
    [
      { event: 'X', within: 'P1M' },
      'within: years and months have no fixed length; use days or weeks, such as P30D',
    ],
    [{ event: 'X', within: 'PT0S' }, 'within: must be longer than zero'],
    [{ event: 'X', within: '30 days' }, 'within: is not an ISO 8601 duration such as P30D or PT12H'],
    [
      { event: 'X', within: 'P1D', between: ['2026-01-01', '2026-01-02'] },
      'between: within and between exclude each other',
    ],
    [{ event: 'X', between: ['2026-01-01'] }, 'between: must be two dates'],
    [{ event: 'X', between: ['2026-02-30', '2026-03-01'] }, 'between[0]: is not a date such as 2026-01-31'],
    [{ event: 'X', between: ['2026-03-02', '2026-03-01'] }, 'between[1]: lies before the first date'],
    [{ event: 'X', measure: {} }, 'measure: must have exactly one of count, sum, distinct, last, first'],
    [{ event: 'X', measure: { count: {} } }, 'measure.count: needs a comparison: eq, ne, gt, gte, lt, lte'],
    [{ event: 'X', measure: { count: { gte: '3' } } }, 'measure.count.gte: must be a number'],
    [{ event: 'X', measure: { sum: { gte: 3 } } }, 'measure.sum.of: must be a text'],
    [
      { event: 'X', measure: { sum: { of: 'x', gte: 1.2345678 } } },
      'measure.sum.gte: has more than six decimals',
    ],
    [{ event: 'X', measure: { last: {} } }, 'measure.last: needs before or after'],
    [
      { event: 'X', measure: { last: { before: 'soon' } } },
      'measure.last.before: is neither a date (2026-01-31) nor a duration (P30D)',
    ],
    [{ event: 'x'.repeat(201) }, 'event: is longer than 200 characters'],
    [{ trait: 'a\0', is: 'exists' }, 'trait: is not well-formed text'],
  ])('is refused by place and reason: %j', (rule, expected) => {
    expect(problem(rule)).toBe(expected);
  });

  it('has bounds: levels, parts, list items', () => {
    expect(problem(nested(9))).toBe(`${Array(8).fill('not').join('.')}: a rule nests at most 8 levels`);
    expect(problem({ any: Array.from({ length: 100 }, () => ({ event: 'X' })) })).toBe(
      'any[99]: a rule has at most 100 parts',
    );
    expect(problem({ trait: 'a', is: 'in', value: Array(501).fill('x') })).toBe(
      'value: has 501 items, at most 500',
    );
  });
});

describe('a circle of segments', () => {
  const rules = new Map<string, Rule>([
    [id(2), { all: [{ segment: id(3) }, { event: 'X' }] }],
    [id(3), { not: { segment: id(1) } }],
    [id(4), { any: [{ segment: id(2) }, { segment: id(2) }] }],
  ]);
  const ruleOf = (segment: string) => rules.get(segment);

  it('is found however long, with the way round', () => {
    expect(findCycle(id(1), { segment: id(1) }, ruleOf)).toEqual([id(1), id(1)]);
    expect(findCycle(id(1), { any: [{ event: 'X' }, { segment: id(4) }] }, ruleOf)).toEqual([
      id(1),
      id(4),
      id(2),
      id(3),
      id(1),
    ]);
  });

  it('is not seen where two ways lead to the same segment', () => {
    expect(findCycle(id(5), { all: [{ segment: id(4) }, { segment: id(2) }] }, ruleOf)).toBeNull();
  });
});

describe('times in rules', () => {
  it.each<[string, number]>([
    ['P1W', 604_800_000],
    ['P1DT2H3M4S', 93_784_000],
    ['PT90M', 5_400_000],
    ['P3660D', 316_224_000_000],
  ])('%s is %d ms', (text, ms) => {
    expect(readDuration(text)).toBe(ms);
  });

  it.each(['P', 'PT', 'P1DT', '-P1D', 'P1.5D', 'p1d', 'P1D ', 'P3661D', 'P1Y', 'PT1S1M'])(
    '%s is refused',
    (text) => {
      expect(readDuration(text)).toHaveProperty('reason');
    },
  );

  it('take days as those of Shanghai', () => {
    expect(readDay('2026-03-02')).toEqual({
      startMs: Date.parse('2026-03-01T16:00:00Z'),
      endMs: Date.parse('2026-03-02T16:00:00Z'),
    });
    expect(dayOf(new Date('2026-03-01T15:59:59.999Z'))).toBe('2026-03-01');
    expect(dayOf(new Date('2026-03-01T16:00:00Z'))).toBe('2026-03-02');
  });
});
