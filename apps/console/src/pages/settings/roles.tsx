import { permissions, type RoleName, roles } from '@jetbridge/contract';
import { useTranslation } from 'react-i18next';
import { Section } from '../../components/frame.tsx';

const roleNames: readonly RoleName[] = ['admin', 'operator', 'analyst', 'advisor'];

interface RolePickerProps {
  chosen: readonly RoleName[];
  onChange: (roles: RoleName[]) => void;
}

export function RolePicker({ chosen, onChange }: RolePickerProps) {
  const { t } = useTranslation();
  return (
    <fieldset className="rowx" aria-label={t('access.roles')}>
      {roleNames.map((role) => (
        <label key={role} className="check">
          <input
            type="checkbox"
            checked={chosen.includes(role)}
            onChange={() =>
              onChange(chosen.includes(role) ? chosen.filter((one) => one !== role) : [...chosen, role])
            }
          />
          {t(`roles.${role}`)}
        </label>
      ))}
    </fieldset>
  );
}

/** Which role grants what; fixed, from the contract. */
export function Roles() {
  const { t } = useTranslation();
  return (
    <Section title={t('access.roles')} sub={t('access.rolesSub')}>
      <div className="tbl-wrap">
        <table className="tbl">
          <thead>
            <tr>
              <th>{t('access.permission')}</th>
              {roleNames.map((role) => (
                <th key={role} className="r">
                  {t(`roles.${role}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {permissions.map((permission) => (
              <tr key={permission}>
                <td>{t(`permissions.${permission.replace(':', '.')}`)}</td>
                {roleNames.map((role) => {
                  const granted = roles[role].includes(permission);
                  return (
                    <td key={role} className="r">
                      <i className={`mark ${granted ? 'on' : ''}`} aria-hidden="true" />
                      <span className="sr">{t(granted ? 'common.yes' : 'common.no')}</span>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
