import type { Customer } from '@jetbridge/contract';
import { useTranslation } from 'react-i18next';
import { Chart } from '../../components/chart.tsx';
import { Section } from '../../components/frame.tsx';
import { useFormat } from '../../format.ts';

/** 24 months of value as a flight profile; the months with flights are named under it. */
export function ValueChart({ months }: { months: Customer['value'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const flights = months.reduce((sum, month) => sum + month.flights, 0);
  const orders = months.reduce((sum, month) => sum + month.orders, 0);
  const yuan = months.map((month) => Math.round(month.amountFen / 100));
  const best = months.reduce<Customer['value'][number] | null>(
    (top, month) => (!top || month.amountFen > top.amountFen ? month : top),
    null,
  );
  return (
    <Section
      title={t('customers.track')}
      sub={t('customers.trackSub', { orders: format.int(orders), flights: format.int(flights) })}
    >
      {months.every((month) => month.amountFen === 0) ? (
        <p className="mut f1" style={{ paddingBottom: 12 }}>
          {t('customers.noValue')}
        </p>
      ) : (
        <Chart
          label={t('customers.trackLabel', {
            month: best?.month ?? '',
            amount: format.yuan(best?.amountFen ?? 0),
          })}
          categories={months.map((month) => month.month)}
          categoryWidth={60}
          height={140}
          right={64}
          format={(value) => `¥${format.int(value)}`}
          series={[
            {
              name: t('customers.amount'),
              end: format.yuan(months.at(-1)?.amountFen ?? 0),
              values: yuan,
              tone: 'ours',
              filled: true,
            },
          ]}
        />
      )}
    </Section>
  );
}
