import { Link, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useCan, useSession } from '../../session.ts';
import { isAt, type Stop, stops } from './places.ts';

/** The stops with what the signed-in user may open. */
export function useStops(): Stop[] {
  const can = useCan();
  return stops
    .map((stop) => ({ ...stop, places: stop.places.filter((place) => can(place.needs)) }))
    .filter((stop) => stop.places.length > 0);
}

export function Navigation() {
  const { t, i18n } = useTranslation();
  const path = useLocation({ select: (location) => location.pathname });
  const shown = useStops();
  const me = useSession().data;
  const last = shown.at(-1)?.places.length ?? 1;
  return (
    <nav className="nav" aria-label={t('nav.label')} lang={i18n.language}>
      <Link
        to="/"
        className={`home ${path === '/' ? 'cur' : ''}`}
        aria-current={path === '/' ? 'page' : undefined}
      >
        {t('nav.overview')}
      </Link>
      <div className="nav-groups" style={{ '--last': `${last * 24 - 4}px` } as React.CSSProperties}>
        {shown.map((stop) => {
          const on = stop.places.some((place) => isAt(path, place.to));
          return (
            <div key={stop.key} className={`stop ${on ? 'on' : ''}`}>
              <b>{t(`nav.${stop.key}`)}</b>
              <ul>
                {stop.places.map((place) => (
                  <li key={place.key}>
                    <Link
                      to={place.to}
                      className={isAt(path, place.to) ? 'cur' : ''}
                      aria-current={isAt(path, place.to) ? 'page' : undefined}
                    >
                      {t(`nav.${place.key}`)}
                    </Link>
                  </li>
                ))}
              </ul>
            </div>
          );
        })}
      </div>
      <div className="foot">
        {me ? (
          <>
            {me.displayName}
            <br />
            {me.roles.map((role) => t(`roles.${role}`)).join(t('common.listComma'))}
          </>
        ) : null}
      </div>
    </nav>
  );
}

const tabs = [
  { key: 'overview', to: '/' },
  { key: 'customers', to: '/customers' },
  { key: 'journeys', to: '/journeys' },
  { key: 'channelCodes', to: '/channel-codes' },
  { key: 'all', to: '/menu' },
] as const;

/** Navigation below 700 px. */
export function TabBar() {
  const { t } = useTranslation();
  const path = useLocation({ select: (location) => location.pathname });
  return (
    <nav className="tabbar" aria-label={t('nav.label')}>
      {tabs.map((tab) => (
        <Link
          key={tab.key}
          to={tab.to}
          className={isAt(path, tab.to) ? 'on' : ''}
          aria-current={isAt(path, tab.to) ? 'page' : undefined}
        >
          {t(`nav.${tab.key}`)}
        </Link>
      ))}
    </nav>
  );
}
