import type { Overview } from '@jetbridge/contract';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Delta, Sparkline } from '../../components/figures.tsx';
import { type Formats, useFormat } from '../../format.ts';

export const stopKeys = [
  'scans',
  'friends',
  'segmentEntries',
  'journeyEntries',
  'sends',
  'conversions',
] as const;
export type StopKey = (typeof stopKeys)[number];

export function isStop(text: string | undefined): text is StopKey {
  return stopKeys.some((key) => key === text);
}

/** A share with its words; nothing when the whole is zero. */
function share(part: number, whole: number, format: Formats): string {
  return whole === 0 ? '–' : format.percent(part / whole);
}

/** The hours of today that have begun. */
export function soFar(hours: readonly number[], data: Pick<Overview, 'at' | 'zone'>): number[] {
  const now = new Intl.DateTimeFormat('en-GB', { timeZone: data.zone, hour: '2-digit', hourCycle: 'h23' });
  return hours.slice(0, Number(now.format(new Date(data.at))) + 1);
}

interface Words {
  data: Overview;
  format: Formats;
  t: TFunction;
}

/** What stands beside a stop's name. */
function aside(key: StopKey, { data, format, t }: Words): string {
  if (key === 'journeyEntries') {
    return t('overview.onTheWay', { n: format.int(data.totals.activeEnrolments) });
  }
  if (key === 'conversions')
    return t('overview.amount', { amount: format.yuan(data.conversionAmountFen.now) });
  return t(`overview.asides.${key}`);
}

/** What stands on the line between a stop and the next. */
function passage(key: StopKey, { data, format, t }: Words): ReactNode {
  const refused = data.refusals.reduce((sum, one) => sum + one.count, 0);
  const welcomes = data.welcomesInTime.sent + data.welcomesInTime.late + data.welcomesInTime.missed;
  const say = (figure: string, words: string) => (
    <>
      <b>{figure}</b> {words}
    </>
  );
  switch (key) {
    case 'scans':
      return say(share(data.friends.now, data.scans.now, format), t('overview.passages.scans'));
    case 'friends':
      return say(share(data.welcomesInTime.sent, welcomes, format), t('overview.passages.friends'));
    case 'segmentEntries':
      return say(format.int(data.activeCustomers.now), t('overview.passages.segmentEntries'));
    case 'journeyEntries':
      return say(
        share(data.sends.now, data.sends.now + refused, format),
        t('overview.passages.journeyEntries'),
      );
    case 'sends':
      return say(
        format.int(data.replies.now),
        t('overview.passages.sends', { before: format.int(data.replies.before) }),
      );
    case 'conversions':
      return say(format.yuan(data.conversionAmountFen.before), t('overview.passages.conversions'));
  }
}

interface LoopProps {
  data: Overview;
  chosen: StopKey;
  onChoose: (stop: StopKey) => void;
}

/** The six stops of the loop; choosing one shows its hours below. */
export function Loop({ data, chosen, onChoose }: LoopProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = { data, format, t };
  return (
    <div className="loop">
      {stopKeys.map((key) => {
        const figure = data[key];
        return (
          <button
            key={key}
            type="button"
            className={`loop-stop ${key === chosen ? 'on' : ''}`}
            aria-pressed={key === chosen}
            data-stop={key}
            onClick={() => onChoose(key)}
          >
            <span className="l">
              <b>{t(`overview.stops.${key}`)}</b>
              <span className="cut">{aside(key, words)}</span>
            </span>
            <span className="v">
              <span className="fig">
                {format.int(figure.now)}
                <small>{t(`overview.units.${key}`)}</small>
              </span>
              <Sparkline today={soFar(figure.hours, data)} yesterday={figure.hoursBefore} />
            </span>
            <span className="dl">
              <Delta now={figure.now} before={figure.before} than={t('overview.sameTime')} />
            </span>
            <span className="gate-line">
              <i />
              <em>{passage(key, words)}</em>
            </span>
          </button>
        );
      })}
    </div>
  );
}
