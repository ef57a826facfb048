import { ruleLimits } from '@jetbridge/contract';
import { useTranslation } from 'react-i18next';
import { ConditionRow } from './condition-row.tsx';
import type { Dictionary } from './dictionary.ts';
import {
  addTo,
  type Condition,
  type Group,
  type GroupKind,
  type Item,
  isGroup,
  newKey,
  replaceItem,
} from './rule-tree.ts';
import './rule.css';

export interface RuleContext {
  tree: Group;
  onTree: (tree: Group) => void;
  dictionary: Dictionary;
  /** Number of each condition, from 1 in reading order. */
  numbers: ReadonlyMap<string, number>;
  /** How many match each condition alone; absent while unknown. */
  counts: ReadonlyMap<string, number>;
  population: number | null;
  /** The counts belong to an older rule. */
  stale: boolean;
  /** The condition added or changed last. */
  fresh: string | null;
  onFresh: (key: string) => void;
  /** Counts are not shown, e.g. in a narrow panel. */
  narrow?: boolean;
}

const groupKinds: readonly GroupKind[] = ['all', 'any', 'none', 'notAll'];

function firstLeaf(kind: 'trait' | 'event' | 'segment', dictionary: Dictionary): Condition['leaf'] {
  if (kind === 'segment') return { segment: dictionary.segments[0]?.id ?? '' };
  if (kind === 'event') return { event: dictionary.events[0]?.name ?? '', within: 'P30D' };
  return { trait: dictionary.traits[0]?.name ?? '', is: 'eq' };
}

function Adders({ group, context, depth }: { group: Group; context: RuleContext; depth: number }) {
  const { t } = useTranslation();
  const add = (item: Item) => {
    context.onTree(addTo(context.tree, group.key, item));
    context.onFresh(isGroup(item) ? (item.items[0]?.key ?? item.key) : item.key);
  };
  const condition = (kind: 'trait' | 'event' | 'segment'): Condition => ({
    key: newKey(),
    leaf: firstLeaf(kind, context.dictionary),
  });
  const full = context.numbers.size >= ruleLimits.nodes;
  return (
    <div className="adders">
      <button type="button" className="link" disabled={full} onClick={() => add(condition('trait'))}>
        {t('rule.addTrait')}
      </button>
      <button type="button" className="link" disabled={full} onClick={() => add(condition('event'))}>
        {t('rule.addEvent')}
      </button>
      {context.dictionary.segments.length > 0 ? (
        <button type="button" className="link" disabled={full} onClick={() => add(condition('segment'))}>
          {t('rule.addSegment')}
        </button>
      ) : null}
      {depth < ruleLimits.depth - 1 ? (
        <button
          type="button"
          className="link"
          disabled={full}
          onClick={() =>
            add({ key: newKey(), group: depth === 0 ? 'any' : 'all', items: [condition('trait')] })
          }
        >
          {t('rule.addGroup')}
        </button>
      ) : null}
      {depth > 0 ? (
        <button
          type="button"
          className="link"
          onClick={() => context.onTree(replaceItem(context.tree, group.key, null))}
        >
          {t('rule.dropGroup')}
        </button>
      ) : null}
    </div>
  );
}

function GroupBox({ group, context, depth }: { group: Group; context: RuleContext; depth: number }) {
  const { t } = useTranslation();
  return (
    <div className={`rgroup ${group.group} ${depth > 0 ? 'inner' : ''}`}>
      <div className="bracket">
        <select
          aria-label={t('rule.group')}
          value={group.group}
          onChange={(event) => {
            const kind = groupKinds.find((one) => one === event.target.value);
            if (!kind) return;
            const next = { ...group, group: kind };
            context.onTree(depth === 0 ? next : replaceItem(context.tree, group.key, next));
          }}
        >
          {(depth === 0 ? groupKinds.slice(0, 2) : groupKinds).map((kind) => (
            <option key={kind} value={kind}>
              {t(`rule.groups.${kind}`)}
            </option>
          ))}
        </select>
      </div>
      <div className="rlist">
        {group.items.map((item) =>
          isGroup(item) ? (
            <GroupBox key={item.key} group={item} context={context} depth={depth + 1} />
          ) : (
            <ConditionRow key={item.key} condition={item} context={context} />
          ),
        )}
        {group.items.length === 0 ? <p className="rempty">{t('rule.emptyGroup')}</p> : null}
        <Adders group={group} context={context} depth={depth} />
      </div>
    </div>
  );
}

/** The rule as nested lists of conditions: one row each, a bracket per group. */
export function RuleEditor({ context }: { context: RuleContext }) {
  return <GroupBox group={context.tree} context={context} depth={0} />;
}
