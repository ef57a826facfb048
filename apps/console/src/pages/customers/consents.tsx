import { type Customer, channels, purposes } from '@jetbridge/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Dialog } from '../../components/dialog.tsx';
import { failureOf } from '../../components/failure.ts';
import { Field } from '../../components/field.tsx';
import { Section } from '../../components/frame.tsx';
import { useAction } from '../../components/use-action.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';

type Purpose = (typeof purposes)[number];
type Channel = (typeof channels)[number];
interface Change {
  purpose: Purpose;
  channel: Channel;
  granted: boolean;
}

/** What was agreed, for which purpose, by which channel, and the evidence. */
export function Consents({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const [change, setChange] = useState<Change | null>(null);
  return (
    <Section title={t('customers.consents')} sub={t('customers.consentsSub')}>
      <ul className="facts">
        {purposes.flatMap((purpose) =>
          channels.map((channel) => {
            const known = customer.consents.find((one) => one.purpose === purpose && one.channel === channel);
            const state = known ? (known.granted ? 'on' : 'off') : '';
            return (
              <li key={purpose + channel}>
                <p>
                  <span>
                    <i className={`mark ${state}`} aria-hidden="true" />
                    {t(`customers.purposes.${purpose}`)}{' '}
                    <span className="mut">{t(`customers.channels.${channel}`)}</span>
                  </span>
                  {can('consent:write') ? (
                    <button
                      type="button"
                      className="link"
                      onClick={() => setChange({ purpose, channel, granted: !known?.granted })}
                    >
                      {t(known?.granted ? 'customers.withdraw' : 'customers.grant')}
                    </button>
                  ) : null}
                </p>
                <span className="s">
                  {known
                    ? format.join(
                        `${t(known.granted ? 'customers.granted' : 'customers.withdrawn')} ${format.day(known.at)}`,
                        known.evidence,
                      )
                    : t('customers.notAsked')}
                </span>
              </li>
            );
          }),
        )}
      </ul>
      {change ? <ConsentDialog id={customer.id} change={change} onClose={() => setChange(null)} /> : null}
    </Section>
  );
}

function ConsentDialog({ id, change, onClose }: { id: Customer['id']; change: Change; onClose: () => void }) {
  const { t } = useTranslation();
  const [evidence, setEvidence] = useState('');
  const record = useAction({
    run: () => api.consent.record({ params: { id }, body: { ...change, evidence: evidence.trim() } }),
    changes: [
      ['customer', id],
      ['reachable', id],
    ],
    done: () => t(change.granted ? 'customers.grantDone' : 'customers.withdrawDone'),
    quiet: true,
    after: onClose,
  });
  const title = t(change.granted ? 'customers.grantTitle' : 'customers.withdrawTitle', {
    purpose: t(`customers.purposes.${change.purpose}`),
  });
  return (
    <Dialog
      title={title}
      onClose={onClose}
      foot={
        <Button
          type="primary"
          disabled={evidence.trim() === ''}
          loading={record.isPending}
          onClick={() => record.mutate(undefined)}
        >
          {t('customers.record')}
        </Button>
      }
    >
      <Field
        label={t('customers.evidence')}
        hint={t('customers.evidenceHint')}
        wrong={record.error ? failureOf(record.error, t).words : null}
      >
        {(fieldId) => (
          <input
            id={fieldId}
            className="control wide"
            maxLength={500}
            value={evidence}
            onChange={(event) => setEvidence(event.target.value)}
          />
        )}
      </Field>
    </Dialog>
  );
}
