import { type Send, sendStatuses } from '@jetbridge/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Empty } from '../../components/blanks.tsx';
import { Bar, Delta } from '../../components/figures.tsx';
import { Band, Section } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { Origin } from '../../components/origin.tsx';
import { Pager } from '../../components/pager.tsx';
import { useFormat } from '../../format.ts';
import { type Budget, Policy } from './policy.tsx';
import './outreach.css';

const route = getRouteApi('/app/outreach');

function Figures({ budget }: { budget: Budget }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { asked, sent, delivered, refused } = budget.today;
  const held = refused.reduce((sum, one) => sum + one.count, 0);
  return (
    <div className="figures">
      <div>
        <p>{t('outreach.asked')}</p>
        <p className="v">{format.int(asked)}</p>
        <p>{t('outreach.today')}</p>
      </div>
      <div>
        <p>{t('outreach.sent')}</p>
        <p className="v">
          {format.int(sent)}
          <small>{asked > 0 ? format.percent(sent / asked) : ''}</small>
        </p>
        <Delta now={sent} before={budget.yesterdaySent} than={t('overview.yesterdayShort')} />
      </div>
      <div>
        <p>{t('outreach.delivered')}</p>
        <p className="v">
          {format.int(delivered)}
          <small>{sent > 0 ? format.percent(delivered / sent) : ''}</small>
        </p>
        <p>{t('outreach.ofSent')}</p>
      </div>
      <div>
        <p>{t('outreach.held')}</p>
        <p className="v">{format.int(held)}</p>
        <p>{t('outreach.today')}</p>
      </div>
    </div>
  );
}

function Refusals({ budget }: { budget: Budget }) {
  const { t } = useTranslation();
  const format = useFormat();
  const refused = [...budget.today.refused].sort((left, right) => right.count - left.count);
  const most = refused[0]?.count ?? 1;
  return (
    <Section title={t('outreach.refusals')} sub={t('outreach.refusalsSub')}>
      {refused.length === 0 ? <p className="mut f1">{t('overview.noneRefused')}</p> : null}
      {refused.map((one) => (
        <p key={one.reason} className="bl">
          <span className="cut">{t(`refusals.${one.reason}`, { defaultValue: one.reason })}</span>
          <Bar share={one.count / most} />
          <b>{format.int(one.count)}</b>
        </p>
      ))}
    </Section>
  );
}

function Rows({ items }: { items: Send[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="tbl-wrap">
      <table className="tbl">
        <thead>
          <tr>
            <th>{t('outreach.at')}</th>
            <th>{t('customers.customer')}</th>
            <th className="hide-narrow">{t('outreach.purpose')}</th>
            <th>{t('outreach.text')}</th>
            <th className="hide-narrow">{t('outreach.origin')}</th>
            <th className="r hide-narrow">{t('outreach.clicks')}</th>
            <th className="r">{t('outreach.status')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((send) => (
            <tr key={send.id}>
              <td className="mut">{format.instant(send.decidedAt)}</td>
              <td>
                <Link to="/customers/$id" params={{ id: send.customerId }}>
                  {send.customerName ?? t('customers.unnamed')}
                </Link>
              </td>
              <td className="hide-narrow">{t(`customers.purposes.${send.purpose}`)}</td>
              <td className="cut" title={send.text}>
                {send.text}
              </td>
              <td className="mut hide-narrow">
                <Origin origin={send.origin} />
              </td>
              <td className="r hide-narrow">{send.clicks}</td>
              <td className={`r ${send.status === 'refused' || send.status === 'failed' ? 'amb' : ''}`}>
                {format.join(
                  t(`outreach.statuses.${send.status}`, { defaultValue: send.status }),
                  send.reason ? t(`refusals.${send.reason}`, { defaultValue: send.reason }) : null,
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Every ask of the loop: sent, or held back and why. */
function Sends() {
  const { t } = useTranslation();
  const { status, cursor } = route.useSearch();
  const navigate = route.useNavigate();
  const kept = status ? { status } : {};
  const query = useQuery({
    queryKey: ['sends', 'list', status ?? '', cursor ?? ''],
    queryFn: ({ signal }) =>
      api.outreach.listSends({ query: { limit: 50, ...kept, ...(cursor ? { cursor } : {}) }, signal }),
    refetchInterval: cursor ? false : 4000,
  });
  return (
    <Section title={t('outreach.sends')} sub={t('outreach.sendsSub')}>
      <div className="filterbar">
        <select
          className="control small"
          aria-label={t('outreach.status')}
          value={status ?? ''}
          onChange={(event) =>
            void navigate({ search: event.target.value ? { status: event.target.value } : {}, replace: true })
          }
        >
          <option value="">{t('outreach.everyStatus')}</option>
          {sendStatuses.map((one) => (
            <option key={one} value={one}>
              {t(`outreach.statuses.${one}`)}
            </option>
          ))}
        </select>
      </div>
      <Loaded query={query} rows={10}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty title={t('outreach.none')} why={t('outreach.noneWhy')} />
          ) : (
            <>
              <Rows items={page.items} />
              <Pager
                cursor={cursor}
                nextCursor={page.nextCursor}
                shown={page.items.length}
                onCursor={(next) => void navigate({ search: { ...kept, ...(next ? { cursor: next } : {}) } })}
              />
            </>
          )
        }
      </Loaded>
    </Section>
  );
}

/** What went out today, what was held back, and the rules that decide. */
export function OutreachPage() {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ['outreach', 'budget'],
    queryFn: ({ signal }) => api.outreach.budget({ signal }),
    refetchInterval: 4000,
  });
  return (
    <>
      <Band title={t('outreach.title')} sub={t('outreach.sub')}>
        <div style={{ minHeight: 80 }}>{query.data ? <Figures budget={query.data} /> : null}</div>
      </Band>
      <div className="body out-grid">
        <Sends />
        <div>
          <Loaded query={query} rows={6}>
            {(budget) => (
              <>
                <Refusals budget={budget} />
                <Policy budget={budget} />
              </>
            )}
          </Loaded>
        </div>
      </div>
    </>
  );
}
