import type { Segment } from '@jetbridge/contract';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../components/blanks.tsx';
import { Section } from '../../components/frame.tsx';
import { CustomerRows } from '../customers/customer-rows.tsx';
import type { Preview } from './count.tsx';

/** A few who match the rule as it stands. */
export function Sample({
  preview,
  stale,
  saved,
}: {
  preview: Preview | null;
  stale: boolean;
  saved: Segment | null;
}) {
  const { t } = useTranslation();
  return (
    <Section
      title={t('segments.sample')}
      sub={t('segments.sampleSub')}
      links={
        saved ? (
          <Link to="/segments/$id/members" params={{ id: saved.id }}>
            {t('segments.allMembers')}
          </Link>
        ) : null
      }
    >
      {preview && preview.sample.length > 0 ? (
        <CustomerRows items={preview.sample} dimmed={stale} />
      ) : preview ? (
        <Empty title={t('segments.nobody')} why={t('segments.nobodyWhy')} />
      ) : (
        <p className="mut f1">{t('segments.sampleLater')}</p>
      )}
    </Section>
  );
}
