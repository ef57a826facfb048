import type { JourneyNode } from '@jetbridge/contract';
import type { TFunction } from 'i18next';
import { durationWords } from '../../components/duration.ts';
import { eventName } from '../../components/event-words.ts';
import type { Dictionary } from '../../components/rule/dictionary.ts';
import { toTree } from '../../components/rule/rule-tree.ts';
import { ruleWords } from '../../components/rule/rule-words.ts';

/** The name given to a node, else its kind. */
export function nodeTitle(node: JourneyNode, t: TFunction): string {
  return node.name ?? t(`journeys.kinds.${node.kind}`);
}

/** The one fact that stands on a node. */
export function nodeFact(node: JourneyNode, segments: Dictionary['segments'], t: TFunction): string {
  switch (node.kind) {
    case 'trigger':
      if ('segment' in node.on) {
        const { segment } = node.on;
        return t('journeys.facts.segment', { name: segments.find((one) => one.id === segment)?.name ?? '' });
      }
      return node.on.event === '' ? '–' : t('journeys.facts.event', { event: eventName(node.on.event, t) });
    case 'wait':
      return durationWords(node.for, t);
    case 'waitEvent':
      return t('journeys.facts.waitEvent', {
        event: node.event === '' ? '–' : eventName(node.event, t),
        duration: durationWords(node.for, t),
      });
    case 'branch':
      return ruleWords(toTree(node.rule), segments, t) || '–';
    case 'send':
      return node.text || '–';
    case 'tag':
      return t('journeys.facts.tag', { add: node.add?.length ?? 0, remove: node.remove?.length ?? 0 });
    case 'exit':
      return t('journeys.facts.exit');
  }
}
