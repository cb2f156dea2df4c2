import { useRef, useState, type SubmitEvent } from 'react';
import { Mail } from 'lucide-react';
import { Link } from 'wouter';
import { useAccount, useClient } from '../../../client/react/index.ts';
import { explain } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { queries, useMediaQuery } from '../media-query.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { useWait } from '../ui/use-wait.ts';
import { accountRules } from './account-rules.ts';
import { withAddress } from './address.tsx';
import { Frame, Problem } from './frame.tsx';
import styles from './frame.module.css';
import { refusalOf } from './refusal.ts';
import { getTyped, keepTyped } from './typed.ts';

/** A mail takes a moment, and a second one makes the first look old. */
const betweenMailsMs = 30_000;

/** Has a link mailed that sets a new password. It never says whether there is an account. */
export default function ForgotPasswordScreen() {
  const t = useTranslate();
  const { account: calls } = useClient();
  const account = useAccount();
  const touch = useMediaQuery(queries.touch);
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string>();
  const [sentTo, setSentTo] = useState<string>();
  const [again, setAgain] = useState(false);
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const wait = useWait();
  const email = typed ?? (getTyped().email || (account?.email ?? ''));
  const ruleKey = tried ? accountRules.email(email) : undefined;

  async function send(to: string): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    setRefused(undefined);
    try {
      await calls.forgotPassword(to);
      setAgain(sentTo !== undefined);
      setSentTo(to);
      wait.pause(betweenMailsMs);
    } catch (error) {
      if (wait.begin(error)) return;
      const refusal = refusalOf(error, t);
      if (refusal.fields.email === undefined) setProblem(refusal.problem ?? explain(error, t));
      else setRefused(t(refusal.fields.email));
    } finally {
      setBusy(false);
    }
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setTried(true);
    if (accountRules.email(email) !== undefined) field.current?.focus();
    else if (!busy && wait.left === undefined) void send(email.trim());
  }

  if (sentTo !== undefined)
    return (
      <Frame
        key="sent"
        icon={<Mail size="1.5rem" />}
        title={t('forgot.sentTitle')}
        text={withAddress(t, 'forgot.sentText', sentTo)}
        back
      >
        <p className={styles['text']} role="status">
          {again ? t('forgot.sentAgain') : t('forgot.notThere')}
        </p>
        <Problem>{wait.problem ?? problem}</Problem>
        <div className={styles['actions']}>
          <Button wide busy={busy} paused={wait.left} onClick={() => void send(sentTo)}>
            {t('forgot.again')}
          </Button>
          <Button
            kind="ghost"
            wide
            onClick={() => {
              setSentTo(undefined);
              // another mailbox has nothing to wait for
              if (wait.problem === undefined) wait.pause(0);
              setProblem(undefined);
            }}
          >
            {t('forgot.other')}
          </Button>
        </div>
      </Frame>
    );
  return (
    <Frame key="ask" title={t('forgot.title')} text={t('forgot.text')} back>
      <form className={styles['form']} noValidate onSubmit={submit}>
        <TextField
          ref={field}
          label={t('register.email')}
          name="email"
          type="email"
          inputMode="email"
          autoComplete="email"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus={!touch}
          maxLength={254}
          dir="ltr"
          value={email}
          error={refused ?? (ruleKey && t(ruleKey))}
          onChange={({ target }) => {
            setTyped(target.value);
            keepTyped({ email: target.value });
            setRefused(undefined);
          }}
        />
        <Problem>{wait.problem ?? problem}</Problem>
        <Button type="submit" kind="primary" wide busy={busy} paused={wait.left}>
          {t('forgot.submit')}
        </Button>
      </form>
      {account === undefined && (
        <p className={styles['other']}>
          {t('forgot.remembered')}{' '}
          <Link className={styles['link']} href="/sign-in" replace>
            {t('signIn.submit')}
          </Link>
        </p>
      )}
    </Frame>
  );
}
