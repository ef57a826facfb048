import type { Import, ImportMap, importsRoutes, Reply } from '@jetbridge/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Failed, Loading } from '../../components/blanks.tsx';
import { failureOf } from '../../components/failure.ts';
import { Section } from '../../components/frame.tsx';
import { useAction } from '../../components/use-action.ts';
import { FileSettings } from './file-settings.tsx';
import { MapTable } from './map-table.tsx';

type Preview = Reply<typeof importsRoutes.preview>;

/** The first rows of the file as they were read. */
function FilePreview({ preview }: { preview: Preview }) {
  const { t } = useTranslation();
  return (
    <Section
      title={t('imports.asRead')}
      sub={t('imports.asReadSub', {
        encoding: preview.encoding,
        separator: t(`imports.separators.${preview.separator}`, { defaultValue: preview.separator }),
        n: preview.columns.length,
      })}
    >
      <div className="tbl-wrap">
        <table className="tbl">
          <thead>
            <tr>
              {preview.columns.map((column, index) => (
                // Headings may repeat; the position is what tells columns apart.
                // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
                <th key={index}>{column}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row, line) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
              <tr key={line}>
                {row.map((cell, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
                  <td key={index}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

/** The same rows as they would be stored, or why they would be refused. */
function MappedPreview({ mapped }: { mapped: Preview['mapped'] }) {
  const { t } = useTranslation();
  return (
    <Section title={t('imports.asStored')} sub={t('imports.asStoredSub')}>
      <div className="tbl-wrap">
        <table className="tbl">
          <tbody>
            {mapped.map((row) => (
              <tr key={row.line}>
                <td className="mut">{t('imports.line', { n: row.line })}</td>
                <td className={row.ok ? '' : 'amb'}>
                  {row.ok
                    ? t('imports.wouldTake')
                    : t(`imports.reasons.${row.reason ?? ''}`, { defaultValue: row.reason ?? '' })}
                </td>
                <td className="cut" title={JSON.stringify(row.result)}>
                  <code>{JSON.stringify(row.result)}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

/** Asks for a preview of a map shortly after it last changed. */
function usePreview(id: string, map: ImportMap | null) {
  const text = map ? JSON.stringify(map) : '';
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    if (text === settled) return;
    const timer = setTimeout(() => setSettled(text), 400);
    return () => clearTimeout(timer);
  }, [text, settled]);
  return useQuery({
    queryKey: ['import-preview', id, settled],
    queryFn: ({ signal }) =>
      api.imports.preview({
        params: { id },
        body: settled === '' ? {} : { map: JSON.parse(settled) as ImportMap },
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** Says what each column becomes, shows the result on the first rows, and starts the import. */
export function Mapping({ value }: { value: Import }) {
  const { t } = useTranslation();
  const [map, setMap] = useState<ImportMap | null>(null);
  const preview = usePreview(value.id, map);
  const suggested = preview.data?.suggested ?? null;
  useEffect(() => {
    if (map === null && preview.data)
      setMap(suggested ?? { kind: value.kind, header: true, identifiers: {} });
  }, [map, preview.data, suggested, value.kind]);
  const run = useAction({
    run: (chosen: ImportMap) => api.imports.run({ params: { id: value.id }, body: { map: chosen } }),
    changes: [['imports']],
    done: () => t('imports.started', { name: value.fileName }),
    quiet: true,
  });
  if (!preview.data || !map) {
    return preview.error ? (
      <Failed error={preview.error} retry={() => void preview.refetch()} />
    ) : (
      <Loading rows={8} />
    );
  }
  const identified = Object.keys(map.identifiers).length > 0;
  const told = map.kind === 'members' || (map.event !== undefined && map.time !== undefined);
  return (
    <>
      <div className="map-grid">
        <Section title={t('imports.mapping')} sub={t('imports.mappingSub')}>
          <FileSettings map={map} preview={preview.data} onMap={setMap} />
          <MapTable map={map} columns={preview.data.columns} samples={preview.data.rows} onMap={setMap} />
          {run.error || preview.error ? (
            <p className="amb f1" role="alert">
              {failureOf(run.error ?? preview.error, t).words}
            </p>
          ) : null}
          <p className="rowx" style={{ margin: '12px 0' }}>
            <Button
              type="primary"
              disabled={!identified || !told || preview.error !== null}
              loading={run.isPending}
              onClick={() => run.mutate(map)}
            >
              {t('imports.run')}
            </Button>
            <span className="mut f1">
              {t(!identified ? 'imports.needIdentifier' : !told ? 'imports.needEvent' : 'imports.safeTwice')}
            </span>
          </p>
        </Section>
        <MappedPreview mapped={preview.data.mapped} />
      </div>
      <FilePreview preview={preview.data} />
    </>
  );
}
