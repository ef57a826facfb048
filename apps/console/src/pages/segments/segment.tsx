import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Band } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { SegmentEditor } from './segment-editor.tsx';

const route = getRouteApi('/app/segments/$id');

/** A saved segment: its rule can be changed, its members move while one looks. */
export function SegmentPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const query = useQuery({
    queryKey: ['segments', 'one', id],
    queryFn: ({ signal }) => api.segments.get({ params: { id }, signal }),
    refetchInterval: 3000,
  });
  if (query.data) return <SegmentEditor key={id} saved={query.data} />;
  return (
    <>
      <Band title={t('segments.title')} />
      <div className="body">
        <Loaded query={query} rows={10}>
          {() => null}
        </Loaded>
      </div>
    </>
  );
}

export function NewSegmentPage() {
  return <SegmentEditor saved={null} />;
}
