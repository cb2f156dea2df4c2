import { useRef, useState, type SubmitEvent } from 'react';
import { CircleCheck, Mail } from 'lucide-react';
import { hasCode, type OwnProfile } from '../../../client/index.ts';
import { useAccount, useClient } from '../../../client/react/index.ts';
import { explain } from '../errors.ts';
import { accountRules } from '../getting-in/account-rules.ts';
import { Problem } from '../getting-in/frame.tsx';
import { refusalOf } from '../getting-in/refusal.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { queries, useMediaQuery } from '../media-query.ts';
import { goBack } from '../navigation.ts';
import { useCode } from '../second-factor/use-code.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { PasswordField, TextField } from '../ui/field.tsx';
import { useFirstFocus } from '../ui/use-first-focus.ts';
import { useWait } from '../ui/use-wait.ts';
import { useFreshAccount } from '../use-fresh-account.ts';
import styles from './account.module.css';
import { pendingEmail, rememberPendingEmail } from './pending-email.ts';

const close = () => goBack('/settings');
/** A mail takes a moment, and a second one makes the first look old. */
const betweenMailsMs = 30_000;

/** The address of the account, whether it is confirmed, and the way to another one. */
export function EmailDialog() {
  const t = useTranslate();
  const account = useAccount();
  // an object of its own each time: what waits is no state of React's, and has to be asked for anew
  const [step, setStep] = useState({ changing: false });
  const pending = account && pendingEmail(account);
  useFreshAccount(pending !== undefined);
  if (account === undefined)
    return (
      <Dialog title={t('account.email')} back onClose={close}>
        <div className={styles['body']} aria-busy="true" />
      </Dialog>
    );
  if (pending !== undefined && !step.changing)
    return <LinkSent account={account} email={pending} onOther={() => setStep({ changing: true })} />;
  return <ChangeEmail account={account} onSent={() => setStep({ changing: false })} />;
}

function ChangeEmail({ account, onSent }: { account: OwnProfile; onSent: () => void }) {
  const t = useTranslate();
  const { account: calls } = useClient();
  const emailField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<{ email?: string; password?: string }>({});
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const wait = useWait();
  const code = useCode();
  const touch = useMediaQuery(queries.touch);
  // on a phone a keyboard would cover half of it
  useFirstFocus(emailField, !touch);
  const isSame = email.trim().toLowerCase() === account.email.toLowerCase();
  const emailKey = isSame ? 'account.newEmailSame' : accountRules.email(email);

  async function send(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      await calls.changeEmail({ email: email.trim(), password, ...code.part });
      rememberPendingEmail(account.id, email.trim());
      onSent();
    } catch (error) {
      setBusy(false);
      if (wait.begin(error) || code.refused(error)) return;
      if (hasCode(error, 'invalid_credentials')) {
        setRefused({ password: t('error.wrongPassword') });
        passwordField.current?.select();
        return;
      }
      const refusal = refusalOf(error, t);
      if (refusal.fields.email === undefined) setProblem(refusal.problem ?? explain(error, t));
      else {
        setRefused({ email: t(refusal.fields.email) });
        emailField.current?.focus();
      }
    }
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setTried(true);
    if (emailKey !== undefined) emailField.current?.focus();
    else if (password === '') passwordField.current?.focus();
    else if (!busy && wait.left === undefined) void send();
  }

  return (
    <Dialog
      title={t('account.email')}
      back
      onClose={close}
      footer={
        <Button kind="primary" type="submit" form="change-email" busy={busy} paused={wait.left}>
          {t('account.sendLink')}
        </Button>
      }
    >
      <form id="change-email" className={styles['body']} noValidate onSubmit={submit}>
        <CurrentEmail account={account} />
        <UsernameForManagers account={account} />
        <TextField
          ref={emailField}
          label={t('account.newEmail')}
          hint={t('account.newEmailHint')}
          name="email"
          type="email"
          inputMode="email"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={254}
          dir="ltr"
          value={email}
          error={refused.email ?? (tried && emailKey !== undefined ? t(emailKey) : undefined)}
          onChange={({ target }) => {
            setEmail(target.value);
            setRefused({});
          }}
        />
        <PasswordField
          ref={passwordField}
          label={t('account.currentPassword')}
          name="password"
          autoComplete="current-password"
          maxLength={1024}
          value={password}
          error={refused.password ?? (tried && password === '' ? t('account.passwordMissing') : undefined)}
          onChange={({ target }) => {
            setPassword(target.value);
            setRefused({});
          }}
        />
        {code.field}
        <Problem>{wait.problem ?? problem}</Problem>
      </form>
    </Dialog>
  );
}

/** The address as it is, and the link that confirms it once more. */
function CurrentEmail({ account: { email, emailVerified } }: { account: OwnProfile }) {
  const t = useTranslate();
  const { account: calls } = useClient();
  const [sent, setSent] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const wait = useWait();

  async function resend(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      await calls.resendVerification();
      setSent(true);
      wait.pause(betweenMailsMs);
    } catch (error) {
      if (!wait.begin(error)) setProblem(explain(error, t));
    } finally {
      setBusy(false);
    }
  }

  const open = sent ? t('account.emailResent', { email }) : t('account.emailOpen');
  return (
    <div className={styles['current']}>
      <div>
        <bdi className={styles['address']}>{email}</bdi>
        {emailVerified ? (
          <p className={`${styles['state']} ${styles['confirmed']}`}>
            <CircleCheck size="1rem" aria-hidden="true" />
            {t('account.emailConfirmed')}
          </p>
        ) : (
          <p className={styles['state']} role="status">
            {wait.problem ?? problem ?? open}
          </p>
        )}
      </div>
      {!emailVerified && (
        <Button
          kind="ghost"
          className={styles['resend'] ?? ''}
          busy={busy}
          paused={wait.left}
          onClick={() => void resend()}
        >
          {t('verify.again')}
        </Button>
      )}
    </div>
  );
}

interface LinkSentProps {
  account: OwnProfile;
  email: string;
  onOther: () => void;
}

function LinkSent({ account, email, onOther }: LinkSentProps) {
  const t = useTranslate();
  const [before, after = ''] = t('account.sentText', { email: '\u0000', old: account.email }).split('\u0000');
  return (
    <Dialog
      title={t('account.email')}
      back
      onClose={close}
      footer={
        <>
          <Button onClick={onOther}>{t('forgot.other')}</Button>
          <Button kind="primary" onClick={close}>
            {t('account.done')}
          </Button>
        </>
      }
    >
      <div className={styles['body']}>
        <div className={styles['sent']}>
          <Mail size="1.5rem" aria-hidden="true" />
        </div>
        <h3 className={styles['sentTitle']}>{t('forgot.sentTitle')}</h3>
        <p className={styles['text']} role="status">
          {before}
          <bdi className={styles['address']}>{email}</bdi>
          {after}
        </p>
      </div>
    </Dialog>
  );
}

/** Tells password managers whose password the form is about. */
export const UsernameForManagers = ({ account }: { account: OwnProfile | undefined }) => (
  <input type="text" autoComplete="username" value={account?.username ?? ''} readOnly hidden />
);
