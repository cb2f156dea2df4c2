import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslate } from '../i18n/i18n.ts';
import { TextField } from '../ui/field.tsx';
import styles from './second-factor.module.css';
import { useFirstFocus } from '../ui/use-first-focus.ts';

export interface CodeFieldProps {
  value: string;
  onChange: (code: string) => void;
  /** Why the last code was refused. */
  error?: string | undefined;
  /** Whether a recovery code does as well; it does not where an app is set up. */
  recovery?: boolean;
  autoFocus?: boolean;
}

/** A code of the authenticator app, or in its place a recovery code. A code that was refused is selected. */
export function CodeField({ value, onChange, error, recovery = true, autoFocus = false }: CodeFieldProps) {
  const t = useTranslate();
  const [byRecovery, setByRecovery] = useState(false);
  const switched = useRef(false);
  const field = useRef<HTMLInputElement>(null);
  useFirstFocus(field, autoFocus);
  useEffect(() => {
    if (error !== undefined) field.current?.select();
  }, [error]);

  // the field of the other kind is another one
  useLayoutEffect(() => {
    if (switched.current) field.current?.focus();
  }, [byRecovery]);

  function change(): void {
    setByRecovery(!byRecovery);
    onChange('');
    switched.current = true;
  }

  return (
    <div className={styles['code']}>
      <TextField
        // another keyboard, and nothing of the other kind of code is offered
        key={byRecovery ? 'recovery' : 'app'}
        ref={field}
        label={t(byRecovery ? 'code.recovery' : 'code.app')}
        hint={t(byRecovery ? 'code.recoveryHint' : 'code.appHint')}
        error={error}
        name="code"
        className={styles['codeField'] ?? ''}
        inputMode={byRecovery ? 'text' : 'numeric'}
        autoComplete={byRecovery ? 'off' : 'one-time-code'}
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        dir="ltr"
        maxLength={32}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
      {recovery && (
        <button type="button" className={styles['otherWay']} onClick={change}>
          {t(byRecovery ? 'code.useApp' : 'code.useRecovery')}
        </button>
      )}
    </div>
  );
}
