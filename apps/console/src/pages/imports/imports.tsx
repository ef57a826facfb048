import type { Import } from '@jetbridge/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Empty } from '../../components/blanks.tsx';
import { Choice } from '../../components/choice.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { failureOf } from '../../components/failure.ts';
import { Field } from '../../components/field.tsx';
import { Bar } from '../../components/figures.tsx';
import { Band, Section } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { Pager } from '../../components/pager.tsx';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { uploadFile } from './upload.ts';

const route = getRouteApi('/app/settings/imports');

export function ImportStatus({ value }: { value: Import }) {
  const { t } = useTranslation();
  const tone = value.status === 'failed' ? 'amber' : value.status === 'running' ? 'key' : '';
  return <span className={`tag ${tone}`}>{t(`imports.statuses.${value.status}`)}</span>;
}

/** Announces a file and sends its bytes. */
function NewImport({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const [kind, setKind] = useState<Import['kind']>('members');
  const [file, setFile] = useState<File | null>(null);
  const [share, setShare] = useState(0);
  const send = useMutation({
    mutationFn: async (chosen: File) => {
      const announced = await api.imports.create({ body: { fileName: chosen.name.slice(0, 200), kind } });
      await uploadFile(announced.id, chosen, setShare);
      return announced.id;
    },
    onSuccess: (id) => void navigate({ to: '/settings/imports/$id', params: { id } }),
  });
  return (
    <Dialog title={t('imports.add')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (file) send.mutate(file);
        }}
      >
        <div className="field">
          <span className="label">{t('imports.kind')}</span>
          <Choice
            label={t('imports.kind')}
            value={kind}
            options={[
              { value: 'members', text: t('imports.kinds.members') },
              { value: 'events', text: t('imports.kinds.events') },
            ]}
            onChange={setKind}
          />
        </div>
        <Field
          label={t('imports.file')}
          hint={file ? format.join(file.name, format.bytes(file.size)) : t('imports.fileHint')}
          wrong={send.error ? failureOf(send.error, t).words : null}
        >
          {(id) => (
            <input
              id={id}
              type="file"
              accept=".csv,.txt,.tsv,text/csv,text/plain"
              onChange={(event) => setFile(event.target.files?.[0] ?? null)}
            />
          )}
        </Field>
        {send.isPending ? (
          <div className="field" role="status">
            <Bar share={share} tone="sky" />
            <p className="hint">{t('imports.sending', { share: format.percent(share, 0) })}</p>
          </div>
        ) : null}
        <Button type="primary" htmlType="submit" disabled={!file} loading={send.isPending}>
          {t('imports.upload')}
        </Button>
      </form>
    </Dialog>
  );
}

function Rows({ items }: { items: Import[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="tbl-wrap">
      <table className="tbl">
        <thead>
          <tr>
            <th>{t('imports.file')}</th>
            <th>{t('imports.kind')}</th>
            <th className="r">{t('imports.accepted')}</th>
            <th className="r hide-narrow">{t('imports.repeated')}</th>
            <th className="r">{t('imports.refused')}</th>
            <th className="r hide-narrow">{t('imports.size')}</th>
            <th className="r hide-narrow">{t('common.createdAt')}</th>
            <th className="r">{t('imports.status')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <tr key={one.id}>
              <td>
                <Link to="/settings/imports/$id" params={{ id: one.id }}>
                  {one.fileName}
                </Link>
              </td>
              <td>{t(`imports.kinds.${one.kind}`)}</td>
              <td className="r">{format.int(one.accepted)}</td>
              <td className="r mut hide-narrow">{format.int(one.repeated)}</td>
              <td className={`r ${one.refused > 0 ? 'amb' : ''}`}>{format.int(one.refused)}</td>
              <td className="r mut hide-narrow">{format.bytes(one.bytes)}</td>
              <td className="r mut hide-narrow">
                {format.join(format.instant(one.createdAt), one.createdBy)}
              </td>
              <td className="r">
                <ImportStatus value={one} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Files that were brought in, and the door for the next. */
export function ImportsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { cursor } = route.useSearch();
  const navigate = route.useNavigate();
  const [adding, setAdding] = useState(false);
  const query = useQuery({
    queryKey: ['imports', 'list', cursor ?? ''],
    queryFn: ({ signal }) =>
      api.imports.list({ query: { limit: 50, ...(cursor ? { cursor } : {}) }, signal }),
    refetchInterval: 3000,
  });
  const add = can('imports:write') ? (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('imports.add')}
    </Button>
  ) : null;
  return (
    <>
      <Band title={t('nav.imports')} sub={t('imports.sub')} actions={add} />
      <div className="body">
        <Section title={t('imports.all')} sub={t('imports.allSub')}>
          <Loaded query={query} rows={5}>
            {(page) =>
              page.items.length === 0 ? (
                <Empty title={t('imports.none')} why={t('imports.noneWhy')}>
                  {add}
                </Empty>
              ) : (
                <>
                  <Rows items={page.items} />
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
      {adding ? <NewImport onClose={() => setAdding(false)} /> : null}
    </>
  );
}
