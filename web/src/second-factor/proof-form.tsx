import { useRef, useState, type SubmitEvent } from 'react';
import { hasCode, type ProofRequest } from '../../../client/index.ts';
import { explain } from '../errors.ts';
import { Problem } from '../getting-in/frame.tsx';
import { useTranslate } from '../i18n/i18n.ts';
import { queries, useMediaQuery } from '../media-query.ts';
import { Button } from '../ui/button.tsx';
import { PasswordField } from '../ui/field.tsx';
import { useWait } from '../ui/use-wait.ts';
import { CodeField } from './code-field.tsx';
import { codeProblem, needsCode } from './code-problem.ts';
import styles from './second-factor.module.css';
import { useFirstFocus } from '../ui/use-first-focus.ts';

export interface ProofFormProps {
  text: string;
  submit: string;
  danger?: boolean;
  /** Whether a code is needed; where one turns out to be, it is asked for as well. */
  takesCode: boolean;
  /** Does what has to be confirmed. What it rejects with shows here. */
  onProof: (proof: ProofRequest) => Promise<void>;
  onCancel: () => void;
}

/** Asks for the password, and for a code where the second factor is on, before something changes. */
export function ProofForm({ text, submit, danger = false, takesCode, onProof, onCancel }: ProofFormProps) {
  const t = useTranslate();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [asksCode, setAsksCode] = useState(takesCode);
  const [error, setError] = useState<unknown>();
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const touch = useMediaQuery(queries.touch);
  const passwordField = useRef<HTMLInputElement>(null);
  useFirstFocus(passwordField, !touch);
  const wrongPassword = hasCode(error, 'invalid_credentials');
  const wrongCode = codeProblem(error, t);
  const wait = useWait();

  async function confirm(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      await onProof({ password, ...(asksCode && { code: code.trim() }) });
    } catch (refusal) {
      if (needsCode(refusal) && !asksCode) setAsksCode(true);
      else if (!wait.begin(refusal)) setError(refusal);
      if (hasCode(refusal, 'invalid_credentials')) passwordField.current?.select();
    } finally {
      setBusy(false);
    }
  }

  function send(event: SubmitEvent): void {
    event.preventDefault();
    setMissing(true);
    if (password === '') passwordField.current?.focus();
    else if (!busy && wait.left === undefined && !(asksCode && code.trim() === '')) void confirm();
  }

  const passwordError = wrongPassword
    ? t('security.wrongPassword')
    : missing && password === ''
      ? t('signIn.passwordMissing')
      : undefined;
  const codeError = wrongCode ?? (missing && asksCode && code.trim() === '' ? t('code.missing') : undefined);
  const other = error !== undefined && !wrongPassword && wrongCode === undefined;
  return (
    <form className={styles['form']} noValidate onSubmit={send}>
      <div className={styles['body']}>
        <p className={styles['text']}>{text}</p>
        <PasswordField
          ref={passwordField}
          label={t('signIn.password')}
          name="password"
          autoComplete="current-password"
          maxLength={1024}
          value={password}
          error={passwordError}
          onChange={({ target }) => setPassword(target.value)}
        />
        {asksCode && <CodeField value={code} error={codeError} autoFocus={!takesCode} onChange={setCode} />}
        <Problem>{wait.problem ?? (other ? explain(error, t) : undefined)}</Problem>
      </div>
      <footer className={styles['actions']}>
        <Button onClick={onCancel}>{t('dialog.cancel')}</Button>
        <Button type="submit" kind={danger ? 'danger' : 'primary'} busy={busy} paused={wait.left}>
          {submit}
        </Button>
      </footer>
    </form>
  );
}
