import { useTranslate, useLocale } from '../i18n/i18n.ts';
import styles from './progress-ring.module.css';
import type { Upload } from './uploads.ts';

/** How far an upload has come: a ring that fills. */
export function ProgressRing({ upload: { state, progress, media } }: { upload: Upload }) {
  const t = useTranslate();
  const locale = useLocale();
  const percent = new Intl.NumberFormat(locale, { style: 'percent' }).format(progress);
  const preparing = state === 'preparing';
  return (
    <svg
      className={styles['ring']}
      viewBox="0 0 44 44"
      role="progressbar"
      aria-label={media.name}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={preparing ? undefined : Math.round(progress * 100)}
      aria-valuetext={preparing ? t('media.preparing') : t('media.uploading', { percent })}
    >
      <circle cx="22" cy="22" r="19.5" className={styles['track']} />
      <circle
        cx="22"
        cy="22"
        r="19.5"
        pathLength="100"
        className={styles['done']}
        // a little of it shows from the beginning
        strokeDasharray={`${Math.max(4, progress * 100)} 100`}
      />
    </svg>
  );
}
