import type { Reply, wecomRoutes } from '@jetbridge/contract';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Empty } from '../../components/blanks.tsx';
import { Copy } from '../../components/copy.tsx';
import { Band, Section } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { useAction } from '../../components/use-action.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import './settings.css';

type Status = Reply<typeof wecomRoutes.status>;

function Figures({ status }: { status: Status }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="figures">
      <div>
        <p>{t('wecom.friends')}</p>
        <p className="v">
          {format.int(status.friends)}
          <small>{t('customers.people')}</small>
        </p>
      </div>
      <div>
        <p>{t('wecom.callbacksToday')}</p>
        <p className="v">{format.int(status.callbacksToday)}</p>
        <p className={status.callbacksFailed > 0 ? 'amb' : ''}>
          {t('wecom.callbacksOpen', {
            pending: format.int(status.callbacksPending),
            failed: format.int(status.callbacksFailed),
          })}
        </p>
      </div>
      <div>
        <p>{t('wecom.medianWork')}</p>
        <p className="v">{status.medianWorkMs === null ? '–' : `${status.medianWorkMs} ms`}</p>
        <p>
          {status.lastCallbackAt
            ? t('wecom.lastAt', { at: format.hms(status.lastCallbackAt) })
            : t('common.never')}
        </p>
      </div>
    </div>
  );
}

function Connection({ status }: { status: Status }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section
      title={t('wecom.connection')}
      sub={t(!status.configured ? 'wecom.absent' : status.simulated ? 'wecom.simulated' : 'wecom.real')}
    >
      {status.configured ? null : <Empty title={t('wecom.absent')} why={t('wecom.absentWhy')} />}
      <dl className="pairs">
        <dt>{t('wecom.corpId')}</dt>
        <dd>{status.corpId ?? '–'}</dd>
        <dt>{t('wecom.callbackUrl')}</dt>
        <dd>
          {status.callbackUrl ? (
            <>
              <code>{status.callbackUrl}</code> <Copy text={status.callbackUrl} />
            </>
          ) : (
            '–'
          )}
        </dd>
        {status.simulatorUrl ? (
          <>
            <dt>{t('wecom.simulator')}</dt>
            <dd>
              <a href={status.simulatorUrl} target="_blank" rel="noreferrer">
                {status.simulatorUrl}
              </a>
            </dd>
          </>
        ) : null}
        <dt>{t('wecom.lastSync')}</dt>
        <dd>{status.lastSyncAt ? format.instant(status.lastSyncAt) : t('common.never')}</dd>
        <dt>{t('wecom.lastError')}</dt>
        <dd className={status.lastError ? 'amb' : ''}>{status.lastError ?? t('common.none')}</dd>
      </dl>
    </Section>
  );
}

function StaffList() {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useQuery({
    queryKey: ['wecom', 'staff'],
    queryFn: ({ signal }) => api.wecom.listStaff({ query: { limit: 200 }, signal }),
  });
  return (
    <Section title={t('wecom.staff')} sub={t('wecom.staffSub')}>
      <Loaded query={query} rows={5}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('wecom.noStaff')} why={t('wecom.noStaffWhy')} />
          ) : (
            <table className="tbl">
              <thead>
                <tr>
                  <th>{t('wecom.member')}</th>
                  <th>{t('wecom.userid')}</th>
                  <th className="r">{t('wecom.friends')}</th>
                  <th className="r">{t('wecom.state')}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((staff) => (
                  <tr key={staff.userid}>
                    <td>{staff.name}</td>
                    <td className="mut">{staff.userid}</td>
                    <td className="r">{format.int(staff.friends)}</td>
                    <td className="r">
                      <span className={`tag ${staff.active ? '' : 'amber'}`}>
                        {t(staff.active ? 'wecom.active' : 'wecom.inactive')}
                      </span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
    </Section>
  );
}

/** How the connection to WeCom fares. */
export function WecomPage() {
  const { t } = useTranslation();
  const can = useCan();
  const query = useQuery({
    queryKey: ['wecom', 'status'],
    queryFn: ({ signal }) => api.wecom.status({ signal }),
    refetchInterval: 3000,
  });
  const sync = useAction({
    run: () => api.wecom.sync(),
    changes: [['wecom']],
    done: () => t('wecom.syncing'),
  });
  return (
    <>
      <Band
        title={t('nav.wecom')}
        sub={
          query.data
            ? t(
                query.data.simulated
                  ? 'wecom.simulated'
                  : query.data.configured
                    ? 'wecom.real'
                    : 'wecom.absent',
              )
            : ''
        }
        actions={
          can('wecom:write') && query.data?.configured ? (
            <Button loading={sync.isPending} onClick={() => sync.mutate(undefined)}>
              {t('wecom.sync')}
            </Button>
          ) : null
        }
      >
        {query.data ? <Figures status={query.data} /> : null}
      </Band>
      <div className="body two">
        <Loaded query={query} rows={6}>
          {(status) => <Connection status={status} />}
        </Loaded>
        <StaffList />
      </div>
    </>
  );
}
