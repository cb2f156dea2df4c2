import { useEffect } from 'react';
import { BellOff } from 'lucide-react';
import { useTranslate } from '../i18n/i18n.ts';
import { report } from '../report.ts';
import { Switch } from '../ui/switch.tsx';
import { thisDevice, useThisDevice } from './device.ts';
import { deviceHint } from './device-hint.ts';
import { turnOn } from './turn-on.ts';
import styles from './settings-dialog.module.css';

/** Whether the system shows notifications here: a switch, or why there is none and what to do about it. */
export function DeviceRow() {
  const t = useTranslate();
  const { state, busy } = useThisDevice();
  // the user may come from the settings of the browser
  useEffect(() => void thisDevice.refresh().catch(report), []);
  // what comes of it is not known yet
  const hint = deviceHint(busy && state === 'open' ? 'off' : state, t);
  if (state === 'blocked' || state === 'install' || state === 'unsupported') {
    return (
      <p className={styles['hindrance']}>
        <BellOff size="1.25rem" aria-hidden="true" />
        <span>{hint}</span>
      </p>
    );
  }
  const turnOff = () => void thisDevice.turnOff().catch(report);
  return (
    <div aria-busy={busy}>
      <Switch
        label={t('notifyDevice.switch')}
        hint={hint}
        checked={state !== 'off'}
        onChange={(on) => (on ? turnOn() : turnOff())}
      />
    </div>
  );
}
