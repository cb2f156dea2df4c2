import type { ReactNode } from 'react';
import { explain } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import styles from './people.module.css';

/** A line where options would be: a hint, or that there is nothing. */
export const Hint = ({ children }: { children: ReactNode }) => (
  <p className={styles['hint']} dir="auto">
    {children}
  </p>
);

/** What went wrong, in place; what was typed stays. */
export function Trouble({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useTranslate();
  return (
    <div className={styles['trouble']} role="alert">
      <p>{explain(error, t)}</p>
      {onRetry !== undefined && (
        <Button kind="ghost" onClick={onRetry}>
          {t('dialog.tryAgain')}
        </Button>
      )}
    </div>
  );
}
