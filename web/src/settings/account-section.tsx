import { AtSign, Bot, KeyRound, MonitorSmartphone } from 'lucide-react';
import { useAccount } from '../../../client/react/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { useFreshAccount } from '../use-fresh-account.ts';
import styles from './account.module.css';
import { pendingEmail } from './pending-email.ts';
import { SettingsLine, SettingsSection } from './settings-section.tsx';

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
    <SettingsSection id="settings-account" title={t('account.title')}>
      <SettingsLine path="/settings/email" icon={<AtSign size="1.25rem" />} label={t('account.email')}>
        <span dir="ltr">{account?.email}</span>
        {note !== false && <span className={styles['note']}>{note}</span>}
      </SettingsLine>
      <SettingsLine
        path="/settings/password"
        icon={<KeyRound size="1.25rem" />}
        label={t('account.password')}
      />
      <SettingsLine
        path="/settings/devices"
        icon={<MonitorSmartphone size="1.25rem" />}
        label={t('account.devices')}
      />
      <SettingsLine path="/settings/bots" icon={<Bot size="1.25rem" />} label={t('bots.title')} />
    </SettingsSection>
  );
}
