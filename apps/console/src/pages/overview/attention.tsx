import type { Overview } from '@jetbridge/contract';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../components/blanks.tsx';
import { Section } from '../../components/frame.tsx';
import { useFormat } from '../../format.ts';

/** Where each kind is dealt with. */
const places = {
  welcome_missed: { to: '/channel-codes' },
  callback_failed: { to: '/settings/wecom' },
  identity_conflict: { to: '/conflicts' },
  effect_failed: { to: '/outreach', search: { status: 'failed' } },
} as const;

/** What waits for a person, each with the way to it. */
export function Attention({ items }: { items: Overview['attention'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section
      title={t('overview.attention')}
      sub={
        items.length > 0 ? (
          <span className="amb">{t('overview.attentionSub', { n: items.length })}</span>
        ) : null
      }
      className="need"
    >
      {items.length === 0 ? (
        <Empty title={t('overview.nothingToDo')} why={t('overview.nothingToDoWhy')} />
      ) : (
        <ul>
          {items.map((item) => (
            <li key={item.kind}>
              <span className="k">{t(`overview.kinds.${item.kind}`)}</span>
              <div>
                <p className="t cut">{t(`overview.titles.${item.kind}`, { n: format.int(item.count) })}</p>
                <p className="s cut">{t(`overview.details.${item.kind}`)}</p>
              </div>
              <div className="e">
                <b>{format.int(item.count)}</b>
                <Link {...places[item.kind]}>{t('overview.handle')}</Link>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
