import type { Overview } from '@jetbridge/contract';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Bar, Delta } from '../../components/figures.tsx';
import { Section } from '../../components/frame.tsx';
import { useFormat } from '../../format.ts';

/** Messages sent today and what held the others back. */
export function Contacts({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const refused = [...data.refusals].sort((left, right) => right.count - left.count);
  const total = refused.reduce((sum, one) => sum + one.count, 0);
  const most = refused[0]?.count ?? 1;
  return (
    <Section
      title={t('overview.contacts')}
      sub={t('overview.contactsSub')}
      links={<Link to="/outreach">{t('overview.toOutreach')}</Link>}
    >
      <p className="fig">
        {format.int(data.sends.now)}
        <small>{t('overview.units.sends')}</small>
      </p>
      <Delta now={data.sends.now} before={data.sends.before} than={t('overview.sameTime')} />
      <p className="bl" style={{ marginTop: 12 }}>
        <span className="mut">{t('overview.refusedToday')}</span>
        <span />
        <b style={{ fontWeight: 600 }}>{format.int(total)}</b>
      </p>
      {refused.map((one) => (
        <p className="bl" key={one.reason}>
          <span className="cut">{t(`refusals.${one.reason}`, { defaultValue: one.reason })}</span>
          <Bar share={one.count / most} />
          <b>{format.int(one.count)}</b>
        </p>
      ))}
      {refused.length === 0 ? <p className="mut f1">{t('overview.noneRefused')}</p> : null}
    </Section>
  );
}

/** How many there are, and whether new friends were welcomed within WeCom's 20 seconds. */
export function Totals({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { sent, late, missed, p99Ms } = data.welcomesInTime;
  return (
    <>
      <Section title={t('overview.welcome')} sub={t('overview.welcomeSub')}>
        <dl className="pairs">
          <dt>{t('overview.welcomeSent')}</dt>
          <dd>{format.int(sent)}</dd>
          <dt>{t('overview.welcomeLate')}</dt>
          <dd className={late > 0 ? 'amb' : ''}>{format.int(late)}</dd>
          <dt>{t('overview.welcomeMissed')}</dt>
          <dd className={missed > 0 ? 'red' : ''}>{format.int(missed)}</dd>
          <dt>{t('overview.welcomeP99')}</dt>
          <dd>{p99Ms === null ? '–' : p99Ms < 1000 ? `${p99Ms} ms` : `${(p99Ms / 1000).toFixed(1)} s`}</dd>
        </dl>
      </Section>
      <Section title={t('overview.totals')} sub={t('overview.totalsSub')}>
        <dl className="pairs">
          <dt>{t('overview.customers')}</dt>
          <dd>{format.int(data.totals.customers)}</dd>
          <dt>{t('overview.activeCustomers')}</dt>
          <dd>
            <Delta
              now={data.activeCustomers.now}
              before={data.activeCustomers.before}
              than={t('overview.yesterdayShort')}
            />{' '}
            {format.int(data.activeCustomers.now)}
          </dd>
          <dt>{t('overview.friendsNow')}</dt>
          <dd>{format.int(data.totals.friends)}</dd>
          <dt>{t('overview.enrolments')}</dt>
          <dd>{format.int(data.totals.activeEnrolments)}</dd>
        </dl>
      </Section>
    </>
  );
}
