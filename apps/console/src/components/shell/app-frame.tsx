import { ApiError } from '@jetbridge/client';
import { Navigate, Outlet, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../session.ts';
import { Failed, Loading } from '../blanks.tsx';
import { Navigation, TabBar } from './navigation.tsx';
import { TopBar } from './top-bar.tsx';
import './shell.css';

/** The frame around every page of a signed-in user; anybody else is led to the sign-in and back. */
export function AppFrame() {
  const { t } = useTranslation();
  const session = useSession();
  const next = useLocation({ select: (location) => location.href });
  if (session.error instanceof ApiError && session.error.status === 401) {
    // While the sign-in is being loaded the address is its own already: going there again would never end.
    if (next.startsWith('/sign-in')) return null;
    return <Navigate to="/sign-in" search={next === '/' ? {} : { next }} replace />;
  }
  if (!session.data) {
    return (
      <div className="body">
        {session.error ? (
          <Failed error={session.error} retry={() => void session.refetch()} />
        ) : (
          <Loading rows={6} />
        )}
      </div>
    );
  }
  return (
    <>
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      <div className="app">
        <TopBar />
        <Navigation />
        <main id="main" className="main" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <TabBar />
    </>
  );
}
