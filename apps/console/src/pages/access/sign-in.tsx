import { useMutation } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, queryClient } from '../../api.ts';
import { failureOf } from '../../components/failure.ts';
import { Field } from '../../components/field.tsx';
import { LanguageSwitch, Mark } from '../../components/shell/top-bar.tsx';
import '../../components/shell/shell.css';
import './sign-in.css';

const route = getRouteApi('/sign-in');
const stops = ['scans', 'friends', 'segmentEntries', 'journeyEntries', 'sends', 'conversions'] as const;

/** Only a path of this console: never another site. */
function safePath(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/';
}

function Story() {
  const { t } = useTranslation();
  return (
    <div className="gate-story">
      <div className="logo">
        <Mark />
        <div>
          Jetbridge<span>{t('shell.brand')}</span>
        </div>
      </div>
      <h1>{t('signIn.claim')}</h1>
      <p>{t('signIn.story')}</p>
      <div className="gate-loop" aria-hidden="true">
        <ol>
          {stops.map((stop) => (
            <li key={stop}>
              <b>{t(`overview.stops.${stop}`)}</b>
            </li>
          ))}
        </ol>
      </div>
    </div>
  );
}

export function SignInPage() {
  const { t } = useTranslation();
  const router = useRouter();
  const { next } = route.useSearch();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  useEffect(() => {
    document.title = `${t('signIn.title')} · Jetbridge`;
  }, [t]);
  const signIn = useMutation({
    mutationFn: () => api.access.signIn({ body: { username, password } }),
    onSuccess: (reply) => {
      queryClient.clear();
      queryClient.setQueryData(['me'], reply.user);
      router.history.push(safePath(next));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (username !== '' && password !== '') signIn.mutate();
  };
  return (
    <div className="gate">
      <Story />
      <main className="gate-form">
        <LanguageSwitch />
        <form onSubmit={submit}>
          <h2>{t('signIn.title')}</h2>
          <Field label={t('signIn.username')}>
            {(id) => (
              <Input
                id={id}
                name="username"
                size="large"
                autoFocus
                autoComplete="username"
                maxLength={64}
                value={username}
                onChange={(event) => setUsername(event.target.value)}
              />
            )}
          </Field>
          <Field label={t('signIn.password')} wrong={signIn.error ? failureOf(signIn.error, t).words : null}>
            {(id) => (
              <Input
                id={id}
                type="password"
                name="password"
                size="large"
                autoComplete="current-password"
                maxLength={200}
                value={password}
                onChange={(event) => setPassword(event.target.value)}
              />
            )}
          </Field>
          <Button type="primary" size="large" block htmlType="submit" loading={signIn.isPending}>
            {t('signIn.submit')}
          </Button>
          <p className="hint mut f1" style={{ marginTop: 12 }}>
            {t('signIn.firstTime')}
          </p>
        </form>
      </main>
    </div>
  );
}
