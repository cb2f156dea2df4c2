import { AtSign, ChevronRight, KeyRound, MonitorSmartphone } from 'lucide-react';
import type { ReactNode } from 'react';
import { useAccount } from '../../../client/react/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { navigate } from '../navigation.ts';
import { useFreshAccount } from '../use-fresh-account.ts';
import styles from './account.module.css';
import { pendingEmail } from './pending-email.ts';

/** What belongs to the account on all devices; each line opens a step of its own. */
export function AccountSection() {
  const t = useTranslate();
  const account = useAccount();
  const pending = account && pendingEmail(account);
  useFreshAccount(pending !== undefined || account?.emailVerified === false);
  const note =
    pending === undefined
      ? account?.emailVerified === false && t('account.emailOpen')
      : t('account.emailPending', { email: pending });
  return (
    <section className={styles['section']} aria-labelledby="settings-account">
      <h3 id="settings-account" className={styles['legend']}>
        {t('account.title')}
      </h3>
      <div className={styles['lines']}>
        <Line path="/settings/email" icon={<AtSign size="1.25rem" />} label={t('account.email')}>
          <span dir="ltr">{account?.email}</span>
          {note !== false && <span className={styles['note']}>{note}</span>}
        </Line>
        <Line path="/settings/password" icon={<KeyRound size="1.25rem" />} label={t('account.password')} />
        <Line
          path="/settings/devices"
          icon={<MonitorSmartphone size="1.25rem" />}
          label={t('account.devices')}
        />
      </div>
    </section>
  );
}

interface LineProps {
  path: string;
  icon: ReactNode;
  label: string;
  children?: ReactNode;
}

const Line = ({ path, icon, label, children }: LineProps) => (
  <button type="button" className={styles['line']} onClick={() => navigate(path)}>
    <span className={styles['lineIcon']} aria-hidden="true">
      {icon}
    </span>
    <span className={styles['lineText']}>
      <span>{label}</span>
      {children !== undefined && <span className={styles['lineValue']}>{children}</span>}
    </span>
    <ChevronRight className={styles['chevron']} size="1.125rem" aria-hidden="true" />
  </button>
);
