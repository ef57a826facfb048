import type { EventRule, JourneyNode, Rule } from '@jetbridge/contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { DurationField } from '../../components/duration-field.tsx';
import { eventName } from '../../components/event-words.ts';
import { Field } from '../../components/field.tsx';
import { Picker } from '../../components/picker.tsx';
import type { Dictionary } from '../../components/rule/dictionary.ts';
import { RuleEditor } from '../../components/rule/rule-editor.tsx';
import { conditionsOf, type Group, toRule, toTree } from '../../components/rule/rule-tree.ts';
import { WhereFields } from '../../components/rule/where-fields.tsx';
import { withField } from './graph.ts';
import type { NodeField } from './node-kinds.ts';

export interface FieldProps {
  node: JourneyNode;
  field: NodeField;
  dictionary: Dictionary;
  wrong: string | null;
  onNode: (node: JourneyNode) => void;
}

function EventSelect({
  id,
  value,
  dictionary,
  onChange,
}: {
  id?: string;
  value: string;
  dictionary: Dictionary;
  onChange: (event: string) => void;
}) {
  const { t } = useTranslation();
  const known = dictionary.events.some((one) => one.name === value);
  return (
    <select
      id={id}
      className={`control wide ${value === '' ? 'wrong' : ''}`}
      aria-label={t('rule.event')}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      {known ? null : <option value={value}>{value || t('rule.event')}</option>}
      {dictionary.events.map((one) => (
        <option key={one.name} value={one.name}>
          {eventName(one.name, t)}
        </option>
      ))}
    </select>
  );
}

/** By an event with properties, or by entering a segment. */
function TriggerFields({ node, dictionary, onNode }: FieldProps) {
  const { t } = useTranslation();
  if (node.kind !== 'trigger') return null;
  const { on } = node;
  const bySegment = 'segment' in on;
  return (
    <>
      <fieldset className="rowx" aria-label={t('journeys.fields.on')}>
        {(['event', 'segment'] as const).map((one) => (
          <label key={one} className="check">
            <input
              type="radio"
              name="trigger"
              checked={(one === 'segment') === bySegment}
              onChange={() =>
                onNode({
                  ...node,
                  on: one === 'event' ? { event: '' } : { segment: dictionary.segments[0]?.id ?? '' },
                })
              }
            />
            {t(`journeys.triggers.${one}`)}
          </label>
        ))}
      </fieldset>
      {bySegment ? (
        <select
          className="control wide"
          aria-label={t('rule.segment')}
          value={on.segment}
          onChange={(event) => onNode({ ...node, on: { segment: event.target.value } })}
        >
          {dictionary.segments.some((one) => one.id === on.segment) ? null : <option value={on.segment} />}
          {dictionary.segments.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      ) : (
        <>
          <EventSelect
            value={on.event}
            dictionary={dictionary}
            onChange={(event) => onNode({ ...node, on: { event } })}
          />
          <div className="rrow narrow">
            <span className="fields">
              <WhereFields
                // The contract leaves the operators of a trigger open; the check names one that does not exist.
                rule={on as EventRule}
                dictionary={dictionary}
                onChange={({ event, where }) =>
                  onNode({ ...node, on: { event, ...(where ? { where } : {}) } })
                }
              />
            </span>
          </div>
        </>
      )}
    </>
  );
}

/** A branch's rule, in the same builder as a segment's, without counts. */
function BranchRule({ node, dictionary, onNode }: FieldProps) {
  const rule: Rule = node.kind === 'branch' ? node.rule : { all: [] };
  const [tree, setTree] = useState<Group>(() => toTree(rule));
  const [fresh, setFresh] = useState<string | null>(null);
  const outside = JSON.stringify(rule);
  // An undo or another node changes the rule from outside; what is half typed inside stays.
  useEffect(() => {
    setTree((shown) =>
      JSON.stringify(toRule(shown) ?? { all: [] }) === outside ? shown : toTree(JSON.parse(outside)),
    );
  }, [outside]);
  const numbers = new Map(conditionsOf(tree).map((condition, index) => [condition.key, index + 1]));
  return (
    <RuleEditor
      context={{
        tree,
        onTree: (next) => {
          setTree(next);
          onNode(withField(node, 'rule', toRule(next) ?? { all: [] }));
        },
        dictionary,
        numbers,
        counts: new Map(),
        population: null,
        stale: false,
        fresh,
        onFresh: setFresh,
        narrow: true,
      }}
    />
  );
}

function TagsField({ node, field, onNode }: FieldProps) {
  const { t } = useTranslation();
  const tags = useQuery({
    queryKey: ['tags', 'all'],
    queryFn: ({ signal }) => api.tags.list({ query: { limit: 200 }, signal }),
  });
  const value: unknown = Reflect.get(node, field.name);
  const chosen = Array.isArray(value) ? value.map(String) : [];
  return (
    <Picker
      label={t(`journeys.fields.${field.name}`)}
      most={50}
      options={(tags.data?.items ?? []).map((tag) => ({ id: tag.id, name: tag.name, aside: tag.group }))}
      chosen={chosen}
      onChange={(next) => onNode(withField(node, field.name, next.length === 0 ? undefined : next))}
    />
  );
}

function Control({ id, ...props }: FieldProps & { id: string }) {
  const { t } = useTranslation();
  const { node, field, dictionary, onNode } = props;
  const value = String(Reflect.get(node, field.name) ?? '');
  const put = (next: string) => onNode(withField(node, field.name, next));
  switch (field.type) {
    case 'trigger':
      return <TriggerFields {...props} />;
    case 'rule':
      return <BranchRule key={node.id} {...props} />;
    case 'tags':
      return <TagsField {...props} />;
    case 'duration':
      return (
        <DurationField id={id} label={t(`journeys.fields.${field.name}`)} value={value} onChange={put} />
      );
    case 'event':
      return <EventSelect id={id} value={value} dictionary={dictionary} onChange={put} />;
    case 'choice':
      return (
        <select id={id} className="control wide" value={value} onChange={(event) => put(event.target.value)}>
          {(field.choices ?? []).map((one) => (
            <option key={one} value={one}>
              {t(`customers.purposes.${one}`)}
            </option>
          ))}
        </select>
      );
    case 'text':
      return (
        <textarea
          id={id}
          className="control"
          rows={5}
          maxLength={1300}
          value={value}
          onChange={(event) => put(event.target.value)}
        />
      );
    case 'link':
      return (
        <input
          id={id}
          type="url"
          className="control wide"
          maxLength={2000}
          value={value}
          onChange={(event) => put(event.target.value)}
        />
      );
  }
}

/** One field of a node, rendered by its type. */
export function NodeFieldControl(props: FieldProps) {
  const { t } = useTranslation();
  const { field, wrong } = props;
  const label = t(`journeys.fields.${field.name}`);
  const hint = t(`journeys.hints.${field.name}`, { defaultValue: '' });
  return (
    <Field label={field.required ? label : t('journeys.optional', { label })} hint={hint} wrong={wrong}>
      {(id) => <Control id={id} {...props} />}
    </Field>
  );
}
