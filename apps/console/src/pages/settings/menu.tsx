import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Band } from '../../components/frame.tsx';
import { useStops } from '../../components/shell/navigation.tsx';

/** Every place, for narrow windows. */
export function MenuPage() {
  const { t } = useTranslation();
  return (
    <>
      <Band title={t('nav.all')} />
      <div className="body">
        {useStops().map((stop) => (
          <section key={stop.key} className="sec">
            <div className="sec-head">
              <h2>{t(`nav.${stop.key}`)}</h2>
            </div>
            <ul className="facts">
              {stop.places.map((place) => (
                <li key={place.key}>
                  <Link to={place.to} style={{ display: 'block', padding: '6px 0', fontSize: 14 }}>
                    {t(`nav.${place.key}`)}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}
