import type { Import } from '@jetbridge/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Bar } from '../../components/figures.tsx';
import { Band, Section } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { useAction } from '../../components/use-action.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { ImportStatus } from './imports.tsx';
import { Mapping } from './mapping.tsx';
import { Refusals } from './refusals.tsx';
import './imports.css';

const route = getRouteApi('/app/settings/imports/$id');

/** 2500315.63 → 2,500,315.63 without passing through a double, which would lose the end of a long sum. */
function groupedDecimal(decimal: string): string {
  return decimal.replace('-', '−').replace(/\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));
}

/** What the rows of the file say as a whole, whether they were new or not: to be held against the file. */
function Figures({ value }: { value: Import }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rows = value.accepted + value.repeated;
  if (rows === 0) return null;
  return (
    <p className="f1" data-testid="figures" style={{ margin: '0 0 12px' }}>
      {format.join(
        t('imports.rowsIn', { n: format.int(rows) }),
        value.customers === null ? null : t('imports.customersIn', { n: format.int(value.customers) }),
        ...value.sums.map(({ property, sum }) => t('imports.sumOf', { property, sum: groupedDecimal(sum) })),
      )}
    </p>
  );
}

function Progress({ value }: { value: Import }) {
  const { t } = useTranslation();
  const format = useFormat();
  const share = value.rows && value.rows > 0 ? value.read / value.rows : value.status === 'done' ? 1 : 0;
  return (
    <Section title={t('imports.progress')} sub={t(`imports.statuses.${value.status}`)}>
      <div role="status">
        <Bar share={share} tone="sky" />
        <p className="f1 mut" style={{ margin: '6px 0 12px' }}>
          {value.rows === null
            ? t('imports.readSoFar', { read: format.int(value.read) })
            : t('imports.readOf', {
                read: format.int(value.read),
                rows: format.int(value.rows),
                share: format.percent(share, 0),
              })}
        </p>
      </div>
      <Figures value={value} />
      {value.problem ? <p className="stale">{value.problem}</p> : null}
      <dl className="pairs" style={{ maxWidth: 420 }}>
        <dt>{t('imports.accepted')}</dt>
        <dd data-testid="accepted">{format.int(value.accepted)}</dd>
        <dt>{t('imports.repeated')}</dt>
        <dd>{format.int(value.repeated)}</dd>
        <dt>{t('imports.refused')}</dt>
        <dd className={value.refused > 0 ? 'amb' : ''}>{format.int(value.refused)}</dd>
        <dt>{t('imports.startedAt')}</dt>
        <dd>{value.startedAt ? format.instant(value.startedAt) : '–'}</dd>
        <dt>{t('imports.finishedAt')}</dt>
        <dd>{value.finishedAt ? format.instant(value.finishedAt) : '–'}</dd>
      </dl>
    </Section>
  );
}

function Cancel({ id }: { id: string }) {
  const { t } = useTranslation();
  const cancel = useAction({
    run: () => api.imports.cancel({ params: { id } }),
    changes: [['imports']],
    done: () => t('imports.cancelled'),
    tone: 'amber',
  });
  return (
    <Button loading={cancel.isPending} onClick={() => cancel.mutate(undefined)}>
      {t('imports.cancel')}
    </Button>
  );
}

/** One file: mapping while it waits, progress while it runs, what was refused when it is done. */
export function ImportPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const { id } = route.useParams();
  const query = useQuery({
    queryKey: ['imports', 'one', id],
    queryFn: ({ signal }) => api.imports.get({ params: { id }, signal }),
    refetchInterval: (state) => (state.state.data?.status === 'running' ? 1000 : 5000),
  });
  const value = query.data;
  return (
    <>
      <Band
        title={value?.fileName ?? t('nav.imports')}
        back={<Link to="/settings/imports">{t('nav.imports')}</Link>}
        sub={value ? format.join(t(`imports.kinds.${value.kind}`), format.bytes(value.bytes)) : ''}
        actions={
          value && can('imports:write') && (value.status === 'running' || value.status === 'uploaded') ? (
            <Cancel id={id} />
          ) : null
        }
      />
      <div className="body">
        <Loaded query={query} rows={8}>
          {(one) => (
            <>
              {one.status === 'uploaded' && can('imports:write') ? (
                <Mapping value={one} />
              ) : one.status === 'uploading' ? (
                <p className="mut f1">
                  <ImportStatus value={one} /> {t('imports.uploadingWhy')}
                </p>
              ) : (
                <Progress value={one} />
              )}
              {one.refused > 0 ? <Refusals value={one} /> : null}
            </>
          )}
        </Loaded>
      </div>
    </>
  );
}
