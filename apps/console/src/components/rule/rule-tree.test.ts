import type { Rule } from '@jetbridge/contract';
import { describe, expect, it } from 'vitest';
import { addTo, conditionsOf, isComplete, newKey, replaceItem, toRule, toTree } from './rule-tree.ts';

const gold: Rule = { trait: 'tier', is: 'in', value: ['gold', 'platinum'] };
const booked: Rule = { event: 'Flight Booked', within: 'P90D', measure: { count: { gte: 2 } } };

describe('the rule builder', () => {
  it('gives back every shape of the grammar unchanged', () => {
    const rules: Rule[] = [
      { all: [gold, { any: [booked, { segment: 's' }] }] },
      { any: [gold, { not: { all: [gold, booked] } }] },
      { all: [{ not: { any: [gold, booked] } }, { not: booked }] },
      { all: [{ not: { not: gold } }] },
    ];
    for (const rule of rules) expect(toRule(toTree(rule))).toEqual(rule);
  });

  it('puts a lone condition into a group', () => {
    expect(toRule(toTree(gold))).toEqual({ all: [gold] });
    expect(toRule(toTree({ not: gold }))).toEqual({ all: [{ not: gold }] });
  });

  it('leaves out what is not finished, and is nothing when nothing is', () => {
    const tree = toTree({ all: [gold, { event: '' }] });
    expect(toRule(tree)).toEqual({ all: [gold] });
    expect(toRule(toTree({ all: [{ trait: 'city', is: 'eq' }] }))).toBeNull();
  });

  it('numbers conditions in reading order', () => {
    const tree = toTree({ all: [{ any: [gold, booked] }, { segment: 's' }] });
    expect(conditionsOf(tree).map((condition) => condition.leaf)).toEqual([gold, booked, { segment: 's' }]);
  });

  it('changes one place and keeps the keys of the others', () => {
    const tree = toTree({ all: [gold, { any: [booked] }] });
    const [first, second] = conditionsOf(tree);
    if (!first || !second) throw new Error('two conditions');
    const changed = replaceItem(tree, second.key, null);
    expect(conditionsOf(changed).map((condition) => condition.key)).toEqual([first.key]);
    const added = addTo(changed, changed.key, { key: newKey(), leaf: { segment: 'x' } });
    expect(toRule(added)).toEqual({ all: [gold, { segment: 'x' }] });
  });

  it('asks for a value unless only existence is asked', () => {
    expect(isComplete({ trait: 'city', is: 'exists' })).toBe(true);
    expect(isComplete({ trait: 'city', is: 'in', value: [] })).toBe(false);
    expect(isComplete({ event: 'A', measure: { sum: { of: '', gte: 1 } } })).toBe(false);
    expect(isComplete({ event: 'A', where: [{ property: 'x', is: 'eq' }] })).toBe(false);
  });
});
