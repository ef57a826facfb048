import type { Journey } from '@jetbridge/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Choice } from '../../components/choice.tsx';
import { Band } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { useDictionary } from '../../components/rule/dictionary.ts';
import { useCan } from '../../session.ts';
import { Canvas, type Flow } from './canvas.tsx';
import { Enrolments } from './enrolments.tsx';
import { laidOut } from './graph.ts';
import { JourneyEditor } from './journey-editor.tsx';
import { type Counts, LivePanel } from './live-panel.tsx';
import { RunButtons } from './run-buttons.tsx';
import { StatusBar } from './status-bar.tsx';
import './journey.css';

const route = getRouteApi('/app/journeys/$id');
const views = ['live', 'edit', 'where'] as const;
type View = (typeof views)[number];

function flowOf(counts: Counts | undefined): Flow | null {
  if (!counts) return null;
  return {
    here: new Map(counts.nodes.map((node) => [node.node, node.here])),
    exits: new Map(counts.nodes.map((node) => [node.node, node.exits])),
    most: Math.max(1, ...counts.nodes.flatMap((node) => Object.values(node.exits))),
  };
}

const noProblems: ReadonlyMap<string, number> = new Map();

/** The published version with its traffic. */
function Live({ journey }: { journey: Journey }) {
  const { node } = route.useSearch();
  const navigate = route.useNavigate();
  const dictionary = useDictionary();
  const counts = useQuery({
    queryKey: ['journeys', 'counts', journey.id],
    queryFn: ({ signal }) => api.journeys.counts({ params: { id: journey.id }, signal }),
    refetchInterval: 2000,
  });
  const graph = laidOut(journey.published ?? journey.draft);
  return (
    <>
      <div className="jw">
        <div className="jw-canvas">
          <Canvas
            graph={graph}
            selected={node}
            onSelect={(id) =>
              void navigate({ search: { view: 'live', ...(id ? { node: id } : {}) }, replace: true })
            }
            flow={flowOf(counts.data)}
            problems={noProblems}
            dictionary={dictionary}
          />
        </div>
        <aside className="jw-panel">
          <LivePanel
            journey={journey}
            graph={graph}
            counts={counts.data}
            selected={node}
            dictionary={dictionary}
          />
        </aside>
      </div>
      <StatusBar journey={journey} problems={null} />
    </>
  );
}

function Views({ journey, view }: { journey: Journey; view: View }) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const can = useCan();
  const shown = views.filter(
    (one) => (one !== 'live' || journey.published !== null) && (one !== 'edit' || can('journeys:write')),
  );
  return (
    <Choice
      label={t('journeys.view')}
      value={view}
      options={shown.map((one) => ({ value: one, text: t(`journeys.views.${one}`) }))}
      onChange={(next) => void navigate({ search: { view: next } })}
    />
  );
}

function OneJourney({ journey }: { journey: Journey }) {
  const { t } = useTranslation();
  const { view: wanted, node } = route.useSearch();
  const navigate = route.useNavigate();
  const view: View = views.find((one) => one === wanted) ?? (journey.published ? 'live' : 'edit');
  if (view === 'edit') {
    return (
      <JourneyEditor
        journey={journey}
        selected={node}
        onSelect={(id) =>
          void navigate({ search: { view: 'edit', ...(id ? { node: id } : {}) }, replace: true })
        }
        views={<Views journey={journey} view={view} />}
      />
    );
  }
  return (
    <>
      <Band
        title={journey.name}
        back={<Link to="/journeys">{t('journeys.title')}</Link>}
        sub={t(`journeys.statuses.${journey.status}`)}
        actions={
          <>
            <Views journey={journey} view={view} />
            <RunButtons journey={journey} />
          </>
        }
      />
      {view === 'live' ? (
        <Live journey={journey} />
      ) : (
        <Enrolments
          journey={journey}
          node={node}
          onNode={(id) =>
            void navigate({ search: { view: 'where', ...(id ? { node: id } : {}) }, replace: true })
          }
        />
      )}
    </>
  );
}

/** One journey: live, under the pen, or who is where. */
export function JourneyPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const query = useQuery({
    queryKey: ['journeys', 'one', id],
    queryFn: ({ signal }) => api.journeys.get({ params: { id }, signal }),
    refetchInterval: 5000,
  });
  if (query.data) return <OneJourney key={id} journey={query.data} />;
  return (
    <>
      <Band title={t('journeys.title')} />
      <div className="body">
        <Loaded query={query} rows={12}>
          {() => null}
        </Loaded>
      </div>
    </>
  );
}
