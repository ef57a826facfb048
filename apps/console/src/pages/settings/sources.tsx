import type { Source } from '@jetbridge/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Empty } from '../../components/blanks.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Copy } from '../../components/copy.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { failureOf } from '../../components/failure.ts';
import { Field } from '../../components/field.tsx';
import { Band, Section } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { useAction } from '../../components/use-action.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { Snippets } from './snippets.tsx';
import './settings.css';

const route = getRouteApi('/app/settings/sources');
const kinds: readonly Source['userIdKind'][] = ['member_no', 'external_userid', 'unionid', 'openid'];

function NewSource({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<Source['userIdKind']>('member_no');
  const create = useAction({
    run: () => api.events.createSource({ body: { name: name.trim(), userIdKind: kind } }),
    changes: [['sources']],
    done: (source) => t('sources.made', { name: source.name }),
    undo: (source) => api.events.deleteSource({ params: { id: source.id } }),
    quiet: true,
    after: (source) => onMade(source.id),
  });
  return (
    <Dialog title={t('sources.add')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') create.mutate(undefined);
        }}
      >
        <Field
          label={t('common.name')}
          hint={t('sources.nameHint')}
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
        <Field label={t('sources.userId')} hint={t('sources.userIdHint')}>
          {(id) => (
            <select
              id={id}
              className="control wide"
              value={kind}
              onChange={(event) => setKind(kinds.find((one) => one === event.target.value) ?? 'member_no')}
            >
              {kinds.map((one) => (
                <option key={one} value={one}>
                  {t(`customers.kinds.${one}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Button type="primary" htmlType="submit" disabled={name.trim() === ''} loading={create.isPending}>
          {t('sources.make')}
        </Button>
      </form>
    </Dialog>
  );
}

/** The chosen source: its key, what to paste into a program, and what can be done with it. */
function Chosen({ source }: { source: Source }) {
  const { t } = useTranslation();
  const can = useCan();
  const params = { id: source.id };
  const changes = [['sources']];
  const rotate = useAction({
    run: () => api.events.rotateWriteKey({ params }),
    changes,
    done: () => t('sources.rotated', { name: source.name }),
    tone: 'amber',
  });
  const turn = useAction({
    run: (enabled: boolean) => api.events.updateSource({ params, body: { enabled } }),
    changes,
    done: (_, enabled) => t(enabled ? 'sources.enabledNow' : 'sources.disabledNow', { name: source.name }),
    undo: (_, enabled) => api.events.updateSource({ params, body: { enabled: !enabled } }),
  });
  const remove = useAction({
    run: () => api.events.deleteSource({ params }),
    changes,
    done: () => t('sources.removed', { name: source.name }),
    tone: 'amber',
  });
  return (
    <Section
      title={source.name}
      sub={t('sources.chosenSub', { kind: t(`customers.kinds.${source.userIdKind}`) })}
    >
      <p className="rowx f1">
        <span className="mut">{t('sources.writeKey')}</span>
        <code data-testid="write-key">{source.writeKey}</code>
        <Copy text={source.writeKey} />
      </p>
      {can('sources:write') ? (
        <p className="rowx" style={{ margin: '8px 0 12px' }}>
          <Confirm
            text={t('sources.rotate')}
            question={t('sources.rotateQuestion')}
            onConfirm={() => rotate.mutate(undefined)}
          />
          <button type="button" className="link" onClick={() => turn.mutate(!source.enabled)}>
            {t(source.enabled ? 'sources.disable' : 'sources.enable')}
          </button>
          <Confirm
            text={t('common.delete')}
            question={t('sources.deleteQuestion')}
            onConfirm={() => remove.mutate(undefined)}
          />
        </p>
      ) : null}
      <Snippets source={source} />
    </Section>
  );
}

function Rows({
  items,
  chosen,
  onChoose,
}: {
  items: Source[];
  chosen: string;
  onChoose: (id: string) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="tbl-wrap">
      <table className="tbl">
        <thead>
          <tr>
            <th>{t('sources.source')}</th>
            <th>{t('sources.userId')}</th>
            <th className="r">{t('sources.today')}</th>
            <th className="r hide-narrow">{t('sources.last')}</th>
            <th className="r">{t('sources.state')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((source) => (
            <tr key={source.id} className={source.id === chosen ? 'new' : ''}>
              <td>
                <button type="button" className="link" onClick={() => onChoose(source.id)}>
                  {source.name}
                </button>
              </td>
              <td className="mut">{t(`customers.kinds.${source.userIdKind}`)}</td>
              <td className="r">{format.int(source.eventsToday)}</td>
              <td className="r mut hide-narrow">
                {source.lastEventAt ? format.instant(source.lastEventAt) : t('common.never')}
              </td>
              <td className="r">
                <span className={`tag ${source.enabled ? 'key' : ''}`}>
                  {t(source.enabled ? 'sources.on' : 'sources.off')}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Where events come from, and how to send them. */
export function SourcesPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { open } = route.useSearch();
  const navigate = route.useNavigate();
  const [adding, setAdding] = useState(false);
  const query = useQuery({
    queryKey: ['sources'],
    queryFn: ({ signal }) => api.events.listSources({ query: { limit: 100 }, signal }),
    refetchInterval: 5000,
  });
  const items = query.data?.items ?? [];
  const chosen = items.find((source) => source.id === open) ?? items[0];
  const choose = (id: string) => void navigate({ search: { open: id }, replace: true });
  const add = can('sources:write') ? (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('sources.add')}
    </Button>
  ) : null;
  return (
    <>
      <Band title={t('nav.sources')} sub={t('sources.sub')} actions={add} />
      <div className="body two">
        <Section title={t('sources.all')} sub={t('sources.allSub')}>
          <Loaded query={query} rows={4}>
            {() =>
              items.length === 0 ? (
                <Empty title={t('sources.none')} why={t('sources.noneWhy')}>
                  {add}
                </Empty>
              ) : (
                <Rows items={items} chosen={chosen?.id ?? ''} onChoose={choose} />
              )
            }
          </Loaded>
        </Section>
        {chosen ? <Chosen key={chosen.id} source={chosen} /> : null}
      </div>
      {adding ? (
        <NewSource
          onClose={() => setAdding(false)}
          onMade={(id) => {
            setAdding(false);
            choose(id);
          }}
        />
      ) : null}
    </>
  );
}
