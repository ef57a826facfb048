import { type Customer, purposes } from '@jetbridge/contract';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Section } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { Origin } from '../../components/origin.tsx';
import { useFormat } from '../../format.ts';

/** Whether a message would go out now, by purpose, and what keeps it. */
export function Reachable({ id }: { id: Customer['id'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useQuery({
    queryKey: ['reachable', id],
    queryFn: ({ signal }) =>
      Promise.all(
        purposes.map(async (purpose) => ({
          purpose,
          ...(await api.outreach.test({ body: { customerId: id, purpose }, signal })),
        })),
      ),
    refetchInterval: 30_000,
  });
  const sends = useQuery({
    queryKey: ['sends', 'customer', id],
    queryFn: ({ signal }) => api.outreach.listSends({ query: { customerId: id, limit: 5 }, signal }),
  });
  return (
    <Section title={t('customers.reachable')} sub={t('customers.reachableSub')}>
      <Loaded query={query} rows={2}>
        {(answers) => (
          <ul className="facts">
            {answers.map((answer) => (
              <li key={answer.purpose}>
                <p>
                  <span>{t(`customers.purposes.${answer.purpose}`)}</span>
                  {answer.allowed ? (
                    <em className="sky">{t('customers.wouldSend')}</em>
                  ) : (
                    <em className="amb">
                      {format.join(
                        t(`refusals.${answer.reason ?? ''}`, { defaultValue: answer.reason ?? '' }),
                        answer.until ? t('customers.until', { at: format.instant(answer.until) }) : null,
                      )}
                    </em>
                  )}
                </p>
              </li>
            ))}
            {(sends.data?.items ?? []).map((send) => (
              <li key={send.id}>
                <p>
                  <span className="cut">{send.text}</span>
                  <em className={`n ${send.status === 'refused' || send.status === 'failed' ? 'amb' : ''}`}>
                    {t(`outreach.statuses.${send.status}`, { defaultValue: send.status })}
                  </em>
                </p>
                <span className="s">
                  {format.instant(send.decidedAt)} <Origin origin={send.origin} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}
