import type { Customer, Tag } from '@jetbridge/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Section } from '../../components/frame.tsx';
import { useAction } from '../../components/use-action.ts';
import { useCan } from '../../session.ts';

function AddTag({ free, onAdd }: { free: Tag[]; onAdd: (tag: Tag) => void }) {
  const { t } = useTranslation();
  const groups = [...new Set(free.map((tag) => tag.group))];
  return (
    <select
      className="control small"
      aria-label={t('customers.tag')}
      value=""
      onChange={(event) => {
        const tag = free.find((one) => one.id === event.target.value);
        if (tag) onAdd(tag);
      }}
    >
      <option value="">{t('customers.tag')}</option>
      {groups.map((group) => (
        <optgroup key={group} label={group}>
          {free
            .filter((tag) => tag.group === group)
            .map((tag) => (
              <option key={tag.id} value={tag.id}>
                {tag.name}
              </option>
            ))}
        </optgroup>
      ))}
    </select>
  );
}

/** Tags on a customer: put on from the list, take off with the cross; both can be undone. */
export function CustomerTags({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const can = useCan();
  const all = useQuery({
    queryKey: ['tags', 'all'],
    queryFn: ({ signal }) => api.tags.list({ query: { limit: 200 }, signal }),
    enabled: can('tags:read') && can('tags:write'),
  });
  const params = { id: customer.id };
  const assign = useAction({
    run: (change: { add?: string[]; remove?: string[]; name: string }) =>
      api.tags.assign({
        params,
        body: {
          ...(change.add ? { add: change.add } : {}),
          ...(change.remove ? { remove: change.remove } : {}),
        },
      }),
    changes: [['customer', customer.id], ['tags']],
    done: (_, { add, name }) => t(add ? 'customers.tagged' : 'customers.untagged', { name }),
    undo: (_, { add, remove }) =>
      api.tags.assign({
        params,
        body: { ...(add ? { remove: add } : {}), ...(remove ? { add: remove } : {}) },
      }),
  });
  const free = (all.data?.items ?? []).filter((tag) => !customer.tags.some((one) => one.id === tag.id));
  return (
    <Section
      title={t('nav.tags')}
      sub={t('customers.tagCount', { n: customer.tags.length })}
      links={<Link to="/tags">{t('customers.manageTags')}</Link>}
    >
      <div className="tags">
        {customer.tags.map((tag) => (
          <span key={tag.id} className="tag" title={`${tag.group}, ${tag.by}`}>
            {tag.name}
            {can('tags:write') ? (
              <button
                type="button"
                aria-label={t('customers.untag', { name: tag.name })}
                onClick={() => assign.mutate({ remove: [tag.id], name: tag.name })}
              >
                ×
              </button>
            ) : null}
          </span>
        ))}
        {customer.tags.length === 0 ? <span className="mut f1">{t('customers.noTags')}</span> : null}
      </div>
      {can('tags:write') && free.length > 0 ? (
        <AddTag free={free} onAdd={(tag) => assign.mutate({ add: [tag.id], name: tag.name })} />
      ) : null}
    </Section>
  );
}
