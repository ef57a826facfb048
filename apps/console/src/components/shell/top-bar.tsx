import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, queryClient } from '../../api.ts';
import { useFormat } from '../../format.ts';
import { changeLanguage, currentLanguage, languages } from '../../language.tsx';
import { useCan, useSession } from '../../session.ts';

const PasswordDialog = lazy(async () => ({
  default: (await import('./password-dialog.tsx')).PasswordDialog,
}));

export function Mark() {
  return (
    <svg
      width="26"
      height="20"
      viewBox="0 0 26 20"
      fill="none"
      stroke="#F2F5F8"
      strokeWidth="1.4"
      aria-hidden="true"
    >
      <path d="M0 6h9v8H0M9 7.500h7M9 12.500h7M11.300 7v6M13.600 7v6" />
      <path d="M16 5.500h2.200v9H16z" fill="#6DB6F2" stroke="#6DB6F2" />
      <path d="M20.500 1.500c2.600 1.400 4 4.600 4 8.500s-1.400 7.100-4 8.500" />
    </svg>
  );
}

function Search() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        field.current?.focus();
        field.current?.select();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const query = field.current?.value.trim() ?? '';
    void navigate({ to: '/customers', search: query === '' ? {} : { query } });
  };
  return (
    <form className="search" onSubmit={submit} aria-label={t('shell.search')}>
      <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" aria-hidden="true">
        <circle cx="6" cy="6" r="4.500" />
        <path d="M9.500 9.500 13 13" />
      </svg>
      <input
        ref={field}
        type="search"
        aria-label={t('shell.search')}
        placeholder={t('shell.searchFor')}
        maxLength={120}
      />
      <span className="kbd" aria-hidden="true">
        Ctrl K
      </span>
    </form>
  );
}

function Clocks() {
  const { t } = useTranslation();
  const format = useFormat();
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 5000);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <span className="wide">
        <i>{format.hm(now)}</i> {t('shell.beijing')}
      </span>
      <span className="wide">
        <i>{now.toISOString().slice(11, 16)}</i> UTC
      </span>
    </>
  );
}

/** How WeCom's callbacks fare: the median time from receipt to work done. */
function WecomState() {
  const { t } = useTranslation();
  const can = useCan();
  const { data } = useQuery({
    queryKey: ['wecom', 'status'],
    queryFn: ({ signal }) => api.wecom.status({ signal }),
    enabled: can('wecom:read'),
    refetchInterval: 15_000,
  });
  if (!data) return null;
  const troubled = !data.configured || data.lastError !== null;
  return (
    <Link to="/settings/wecom" className="wide">
      <span className={`dot ${troubled ? 'amber' : ''}`} />
      {data.configured ? t(data.simulated ? 'shell.wecomSimulated' : 'shell.wecom') : t('shell.wecomAbsent')}{' '}
      {data.medianWorkMs === null ? null : (
        <i>
          {data.medianWorkMs < 1000
            ? `${data.medianWorkMs} ms`
            : `${(data.medianWorkMs / 1000).toFixed(1)} s`}
        </i>
      )}
    </Link>
  );
}

export function LanguageSwitch() {
  const { t } = useTranslation();
  const current = currentLanguage();
  return (
    <fieldset className="lang" aria-label={t('shell.language')}>
      {languages.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          className={language === current ? 'on' : ''}
          aria-pressed={language === current}
          onClick={() => void changeLanguage(language)}
        >
          {t(`shell.${language}`)}
        </button>
      ))}
    </fieldset>
  );
}

function Account() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const me = useSession().data;
  const [changing, setChanging] = useState(false);
  const signOut = async () => {
    await api.access.signOut();
    queryClient.clear();
    await navigate({ to: '/sign-in' });
  };
  if (!me) return null;
  return (
    <>
      <button
        type="button"
        className="me"
        popoverTarget="account"
        aria-label={t('shell.account', { name: me.displayName })}
      >
        {me.displayName.slice(0, 1).toUpperCase()}
      </button>
      <div id="account" popover="auto" className="account">
        <p>
          <b>{me.displayName}</b> {me.username}
        </p>
        <button type="button" popoverTarget="account" onClick={() => setChanging(true)}>
          {t('shell.changePassword')}
        </button>
        <button type="button" onClick={() => void signOut()}>
          {t('shell.signOut')}
        </button>
      </div>
      {changing ? (
        <Suspense>
          <PasswordDialog onClose={() => setChanging(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

export function TopBar() {
  const { t } = useTranslation();
  return (
    <header className="top">
      <Link to="/" className="logo">
        <Mark />
        <div>
          Jetbridge<span>{t('shell.brand')}</span>
        </div>
      </Link>
      <Search />
      <div className="live">
        <Clocks />
        <span className="vr wide" />
        <WecomState />
        <span className="vr wide" />
        <LanguageSwitch />
        <Account />
      </div>
    </header>
  );
}
