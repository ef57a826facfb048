import type { CustomerSummary, customersRoutes, Reply } from '@jetbridge/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Empty } from '../../components/blanks.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { valueWords } from '../../components/event-words.ts';
import { Band, Section } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { Pager } from '../../components/pager.tsx';
import { useAction } from '../../components/use-action.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';

const route = getRouteApi('/app/conflicts');

function Side({ customer }: { customer: CustomerSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <Link to="/customers/$id" params={{ id: customer.id }}>
        {customer.name ?? t('customers.unnamed')}
      </Link>{' '}
      <span className="mut">
        {format.join(customer.memberNo, customer.tier ? valueWords(customer.tier, t) : null, customer.city)}
      </span>
    </>
  );
}

type Conflict = Reply<typeof customersRoutes.listConflicts>['items'][number];

function Rows({ items }: { items: Conflict[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const resolve = useAction({
    run: ({ id, decision }: { id: string; decision: 'merge' | 'separate' }) =>
      api.customers.resolveConflict({ params: { id }, body: { decision } }),
    changes: [['conflicts'], ['customers'], ['overview']],
    done: (_, { decision }) =>
      t(decision === 'merge' ? 'customers.conflictMerged' : 'customers.conflictKept'),
  });
  return (
    <div className="tbl-wrap">
      <table className="tbl">
        <thead>
          <tr>
            <th>{t('customers.found1')}</th>
            <th>{t('customers.left')}</th>
            <th>{t('customers.right')}</th>
            <th>{t('customers.because')}</th>
            <th className="r">{t('customers.decide')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((conflict) => (
            <tr key={conflict.id}>
              <td className="mut">{format.instant(conflict.at)}</td>
              <td>
                <Side customer={conflict.left} />
              </td>
              <td>
                <Side customer={conflict.right} />
              </td>
              <td className="mut">{conflict.because}</td>
              <td className="r">
                {can('customers:write') ? (
                  <span className="rowx" style={{ justifyContent: 'flex-end' }}>
                    <Confirm
                      text={t('customers.samePerson')}
                      question={t('customers.mergeQuestion')}
                      onConfirm={() => resolve.mutate({ id: conflict.id, decision: 'merge' })}
                    />
                    <button
                      type="button"
                      className="link"
                      onClick={() => resolve.mutate({ id: conflict.id, decision: 'separate' })}
                    >
                      {t('customers.twoPeople')}
                    </button>
                  </span>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Two member numbers seen together: a person decides. */
export function ConflictsPage() {
  const { t } = useTranslation();
  const { cursor } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery({
    queryKey: ['conflicts', cursor ?? ''],
    queryFn: ({ signal }) =>
      api.customers.listConflicts({ query: { limit: 50, ...(cursor ? { cursor } : {}) }, signal }),
  });
  return (
    <>
      <Band title={t('nav.conflicts')} sub={t('customers.conflictsSub')} />
      <div className="body">
        <Section title={t('customers.openConflicts')} sub={t('customers.openConflictsSub')}>
          <Loaded query={query} rows={6}>
            {(page) =>
              page.items.length === 0 ? (
                <Empty title={t('customers.noConflicts')} why={t('customers.noConflictsWhy')} />
              ) : (
                <>
                  <Rows items={page.items} />
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
