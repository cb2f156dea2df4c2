import { useRef, useState, type SubmitEvent } from 'react';
import { explain } from '../errors.ts';
import { Problem } from '../getting-in/frame.tsx';
import { useTranslate } from '../i18n/i18n.ts';
import styles from '../second-factor/second-factor.module.css';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { useFirstFocus } from '../ui/use-first-focus.ts';
import { ownDeviceName } from './own-device-name.ts';

export interface PasskeyNameProps {
  /** Adds the passkey under this name. What it rejects with shows here. */
  onName: (name: string) => Promise<void>;
  onCancel: () => void;
}

/** The browser has made a passkey: how it is called in the list. */
export function PasskeyName({ onName, onCancel }: PasskeyNameProps) {
  const t = useTranslate();
  const [name, setName] = useState(() => ownDeviceName(navigator.userAgent) || t('passkeys.defaultName'));
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useFirstFocus(field, true);
  const missing = name.trim() === '';

  async function add(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      await onName(name.trim());
    } catch (refusal) {
      setError(refusal);
      setBusy(false);
    }
  }

  function send(event: SubmitEvent): void {
    event.preventDefault();
    if (missing) field.current?.focus();
    else if (!busy) void add();
  }

  return (
    <form className={styles['form']} noValidate onSubmit={send}>
      <div className={styles['body']}>
        <p className={styles['text']}>{t('passkeys.nameText')}</p>
        <TextField
          ref={field}
          label={t('passkeys.name')}
          name="name"
          autoComplete="off"
          maxLength={64}
          value={name}
          error={missing ? t('passkeys.nameMissing') : undefined}
          onChange={({ target }) => setName(target.value)}
        />
        <Problem>{error === undefined ? undefined : explain(error, t)}</Problem>
      </div>
      <footer className={styles['actions']}>
        <Button onClick={onCancel}>{t('dialog.cancel')}</Button>
        <Button type="submit" kind="primary" busy={busy}>
          {t('passkeys.add')}
        </Button>
      </footer>
    </form>
  );
}
