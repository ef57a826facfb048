import type { StreamEvent } from '@jetbridge/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Empty, Failed } from '../../components/blanks.tsx';
import { eventDetail, eventName, eventTone } from '../../components/event-words.ts';
import { Band, Section } from '../../components/frame.tsx';
import { useEventStream } from '../../components/use-event-stream.ts';
import { useFormat } from '../../format.ts';
import './events.css';

const route = getRouteApi('/app/events');
const keep = 200;

function Row({ event }: { event: StreamEvent }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  return (
    <>
      <tr className={eventTone(event.name)} data-event={event.name}>
        <td className="mut">{format.hms(event.receivedAt)}</td>
        <td>
          <b title={event.name}>{eventName(event.name, t)}</b>
        </td>
        <td>
          <Link to="/customers/$id" params={{ id: event.customerId }}>
            {event.customerName ?? t('customers.unnamed')}
          </Link>
        </td>
        <td className="cut">
          <button type="button" className="detail cut" aria-expanded={open} onClick={() => setOpen(!open)}>
            {eventDetail(event.properties, { format, t, most: 6 }) || (
              <span className="mut">{t('customers.noProperties')}</span>
            )}
          </button>
        </td>
        <td className="mut hide-narrow">{event.source ?? ''}</td>
        <td className="r mut hide-narrow">{format.instant(event.eventTime)}</td>
      </tr>
      {open ? (
        <tr>
          <td />
          <td colSpan={5}>
            <pre>{JSON.stringify(event.properties, null, 2)}</pre>
          </td>
        </tr>
      ) : null}
    </>
  );
}

function Rows({ items }: { items: StreamEvent[] }) {
  const { t } = useTranslation();
  return (
    <div className="tbl-wrap">
      <table className="tbl stream">
        <thead>
          <tr>
            <th>{t('eventStream.arrived')}</th>
            <th>{t('eventStream.event')}</th>
            <th>{t('customers.customer')}</th>
            <th>{t('eventStream.properties')}</th>
            <th className="hide-narrow">{t('eventStream.source')}</th>
            <th className="r hide-narrow">{t('eventStream.happened')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((event) => (
            <Row key={event.eventId} event={event} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function useNames() {
  return useQuery({
    queryKey: ['dictionary', 'events'],
    queryFn: ({ signal }) => api.events.names({ signal }),
    staleTime: 60_000,
  });
}

function NameFilter({ name, onName }: { name: string | undefined; onName: (name: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const names = useNames();
  return (
    <select
      className="control small"
      aria-label={t('eventStream.filter')}
      value={name ?? ''}
      onChange={(event) => onName(event.target.value)}
    >
      <option value="">{t('eventStream.every')}</option>
      {name && !names.data?.items.some((one) => one.name === name) ? (
        <option value={name}>{name}</option>
      ) : null}
      {(names.data?.items ?? []).map((one) => (
        <option key={one.name} value={one.name}>
          {`${eventName(one.name, t)} (${format.int(one.count)})`}
        </option>
      ))}
    </select>
  );
}

/** Everything as it arrives; it can be stopped to read, and narrowed to one kind. */
export function EventsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { name } = route.useSearch();
  const navigate = route.useNavigate();
  const [paused, setPaused] = useState(false);
  const { query, items, perMinute } = useEventStream({ name, paused, keep });
  const names = useNames();
  return (
    <>
      <Band
        title={t('eventStream.title')}
        sub={t(paused ? 'eventStream.pausedSub' : 'eventStream.sub')}
        actions={
          <Button onClick={() => setPaused(!paused)} aria-pressed={paused}>
            {t(paused ? 'common.resume' : 'common.pause')}
          </Button>
        }
      >
        <div className="figures">
          <div>
            <p>{t('eventStream.perMinute')}</p>
            <p className="v">
              {perMinute === null ? '–' : format.int(perMinute)}
              <small>{t('eventStream.aMinute')}</small>
            </p>
          </div>
          <div>
            <p>{t('eventStream.kinds')}</p>
            <p className="v">{names.data ? format.int(names.data.items.length) : '–'}</p>
            <p>{t('eventStream.last90')}</p>
          </div>
        </div>
      </Band>
      <div className="body">
        <Section title={t('eventStream.newest')} sub={t('eventStream.newestSub', { n: keep })}>
          <div className="filterbar">
            <NameFilter
              name={name}
              onName={(next) => void navigate({ search: next ? { name: next } : {}, replace: true })}
            />
          </div>
          {query.error ? <Failed error={query.error} retry={() => void query.refetch()} /> : null}
          {items.length === 0 && query.isSuccess ? (
            <Empty title={t('eventStream.none')} why={t('eventStream.noneWhy')}>
              <Link to="/settings/sources">{t('eventStream.toSources')}</Link>
            </Empty>
          ) : (
            <Rows items={items} />
          )}
        </Section>
      </div>
    </>
  );
}
