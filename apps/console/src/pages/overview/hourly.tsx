import type { Overview } from '@jetbridge/contract';
import { useTranslation } from 'react-i18next';
import { Chart } from '../../components/chart.tsx';
import { Section } from '../../components/frame.tsx';
import { useFormat } from '../../format.ts';
import { type StopKey, soFar } from './loop.tsx';

const hours = Array.from({ length: 24 }, (_, hour) => String(hour));

/** Adds up from midnight: the level at each hour's end. */
function running(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}

/** The chosen stop through the day, added up, over yesterday. */
export function Hourly({ data, stop }: { data: Overview; stop: StopKey }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = t(`overview.stops.${stop}`);
  const figure = data[stop];
  return (
    <Section
      title={t('overview.hourly', { name })}
      sub={t('overview.hourlySub', { unit: t(`overview.units.${stop}`) })}
    >
      <Chart
        label={t('overview.hourlyLabel', {
          name,
          now: format.int(figure.now),
          before: format.int(figure.before),
        })}
        categories={hours}
        height={228}
        format={format.int}
        right={72}
        series={[
          { name: t('overview.legendYesterday'), values: running(figure.hoursBefore), tone: 'reference' },
          {
            name: t('overview.today'),
            end: `${t('overview.today')} ${format.int(figure.now)}`,
            values: running(soFar(figure.hours, data)),
            tone: 'ours',
            filled: true,
          },
        ]}
      />
    </Section>
  );
}
