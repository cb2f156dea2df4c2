import { useState } from 'react';
import { explain } from '../errors.ts';
import { Problem } from '../getting-in/frame.tsx';
import { useTranslate } from '../i18n/i18n.ts';
import styles from '../second-factor/second-factor.module.css';
import { Button } from '../ui/button.tsx';

export interface PasskeyRetryProps {
  /** Why the browser made none. */
  problem: unknown;
  onRetry: () => Promise<void>;
  onCancel: () => void;
}

/** The browser made no passkey: says why, and asks it again. */
export function PasskeyRetry({ problem, onRetry, onCancel }: PasskeyRetryProps) {
  const t = useTranslate();
  const [busy, setBusy] = useState(false);
  async function retry(): Promise<void> {
    setBusy(true);
    await onRetry();
    setBusy(false);
  }
  return (
    <div className={styles['form']}>
      <div className={styles['body']}>
        <Problem>{explain(problem, t)}</Problem>
      </div>
      <footer className={styles['actions']}>
        <Button onClick={onCancel}>{t('dialog.cancel')}</Button>
        <Button kind="primary" busy={busy} onClick={() => void retry()}>
          {t('dialog.tryAgain')}
        </Button>
      </footer>
    </div>
  );
}
