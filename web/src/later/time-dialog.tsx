import { useState, type ReactNode } from 'react';
import { useNow } from '../format/now.ts';
import { untilTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { explainWaiting } from './explain-waiting.ts';
import { fieldValue, presetsAt } from './presets.ts';
import styles from './later.module.css';

export interface TimeDialogProps {
  title: string;
  /** On the button that takes the time of the field. */
  confirm: string;
  /** The time at first. */
  at?: string;
  /** Rejects with why the time is not taken. */
  onPick: (at: Date) => Promise<void>;
  onClose: () => void;
  /** What else is asked, above the times. */
  children?: ReactNode;
}

const farthestMs = 366 * 86_400_000;
const nearestMs = 10_000;

/** A time that lies ahead: one that is often meant, or any. */
export function TimeDialog({ title, confirm, at, onPick, onClose, children }: TimeDialogProps) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const [value, setValue] = useState(() =>
    fieldValue(
      at === undefined || Date.parse(at) < Date.now() ? new Date(Date.now() + 3_600_000) : new Date(at),
    ),
  );
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  function pick(time: Date): void {
    // the clock of now, not of when it was opened
    const ahead = time.getTime() - Date.now();
    if (Number.isNaN(ahead) || ahead < nearestMs || ahead > farthestMs) {
      setError(t(ahead > farthestMs ? 'waiting.tooFar' : 'waiting.past'));
      return;
    }
    setBusy(true);
    onPick(time).then(onClose, (reason: unknown) => {
      setBusy(false);
      setError(explainWaiting(reason, t));
    });
  }

  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return (
    <Dialog
      title={title}
      size="small"
      onClose={onClose}
      footer={
        <Button kind="primary" wide busy={busy} onClick={() => pick(new Date(value))}>
          {confirm}
        </Button>
      }
    >
      <div className={styles['body']}>
        {children}
        <ul className={styles['presets']}>
          {presetsAt(now).map((preset) => (
            <li key={preset.label}>
              <button
                type="button"
                className={styles['preset']}
                disabled={busy}
                onClick={() => pick(preset.at)}
              >
                <span>{t(preset.label)}</span>
                <time className={styles['muted']} dateTime={preset.at.toISOString()}>
                  {untilTime(preset.at.toISOString(), now, locale)}
                </time>
              </button>
            </li>
          ))}
        </ul>
        <TextField
          type="datetime-local"
          label={t('waiting.at')}
          hint={t('waiting.zone', { zone: timeZone.replaceAll('_', ' ') })}
          error={error}
          value={value}
          min={fieldValue(new Date(now))}
          onChange={({ target }) => {
            setError(undefined);
            setValue(target.value);
          }}
        />
      </div>
    </Dialog>
  );
}
