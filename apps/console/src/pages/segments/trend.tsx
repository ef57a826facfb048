import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Chart } from '../../components/chart.tsx';
import { Section } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { useFormat } from '../../format.ts';

/** Members and their coming and going over 14 days. */
export function Trend({ id }: { id: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useQuery({
    queryKey: ['segments', 'trend', id],
    queryFn: ({ signal }) => api.segments.trend({ params: { id }, signal }),
    refetchInterval: 15_000,
  });
  return (
    <Loaded query={query} rows={8}>
      {({ days }) => {
        const categories = days.map(
          (day) => `${Number(day.day.slice(5, 7))}/${Number(day.day.slice(8, 10))}`,
        );
        const last = days.at(-1);
        return (
          <>
            <Section title={t('segments.trend')} sub={t('segments.trendSub')}>
              <Chart
                label={t('segments.trendLabel', { n: format.int(last?.members ?? 0) })}
                categories={categories}
                format={format.int}
                height={176}
                right={64}
                series={[
                  {
                    name: t('segments.members'),
                    end: format.int(last?.members ?? 0),
                    values: days.map((day) => day.members),
                    tone: 'ours',
                  },
                ]}
              />
            </Section>
            <Section title={t('segments.flow')} sub={t('segments.flowSub')}>
              <Chart
                label={t('segments.flowLabel', {
                  entered: format.int(last?.entered ?? 0),
                  exited: format.int(last?.exited ?? 0),
                })}
                categories={categories}
                format={format.int}
                height={120}
                right={72}
                series={[
                  {
                    name: t('segments.entered1'),
                    end: t('segments.enteredEnd', { n: format.int(last?.entered ?? 0) }),
                    values: days.map((day) => day.entered),
                    kind: 'bar',
                    tone: 'ours',
                  },
                  {
                    name: t('segments.exited1'),
                    end: t('segments.exitedEnd', { n: format.int(last?.exited ?? 0) }),
                    values: days.map((day) => -day.exited),
                    kind: 'bar',
                    tone: 'reference',
                  },
                ]}
              />
            </Section>
          </>
        );
      }}
    </Loaded>
  );
}
