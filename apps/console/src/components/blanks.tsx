import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isPassing } from '../api.ts';
import { useFormat } from '../format.ts';
import { failureOf } from './failure.ts';

/** Nothing here yet: why, and the next step. */
export function Empty({ title, why, children }: { title: string; why: string; children?: ReactNode }) {
  return (
    <div className="blank">
      <h3>{title}</h3>
      <p>{why}</p>
      <div className="rowx">{children}</div>
    </div>
  );
}

/** Keeps the height of the rows to come; becomes visible after one second. */
export function Loading({ rows = 4, rowHeight = 28 }: { rows?: number; rowHeight?: number }) {
  const { t } = useTranslation();
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), 1000);
    return () => clearTimeout(timer);
  }, []);
  const heights = Array.from({ length: rows }, (_, index) => `row-${index}`);
  return (
    <div className="skeleton" role="status" style={{ visibility: visible ? 'visible' : 'hidden' }}>
      <span className="sr">{t('common.loading')}</span>
      {heights.map((key) => (
        <div key={key} style={{ height: rowHeight }}>
          <i />
          <i />
          <i />
          <i />
        </div>
      ))}
    </div>
  );
}

const retrySeconds = 10;

/** Seconds until the automatic retry; null when a repetition would not help. */
function useCountdown(error: unknown, retry: () => void): number | null {
  const passing = isPassing(error);
  const [left, setLeft] = useState(retrySeconds);
  useEffect(() => {
    if (!passing) return;
    setLeft(retrySeconds);
    const timer = setInterval(() => setLeft((seconds) => seconds - 1), 1000);
    return () => clearInterval(timer);
  }, [passing]);
  useEffect(() => {
    if (!passing || left > 0) return;
    setLeft(retrySeconds);
    retry();
  }, [left, passing, retry]);
  return passing ? Math.max(0, left) : null;
}

export interface FailedProps {
  error: unknown;
  retry: () => void;
}

/** What failed, its code, when it is tried again, and the request id to quote. */
export function Failed({ error, retry }: FailedProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const failure = failureOf(error, t);
  const left = useCountdown(error, retry);
  if (failure.permission !== null) return <Forbidden permission={failure.permission} />;
  return (
    <div className="blank" role="alert">
      <h3>{failure.words}</h3>
      <p>
        <span className="code">{failure.code}</span>{' '}
        {format.join(
          left === null ? null : t('common.retryIn', { seconds: left }),
          failure.requestId ? t('common.requestId', { id: failure.requestId }) : null,
        )}
      </p>
      {failure.isGone ? (
        <Link to="/">{t('shell.toOverview')}</Link>
      ) : (
        <Button onClick={retry}>{t('common.retryNow')}</Button>
      )}
    </div>
  );
}

/** One line above the last data that could be had. */
export function Stale({ error, retry, at }: FailedProps & { at: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const failure = failureOf(error, t);
  const left = useCountdown(error, retry);
  return (
    <div className="stale" role="alert">
      <b>{t('common.stale', { words: failure.words, at })}</b>
      <span>
        <span className="code">{failure.code}</span>{' '}
        {format.join(
          left === null ? null : t('common.retryIn', { seconds: left }),
          failure.requestId ? t('common.requestId', { id: failure.requestId }) : null,
        )}
      </span>
      <button type="button" className="link" onClick={retry}>
        {t('common.retryNow')}
      </button>
    </div>
  );
}

/** Names the permission that is missing and who grants it. */
function Forbidden({ permission }: { permission: string }) {
  const { t } = useTranslation();
  const name =
    permission === '' ? '' : t(`permissions.${permission.replace(':', '.')}`, { defaultValue: permission });
  return (
    <div className="blank" role="alert">
      <h3>{t('common.forbidden')}</h3>
      <p>
        {permission === ''
          ? t('common.forbiddenUnnamed')
          : t('common.forbiddenWhy', { name, code: permission })}
      </p>
    </div>
  );
}
