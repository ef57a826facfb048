import type { RoleName, User } from '@jetbridge/contract';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Confirm } from '../../components/confirm.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { failureOf } from '../../components/failure.ts';
import { Field } from '../../components/field.tsx';
import { Section } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { useAction } from '../../components/use-action.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { RolePicker } from './roles.tsx';

/** A text field for Field's children. */
function textField(
  value: string,
  set: (next: string) => void,
  more: { type?: string; disabled?: boolean } = {},
) {
  return (id: string) => (
    <input
      id={id}
      className="control wide"
      autoComplete="off"
      maxLength={120}
      {...more}
      value={value}
      onChange={(event) => set(event.target.value)}
    />
  );
}

function UserForm({ user, onClose }: { user: User | null; onClose: () => void }) {
  const { t } = useTranslation();
  const [username, setUsername] = useState(user?.username ?? '');
  const [displayName, setDisplayName] = useState(user?.displayName ?? '');
  const [password, setPassword] = useState('');
  const [chosen, setChosen] = useState<RoleName[]>(user?.roles ?? ['operator']);
  const save = useAction({
    run: () =>
      user
        ? api.access.updateUser({
            params: { id: user.id },
            body: {
              displayName: displayName.trim(),
              roles: chosen,
              ...(password === '' ? {} : { password }),
            },
          })
        : api.access.createUser({
            body: { username: username.trim(), displayName: displayName.trim(), password, roles: chosen },
          }),
    changes: [['users'], ['me']],
    done: (saved) => t(user ? 'access.userChanged' : 'access.userMade', { name: saved.displayName }),
    quiet: true,
    after: onClose,
  });
  const ready =
    /^[A-Za-z0-9_.@-]+$/.test(username.trim()) &&
    displayName.trim() !== '' &&
    chosen.length > 0 &&
    (password.length >= 10 || (user !== null && password === ''));
  return (
    <Dialog title={t(user ? 'access.editUser' : 'access.addUser')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) save.mutate(undefined);
        }}
      >
        <Field label={t('signIn.username')} hint={t('access.usernameHint')}>
          {textField(username, setUsername, { disabled: user !== null })}
        </Field>
        <Field label={t('access.displayName')}>{textField(displayName, setDisplayName)}</Field>
        <Field label={t('signIn.password')} hint={t(user ? 'access.passwordKeep' : 'shell.passwordRule')}>
          {textField(password, setPassword, { type: 'password' })}
        </Field>
        <div className="field">
          <span className="label">{t('access.roles')}</span>
          <RolePicker chosen={chosen} onChange={setChosen} />
        </div>
        {save.error ? (
          <p className="amb f1" role="alert">
            {failureOf(save.error, t).words}
          </p>
        ) : null}
        <Button type="primary" htmlType="submit" disabled={!ready} loading={save.isPending}>
          {t('common.save')}
        </Button>
      </form>
    </Dialog>
  );
}

function Rows({ items, onEdit }: { items: User[]; onEdit: (user: User) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const remove = useAction({
    run: (user: User) => api.access.deleteUser({ params: { id: user.id } }),
    changes: [['users']],
    done: (_, user) => t('access.userRemoved', { name: user.displayName }),
    tone: 'amber',
  });
  return (
    <div className="tbl-wrap">
      <table className="tbl">
        <thead>
          <tr>
            <th>{t('access.user')}</th>
            <th>{t('access.roles')}</th>
            <th className="r hide-narrow">{t('access.lastSignIn')}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {items.map((user) => (
            <tr key={user.id}>
              <td>
                {user.displayName} <span className="mut">{user.username}</span>
              </td>
              <td>{user.roles.map((role) => t(`roles.${role}`)).join(t('common.listComma'))}</td>
              <td className="r mut hide-narrow">
                {user.lastSignInAt ? format.instant(user.lastSignInAt) : t('common.never')}
              </td>
              <td className="r">
                {can('access:write') ? (
                  <span className="rowx" style={{ justifyContent: 'flex-end' }}>
                    <button type="button" className="link" onClick={() => onEdit(user)}>
                      {t('common.edit')}
                    </button>
                    <Confirm
                      text={t('common.delete')}
                      question={t('access.userQuestion')}
                      onConfirm={() => remove.mutate(user)}
                    />
                  </span>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Users() {
  const { t } = useTranslation();
  const can = useCan();
  const [editing, setEditing] = useState<User | 'new' | null>(null);
  const query = useQuery({
    queryKey: ['users'],
    queryFn: ({ signal }) => api.access.listUsers({ query: { limit: 100 }, signal }),
  });
  return (
    <Section
      title={t('access.users')}
      sub={t('access.usersSub')}
      links={
        can('access:write') ? (
          <button type="button" className="link" onClick={() => setEditing('new')}>
            {t('access.addUser')}
          </button>
        ) : null
      }
    >
      <Loaded query={query} rows={3}>
        {({ items }) => <Rows items={items} onEdit={setEditing} />}
      </Loaded>
      {editing ? (
        <UserForm user={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      ) : null}
    </Section>
  );
}
