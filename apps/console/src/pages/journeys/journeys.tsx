import type { JourneyGraph, JourneySummary } from '@jetbridge/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Empty } from '../../components/blanks.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { failureOf } from '../../components/failure.ts';
import { Field } from '../../components/field.tsx';
import { Delta } from '../../components/figures.tsx';
import { Band, Section } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { Pager } from '../../components/pager.tsx';
import { useAction } from '../../components/use-action.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';

const route = getRouteApi('/app/journeys');

/** Where a new journey begins: a trigger that is still to be chosen, and the way out. */
const starter: JourneyGraph = {
  nodes: [
    { id: 'n1', kind: 'trigger', on: { event: 'Friend Added' }, next: 'n2', x: 16, y: 60 },
    { id: 'n2', kind: 'exit', x: 224, y: 60 },
  ],
};

function NewJourney({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const create = useAction({
    run: () => api.journeys.create({ body: { name: name.trim(), graph: starter } }),
    changes: [['journeys']],
    done: (journey) => t('journeys.created', { name: journey.name }),
    quiet: true,
    after: (journey) =>
      void navigate({ to: '/journeys/$id', params: { id: journey.id }, search: { view: 'edit' } }),
  });
  return (
    <Dialog title={t('journeys.add')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') create.mutate(undefined);
        }}
      >
        <Field label={t('common.name')} wrong={create.error ? failureOf(create.error, t).words : null}>
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
        <Button type="primary" htmlType="submit" disabled={name.trim() === ''} loading={create.isPending}>
          {t('journeys.start')}
        </Button>
      </form>
    </Dialog>
  );
}

function Rows({ items }: { items: JourneySummary[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="tbl-wrap">
      <table className="tbl">
        <thead>
          <tr>
            <th>{t('journeys.journey')}</th>
            <th>{t('journeys.state')}</th>
            <th className="r hide-narrow">{t('journeys.version')}</th>
            <th className="r">{t('journeys.onTheWay')}</th>
            <th className="r">{t('journeys.enteredToday')}</th>
            <th className="r hide-narrow">{t('journeys.yesterday')}</th>
            <th className="r hide-narrow">{t('common.updatedAt')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((journey) => (
            <tr key={journey.id}>
              <td>
                <Link to="/journeys/$id" params={{ id: journey.id }}>
                  {journey.name}
                </Link>
              </td>
              <td>
                <span
                  className={`tag ${journey.status === 'running' ? 'key' : journey.status === 'paused' ? 'amber' : ''}`}
                >
                  {t(`journeys.statuses.${journey.status}`)}
                </span>
              </td>
              <td className="r hide-narrow">{journey.version === null ? '–' : `v${journey.version}`}</td>
              <td className="r">
                <b>{format.int(journey.active)}</b>
              </td>
              <td className="r">{format.int(journey.enteredToday)}</td>
              <td className="r mut hide-narrow">{format.int(journey.enteredYesterday)}</td>
              <td className="r mut hide-narrow">{format.instant(journey.updatedAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Figures({ items }: { items: JourneySummary[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sum = (pick: (journey: JourneySummary) => number) =>
    items.reduce((total, one) => total + pick(one), 0);
  return (
    <div className="figures">
      <div>
        <p>{t('journeys.onTheWayNow')}</p>
        <p className="v">
          {format.int(sum((one) => one.active))}
          <small>{t('customers.people')}</small>
        </p>
      </div>
      <div>
        <p>{t('journeys.enteredToday')}</p>
        <p className="v">{format.int(sum((one) => one.enteredToday))}</p>
        <Delta
          now={sum((one) => one.enteredToday)}
          before={sum((one) => one.enteredYesterday)}
          than={t('overview.yesterdayShort')}
        />
      </div>
    </div>
  );
}

/** All journeys with who is on them. */
export function JourneysPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { cursor } = route.useSearch();
  const navigate = route.useNavigate();
  const [adding, setAdding] = useState(false);
  const query = useQuery({
    queryKey: ['journeys', 'list', cursor ?? ''],
    queryFn: ({ signal }) =>
      api.journeys.list({ query: { limit: 50, ...(cursor ? { cursor } : {}) }, signal }),
    refetchInterval: 3000,
  });
  const add = can('journeys:write') ? (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('journeys.add')}
    </Button>
  ) : null;
  return (
    <>
      <Band title={t('journeys.title')} sub={t('journeys.sub')} actions={add}>
        {query.data ? <Figures items={query.data.items} /> : null}
      </Band>
      <div className="body">
        <Section title={t('journeys.all')} sub={t('journeys.allSub')}>
          <Loaded query={query} rows={8}>
            {(page) =>
              page.items.length === 0 ? (
                <Empty title={t('journeys.none')} why={t('journeys.noneWhy')}>
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
      {adding ? <NewJourney onClose={() => setAdding(false)} /> : null}
    </>
  );
}
