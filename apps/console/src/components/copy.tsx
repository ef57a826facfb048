import { useTranslation } from 'react-i18next';
import { receipt } from './receipts.tsx';

/** Copies a text and says so. */
export function Copy({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className="link"
      onClick={() => {
        void navigator.clipboard.writeText(text).then(() => receipt(t('common.copied')));
      }}
    >
      {label ?? t('common.copy')}
    </button>
  );
}
