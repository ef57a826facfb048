import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../api.ts';
import { useCan } from '../session.ts';

/** Who asked for a message: `journey:<id>:<node>` becomes the journey's name and a way to that node. */
export function Origin({ origin }: { origin: string }) {
  const { t } = useTranslation();
  const can = useCan();
  const [kind, id, node] = origin.split(':');
  const journeys = useQuery({
    queryKey: ['journeys', 'names'],
    queryFn: ({ signal }) => api.journeys.list({ query: { limit: 200 }, signal }),
    enabled: kind === 'journey' && can('journeys:read'),
    staleTime: 60_000,
  });
  if (kind !== 'journey' || !id) return <>{t(`outreach.origins.${kind}`, { defaultValue: origin })}</>;
  const name = journeys.data?.items.find((one) => one.id === id)?.name;
  return (
    <Link to="/journeys/$id" params={{ id }} search={node ? { view: 'live', node } : {}}>
      {name ?? t('outreach.origins.journey')}
    </Link>
  );
}
