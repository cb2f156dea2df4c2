import { useState, type ReactNode } from 'react';
import { explain, isSignedOut } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { Button } from './button.tsx';
import styles from './confirm-dialog.module.css';
import { Dialog } from './dialog.tsx';

export interface ConfirmDialogProps {
  title: string;
  /** What follows from it. */
  text: string;
  /** What the button says that does it. */
  action: string;
  /** Whether it cannot be undone, or is unkind. */
  danger?: boolean;
  /** Whether it cannot be done yet, as while something has to be typed. */
  disabled?: boolean;
  confirm: () => Promise<void>;
  onClose: () => void;
  children?: ReactNode;
}

/** Asks before something is done; it stays open, and says why, where that fails. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, text, action, danger = false, disabled = false, confirm, onClose, children } = props;
  const t = useTranslate();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function run(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      await confirm();
      onClose();
    } catch (error) {
      if (!isSignedOut(error)) setProblem(explain(error, t));
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={title}
      size="small"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <Button
            kind={danger ? 'danger' : 'primary'}
            busy={busy}
            disabled={disabled}
            onClick={() => void run()}
          >
            {action}
          </Button>
        </>
      }
    >
      <div className={styles['body']}>
        <p className={styles['text']}>{text}</p>
        {children}
        {/* always there, so that screen readers notice what appears in it */}
        <div role="alert">{problem !== undefined && <p className={styles['problem']}>{problem}</p>}</div>
      </div>
    </Dialog>
  );
}
