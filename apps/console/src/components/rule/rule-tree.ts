import type { EventRule, Rule, TraitRule } from '@jetbridge/contract';

/**
 * A rule as one edits it: groups of conditions with keys that survive edits. `none` and `notAll` are negations of a
 * group, so that every "not" of the grammar has a place on the screen.
 */
export type GroupKind = 'all' | 'any' | 'none' | 'notAll';
export interface Group {
  key: string;
  group: GroupKind;
  items: Item[];
}
export type Leaf = TraitRule | EventRule | { segment: string };
export interface Condition {
  key: string;
  leaf: Leaf;
}
export type Item = Group | Condition;

let made = 0;
export const newKey = () => `k${++made}`;

export const isGroup = (item: Item): item is Group => 'group' in item;

function itemOf(rule: Rule): Item {
  if ('all' in rule) return { key: newKey(), group: 'all', items: rule.all.map(itemOf) };
  if ('any' in rule) return { key: newKey(), group: 'any', items: rule.any.map(itemOf) };
  if (!('not' in rule)) return { key: newKey(), leaf: rule };
  const inner = rule.not;
  if ('all' in inner) return { key: newKey(), group: 'notAll', items: inner.all.map(itemOf) };
  if ('any' in inner) return { key: newKey(), group: 'none', items: inner.any.map(itemOf) };
  return { key: newKey(), group: 'none', items: [itemOf(inner)] };
}

/** The root is always a group of "all" or "any"; a lone condition becomes an "all" of one. */
export function toTree(rule: Rule): Group {
  const item = itemOf(rule);
  return isGroup(item) && (item.group === 'all' || item.group === 'any')
    ? item
    : { key: newKey(), group: 'all', items: [item] };
}

/** Whether a condition says enough to be counted. */
export function isComplete(leaf: Leaf): boolean {
  if ('segment' in leaf) return leaf.segment !== '';
  if ('trait' in leaf) return leaf.trait !== '' && hasValue(leaf);
  if (leaf.event === '' || (leaf.where ?? []).some((filter) => filter.property === '' || !hasValue(filter))) {
    return false;
  }
  if (leaf.between?.some((day) => day === '')) return false;
  const measure = leaf.measure;
  if (!measure) return true;
  if ('sum' in measure) return measure.sum.of !== '';
  if ('distinct' in measure) return measure.distinct.of !== '';
  if ('last' in measure) return Object.values(measure.last).every((point) => point !== '');
  if ('first' in measure) return Object.values(measure.first).every((point) => point !== '');
  return true;
}

function hasValue(test: Pick<TraitRule, 'is' | 'value'>): boolean {
  if (test.is === 'exists' || test.is === 'absent') return true;
  if (Array.isArray(test.value)) return test.value.length > 0;
  return test.value !== undefined && test.value !== '';
}

function ruleOf(item: Item): Rule | null {
  if (!isGroup(item)) return isComplete(item.leaf) ? item.leaf : null;
  const rules = item.items.map(ruleOf).filter((rule) => rule !== null);
  const [only] = rules;
  if (!only) return null;
  switch (item.group) {
    case 'all':
      return { all: rules };
    case 'any':
      return { any: rules };
    case 'none':
      return { not: rules.length === 1 ? only : { any: rules } };
    case 'notAll':
      return { not: { all: rules } };
  }
}

/** The rule without conditions that are not finished; null when none is. */
export function toRule(tree: Group): Rule | null {
  return ruleOf(tree);
}

/** Conditions in reading order. */
export function conditionsOf(item: Item): Condition[] {
  return isGroup(item) ? item.items.flatMap(conditionsOf) : [item];
}

export function countGroups(item: Item): number {
  return isGroup(item) ? 1 + item.items.reduce((sum, one) => sum + countGroups(one), 0) : 0;
}

/** Replaces one item, or removes it when `next` is null. */
export function replaceItem(tree: Group, key: string, next: Item | null): Group {
  const items = tree.items.flatMap((item): Item[] => {
    if (item.key === key) return next ? [next] : [];
    return [isGroup(item) ? replaceItem(item, key, next) : item];
  });
  return { ...tree, items };
}

export function addTo(tree: Group, groupKey: string, item: Item): Group {
  if (tree.key === groupKey) return { ...tree, items: [...tree.items, item] };
  return { ...tree, items: tree.items.map((one) => (isGroup(one) ? addTo(one, groupKey, item) : one)) };
}
