import type { Tag } from '@jetbridge/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Empty } from '../../components/blanks.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { failureOf } from '../../components/failure.ts';
import { Field } from '../../components/field.tsx';
import { Band, Section } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { Pager } from '../../components/pager.tsx';
import { useAction } from '../../components/use-action.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';

const route = getRouteApi('/app/tags');

function NewTag({ groups, onClose }: { groups: string[]; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [group, setGroup] = useState(groups[0] ?? '');
  const ready = name.trim() !== '' && group.trim() !== '';
  const create = useAction({
    run: () => api.tags.create({ body: { name: name.trim(), group: group.trim() } }),
    changes: [['tags']],
    done: (tag) => t('tags.made', { name: tag.name }),
    undo: (tag) => api.tags.remove({ params: { id: tag.id } }),
    quiet: true,
    after: onClose,
  });
  return (
    <Dialog title={t('tags.add')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) create.mutate(undefined);
        }}
      >
        <Field label={t('common.name')} wrong={create.error ? failureOf(create.error, t).words : null}>
          {(id) => (
            <input
              id={id}
              className="control wide"
              maxLength={30}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('tags.group')} hint={t('tags.groupHint')}>
          {(id) => (
            <>
              <input
                id={id}
                className="control wide"
                maxLength={120}
                list="tag-groups"
                value={group}
                onChange={(event) => setGroup(event.target.value)}
              />
              <datalist id="tag-groups">
                {groups.map((one) => (
                  <option key={one} value={one} />
                ))}
              </datalist>
            </>
          )}
        </Field>
        <Button type="primary" htmlType="submit" disabled={!ready} loading={create.isPending}>
          {t('tags.make')}
        </Button>
      </form>
    </Dialog>
  );
}

function Rows({ items }: { items: Tag[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const remove = useAction({
    run: (tag: Tag) => api.tags.remove({ params: { id: tag.id } }),
    changes: [['tags'], ['customer']],
    done: (_, tag) => t('tags.removed', { name: tag.name }),
    tone: 'amber',
  });
  return (
    <div className="tbl-wrap">
      <table className="tbl">
        <thead>
          <tr>
            <th>{t('tags.tag')}</th>
            <th>{t('tags.group')}</th>
            <th className="r">{t('tags.customers')}</th>
            <th className="hide-narrow">{t('tags.wecom')}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {items.map((tag) => (
            <tr key={tag.id}>
              <td>
                <span className="tag">{tag.name}</span>
              </td>
              <td className="mut">{tag.group}</td>
              <td className="r">{format.int(tag.customers)}</td>
              <td className="mut hide-narrow">{t(tag.wecomTagId ? 'tags.inWecom' : 'tags.notInWecom')}</td>
              <td className="r">
                {can('tags:write') ? (
                  <Confirm
                    text={t('common.delete')}
                    question={t('tags.question', { n: format.int(tag.customers) })}
                    onConfirm={() => remove.mutate(tag)}
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

/** All tags with how many carry each. */
export function TagsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { cursor } = route.useSearch();
  const navigate = route.useNavigate();
  const [adding, setAdding] = useState(false);
  const query = useQuery({
    queryKey: ['tags', 'list', cursor ?? ''],
    queryFn: ({ signal }) => api.tags.list({ query: { limit: 100, ...(cursor ? { cursor } : {}) }, signal }),
  });
  const groups = [...new Set((query.data?.items ?? []).map((tag) => tag.group))];
  const add = can('tags:write') ? (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('tags.add')}
    </Button>
  ) : null;
  return (
    <>
      <Band title={t('nav.tags')} sub={t('tags.sub')} actions={add} />
      <div className="body">
        <Section title={t('tags.all')} sub={t('tags.allSub', { n: groups.length })}>
          <Loaded query={query} rows={8}>
            {(page) =>
              page.items.length === 0 ? (
                <Empty title={t('tags.none')} why={t('tags.noneWhy')}>
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
      {adding ? <NewTag groups={groups} onClose={() => setAdding(false)} /> : null}
    </>
  );
}
