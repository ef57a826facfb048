import type { Customer } from '@jetbridge/contract';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { valueWords } from '../../components/event-words.ts';
import { Section } from '../../components/frame.tsx';
import { type Formats, useFormat } from '../../format.ts';

/** A trait's name in the reader's language, or as it is stored. */
function traitName(name: string, t: TFunction): string {
  return t(`traits.${name}`, { defaultValue: name });
}

function traitValue(value: unknown, format: Formats, t: TFunction): string {
  if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no');
  // Years and numbers of documents are written without separators.
  if (typeof value === 'number') return Math.abs(value) < 10_000 ? String(value) : format.int(value);
  if (typeof value === 'string')
    return /^\d{4}-\d{2}-\d{2}T/.test(value) ? format.instant(value) : valueWords(value, t);
  return JSON.stringify(value);
}

export function Traits({ traits }: { traits: Customer['traits'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const entries = Object.entries(traits).sort(([left], [right]) => left.localeCompare(right));
  return (
    <Section title={t('customers.traits')} sub={t('customers.traitsSub', { n: entries.length })}>
      {entries.length === 0 ? <p className="mut f1">{t('customers.noTraits')}</p> : null}
      <ul className="kv">
        {entries.map(([name, value]) => (
          <li key={name}>
            <b className="cut" title={name}>
              {traitName(name, t)}
            </b>
            <span className="cut" title={String(value)}>
              {traitValue(value, format, t)}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function Memberships({ segments }: { segments: Customer['segments'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section title={t('customers.segments')} sub={t('customers.segmentCount', { n: segments.length })}>
      {segments.length === 0 ? <p className="mut f1">{t('customers.noSegments')}</p> : null}
      <ul className="facts">
        {segments.map((segment) => (
          <li key={segment.id}>
            <p>
              <Link to="/segments/$id" params={{ id: segment.id }} className="cut">
                {segment.name}
              </Link>
              <em className="n">
                {segment.since ? t('customers.sinceAt', { at: format.instant(segment.since) }) : ''}
              </em>
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function Friends({ friends }: { friends: Customer['friends'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section title={t('customers.advisors')} sub={t('customers.advisorsSub')}>
      {friends.length === 0 ? <p className="mut f1">{t('customers.noAdvisors')}</p> : null}
      <ul className="facts">
        {friends.map((friend) => (
          <li key={`${friend.staffUserid}${friend.since}`}>
            <p>
              <span>{friend.staffName}</span>
              {friend.state === 'friend' ? (
                <em>{t('customers.sinceAt', { at: format.day(friend.since) })}</em>
              ) : (
                <em className="red">{t('customers.removed')}</em>
              )}
            </p>
            {friend.channelCode ? (
              <span className="s">{t('customers.cameBy', { code: friend.channelCode })}</span>
            ) : null}
          </li>
        ))}
      </ul>
    </Section>
  );
}
