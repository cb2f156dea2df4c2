import { ChevronRight, ShieldCheck } from 'lucide-react';
import { useTranslate } from '../i18n/i18n.ts';
import { navigate } from '../navigation.ts';
import styles from '../second-factor/second-factor.module.css';

/** How the account is protected besides its password. */
export function SecuritySection() {
  const t = useTranslate();
  return (
    <section className={styles['section']} aria-labelledby="settings-security">
      <h3 id="settings-security" className={styles['legend']}>
        {t('security.section')}
      </h3>
      <button type="button" className={styles['line']} onClick={() => navigate('/settings/security')}>
        <span className={styles['lineIcon']} aria-hidden="true">
          <ShieldCheck size="1.25rem" />
        </span>
        <span className={styles['lineText']}>{t('security.title')}</span>
        <ChevronRight className={styles['chevron']} size="1.125rem" aria-hidden="true" />
      </button>
    </section>
  );
}
