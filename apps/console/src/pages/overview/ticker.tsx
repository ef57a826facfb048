import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed } from '../../components/blanks.tsx';
import { eventDetail, eventName, eventTone } from '../../components/event-words.ts';
import { Section } from '../../components/frame.tsx';
import { useEventStream } from '../../components/use-event-stream.ts';
import { useFormat } from '../../format.ts';

/** The newest events, which can be paused to read them. */
export function Ticker({ before }: { before: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [paused, setPaused] = useState(false);
  const { query, items, perMinute } = useEventStream({ paused, keep: 9 });
  return (
    <Section
      title={t('overview.live')}
      sub={
        perMinute === null
          ? ''
          : t('overview.liveSub', { now: format.int(perMinute), before: format.int(before) })
      }
      links={
        <>
          <button type="button" className="link" onClick={() => setPaused(!paused)}>
            {t(paused ? 'common.resume' : 'common.pause')}
          </button>
          <Link to="/events">{t('common.all')}</Link>
        </>
      }
      className="tick"
    >
      {query.error && items.length === 0 ? (
        <Failed error={query.error} retry={() => void query.refetch()} />
      ) : null}
      <ul style={{ minHeight: 252 }}>
        {items.map((event) => (
          <li key={event.eventId} className={eventTone(event.name)}>
            <time dateTime={event.receivedAt}>{format.hms(event.receivedAt)}</time>
            <b className="cut">{eventName(event.name, t)}</b>
            <Link to="/customers/$id" params={{ id: event.customerId }} className="cut">
              {event.customerName ?? t('customers.unnamed')}
            </Link>
            <em className="cut">{eventDetail(event.properties, { format, t })}</em>
          </li>
        ))}
      </ul>
    </Section>
  );
}
