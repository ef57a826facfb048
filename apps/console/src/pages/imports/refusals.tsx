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

interface Refusal {
  line: number;
  field: string | null;
  reason: string;
}

/** A cell of CSV; a leading sign that a spreadsheet would take for a formula is disarmed. */
function csvCell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function allRefusals(id: string): Promise<Refusal[]> {
  const all: Refusal[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: { items: Refusal[]; nextCursor: string | null } = await api.imports.refusals({
      params: { id },
      query: { limit: 200, ...(cursor ? { cursor } : {}) },
    });
    all.push(...page.items);
    cursor = page.nextCursor;
  }
  return all;
}

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
      const rows = await allRefusals(value.id);
      const lines = [
        [t('imports.lineHead'), t('imports.fieldHead'), t('imports.reasonHead')],
        ...rows.map((row) => [row.line, row.field ?? '', words(row.reason)]),
      ];
      // The mark lets spreadsheets read the file as UTF-8.
      const text = `\uFEFF${lines.map((line) => line.map(csvCell).join(',')).join('\r\n')}\r\n`;
      const href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
      const link = document.createElement('a');
      link.href = href;
      link.download = `${value.fileName}.refused.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(href), 1000);
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
