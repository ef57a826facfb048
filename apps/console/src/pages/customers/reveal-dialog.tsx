import type { Customer } from '@jetbridge/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Dialog } from '../../components/dialog.tsx';
import { failureOf } from '../../components/failure.ts';
import { Field } from '../../components/field.tsx';
import { useAction } from '../../components/use-action.ts';

interface RevealProps {
  id: Customer['id'];
  onRevealed: (identities: Customer['identities']) => void;
  onClose: () => void;
}

/** Asks why before contact fields are shown in clear; request and reason go to the audit log. */
export function RevealDialog({ id, onRevealed, onClose }: RevealProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const reveal = useAction({
    run: () => api.customers.reveal({ params: { id }, body: { reason: reason.trim() } }),
    changes: [],
    done: () => t('customers.revealed'),
    tone: 'amber',
    quiet: true,
    after: (reply) => {
      onRevealed(reply.identities);
      onClose();
    },
  });
  return (
    <Dialog
      title={t('customers.reveal')}
      onClose={onClose}
      foot={
        <Button
          type="primary"
          disabled={reason.trim().length < 2}
          loading={reveal.isPending}
          onClick={() => reveal.mutate(undefined)}
        >
          {t('customers.revealDo')}
        </Button>
      }
    >
      <Field
        label={t('customers.revealReason')}
        hint={t('customers.revealHint')}
        wrong={reveal.error ? failureOf(reveal.error, t).words : null}
      >
        {(fieldId) => (
          <input
            id={fieldId}
            className="control wide"
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </Dialog>
  );
}
