import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Empty } from '../../components/blanks.tsx';
import { Band, Section } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { Pager } from '../../components/pager.tsx';
import { useFormat } from '../../format.ts';
import { CustomerRows } from '../customers/customer-rows.tsx';

const route = getRouteApi('/app/segments/$id/members');

/** Everybody in a segment. */
export function MembersPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { id } = route.useParams();
  const { cursor } = route.useSearch();
  const navigate = route.useNavigate();
  const segment = useQuery({
    queryKey: ['segments', 'one', id],
    queryFn: ({ signal }) => api.segments.get({ params: { id }, signal }),
    refetchInterval: 5000,
  }).data;
  const query = useQuery({
    queryKey: ['segments', 'members', id, cursor ?? ''],
    queryFn: ({ signal }) =>
      api.segments.members({ params: { id }, query: { limit: 50, ...(cursor ? { cursor } : {}) }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 5000,
  });
  return (
    <>
      <Band
        title={t('segments.membersOf', { name: segment?.name ?? '' })}
        back={
          <Link to="/segments/$id" params={{ id }}>
            {t('segments.segment')}
          </Link>
        }
        sub={segment ? t('segments.memberCount', { n: format.int(segment.memberCount) }) : ''}
      />
      <div className="body">
        <Section title={t('segments.members')} sub={t('segments.membersSub')}>
          <Loaded query={query} rows={12}>
            {(page) =>
              page.items.length === 0 ? (
                <Empty title={t('segments.nobody')} why={t('segments.nobodyWhy')} />
              ) : (
                <>
                  <CustomerRows items={page.items} dimmed={query.isPlaceholderData} />
                  <Pager
                    cursor={cursor}
                    nextCursor={page.nextCursor}
                    shown={page.items.length}
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
