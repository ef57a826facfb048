import type { ChannelCode } from '@jetbridge/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Empty } from '../../components/blanks.tsx';
import { Delta } from '../../components/figures.tsx';
import { Band, Section } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { Pager } from '../../components/pager.tsx';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { CodePanel } from './code-panel.tsx';
import { CodeStatus } from './code-status.tsx';
import './channel-codes.css';

const route = getRouteApi('/app/channel-codes');

function Row({ code, most }: { code: ChannelCode; most: number }) {
  const format = useFormat();
  const change = code.friendsToday - code.friendsYesterday;
  return (
    <tr>
      <td className="named" style={{ '--w': `${(code.friendsToday / most) * 100}%` } as React.CSSProperties}>
        <Link to="/channel-codes" search={(before) => ({ ...before, open: code.id })}>
          {code.name}
        </Link>
      </td>
      <td className="hide-narrow">{code.touchpoint}</td>
      <td className="hide-narrow mut">{code.staff.map((one) => one.name).join(', ')}</td>
      <td className="r">{format.int(code.friendsToday)}</td>
      <td className="r mut hide-narrow">{change > 0 ? `+${format.int(change)}` : format.int(change)}</td>
      <td className="r">{format.int(code.friendsTotal)}</td>
      <td className="r hide-narrow">
        {code.friendsTotal === 0 ? '–' : format.percent(code.removedTotal / code.friendsTotal)}
      </td>
      <td className="r">
        <CodeStatus code={code} />
      </td>
    </tr>
  );
}

function Codes({ items }: { items: ChannelCode[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sum = (pick: (code: ChannelCode) => number) => items.reduce((total, code) => total + pick(code), 0);
  const most = Math.max(1, ...items.map((code) => code.friendsToday));
  const friends = sum((code) => code.friendsTotal);
  return (
    <div className="tbl-wrap">
      <table className="tbl">
        <thead>
          <tr>
            <th>{t('channelCodes.code')}</th>
            <th className="hide-narrow">{t('channelCodes.touchpoint')}</th>
            <th className="hide-narrow">{t('channelCodes.staff')}</th>
            <th className="r">{t('channelCodes.friendsToday')}</th>
            <th className="r hide-narrow">{t('channelCodes.against')}</th>
            <th className="r">{t('channelCodes.friendsTotal')}</th>
            <th className="r hide-narrow">{t('channelCodes.removedShare')}</th>
            <th className="r">{t('channelCodes.status')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((code) => (
            <Row key={code.id} code={code} most={most} />
          ))}
          <tr className="tot">
            <td>{t('channelCodes.sum', { n: items.length })}</td>
            <td className="hide-narrow" />
            <td className="hide-narrow" />
            <td className="r">{format.int(sum((code) => code.friendsToday))}</td>
            <td className="r hide-narrow">
              {format.int(sum((code) => code.friendsToday - code.friendsYesterday))}
            </td>
            <td className="r">{format.int(friends)}</td>
            <td className="r hide-narrow">
              {friends === 0 ? '–' : format.percent(sum((code) => code.removedTotal) / friends)}
            </td>
            <td />
          </tr>
        </tbody>
      </table>
    </div>
  );
}

/** Which code brings whom; the panel at the side shows one, its QR and its settings. */
export function ChannelCodesPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const { cursor, open } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery({
    queryKey: ['channel-codes', 'list', cursor ?? ''],
    queryFn: ({ signal }) =>
      api.acquisition.list({ query: { limit: 50, ...(cursor ? { cursor } : {}) }, signal }),
    refetchInterval: 5000,
  });
  const show = (next: string | undefined) =>
    void navigate({ search: { ...(cursor ? { cursor } : {}), ...(next ? { open: next } : {}) } });
  const items = query.data?.items ?? [];
  const today = items.reduce((total, code) => total + code.friendsToday, 0);
  const yesterday = items.reduce((total, code) => total + code.friendsYesterday, 0);
  const add = can('acquisition:write') ? (
    <Button type="primary" onClick={() => show('new')}>
      {t('channelCodes.add')}
    </Button>
  ) : null;
  return (
    <>
      <Band title={t('channelCodes.title')} sub={t('channelCodes.sub')} actions={add}>
        {query.data ? (
          <div className="figures">
            <div>
              <p>{t('channelCodes.newToday')}</p>
              <p className="v">
                {format.int(today)}
                <small>{t('customers.people')}</small>
              </p>
              <Delta now={today} before={yesterday} than={t('channelCodes.allYesterday')} />
            </div>
            <div>
              <p>{t('channelCodes.live')}</p>
              <p className="v">{format.int(items.filter((code) => code.status === 'live').length)}</p>
              <p>{t('channelCodes.ofShown', { n: items.length })}</p>
            </div>
          </div>
        ) : null}
      </Band>
      <div className="body">
        <Section title={t('channelCodes.all')} sub={t('channelCodes.allSub')}>
          <Loaded query={query} rows={8}>
            {(page) =>
              page.items.length === 0 ? (
                <Empty title={t('channelCodes.none')} why={t('channelCodes.noneWhy')}>
                  {add}
                </Empty>
              ) : (
                <>
                  <Codes items={page.items} />
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
      {open ? <CodePanel key={open} id={open} onClose={() => show(undefined)} onMade={show} /> : null}
    </>
  );
}
