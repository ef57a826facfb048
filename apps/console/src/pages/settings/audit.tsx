import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Empty } from '../../components/blanks.tsx';
import { Band, Section } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { Pager } from '../../components/pager.tsx';
import { useFormat } from '../../format.ts';

const route = getRouteApi('/app/settings/audit');

function detailsOf(details: unknown): string {
  if (typeof details !== 'object' || details === null || Object.keys(details).length === 0) return '';
  return JSON.stringify(details);
}

/** What was changed, by whom, and how it ended. */
export function AuditPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { cursor } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery({
    queryKey: ['audit', cursor ?? ''],
    queryFn: ({ signal }) =>
      api.access.listAudit({ query: { limit: 50, ...(cursor ? { cursor } : {}) }, signal }),
  });
  return (
    <>
      <Band title={t('nav.audit')} sub={t('audit.sub')} />
      <div className="body">
        <Section title={t('audit.all')} sub={t('audit.allSub')}>
          <Loaded query={query} rows={12}>
            {(page) =>
              page.items.length === 0 ? (
                <Empty title={t('audit.none')} why={t('audit.noneWhy')} />
              ) : (
                <div className="tbl-wrap">
                  <table className="tbl">
                    <thead>
                      <tr>
                        <th>{t('audit.at')}</th>
                        <th>{t('audit.actor')}</th>
                        <th>{t('audit.action')}</th>
                        <th className="hide-narrow">{t('audit.target')}</th>
                        <th>{t('audit.outcome')}</th>
                        <th className="hide-narrow">{t('audit.details')}</th>
                      </tr>
                    </thead>
                    <tbody>
                      {page.items.map((entry) => (
                        <tr key={entry.id} title={t('common.requestId', { id: entry.requestId })}>
                          <td className="mut">{`${format.instant(entry.at)}:${entry.at.slice(17, 19)}`}</td>
                          <td>{entry.actor}</td>
                          <td>
                            <code>{entry.action}</code>
                          </td>
                          <td className="mut hide-narrow">
                            <code>{entry.target ?? ''}</code>
                          </td>
                          <td className={entry.outcome === 'done' ? '' : 'amb'}>
                            {t(`audit.outcomes.${entry.outcome}`)}
                          </td>
                          <td className="mut cut hide-narrow" title={detailsOf(entry.details)}>
                            {detailsOf(entry.details)}
                          </td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                  <Pager
                    cursor={cursor}
                    nextCursor={page.nextCursor}
                    shown={page.items.length}
                    onCursor={(next) => void navigate({ search: next ? { cursor: next } : {} })}
                  />
                </div>
              )
            }
          </Loaded>
        </Section>
      </div>
    </>
  );
}
