import { Fingerprint, ShieldCheck } from 'lucide-react';
import { useTranslate } from '../i18n/i18n.ts';
import { SettingsLine, SettingsSection } from './settings-section.tsx';

/** How the account is protected besides its password. */
export function SecuritySection() {
  const t = useTranslate();
  return (
    <SettingsSection id="settings-security" title={t('security.section')}>
      <SettingsLine
        path="/settings/security"
        icon={<ShieldCheck size="1.25rem" />}
        label={t('security.title')}
      />
      <SettingsLine
        path="/settings/passkeys"
        icon={<Fingerprint size="1.25rem" />}
        label={t('passkeys.title')}
      />
    </SettingsSection>
  );
}
