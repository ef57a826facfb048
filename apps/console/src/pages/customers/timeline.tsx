import type { Customer, TimelineItem } from '@jetbridge/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Empty } from '../../components/blanks.tsx';
import { eventDetail, eventName, eventTone } from '../../components/event-words.ts';
import { Section } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { useFormat } from '../../format.ts';

interface TimelineProps {
  id: Customer['id'];
  /** Only events of this name. */
  name: string | undefined;
  onName: (name: string | undefined) => void;
}

function Entry({ item }: { item: TimelineItem }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const late = Date.parse(item.receivedAt) - Date.parse(item.eventTime) > 3_600_000;
  return (
    <li className={`ev ${eventTone(item.name)}`} data-event={item.name}>
      <time dateTime={item.eventTime}>{format.hm(item.eventTime)}</time>
      <i />
      <b className="cut" title={item.name}>
        {eventName(item.name, t)}
      </b>
      <button type="button" className="cut" aria-expanded={open} onClick={() => setOpen(!open)}>
        {eventDetail(item.properties, { format, t }) || (
          <span className="mut">{t('customers.noProperties')}</span>
        )}
      </button>
      <span
        className="src"
        title={late ? t('customers.late', { at: format.instant(item.receivedAt) }) : undefined}
      >
        {item.source ?? ''}
      </span>
      {open ? <pre>{JSON.stringify(item.properties, null, 2)}</pre> : null}
    </li>
  );
}

function Days({ items }: { items: TimelineItem[] }) {
  const format = useFormat();
  const days = new Map<string, TimelineItem[]>();
  for (const item of items) {
    const day = format.day(item.eventTime);
    days.set(day, [...(days.get(day) ?? []), item]);
  }
  return [...days].map(([day, list]) => (
    <div key={day}>
      <p className="day">
        {list[0] ? format.longDay(list[0].eventTime) : day} <span className="mut">{day.slice(0, 4)}</span>
      </p>
      <ul>
        {list.map((item) => (
          <Entry key={item.eventId} item={item} />
        ))}
      </ul>
    </div>
  ));
}

/** What happened, newest first; one kind at a time if wanted. */
export function Timeline({ id, name, onName }: TimelineProps) {
  const { t } = useTranslation();
  const query = useInfiniteQuery({
    queryKey: ['timeline', id, name ?? ''],
    queryFn: ({ pageParam, signal }) =>
      api.customers.timeline({
        params: { id },
        query: { limit: 40, ...(name ? { name } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: (state) => (state.state.data?.pages.length === 1 ? 5000 : false),
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  // The kinds met so far on any page stay on offer while one of them is chosen.
  const [known, setKnown] = useState<string[]>([]);
  const names = [...new Set([...known, ...items.map((item) => item.name)])];
  const choose = (next: string | undefined) => {
    setKnown(names);
    onName(next);
  };
  return (
    <Section title={t('customers.timeline')} sub={t('customers.timelineSub')}>
      <div className="tabset" role="toolbar" aria-label={t('customers.filter')}>
        {[undefined, ...names.slice(0, 10)].map((one) => (
          <button
            key={one ?? ''}
            type="button"
            className={one === name ? 'on' : ''}
            aria-pressed={one === name}
            onClick={() => choose(one)}
          >
            {one ? eventName(one, t) : t('common.all')}
          </button>
        ))}
      </div>
      <Loaded query={query} rows={10} rowHeight={25}>
        {() =>
          items.length === 0 ? (
            <Empty title={t('customers.noEvents')} why={t('customers.noEventsWhy')} />
          ) : (
            <Days items={items} />
          )
        }
      </Loaded>
      {query.hasNextPage ? (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('common.more')}
        </Button>
      ) : null}
    </Section>
  );
}
