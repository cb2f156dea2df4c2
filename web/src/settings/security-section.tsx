import { Fingerprint, Link2, ShieldCheck } from 'lucide-react';
import { useTranslate } from '../i18n/i18n.ts';
import { useProviders } from '../providers/use-providers.ts';
import { SettingsLine, SettingsSection } from './settings-section.tsx';

/** How the account is protected besides its password. */
export function SecuritySection() {
  const t = useTranslate();
  const providers = useProviders();
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
      {providers.length > 0 && (
        <SettingsLine
          path="/settings/providers"
          icon={<Link2 size="1.25rem" />}
          label={t('provider.title')}
        />
      )}
    </SettingsSection>
  );
}
