import type { Import } from '@jetbridge/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { failureOf } from '../../components/failure.ts';
import { Section } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { receipt } from '../../components/receipts.tsx';
import { useFormat } from '../../format.ts';
import { saveRefusals } from './save-refusals.ts';

/** Rows that were not taken, by line and reason, also as a file. */
export function Refusals({ value }: { value: Import }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [exporting, setExporting] = useState(false);
  const words = (reason: string) => t(`imports.reasons.${reason}`, { defaultValue: reason });
  const query = useInfiniteQuery({
    queryKey: ['imports', 'refusals', value.id, value.refused],
    queryFn: ({ pageParam, signal }) =>
      api.imports.refusals({
        params: { id: value.id },
        query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const save = async () => {
    setExporting(true);
    try {
      await saveRefusals(value, {
        head: [t('imports.lineHead'), t('imports.fieldHead'), t('imports.reasonHead')],
        words,
      });
    } catch (error) {
      receipt(failureOf(error, t).words, { tone: 'amber' });
    }
    setExporting(false);
  };
  return (
    <Section
      title={t('imports.refusals')}
      sub={t('imports.refusalsSub', { n: format.int(value.refused) })}
      links={
        <button type="button" className="link" disabled={exporting} onClick={() => void save()}>
          {t('common.export')}
        </button>
      }
    >
      <Loaded query={query} rows={4}>
        {() => (
          <table className="tbl">
            <thead>
              <tr>
                <th>{t('imports.lineHead')}</th>
                <th>{t('imports.fieldHead')}</th>
                <th>{t('imports.reasonHead')}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((row) => (
                <tr key={`${row.line}${row.field}${row.reason}`}>
                  <td>{format.int(row.line)}</td>
                  <td className="mut">{row.field ?? ''}</td>
                  <td className="wrap">{words(row.reason)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Loaded>
      {query.hasNextPage ? (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('imports.moreRefusals')}
        </Button>
      ) : null}
    </Section>
  );
}
