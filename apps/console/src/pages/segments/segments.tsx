import type { Segment } from '@jetbridge/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Empty } from '../../components/blanks.tsx';
import { Band, Section } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { Pager } from '../../components/pager.tsx';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';

const route = getRouteApi('/app/segments');

function Rows({ items }: { items: Segment[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="tbl-wrap">
      <table className="tbl">
        <thead>
          <tr>
            <th>{t('segments.segment')}</th>
            <th className="r">{t('segments.members')}</th>
            <th className="r">{t('segments.entered')}</th>
            <th className="r">{t('segments.exited')}</th>
            <th className="r hide-narrow">{t('segments.evaluated')}</th>
            <th className="r hide-narrow">{t('common.updatedAt')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((segment) => (
            <tr key={segment.id}>
              <td>
                <Link to="/segments/$id" params={{ id: segment.id }}>
                  {segment.name}
                </Link>
              </td>
              <td className="r">
                {segment.status === 'computing' ? (
                  <span className="mut">{t('segments.computing')}</span>
                ) : (
                  <b>{format.int(segment.memberCount)}</b>
                )}
              </td>
              <td className="r sky">{segment.entered24h > 0 ? `+${format.int(segment.entered24h)}` : '0'}</td>
              <td className="r">{segment.exited24h > 0 ? format.int(-segment.exited24h) : '0'}</td>
              <td className="r mut hide-narrow">
                {segment.evaluatedAt ? format.hms(segment.evaluatedAt) : '–'}
              </td>
              <td className="r mut hide-narrow">{format.instant(segment.updatedAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** All segments with how many are in them and how many moved. */
export function SegmentsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { cursor } = route.useSearch();
  const navigate = route.useNavigate();
  const go = useNavigate();
  const query = useQuery({
    queryKey: ['segments', 'list', cursor ?? ''],
    queryFn: ({ signal }) =>
      api.segments.list({ query: { limit: 50, ...(cursor ? { cursor } : {}) }, signal }),
    refetchInterval: 3000,
  });
  const add = can('segments:write') ? (
    <Button type="primary" onClick={() => void go({ to: '/segments/new' })}>
      {t('segments.add')}
    </Button>
  ) : null;
  return (
    <>
      <Band title={t('segments.title')} sub={t('segments.sub')} actions={add} />
      <div className="body">
        <Section title={t('segments.all')} sub={t('segments.allSub')}>
          <Loaded query={query} rows={8}>
            {({ items, nextCursor }) =>
              items.length === 0 ? (
                <Empty title={t('segments.none')} why={t('segments.noneWhy')}>
                  {add}
                </Empty>
              ) : (
                <>
                  <Rows items={items} />
                  <Pager
                    cursor={cursor}
                    nextCursor={nextCursor}
                    shown={items.length}
                    onCursor={(next) => void navigate({ search: next ? { cursor: next } : {} })}
                  />
                </>
              )
            }
          </Loaded>
        </Section>
      </div>
    </>
  );
}
