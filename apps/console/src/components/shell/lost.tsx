import type { ErrorComponentProps } from '@tanstack/react-router';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Empty } from '../blanks.tsx';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <div className="body">
      <Empty title={t('shell.notFound')} why={t('shell.notFoundWhy')}>
        <Link to="/">{t('shell.toOverview')}</Link>
      </Empty>
    </div>
  );
}

/** A page that threw. A new version on the server shows itself as a page file that is gone: loading again mends that. */
export function PageCrashed({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <div className="body">
      <Empty
        title={t('shell.crashed')}
        why={t('shell.crashedWhy', { message: error instanceof Error ? error.message : String(error) })}
      >
        <Button type="primary" onClick={() => window.location.reload()}>
          {t('shell.reload')}
        </Button>
      </Empty>
    </div>
  );
}
