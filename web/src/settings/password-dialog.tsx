import { useRef, useState, type SubmitEvent } from 'react';
import { Link } from 'wouter';
import { hasCode } from '../../../client/index.ts';
import { useAccount, useClient } from '../../../client/react/index.ts';
import { explain } from '../errors.ts';
import { passwordProblem } from '../getting-in/account-rules.ts';
import { Problem } from '../getting-in/frame.tsx';
import { NewPasswordField } from '../getting-in/new-password-field.tsx';
import { weakPasswordReason } from '../getting-in/weak-password.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { queries, useMediaQuery } from '../media-query.ts';
import { goBack } from '../navigation.ts';
import { useCode } from '../second-factor/use-code.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { PasswordField } from '../ui/field.tsx';
import { showToast } from '../ui/toast.tsx';
import { useFirstFocus } from '../ui/use-first-focus.ts';
import { useWait } from '../ui/use-wait.ts';
import styles from './account.module.css';
import { UsernameForManagers } from './email-dialog.tsx';

const close = () => goBack('/settings');

/** Changes the password, by the current one. */
export function PasswordDialog() {
  const t = useTranslate();
  const { account: calls } = useClient();
  const account = useAccount();
  const currentField = useRef<HTMLInputElement>(null);
  const newField = useRef<HTMLInputElement>(null);
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<{ current?: string; password?: string }>({});
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const wait = useWait();
  const code = useCode();
  const touch = useMediaQuery(queries.touch);
  // on a phone a keyboard would cover half of it
  useFirstFocus(currentField, !touch);
  const known = account === undefined ? [] : [account.name, account.username, account.email];

  async function change(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      await calls.changePassword({ currentPassword: current, newPassword: password, ...code.part });
      showToast(t('account.passwordChanged'));
      close();
    } catch (error) {
      setBusy(false);
      if (wait.begin(error) || code.refused(error)) return;
      if (hasCode(error, 'invalid_credentials')) {
        setRefused({ current: t('error.wrongPassword') });
        currentField.current?.select();
      } else if (hasCode(error, 'weak_password')) {
        setRefused({ password: t(await weakPasswordReason(password, known)) });
        newField.current?.focus();
      } else setProblem(explain(error, t));
    }
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setTried(true);
    if (current === '') currentField.current?.focus();
    else if (passwordProblem(password) !== undefined) newField.current?.focus();
    else if (!busy && wait.left === undefined) void change();
  }

  return (
    <Dialog
      title={t('account.password')}
      back
      onClose={close}
      footer={
        <Button kind="primary" type="submit" form="change-password" busy={busy} paused={wait.left}>
          {t('account.passwordSubmit')}
        </Button>
      }
    >
      <form id="change-password" className={styles['body']} noValidate onSubmit={submit}>
        <p className={styles['text']}>{t('account.passwordText')}</p>
        <UsernameForManagers account={account} />
        <PasswordField
          ref={currentField}
          label={t('account.currentPassword')}
          name="password"
          autoComplete="current-password"
          maxLength={1024}
          value={current}
          error={refused.current ?? (tried && current === '' ? t('account.passwordMissing') : undefined)}
          onChange={({ target }) => {
            setCurrent(target.value);
            setRefused({});
          }}
        />
        <Link className={styles['link']} href="/forgot-password">
          {t('signIn.forgot')}
        </Link>
        <NewPasswordField
          ref={newField}
          label={t('reset.password')}
          value={password}
          refused={refused.password}
          tried={tried}
          known={known}
          onChange={(value) => {
            setPassword(value);
            setRefused({});
          }}
        />
        {code.field}
        <Problem>{wait.problem ?? problem}</Problem>
      </form>
    </Dialog>
  );
}
