import { useTranslation } from 'react-i18next';

interface PagerProps {
  /** The page shown; absent on the first. */
  cursor: string | undefined;
  nextCursor: string | null;
  /** How many stand on this page. */
  shown: number;
  onCursor: (cursor: string | undefined) => void;
}

/** Forward by cursor, back by the browser or to the first page: the address holds the place. */
export function Pager({ cursor, nextCursor, shown, onCursor }: PagerProps) {
  const { t } = useTranslation();
  if (!cursor && nextCursor === null) return null;
  return (
    <div className="pager">
      <span>{t('common.shown', { n: shown })}</span>
      {cursor ? (
        <button type="button" className="link" onClick={() => onCursor(undefined)}>
          {t('common.firstPage')}
        </button>
      ) : null}
      {nextCursor === null ? (
        <span>{t('common.lastPage')}</span>
      ) : (
        <button type="button" className="link" onClick={() => onCursor(nextCursor)}>
          {t('common.nextPage')}
        </button>
      )}
    </div>
  );
}
