import type { Customer } from '@jetbridge/contract';
import { Link } from '@tanstack/react-router';
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

/** Who was merged into this customer, why, and the way back. */
export function Merges({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const undo = useAction({
    run: (id: string) => api.customers.undoMerge({ params: { id } }),
    changes: [['customer'], ['customers']],
    done: () => t('customers.mergeUndone'),
  });
  if (customer.merges.length === 0) return null;
  return (
    <Section title={t('customers.merges')} sub={t('customers.mergesSub')}>
      <ul className="facts">
        {customer.merges.map((merge) => (
          <li key={merge.id}>
            <p>
              <Link to="/customers/$id" params={{ id: merge.mergedId }}>
                {t('customers.customerNo', { id: merge.mergedId })}
              </Link>
              {merge.undoneAt ? (
                <em>{t('customers.undoneAt', { at: format.instant(merge.undoneAt) })}</em>
              ) : can('customers:write') ? (
                <button
                  type="button"
                  className="link"
                  disabled={undo.isPending}
                  onClick={() => undo.mutate(merge.id)}
                >
                  {t('customers.undoMerge')}
                </button>
              ) : null}
            </p>
            <span className="s">{format.join(format.instant(merge.at), merge.because)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Merges another customer, named by number, into this one. */
export function MergeDialog({ id, onClose }: { id: Customer['id']; onClose: () => void }) {
  const { t } = useTranslation();
  const [other, setOther] = useState('');
  const merge = useAction({
    run: () => api.customers.merge({ params: { id }, body: { otherId: other.trim() as Customer['id'] } }),
    changes: [['customer'], ['customers']],
    done: () => t('customers.merged', { id: other }),
    undo: (reply) => api.customers.undoMerge({ params: { id: reply.mergeId } }),
    quiet: true,
    after: onClose,
  });
  return (
    <Dialog
      title={t('customers.merge')}
      onClose={onClose}
      foot={
        <Button
          type="primary"
          disabled={!/^[1-9][0-9]{0,18}$/.test(other.trim())}
          loading={merge.isPending}
          onClick={() => merge.mutate(undefined)}
        >
          {t('customers.mergeDo')}
        </Button>
      }
    >
      <Field
        label={t('customers.mergeOther')}
        hint={t('customers.mergeHint')}
        wrong={merge.error ? failureOf(merge.error, t).words : null}
      >
        {(fieldId) => (
          <input
            id={fieldId}
            className="control wide"
            inputMode="numeric"
            maxLength={19}
            value={other}
            onChange={(event) => setOther(event.target.value)}
          />
        )}
      </Field>
    </Dialog>
  );
}
