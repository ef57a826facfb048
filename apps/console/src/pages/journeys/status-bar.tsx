import type { Journey } from '@jetbridge/contract';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format.ts';

/** The line at the foot: what runs, what waits in the draft, how many are on the way. */
export function StatusBar({ journey, problems }: { journey: Journey; problems: number | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const published = journey.versions.find((one) => one.version === journey.version);
  return (
    <div className="jw-status">
      <span>
        {journey.version === null ? null : <b>v{journey.version} </b>}
        {t(`journeys.statuses.${journey.status}`)}
        {published ? ` ${t('journeys.publishedOn', { at: format.instant(published.publishedAt) })}` : ''}
      </span>
      {journey.draftDiffers ? <span className="amb">{t('journeys.draftDiffers')}</span> : null}
      <span>
        {t('journeys.onTheWay')} <b>{format.int(journey.active)}</b>
      </span>
      <span>
        {t('journeys.enteredToday')} <b>{format.int(journey.enteredToday)}</b>{' '}
        {t('journeys.yesterdayWas', { n: format.int(journey.enteredYesterday) })}
      </span>
      {problems === null ? null : (
        <span className={problems > 0 ? 'amb' : ''}>
          {problems > 0 ? t('journeys.problemsLeft', { n: problems }) : t('journeys.noProblems')}
        </span>
      )}
    </div>
  );
}
