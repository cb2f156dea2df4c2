import { useTranslate, type MessageKey } from '../i18n/i18n.ts';
import { navigate } from '../navigation.ts';
import { useEndReason } from '../session.ts';
import { Button } from '../ui/button.tsx';
import styles from './welcome-screen.module.css';

const reasons: Readonly<Record<string, MessageKey>> = {
  signed_out: 'welcome.ended.signed_out',
  session_revoked: 'welcome.ended.session_revoked',
  suspended: 'welcome.ended.suspended',
  expired: 'welcome.ended.expired',
};

/** The first screen of those who are not signed in; it says why, if a session has just ended. */
export function WelcomeScreen() {
  const t = useTranslate();
  const reason = useEndReason();
  return (
    <main className={styles['screen']}>
      <title>{t('app.name')}</title>
      <div className={styles['column']}>
        <img className={styles['mark']} src="/icon.svg" alt="" />
        <div className={styles['heading']}>
          <h1 className={styles['title']}>{t('welcome.title')}</h1>
          <p className={styles['text']}>{t('welcome.text')}</p>
        </div>
        {reason !== undefined && (
          <p className={styles['notice']} role="status">
            {t(reasons[reason] ?? 'welcome.ended.session_revoked')}
          </p>
        )}
        <div className={styles['actions']}>
          <Button kind="primary" wide onClick={() => navigate('/register')}>
            {t('welcome.register')}
          </Button>
          <Button wide onClick={() => navigate('/sign-in')}>
            {t('welcome.signIn')}
          </Button>
        </div>
      </div>
    </main>
  );
}
