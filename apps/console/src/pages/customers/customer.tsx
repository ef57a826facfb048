import type { Customer } from '@jetbridge/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Delta } from '../../components/figures.tsx';
import { Band } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { Consents } from './consents.tsx';
import { CustomerTags } from './customer-tags.tsx';
import { Friends, Memberships, Traits } from './facts.tsx';
import { IdentityStrip } from './identity-strip.tsx';
import { MergeDialog, Merges } from './merges.tsx';
import { lastMonths } from './months.ts';
import { Reachable } from './reachable.tsx';
import { RevealDialog } from './reveal-dialog.tsx';
import { Timeline } from './timeline.tsx';
import { ValueChart } from './value-chart.tsx';
import './customer.css';

const route = getRouteApi('/app/customers/$id');

function Figures({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sum = (months: Customer['value']) => months.reduce((total, month) => total + month.amountFen, 0);
  const months = lastMonths(customer.value, format.day(new Date()));
  const recent = months.slice(-12);
  const before = months.slice(0, -12);
  const flights = recent.reduce((total, month) => total + month.flights, 0);
  const orders = recent.reduce((total, month) => total + month.orders, 0);
  const advisors = customer.friends.filter((friend) => friend.state === 'friend');
  return (
    <div className="figures">
      <div>
        <p>{t('customers.value')}</p>
        <p className="v">
          {format.yuan(sum(recent))}
          <small>{t('customers.last12')}</small>
        </p>
        <Delta
          now={Math.round(sum(recent) / 100)}
          before={Math.round(sum(before) / 100)}
          than={t('customers.yearBefore')}
          lossful
        />
      </div>
      <div>
        <p>{t('customers.activity')}</p>
        <p className="v">
          {format.int(flights)}
          <small>{t('customers.flights')}</small> {format.int(orders)}
          <small>{t('customers.orders')}</small>
        </p>
        <p>{t('customers.last12')}</p>
      </div>
      <div>
        <p>{t('customers.lastEvent')}</p>
        <p className="v">{customer.lastEventAt ? format.instant(customer.lastEventAt) : t('common.never')}</p>
        <p>{t('customers.eventCount', { n: format.int(customer.eventCount) })}</p>
      </div>
      <div>
        <p>{t('customers.friend')}</p>
        <p className="v">
          {advisors.length > 0 ? advisors.map((one) => one.staffName).join(t('common.listComma')) : '–'}
        </p>
        <p>
          {advisors[0]
            ? t('customers.friendSince', { day: format.day(advisors[0].since) })
            : t('customers.noFriend')}
        </p>
      </div>
    </div>
  );
}

function View({ customer }: { customer: Customer }) {
  const can = useCan();
  const format = useFormat();
  const { name } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <div className="body c360">
      <div>
        <Consents customer={customer} />
        <CustomerTags customer={customer} />
        <Traits traits={customer.traits} />
      </div>
      <div className="c360-main">
        <ValueChart months={lastMonths(customer.value, format.day(new Date()))} />
        <Timeline
          id={customer.id}
          name={name}
          onName={(next) => void navigate({ search: next ? { name: next } : {}, replace: true })}
        />
      </div>
      <div className="c360-side">
        {can('outreach:read') ? <Reachable id={customer.id} /> : null}
        <Memberships segments={customer.segments} />
        <Friends friends={customer.friends} />
        <Merges customer={customer} />
      </div>
    </div>
  );
}

/** One traveller: who it is, what was agreed, what happened, what may be said. */
export function CustomerPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { id } = route.useParams();
  const [dialog, setDialog] = useState<'reveal' | 'merge' | null>(null);
  const [clear, setClear] = useState<Customer['identities'] | null>(null);
  const query = useQuery({
    queryKey: ['customer', id],
    queryFn: ({ signal }) => api.customers.get({ params: { id: id as Customer['id'] }, signal }),
    refetchInterval: 5000,
  });
  const customer = query.data;
  const name = customer ? (customer.name ?? t('customers.unnamed')) : '';
  const masked = customer?.identities.some((identity) => identity.masked) && !clear;
  return (
    <>
      <Band
        title={name}
        tab={name === '' ? t('customers.title') : name}
        back={<Link to="/customers">{t('customers.title')}</Link>}
        sub={masked ? t('customers.maskedNote') : null}
        actions={
          customer ? (
            <>
              {masked && can('customers:reveal') ? (
                <Button onClick={() => setDialog('reveal')}>{t('customers.reveal')}</Button>
              ) : null}
              {can('customers:write') ? (
                <Button onClick={() => setDialog('merge')}>{t('customers.merge')}</Button>
              ) : null}
            </>
          ) : null
        }
      >
        <div style={{ minHeight: 84 }}>{customer ? <Figures customer={customer} /> : null}</div>
      </Band>
      {customer ? <IdentityStrip customer={customer} clear={clear} /> : null}
      <Loaded query={query} rows={14}>
        {(data) => <View customer={data} />}
      </Loaded>
      {customer && dialog === 'reveal' ? (
        <RevealDialog id={customer.id} onRevealed={setClear} onClose={() => setDialog(null)} />
      ) : null}
      {customer && dialog === 'merge' ? (
        <MergeDialog id={customer.id} onClose={() => setDialog(null)} />
      ) : null}
    </>
  );
}
