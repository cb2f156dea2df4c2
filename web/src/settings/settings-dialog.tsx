import { useTranslate } from '../i18n/i18n.ts';
import { navigate } from '../navigation.ts';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Select } from '../ui/select.tsx';
import { Switch } from '../ui/switch.tsx';
import { AccountSection } from './account-section.tsx';
import { SecuritySection } from './security-section.tsx';
import styles from './settings-dialog.module.css';
import { changeSettings, languages, themes, useSettings, type Language } from './settings.ts';

/** Each language by its own name, as those look for it who read no other. */
const languageNames: Record<Language, string> = { en: 'English', de: 'Deutsch' };

/** What a user chooses for this device; each choice holds at once. */
export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslate();
  const { theme, language, enterSends, showPreviews } = useSettings();
  return (
    <Dialog title={t('settings.title')} onClose={onClose}>
      <div className={styles['body']}>
        <AccountSection />
        <SecuritySection />
        <Choice
          label={t('settings.theme')}
          options={themes.map((value) => ({ value, label: t(`settings.theme.${value}`) }))}
          value={theme}
          onChange={(value) => changeSettings({ theme: value })}
        />
        <Select
          label={t('settings.language')}
          options={[
            { value: 'system', label: t('settings.language.system') },
            ...languages.map((value) => ({ value, label: languageNames[value], lang: value })),
          ]}
          value={language}
          onChange={(value) => changeSettings({ language: value })}
        />
        <Switch
          label={t('settings.enter')}
          hint={t('settings.enterHint')}
          checked={enterSends}
          onChange={(checked) => changeSettings({ enterSends: checked })}
        />
        <Switch
          label={t('previews.show')}
          checked={showPreviews}
          onChange={(checked) => changeSettings({ showPreviews: checked })}
        />
        <Button onClick={() => navigate('/settings/notifications')}>{t('notifySettings.open')}</Button>
        <Button onClick={() => navigate('/settings/privacy')}>{t('privacy.open')}</Button>
      </div>
    </Dialog>
  );
}
