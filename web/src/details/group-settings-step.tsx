import { useState } from 'react';
import type { GroupSettings } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { explain, isSignedOut } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { Choice } from '../ui/choice.tsx';
import { Select } from '../ui/select.tsx';
import { showToast } from '../ui/toast.tsx';
import styles from './details.module.css';
import { slowModeText } from './slow-mode-text.ts';
import type { StepProps } from './steps.tsx';

const whoMay = ['post', 'addMembers', 'changeInfo', 'pin', 'mentionAll'] as const;
const audiences = ['everyone', 'admins'] as const;
const histories = ['all', 'joined'] as const;
/** In seconds. */
const slowModes = [0, 10, 30, 60, 300, 900, 3_600];

/** What a group lets its members do; each choice holds at once. */
export function GroupSettingsStep({ conversation: { id, settings } }: StepProps) {
  const t = useTranslate();
  const { groups } = useClient();
  const [chosen, setChosen] = useState<Partial<GroupSettings>>({});
  if (settings === undefined) return null;
  const now = { ...settings, ...chosen };
  // another client may have chosen a time between these
  const times = slowModes.includes(now.slowModeSeconds)
    ? slowModes
    : [...slowModes, now.slowModeSeconds].toSorted((a, b) => a - b);

  function choose(change: Partial<GroupSettings>): void {
    setChosen((last) => ({ ...last, ...change }));
    groups
      .update(id, { settings: change })
      .catch((error: unknown) => {
        if (!isSignedOut(error)) showToast(explain(error, t));
      })
      // from here on the group says how it is, also where the change was refused
      .finally(() => setChosen({}));
  }

  return (
    <div className={styles['form']}>
      {whoMay.map((setting) => (
        <Choice
          key={setting}
          label={t(`groupSettings.${setting}`)}
          options={audiences.map((value) => ({ value, label: t(`groupSettings.${value}`) }))}
          value={now[setting]}
          onChange={(value) => choose({ [setting]: value })}
        />
      ))}
      <div>
        <Select
          label={t('groupSettings.slowMode')}
          options={times.map((seconds) => ({ value: String(seconds), label: slowModeText(seconds, t) }))}
          value={String(now.slowModeSeconds)}
          onChange={(seconds) => choose({ slowModeSeconds: Number(seconds) })}
        />
        <p className={styles['formHint']}>{t('groupSettings.slowModeHint')}</p>
      </div>
      <div>
        <Choice
          label={t('groupSettings.history')}
          options={histories.map((value) => ({ value, label: t(`groupSettings.history.${value}`) }))}
          value={now.history}
          onChange={(history) => choose({ history })}
        />
        <p className={styles['formHint']}>{t('groupSettings.historyHint')}</p>
      </div>
    </div>
  );
}
