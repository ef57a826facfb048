import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format.ts';
import { EventFields } from './event-fields.tsx';
import type { RuleContext } from './rule-editor.tsx';
import { type Condition, isComplete, type Leaf, replaceItem } from './rule-tree.ts';
import { TestFields } from './value-field.tsx';

interface RowProps {
  condition: Condition;
  context: RuleContext;
}

function TraitFields({
  leaf,
  context,
  onLeaf,
}: {
  leaf: Leaf;
  context: RuleContext;
  onLeaf: (leaf: Leaf) => void;
}) {
  const { t } = useTranslation();
  if (!('trait' in leaf)) return null;
  const { traits } = context.dictionary;
  const info = traits.find((one) => one.name === leaf.trait);
  return (
    <>
      <select
        className={`control small key ${leaf.trait === '' ? 'wrong' : ''}`}
        aria-label={t('rule.trait')}
        value={leaf.trait}
        onChange={(event) => onLeaf({ trait: event.target.value, is: leaf.is })}
      >
        {info ? null : <option value={leaf.trait}>{leaf.trait || t('rule.trait')}</option>}
        {traits.map((one) => (
          <option key={one.name} value={one.name}>
            {t(`traits.${one.name}`, { defaultValue: one.name })}
          </option>
        ))}
      </select>
      <TestFields
        test={leaf}
        kind={info?.kind}
        samples={info?.samples ?? []}
        onChange={(test) => onLeaf({ trait: leaf.trait, ...test })}
      />
    </>
  );
}

function SegmentFields({
  leaf,
  context,
  onLeaf,
}: {
  leaf: Leaf;
  context: RuleContext;
  onLeaf: (leaf: Leaf) => void;
}) {
  const { t } = useTranslation();
  if (!('segment' in leaf)) return null;
  const { segments } = context.dictionary;
  return (
    <>
      <span className="control small key still">{t('rule.segment')}</span>
      <span className="mut">{t('rule.belongs')}</span>
      <select
        className={`control small val ${leaf.segment === '' ? 'wrong' : ''}`}
        aria-label={t('rule.segment')}
        value={leaf.segment}
        onChange={(event) => onLeaf({ segment: event.target.value })}
      >
        {segments.some((one) => one.id === leaf.segment) ? null : (
          <option value={leaf.segment}>{leaf.segment}</option>
        )}
        {segments.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
    </>
  );
}

/** How many match this condition alone, and which share of everybody that is. */
function Alone({ condition, context }: RowProps) {
  const format = useFormat();
  const count = context.counts.get(condition.key);
  const { population } = context;
  const share = count !== undefined && population ? count / population : null;
  return (
    <span className={`alone ${context.stale ? 'stale-count' : ''}`}>
      <span className="track" aria-hidden="true">
        {share === null ? null : <i style={{ width: `${Math.min(1, share) * 100}%` }} />}
      </span>
      <em>{share === null ? '' : format.percent(share)}</em>
      <b>{count === undefined ? '–' : format.int(count)}</b>
    </span>
  );
}

/** One condition: its number, its fields, how many it matches alone. */
export function ConditionRow({ condition, context }: RowProps) {
  const { t } = useTranslation();
  const onLeaf = (leaf: Leaf) => {
    context.onTree(replaceItem(context.tree, condition.key, { ...condition, leaf }));
    context.onFresh(condition.key);
  };
  const { leaf } = condition;
  const complete = isComplete(leaf);
  return (
    <div
      className={`rrow ${context.fresh === condition.key ? 'new' : ''}`}
      data-condition={context.numbers.get(condition.key)}
    >
      <span className="no">{context.numbers.get(condition.key)}</span>
      <span className="fields">
        <TraitFields leaf={leaf} context={context} onLeaf={onLeaf} />
        {'event' in leaf ? (
          <EventFields rule={leaf} dictionary={context.dictionary} onChange={onLeaf} />
        ) : null}
        <SegmentFields leaf={leaf} context={context} onLeaf={onLeaf} />
        {complete ? null : <span className="amb">{t('rule.unfinished')}</span>}
        <button
          type="button"
          className="link drop"
          aria-label={t('rule.dropCondition', { no: context.numbers.get(condition.key) })}
          onClick={() => context.onTree(replaceItem(context.tree, condition.key, null))}
        >
          {t('rule.drop')}
        </button>
      </span>
      {context.narrow ? null : <Alone condition={condition} context={context} />}
    </div>
  );
}
