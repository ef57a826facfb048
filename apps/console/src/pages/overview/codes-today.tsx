import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Empty } from '../../components/blanks.tsx';
import { Section } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { useFormat } from '../../format.ts';

const shown = 7;
const signed = (text: string, value: number) => (value > 0 ? `+${text}` : text);

/** Which codes bring friends today. */
export function CodesToday() {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useQuery({
    queryKey: ['channel-codes', 'today', shown],
    queryFn: ({ signal }) => api.acquisition.list({ query: { limit: shown }, signal }),
    refetchInterval: 5000,
  });
  return (
    <Section
      title={t('overview.codes')}
      sub={t('overview.codesSub', { n: shown })}
      links={<Link to="/channel-codes">{t('common.all')}</Link>}
    >
      <Loaded query={query} rows={shown}>
        {({ items }) => {
          if (items.length === 0) {
            return (
              <Empty title={t('channelCodes.none')} why={t('channelCodes.noneWhy')}>
                <Link to="/channel-codes">{t('channelCodes.add')}</Link>
              </Empty>
            );
          }
          const most = Math.max(1, ...items.map((code) => code.friendsToday));
          return (
            <table className="tbl codes">
              <thead>
                <tr>
                  <th>{t('channelCodes.code')}</th>
                  <th className="hide-narrow">{t('channelCodes.touchpoint')}</th>
                  <th className="r">{t('channelCodes.friendsToday')}</th>
                  <th className="r hide-narrow">{t('channelCodes.against')}</th>
                  <th className="r">{t('channelCodes.friendsTotal')}</th>
                  <th className="r">{t('channelCodes.removedShare')}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((code) => (
                  <tr key={code.id}>
                    <td
                      className="cut"
                      style={{ '--w': `${(code.friendsToday / most) * 100}%` } as React.CSSProperties}
                    >
                      <Link to="/channel-codes" search={{ open: code.id }}>
                        {code.name}
                      </Link>
                    </td>
                    <td className="hide-narrow mut">{code.touchpoint}</td>
                    <td className="r">{format.int(code.friendsToday)}</td>
                    <td className="r mut hide-narrow">
                      {signed(
                        format.int(code.friendsToday - code.friendsYesterday),
                        code.friendsToday - code.friendsYesterday,
                      )}
                    </td>
                    <td className="r">{format.int(code.friendsTotal)}</td>
                    <td className="r">
                      {code.friendsTotal === 0 ? '–' : format.percent(code.removedTotal / code.friendsTotal)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          );
        }}
      </Loaded>
    </Section>
  );
}
