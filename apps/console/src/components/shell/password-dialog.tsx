import { useMutation } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Dialog } from '../dialog.tsx';
import { failureOf } from '../failure.ts';
import { Field } from '../field.tsx';
import { receipt } from '../receipts.tsx';

/** Changes the signed-in user's own password; other sessions end. */
export function PasswordDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    mutationFn: () => api.access.changePassword({ body: { current, next } }),
    onSuccess: () => {
      receipt(t('shell.passwordChanged'));
      onClose();
    },
  });
  return (
    <Dialog
      title={t('shell.changePassword')}
      onClose={onClose}
      foot={
        <Button
          type="primary"
          loading={change.isPending}
          disabled={current === '' || next.length < 10}
          onClick={() => change.mutate()}
        >
          {t('common.save')}
        </Button>
      }
    >
      <Field label={t('shell.passwordNow')} wrong={change.error ? failureOf(change.error, t).words : null}>
        {(id) => (
          <Input
            id={id}
            type="password"
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('shell.passwordNext')} hint={t('shell.passwordRule')}>
        {(id) => (
          <Input
            id={id}
            type="password"
            autoComplete="new-password"
            value={next}
            onChange={(event) => setNext(event.target.value)}
          />
        )}
      </Field>
    </Dialog>
  );
}
