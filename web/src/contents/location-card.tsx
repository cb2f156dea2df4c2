import { ExternalLink, MapPin } from 'lucide-react';
import type { SharedLocation } from '../../../client/index.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import styles from './contents.module.css';
import { coordinatesText, mapAddress } from './location.ts';

/** A place: a pin on a drawn ground, as no map is loaded from elsewhere, and a link to one. */
export function LocationCard({ location, reachable }: { location: SharedLocation; reachable: boolean }) {
  const t = useTranslate();
  const locale = useLocale();
  const { label, accuracy } = location;
  const coordinates = coordinatesText(location, locale);
  return (
    <div className={styles['place']} role="group" aria-label={t('content.location')}>
      <div className={styles['ground']} aria-hidden="true">
        <MapPin className={styles['pin']} size="2rem" strokeWidth={1.75} />
      </div>
      <div className={styles['placeText']}>
        {label !== undefined && (
          <p className={styles['title']} dir="auto">
            {label}
          </p>
        )}
        <p className={label === undefined ? styles['title'] : styles['detail']}>{coordinates}</p>
        {accuracy !== undefined && (
          <p className={styles['detail']}>
            {t('location.accuracy', { metres: Math.max(1, Math.round(accuracy)) })}
          </p>
        )}
      </div>
      <a
        className={styles['wideAction']}
        href={mapAddress(location)}
        target="_blank"
        rel="noopener noreferrer"
        tabIndex={reachable ? 0 : -1}
      >
        <ExternalLink size="0.9375rem" aria-hidden="true" />
        {t('location.open')}
      </a>
    </div>
  );
}
