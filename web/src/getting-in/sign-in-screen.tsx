import { useRef, useState, type SubmitEvent } from 'react';
import { Fingerprint } from 'lucide-react';
import { Link } from 'wouter';
import { hasCode } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { explain } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { queries, useMediaQuery } from '../media-query.ts';
import { usePasskeySignIn } from '../passkeys/use-passkey-sign-in.ts';
import { ProviderButtons } from '../providers/provider-buttons.tsx';
import { sessionBegan } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { PasswordField, TextField } from '../ui/field.tsx';
import { useWait } from '../ui/use-wait.ts';
import { needsCode } from '../second-factor/code-problem.ts';
import { Frame, Problem } from './frame.tsx';
import styles from './frame.module.css';
import { SignInCode } from './sign-in-code.tsx';
import { forgetTyped, getTyped, keepTyped } from './typed.ts';

/** Signs in with a username or an e-mail address. `App` shows the chat once that has worked. */
export function SignInScreen() {
  const t = useTranslate();
  const client = useClient();
  const touch = useMediaQuery(queries.touch);
  const [username, setUsername] = useState(() => getTyped().username || getTyped().email);
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const wait = useWait();
  const [asksCode, setAsksCode] = useState(false);
  const usernameField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);

  function goOn(): void {
    forgetTyped();
    sessionBegan(client);
  }
  const passkey = usePasskeySignIn(goOn, (error) => {
    if (!wait.begin(error)) setProblem(explain(error, t));
  });

  async function enter(code?: string): Promise<void> {
    await client.login({ username, password, ...(code !== undefined && { code }) });
    goOn();
  }

  async function signIn(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      await enter();
    } catch (error) {
      if (needsCode(error)) {
        setAsksCode(true);
        return;
      }
      if (!wait.begin(error)) setProblem(explain(error, t));
      if (hasCode(error, 'invalid_credentials')) passwordField.current?.select();
    } finally {
      setBusy(false);
    }
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setTried(true);
    if (username.trim() === '') usernameField.current?.focus();
    else if (password === '') passwordField.current?.focus();
    else if (!busy && wait.left === undefined) void signIn();
  }

  if (asksCode) return <SignInCode signIn={enter} onBack={() => setAsksCode(false)} />;
  return (
    <Frame title={t('signIn.title')} back>
      <form className={styles['form']} noValidate onSubmit={submit}>
        <TextField
          ref={usernameField}
          label={t('signIn.username')}
          name="username"
          // the browser offers passkeys there as well
          autoComplete="username webauthn"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          autoFocus={!touch}
          maxLength={254}
          value={username}
          error={tried && username.trim() === '' ? t('signIn.usernameMissing') : undefined}
          onChange={({ target }) => {
            setUsername(target.value);
            keepTyped(target.value.includes('@') ? { email: target.value } : { username: target.value });
          }}
        />
        <PasswordField
          ref={passwordField}
          label={t('signIn.password')}
          name="password"
          autoComplete="current-password"
          maxLength={1024}
          value={password}
          error={tried && password === '' ? t('signIn.passwordMissing') : undefined}
          onChange={({ target }) => setPassword(target.value)}
        />
        <Link className={classNames(styles['link'], styles['forgot'])} href="/forgot-password">
          {t('signIn.forgot')}
        </Link>
        <Problem>{wait.problem ?? problem}</Problem>
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
        <Button
          wide
          busy={passkey.busy}
          onClick={() => {
            setProblem(undefined);
            if (wait.left === undefined) void passkey.begin();
          }}
        >
          <span className={styles['withIcon']}>
            <Fingerprint size="1.125rem" aria-hidden="true" />
            {t('signIn.passkey')}
          </span>
        </Button>
      </form>
      <p className={styles['other']}>
        {t('signIn.noAccount')}{' '}
        <Link className={styles['link']} href="/register" replace>
          {t('signIn.register')}
        </Link>
      </p>
      <ProviderButtons />
    </Frame>
  );
}
