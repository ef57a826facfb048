import { useTranslation } from 'react-i18next';
import { Band } from '../../components/frame.tsx';
import { ApiKeys } from './api-keys.tsx';
import { Roles } from './roles.tsx';
import { Users } from './users.tsx';
import './settings.css';

/** Who may do what. */
export function AccessPage() {
  const { t } = useTranslation();
  return (
    <>
      <Band title={t('nav.access')} sub={t('access.sub')} />
      <div className="body two">
        <div>
          <Users />
          <ApiKeys />
        </div>
        <Roles />
      </div>
    </>
  );
}
