import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface ConfirmProps {
  text: string;
  /** What will happen, asked before it does. */
  question: string;
  onConfirm: () => void;
  disabled?: boolean;
}

/** A link that asks once more in its own place, for what cannot be undone. */
export function Confirm({ text, question, onConfirm, disabled = false }: ConfirmProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <button type="button" className="link" disabled={disabled} onClick={() => setAsking(true)}>
        {text}
      </button>
    );
  }
  return (
    <span className="rowx f1" style={{ flexWrap: 'nowrap' }}>
      <span className="amb">{question}</span>
      <button
        type="button"
        className="link"
        onClick={() => {
          setAsking(false);
          onConfirm();
        }}
      >
        {t('common.confirm')}
      </button>
      <button type="button" className="link" onClick={() => setAsking(false)}>
        {t('common.cancel')}
      </button>
    </span>
  );
}
