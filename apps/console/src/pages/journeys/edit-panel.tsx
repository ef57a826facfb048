import type { JourneyGraph, JourneyNode } from '@jetbridge/contract';
import { useTranslation } from 'react-i18next';
import { DurationField } from '../../components/duration-field.tsx';
import { Field } from '../../components/field.tsx';
import type { Dictionary } from '../../components/rule/dictionary.ts';
import { KindIcon } from './canvas-parts.tsx';
import { changeNode, connect, removeNodes, targetOf, withField } from './graph.ts';
import { NodeFieldControl } from './node-fields.tsx';
import { nodeKinds } from './node-kinds.ts';
import { nodeTitle } from './node-words.ts';

export interface Problem {
  node: string | null;
  field: string;
  reason: string;
}

interface EditPanelProps {
  graph: JourneyGraph;
  onGraph: (graph: JourneyGraph) => void;
  selected: string | undefined;
  onSelect: (id: string | undefined) => void;
  problems: readonly Problem[];
  dictionary: Dictionary;
}

function useProblemWords() {
  const { t } = useTranslation();
  return (problem: Problem | undefined) =>
    problem ? t(`journeys.problems.${problem.reason}`, { defaultValue: problem.reason }) : null;
}

/** Who may enter again. */
function Reentry({ graph, onGraph, problems }: Pick<EditPanelProps, 'graph' | 'onGraph' | 'problems'>) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const { reentry = 'never', ...rest } = graph;
  const mode = typeof reentry === 'object' ? 'after' : reentry;
  return (
    <Field
      label={t('journeys.reentry')}
      hint={t('journeys.reentryHint')}
      wrong={words(problems.find((one) => one.field === 'reentry'))}
    >
      {(id) => (
        <span className="rowx">
          <select
            id={id}
            className="control"
            value={mode}
            onChange={(event) => {
              const next = event.target.value;
              onGraph({
                ...rest,
                reentry: next === 'always' ? 'always' : next === 'after' ? { after: 'P30D' } : 'never',
              });
            }}
          >
            {(['never', 'after', 'always'] as const).map((one) => (
              <option key={one} value={one}>
                {t(`journeys.reentries.${one}`)}
              </option>
            ))}
          </select>
          {typeof reentry === 'object' ? (
            <DurationField
              label={t('journeys.reentry')}
              value={reentry.after}
              onChange={(after) => onGraph({ ...rest, reentry: { after } })}
            />
          ) : null}
        </span>
      )}
    </Field>
  );
}

function WholeJourney(props: EditPanelProps) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const { graph, problems, onSelect } = props;
  return (
    <>
      <div className="panel-head">
        <h2>{t('journeys.whole')}</h2>
        <span className="mut">{t('journeys.nodeCount', { n: graph.nodes.length })}</span>
      </div>
      <div className="panel-body">
        <Reentry {...props} />
        <p className="mut f1">{t('journeys.howTo')}</p>
        <ul className="facts" aria-label={t('journeys.problemList')}>
          {problems.map((problem) => {
            const node = graph.nodes.find((one) => one.id === problem.node);
            return (
              <li key={`${problem.node}${problem.field}${problem.reason}`}>
                {node ? (
                  <button type="button" className="link" onClick={() => onSelect(node.id)}>
                    {nodeTitle(node, t)}
                  </button>
                ) : null}{' '}
                <span className="amb">
                  {node ? `${t(`journeys.fields.${problem.field}`, { defaultValue: '' })} ` : ''}
                  {words(problem)}
                </span>
              </li>
            );
          })}
        </ul>
      </div>
    </>
  );
}

interface WaysProps {
  graph: JourneyGraph;
  node: JourneyNode;
  onGraph: (graph: JourneyGraph) => void;
  wrongAt: (field: string) => string | null;
}

/** Where each way out leads: the keyboard's way of drawing a line. */
function Ways({ graph, node, onGraph, wrongAt }: WaysProps) {
  const { t } = useTranslation();
  return nodeKinds[node.kind].ways.map((way) => (
    <Field key={way} label={t(`journeys.leads.${way}`)} wrong={wrongAt(way)}>
      {(id) => (
        <select
          id={id}
          className="control wide"
          value={targetOf(node, way) ?? ''}
          onChange={(event) => onGraph(connect(graph, node.id, { way, to: event.target.value || undefined }))}
        >
          <option value="">{t('journeys.leave')}</option>
          {graph.nodes
            .filter((one) => one.id !== node.id && one.kind !== 'trigger')
            .map((one) => (
              <option key={one.id} value={one.id}>
                {nodeTitle(one, t)} ({one.id})
              </option>
            ))}
        </select>
      )}
    </Field>
  ));
}

/** The form of the chosen node: its name, the fields of its kind, and where each way leads. */
export function EditPanel(props: EditPanelProps) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const { graph, onGraph, selected, onSelect, problems, dictionary } = props;
  const node = graph.nodes.find((one) => one.id === selected);
  if (!node) return <WholeJourney {...props} />;
  const kind = nodeKinds[node.kind];
  const wrongAt = (field: string) =>
    words(problems.find((one) => one.node === node.id && one.field === field));
  const general = problems.filter(
    (one) => one.node === node.id && (one.field === 'id' || one.field === 'kind'),
  );
  return (
    <>
      <div className="panel-head">
        <KindIcon kind={node.kind} />
        <h2 className="cut">{nodeTitle(node, t)}</h2>
        <span className="mut">{t(`journeys.kinds.${node.kind}`)}</span>
      </div>
      <div className="panel-body">
        {general.map((problem) => (
          <p key={problem.reason} className="amb f1" role="alert">
            {words(problem)}
          </p>
        ))}
        <Field label={t('common.name')} wrong={wrongAt('name')}>
          {(id) => (
            <input
              id={id}
              className="control wide"
              maxLength={60}
              placeholder={t(`journeys.kinds.${node.kind}`)}
              value={node.name ?? ''}
              onChange={(event) =>
                onGraph(changeNode(graph, node.id, (one) => withField(one, 'name', event.target.value)))
              }
            />
          )}
        </Field>
        {kind.fields.map((field) => (
          <NodeFieldControl
            key={`${node.id}${field.name}`}
            node={node}
            field={field}
            dictionary={dictionary}
            wrong={wrongAt(field.name)}
            onNode={(next) => onGraph(changeNode(graph, node.id, () => next))}
          />
        ))}
        <Ways graph={graph} node={node} onGraph={onGraph} wrongAt={wrongAt} />
        <button
          type="button"
          className="link"
          onClick={() => {
            onGraph(removeNodes(graph, new Set([node.id])));
            onSelect(undefined);
          }}
        >
          {t('journeys.removeNode')}
        </button>
      </div>
    </>
  );
}
