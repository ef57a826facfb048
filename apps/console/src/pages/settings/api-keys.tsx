import type { accessRoutes, Reply, RoleName } from '@jetbridge/contract';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Confirm } from '../../components/confirm.tsx';
import { Copy } from '../../components/copy.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { failureOf } from '../../components/failure.ts';
import { Field } from '../../components/field.tsx';
import { Section } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { useAction } from '../../components/use-action.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { RolePicker } from './roles.tsx';

/** Makes a key; its secret is shown once, here. */
function NewKey({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<RoleName[]>(['analyst']);
  const create = useAction({
    run: () => api.access.createApiKey({ body: { name: name.trim(), roles: chosen } }),
    changes: [['api-keys']],
    quiet: true,
  });
  const ready = name.trim() !== '' && chosen.length > 0;
  return (
    <Dialog title={t('access.addKey')} onClose={onClose}>
      {create.data ? (
        <>
          <p className="f1">{t('access.keyOnce')}</p>
          <code className="secret" data-testid="api-key">
            {create.data.key}
          </code>
          <Copy text={create.data.key} />
        </>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (ready) create.mutate(undefined);
          }}
        >
          <Field
            label={t('common.name')}
            hint={t('access.keyNameHint')}
            wrong={create.error ? failureOf(create.error, t).words : null}
          >
            {(id) => (
              <input
                id={id}
                className="control wide"
                maxLength={120}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <div className="field">
            <span className="label">{t('access.roles')}</span>
            <RolePicker chosen={chosen} onChange={setChosen} />
          </div>
          <Button type="primary" htmlType="submit" disabled={!ready} loading={create.isPending}>
            {t('access.makeKey')}
          </Button>
        </form>
      )}
    </Dialog>
  );
}

type ApiKey = Reply<typeof accessRoutes.listApiKeys>['items'][number];

function Rows({ items }: { items: ApiKey[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const remove = useAction({
    run: ({ id }: { id: string; name: string }) => api.access.deleteApiKey({ params: { id } }),
    changes: [['api-keys']],
    done: (_, key) => t('access.keyRemoved', { name: key.name }),
    tone: 'amber',
  });
  return (
    <div className="tbl-wrap">
      <table className="tbl">
        <thead>
          <tr>
            <th>{t('access.key')}</th>
            <th>{t('access.roles')}</th>
            <th className="hide-narrow">{t('access.keyBy')}</th>
            <th className="r hide-narrow">{t('access.keyUsed')}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {items.map((key) => (
            <tr key={key.id}>
              <td>
                {key.name} <code className="mut">{key.prefix}</code>
              </td>
              <td>{key.roles.map((role) => t(`roles.${role}`)).join(t('common.listComma'))}</td>
              <td className="mut hide-narrow">{key.createdBy}</td>
              <td className="r mut hide-narrow">
                {key.lastUsedAt ? format.instant(key.lastUsedAt) : t('common.never')}
              </td>
              <td className="r">
                {can('access:write') ? (
                  <Confirm
                    text={t('access.revoke')}
                    question={t('access.revokeQuestion')}
                    onConfirm={() => remove.mutate({ id: key.id, name: key.name })}
                  />
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function ApiKeys() {
  const { t } = useTranslation();
  const can = useCan();
  const [adding, setAdding] = useState(false);
  const query = useQuery({
    queryKey: ['api-keys'],
    queryFn: ({ signal }) => api.access.listApiKeys({ query: { limit: 100 }, signal }),
  });
  return (
    <Section
      title={t('access.keys')}
      sub={t('access.keysSub')}
      links={
        can('access:write') ? (
          <button type="button" className="link" onClick={() => setAdding(true)}>
            {t('access.addKey')}
          </button>
        ) : null
      }
    >
      <Loaded query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? <p className="mut f1">{t('access.noKeys')}</p> : <Rows items={items} />
        }
      </Loaded>
      {adding ? <NewKey onClose={() => setAdding(false)} /> : null}
    </Section>
  );
}
