import { useRef, useState, type SubmitEvent } from 'react';
import { Check, Link2Off } from 'lucide-react';
import { hasCode } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { explain } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { queries, useMediaQuery } from '../media-query.ts';
import { navigate } from '../navigation.ts';
import { Button } from '../ui/button.tsx';
import { useWait } from '../ui/use-wait.ts';
import { passwordProblem } from './account-rules.ts';
import { Frame, Problem } from './frame.tsx';
import styles from './frame.module.css';
import { useLinkToken } from './link-token.ts';
import { NewPasswordField } from './new-password-field.tsx';
import { weakPasswordReason } from './weak-password.ts';

/** Sets a new password by the link of a mail, with a session on this device or without. */
export default function ResetPasswordScreen() {
  const token = useLinkToken();
  return token === '' ? <InvalidLink /> : <ResetPassword key={token} token={token} />;
}

function ResetPassword({ token }: { token: string }) {
  const t = useTranslate();
  const { account } = useClient();
  const touch = useMediaQuery(queries.touch);
  const field = useRef<HTMLInputElement>(null);
  const [password, setPassword] = useState('');
  const [outcome, setOutcome] = useState<'done' | 'invalid'>();
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const wait = useWait();

  async function reset(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      await account.resetPassword({ token, password });
      setOutcome('done');
    } catch (error) {
      if (hasCode(error, 'invalid_link')) setOutcome('invalid');
      else if (hasCode(error, 'weak_password', 'validation_failed')) {
        const isWeak = hasCode(error, 'weak_password');
        setRefused(t(isWeak ? await weakPasswordReason(password, []) : 'register.passwordInvalid'));
        field.current?.focus();
      } else if (!wait.begin(error)) setProblem(explain(error, t));
    } finally {
      setBusy(false);
    }
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setTried(true);
    if (passwordProblem(password) !== undefined) field.current?.focus();
    else if (!busy && wait.left === undefined) void reset();
  }

  if (outcome === 'invalid') return <InvalidLink />;
  if (outcome === 'done')
    return (
      <Frame
        key="done"
        icon={<Check size="1.5rem" />}
        title={t('reset.doneTitle')}
        text={t('reset.doneText')}
      >
        <Button kind="primary" wide onClick={() => navigate('/sign-in', { replace: true })}>
          {t('signIn.submit')}
        </Button>
      </Frame>
    );
  return (
    <Frame title={t('reset.title')} text={t('reset.text')}>
      <form className={styles['form']} noValidate onSubmit={submit}>
        <NewPasswordField
          ref={field}
          label={t('reset.password')}
          value={password}
          refused={refused}
          tried={tried}
          autoFocus={!touch}
          onChange={(value) => {
            setPassword(value);
            setRefused(undefined);
          }}
        />
        <Problem>{wait.problem ?? problem}</Problem>
        <Button type="submit" kind="primary" wide busy={busy} paused={wait.left}>
          {t('reset.submit')}
        </Button>
      </form>
    </Frame>
  );
}

function InvalidLink() {
  const t = useTranslate();
  return (
    <Frame
      key="invalid"
      icon={<Link2Off size="1.5rem" />}
      title={t('link.invalidTitle')}
      text={t('link.invalidText')}
    >
      <div className={styles['actions']}>
        <Button kind="primary" wide onClick={() => navigate('/forgot-password', { replace: true })}>
          {t('reset.newLink')}
        </Button>
        <Button kind="ghost" wide onClick={() => navigate('/sign-in', { replace: true })}>
          {t('signIn.submit')}
        </Button>
      </div>
    </Frame>
  );
}
