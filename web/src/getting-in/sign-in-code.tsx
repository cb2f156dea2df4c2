import { useState, type SubmitEvent } from 'react';
import { explain } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { CodeField } from '../second-factor/code-field.tsx';
import { codeProblem } from '../second-factor/code-problem.ts';
import { Button } from '../ui/button.tsx';
import { useWait } from '../ui/use-wait.ts';
import { Frame, Problem } from './frame.tsx';
import styles from './frame.module.css';

export interface SignInCodeProps {
  /** Signs in with this code. What it rejects with shows here. */
  signIn: (code: string) => Promise<void>;
  /** Back to the password; nothing that was typed there is lost. */
  onBack: () => void;
}

/** The step after the password where the second factor is on. */
export function SignInCode({ signIn, onBack }: SignInCodeProps) {
  const t = useTranslate();
  const [code, setCode] = useState('');
  const [error, setError] = useState<unknown>();
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const wait = useWait();
  const wrong = codeProblem(error, t);

  async function send(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      await signIn(code.trim());
    } catch (refusal) {
      if (!wait.begin(refusal)) setError(refusal);
    } finally {
      setBusy(false);
    }
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setMissing(true);
    if (!busy && wait.left === undefined && code.trim() !== '') void send();
  }

  return (
    <Frame title={t('signIn.codeTitle')} text={t('signIn.codeText')} onBack={onBack}>
      <form className={styles['form']} noValidate onSubmit={submit}>
        <CodeField
          value={code}
          autoFocus
          error={wrong ?? (missing && code.trim() === '' ? t('code.missing') : undefined)}
          onChange={setCode}
        />
        <Problem>
          {wait.problem ?? (error !== undefined && wrong === undefined ? explain(error, t) : undefined)}
        </Problem>
        <Button
          className={styles['submit'] ?? ''}
          type="submit"
          kind="primary"
          wide
          busy={busy}
          paused={wait.left}
        >
          {t('signIn.submit')}
        </Button>
      </form>
    </Frame>
  );
}
