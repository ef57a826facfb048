import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Band } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { Attention } from './attention.tsx';
import { CodesToday } from './codes-today.tsx';
import { Contacts, Totals } from './contacts.tsx';
import { Hourly } from './hourly.tsx';
import { isStop, Loop, type StopKey } from './loop.tsx';
import { Ticker } from './ticker.tsx';
import './overview.css';

const route = getRouteApi('/app/');
const pollMs = 3000;

function Legend() {
  const { t } = useTranslation();
  return (
    <span className="legend hide-narrow">
      <svg width="24" height="2" aria-hidden="true">
        <path d="M0 1H24" stroke="#6DB6F2" strokeWidth="2" />
      </svg>
      {t('overview.legendToday')}
      <svg width="24" height="2" aria-hidden="true">
        <path d="M0 1H24" stroke="#9DB2C6" strokeDasharray="1.500 2" />
      </svg>
      {t('overview.legendYesterday')}
    </span>
  );
}

/** The loop today beside yesterday at the same minute, and what needs a person. */
export function OverviewPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const { stop: wanted } = route.useSearch();
  const navigate = route.useNavigate();
  const stop: StopKey = isStop(wanted) ? wanted : 'friends';
  const choose = (next: StopKey) => void navigate({ search: { stop: next }, replace: true });
  const query = useQuery({
    queryKey: ['overview'],
    queryFn: ({ signal }) => api.overview.get({ signal }),
    refetchInterval: pollMs,
  });
  const sub = query.data
    ? t('overview.asOf', { day: format.longDay(query.data.at), time: format.hm(query.data.at) })
    : '';
  return (
    <>
      <Band title={t('overview.title')} sub={sub} actions={<Legend />}>
        <div style={{ minHeight: 124 }}>
          {query.data ? <Loop data={query.data} chosen={stop} onChoose={choose} /> : null}
        </div>
      </Band>
      <div className="body">
        <Loaded query={query} rows={10}>
          {(data) => (
            <div className="over-grid">
              <div>
                <Hourly data={data} stop={stop} />
                {can('acquisition:read') ? <CodesToday /> : null}
              </div>
              <div>
                <Contacts data={data} />
                <Totals data={data} />
              </div>
              <div className="side">
                <Attention items={data.attention} />
                {can('events:read') ? <Ticker before={data.eventsPerMinute.before} /> : null}
              </div>
            </div>
          )}
        </Loaded>
      </div>
    </>
  );
}
