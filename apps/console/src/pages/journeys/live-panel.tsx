import type { Journey, JourneyGraph, journeysRoutes, Reply } from '@jetbridge/contract';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Bar } from '../../components/figures.tsx';
import type { Dictionary } from '../../components/rule/dictionary.ts';
import { useFormat } from '../../format.ts';
import { KindIcon } from './canvas-parts.tsx';
import { nodeFact, nodeTitle } from './node-words.ts';

export type Counts = Reply<typeof journeysRoutes.counts>;

interface LivePanelProps {
  journey: Journey;
  graph: JourneyGraph;
  counts: Counts | undefined;
  selected: string | undefined;
  dictionary: Dictionary;
}

/** What went through a node, and by which ways it was left. */
function NodeFigures({ counts, node }: { counts: Counts | undefined; node: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const own = counts?.nodes.find((one) => one.node === node);
  if (!own) return <p className="mut f1">{t('journeys.nobodyYet')}</p>;
  const exits = Object.entries(own.exits);
  const left = exits.reduce((sum, [, count]) => sum + count, 0);
  return (
    <>
      <p className="panel-fig">
        {format.int(own.here)} <small>{t('journeys.hereNow')}</small>
      </p>
      <p className="mut f1">{t('journeys.passed', { n: format.int(own.passed) })}</p>
      <table className="tbl" style={{ marginTop: 12 }}>
        <tbody>
          {exits.map(([way, count]) => (
            <tr key={way}>
              <td>{t(`journeys.ways.${way}`, { defaultValue: way })}</td>
              <td style={{ width: '40%' }}>
                <Bar share={left > 0 ? count / left : 0} tone="sky" />
              </td>
              <td className="r">{left > 0 ? format.percent(count / left) : '–'}</td>
              <td className="r">{format.int(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Versions({ journey }: { journey: Journey }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <table className="tbl">
      <thead>
        <tr>
          <th>{t('journeys.version')}</th>
          <th>{t('journeys.publishedAt')}</th>
          <th>{t('journeys.publishedBy')}</th>
          <th className="r">{t('journeys.onTheWay')}</th>
        </tr>
      </thead>
      <tbody>
        {journey.versions.map((version) => (
          <tr key={version.version}>
            <td>v{version.version}</td>
            <td className="mut">{format.instant(version.publishedAt)}</td>
            <td>{version.publishedBy}</td>
            <td className="r">{format.int(version.active)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Figures of the chosen node, or of the journey. */
export function LivePanel({ journey, graph, counts, selected, dictionary }: LivePanelProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const node = graph.nodes.find((one) => one.id === selected);
  if (node) {
    return (
      <>
        <div className="panel-head">
          <KindIcon kind={node.kind} />
          <h2 className="cut">{nodeTitle(node, t)}</h2>
          <span className="mut">{t(`journeys.kinds.${node.kind}`)}</span>
        </div>
        <div className="panel-body">
          <p className="said f1">{nodeFact(node, dictionary.segments, t)}</p>
          <NodeFigures counts={counts} node={node.id} />
          <p style={{ marginTop: 12 }}>
            <Link
              to="/journeys/$id"
              params={{ id: journey.id }}
              search={{ view: 'where', node: node.id }}
              className="link"
            >
              {t('journeys.whoIsHere')}
            </Link>
          </p>
        </div>
      </>
    );
  }
  return (
    <>
      <div className="panel-head">
        <h2>{t('journeys.soFar')}</h2>
        <span className="mut">{counts?.version ? `v${counts.version}` : ''}</span>
      </div>
      <div className="panel-body">
        <p className="panel-fig">
          {format.int(counts?.active ?? journey.active)} <small>{t('journeys.onTheWayNow')}</small>
        </p>
        <dl className="pairs">
          <dt>{t('journeys.enteredAll')}</dt>
          <dd>{format.int(counts?.entered ?? 0)}</dd>
          <dt>{t('journeys.doneAll')}</dt>
          <dd>{format.int(counts?.done ?? 0)}</dd>
          <dt>{t('journeys.enteredToday')}</dt>
          <dd>
            {format.int(journey.enteredToday)}{' '}
            <span className="mut">
              {t('journeys.yesterdayWas', { n: format.int(journey.enteredYesterday) })}
            </span>
          </dd>
        </dl>
        <Versions journey={journey} />
        <p className="mut f1" style={{ marginTop: 12 }}>
          {t('journeys.chooseNode')}
        </p>
      </div>
    </>
  );
}
