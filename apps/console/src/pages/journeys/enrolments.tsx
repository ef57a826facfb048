import type { Journey, journeysRoutes, Reply } from '@jetbridge/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Empty } from '../../components/blanks.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Section } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { useAction } from '../../components/use-action.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { nodeTitle } from './node-words.ts';

interface EnrolmentsProps {
  journey: Journey;
  node: string | undefined;
  onNode: (node: string | undefined) => void;
}

type Enrolled = Reply<typeof journeysRoutes.enrolments>['items'][number];

function Rows({ journey, items }: { journey: Journey; items: Enrolled[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const { nodes } = journey.published ?? journey.draft;
  const remove = useAction({
    run: (enrolmentId: string) => api.journeys.remove({ params: { id: journey.id, enrolmentId } }),
    changes: [['journeys']],
    done: () => t('journeys.takenOut'),
    tone: 'amber',
  });
  const titleOf = (id: string) => {
    const found = nodes.find((one) => one.id === id);
    return found ? nodeTitle(found, t) : id;
  };
  return (
    <div className="tbl-wrap">
      <table className="tbl">
        <thead>
          <tr>
            <th>{t('customers.customer')}</th>
            <th>{t('journeys.node')}</th>
            <th>{t('journeys.state')}</th>
            <th className="hide-narrow">{t('journeys.because')}</th>
            <th className="r hide-narrow">{t('journeys.version')}</th>
            <th className="r hide-narrow">{t('journeys.enteredAt')}</th>
            <th className="r">{t('journeys.dueAt')}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <tr key={one.id}>
              <td>
                <Link to="/customers/$id" params={{ id: one.customerId }}>
                  {one.customerName ?? t('customers.unnamed')}
                </Link>
              </td>
              <td>{titleOf(one.node)}</td>
              <td>{t(`journeys.states.${one.status}`)}</td>
              <td className="mut hide-narrow">{one.because}</td>
              <td className="r hide-narrow">v{one.version}</td>
              <td className="r mut hide-narrow">{format.instant(one.enteredAt)}</td>
              <td className="r">{one.dueAt ? format.instant(one.dueAt) : '–'}</td>
              <td className="r">
                {one.status === 'active' && can('journeys:write') ? (
                  <Confirm
                    text={t('journeys.takeOut')}
                    question={t('journeys.takeOutQuestion')}
                    onConfirm={() => remove.mutate(one.id)}
                  />
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Who is where, why, and until when. */
export function Enrolments({ journey, node, onNode }: EnrolmentsProps) {
  const { t } = useTranslation();
  const nodes = (journey.published ?? journey.draft).nodes;
  const query = useInfiniteQuery({
    queryKey: ['journeys', 'enrolments', journey.id, node ?? ''],
    queryFn: ({ pageParam, signal }) =>
      api.journeys.enrolments({
        params: { id: journey.id },
        query: { limit: 50, ...(node ? { node } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: (state) => (state.state.data?.pages.length === 1 ? 5000 : false),
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="body">
      <Section title={t('journeys.where')} sub={t('journeys.whereSub')}>
        <div className="filterbar">
          <select
            className="control small"
            aria-label={t('journeys.node')}
            value={node ?? ''}
            onChange={(event) => onNode(event.target.value || undefined)}
          >
            <option value="">{t('journeys.everyNode')}</option>
            {nodes.map((one) => (
              <option key={one.id} value={one.id}>
                {nodeTitle(one, t)}
              </option>
            ))}
          </select>
        </div>
        <Loaded query={query} rows={10}>
          {() =>
            items.length === 0 ? (
              <Empty title={t('journeys.nobodyHere')} why={t('journeys.nobodyHereWhy')} />
            ) : (
              <Rows journey={journey} items={items} />
            )
          }
        </Loaded>
        {query.hasNextPage ? (
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('common.more')}
          </Button>
        ) : null}
      </Section>
    </div>
  );
}
