import type { Comparison, EventRule, Measure, TraitRule } from '@jetbridge/contract';
import type { TFunction } from 'i18next';
import { durationWords } from '../duration.ts';
import { eventName } from '../event-words.ts';
import type { Dictionary } from './dictionary.ts';
import { type Group, type Item, isComplete, isGroup, type Leaf } from './rule-tree.ts';

type Segments = Dictionary['segments'];

/** A date as it is written, a duration as "90 days ago". */
function pointWords(point: string, t: TFunction): string {
  return point.startsWith('P') ? t('rule.ago', { duration: durationWords(point, t) }) : point;
}

function comparisonWords(comparison: Comparison, t: TFunction): string {
  const { eq, ne, gt, gte, lt, lte } = comparison;
  return Object.entries({ eq, ne, gt, gte, lt, lte })
    .filter(([, value]) => value !== undefined)
    .map(([operator, value]) => t(`rule.compare.${operator}`, { value }))
    .join(t('rule.and'));
}

function testWords(name: string, test: Pick<TraitRule, 'is' | 'value'>, t: TFunction): string {
  const value = Array.isArray(test.value) ? test.value.join(t('common.listComma')) : String(test.value ?? '');
  return t(`rule.says.${test.is}`, { name, value });
}

function boundWords({ before, after }: { before?: string; after?: string }, t: TFunction): string {
  return [
    ...(before === undefined ? [] : [t('rule.before', { point: pointWords(before, t) })]),
    ...(after === undefined ? [] : [t('rule.after', { point: pointWords(after, t) })]),
  ].join(t('rule.and'));
}

function measureWords(event: string, measure: Measure | undefined, t: TFunction): string {
  if (!measure) return t('rule.happened', { event });
  if ('count' in measure) {
    const only = Object.keys(measure.count).length === 1;
    if (only && (measure.count.eq === 0 || measure.count.lt === 1)) return t('rule.neverHappened', { event });
    return t('rule.times', { event, compare: comparisonWords(measure.count, t) });
  }
  if ('sum' in measure) {
    return t('rule.summed', { event, of: measure.sum.of, compare: comparisonWords(measure.sum, t) });
  }
  if ('distinct' in measure) {
    return t('rule.differing', {
      event,
      of: measure.distinct.of,
      compare: comparisonWords(measure.distinct, t),
    });
  }
  if ('last' in measure) return t('rule.lastOne', { event, bound: boundWords(measure.last, t) });
  return t('rule.firstOne', { event, bound: boundWords(measure.first, t) });
}

function eventWords(rule: EventRule, t: TFunction): string {
  const filters = (rule.where ?? [])
    .map((filter) => testWords(filter.property, filter, t))
    .join(t('rule.and'));
  const window = rule.within
    ? t('rule.within', { duration: durationWords(rule.within, t) })
    : rule.between
      ? t('rule.between', { from: rule.between[0], to: rule.between[1] })
      : '';
  return t('rule.eventSentence', {
    window,
    what: measureWords(eventName(rule.event, t), rule.measure, t),
    filters: filters === '' ? '' : t('rule.filtered', { filters }),
  }).trim();
}

/** One condition in words. */
function leafWords(leaf: Leaf, segments: Segments, t: TFunction): string {
  if ('segment' in leaf) {
    const name = segments.find((one) => one.id === leaf.segment)?.name ?? leaf.segment;
    return t('rule.inSegment', { name });
  }
  if ('trait' in leaf) return testWords(t(`traits.${leaf.trait}`, { defaultValue: leaf.trait }), leaf, t);
  return eventWords(leaf, t);
}

/** A piece of the sentence; `no` is the number of the condition it says. */
export interface Phrase {
  text: string;
  no?: number;
}

/** The rule as a sentence, in pieces that carry the numbers of their conditions. */
export function sentence(tree: Group, segments: Segments, t: TFunction): Phrase[] {
  let no = 0;
  const say = (item: Item, outer: boolean): Phrase[] => {
    if (!isGroup(item)) {
      no += 1;
      return isComplete(item.leaf) ? [{ text: leafWords(item.leaf, segments, t), no }] : [];
    }
    const parts = item.items.map((one) => say(one, false)).filter((phrases) => phrases.length > 0);
    if (parts.length === 0) return [];
    const joiner = item.group === 'any' || item.group === 'none' ? t('rule.orWord') : t('rule.andWord');
    const joined = parts.flatMap((phrases, index) =>
      index === 0 ? phrases : [{ text: joiner }, ...phrases],
    );
    const negated = item.group === 'none' || item.group === 'notAll';
    const enclosed = !outer && parts.length > 1;
    return [
      ...(negated ? [{ text: t('rule.notWord') }] : []),
      ...(enclosed ? [{ text: t('rule.open') }] : []),
      ...joined,
      ...(enclosed ? [{ text: t('rule.close') }] : []),
    ];
  };
  return say(tree, true);
}

/** A short text for a rule, e.g. on a branch of a journey. */
export function ruleWords(tree: Group, segments: Segments, t: TFunction): string {
  return sentence(tree, segments, t)
    .map((phrase) => phrase.text)
    .join('');
}
