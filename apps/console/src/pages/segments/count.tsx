import type { Reply, Segment, segmentsRoutes } from '@jetbridge/contract';
import { useTranslation } from 'react-i18next';
import { Flap } from '../../components/flap.tsx';
import { useFormat } from '../../format.ts';

export type Preview = Reply<typeof segmentsRoutes.preview>;

interface CountProps {
  saved: Segment | null;
  dirty: boolean;
  preview: Preview | null;
  stale: boolean;
  /** There is at least one finished condition. */
  ruled: boolean;
}

/** The count of the rule on the screen on the flap board, with what it is compared to. */
export function Count({ saved, dirty, preview, stale, ruled }: CountProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const live = saved && saved.status === 'live' && !dirty ? saved.memberCount : null;
  const count = live ?? (ruled ? (preview?.count ?? null) : null);
  const change = saved && preview && dirty ? preview.count - saved.memberCount : null;
  return (
    <div className="seg-count">
      <div>
        <Flap value={count} unit={t('customers.people')} stale={live === null && stale && ruled} />
        <p>
          {!ruled
            ? t('segments.noRuleYet')
            : saved
              ? format.join(
                  change === null || change === 0
                    ? null
                    : `${change > 0 ? '▲' : '▼'} ${format.int(Math.abs(change))}`,
                  saved.status === 'computing'
                    ? t('segments.computing')
                    : t('segments.liveNow', { n: format.int(saved.memberCount) }),
                )
              : t('segments.notSaved')}
        </p>
      </div>
      <div className="figures">
        <div>
          <p>{t('segments.ofAll')}</p>
          <p className="v">
            {preview && count !== null && preview.population > 0
              ? format.percent(count / preview.population, 2)
              : '–'}
          </p>
          <p>{preview ? t('segments.population', { n: format.int(preview.population) }) : ''}</p>
        </div>
        {saved ? (
          <div>
            <p>{t('segments.moved')}</p>
            <p className="v">
              +{format.int(saved.entered24h)} <small>{t('segments.in')}</small> {format.int(-saved.exited24h)}
              <small>{t('segments.out')}</small>
            </p>
            <p>{t('segments.last24')}</p>
          </div>
        ) : null}
        <div>
          <p>{t('segments.elapsed')}</p>
          <p className="v">
            {preview ? (preview.elapsedMs / 1000).toFixed(2) : '–'}
            <small>s</small>
          </p>
          <p>{preview ? format.hms(preview.evaluatedAt) : ''}</p>
        </div>
      </div>
    </div>
  );
}
