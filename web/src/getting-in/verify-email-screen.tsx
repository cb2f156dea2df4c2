import { useEffect, useState, type ReactNode } from 'react';
import { Check, CloudOff, Link2Off, Mail } from 'lucide-react';
import { hasCode, type ChatClient } from '../../../client/index.ts';
import { useAccount, useClient, useSession } from '../../../client/react/index.ts';
import { explain, isPassing } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { navigate } from '../navigation.ts';
import { report } from '../report.ts';
import { Button } from '../ui/button.tsx';
import { AfterPatience } from '../ui/skeleton.tsx';
import { useWait } from '../ui/use-wait.ts';
import { withAddress } from './address.tsx';
import { Frame, Problem } from './frame.tsx';
import styles from './frame.module.css';
import { useLinkToken } from './link-token.ts';
import { ToChat } from './to-chat.tsx';

/** What became of each link: a link works once, and React runs effects twice in development. */
const attempts = new Map<string, Promise<unknown>>();

/** Resolves with the error, `undefined` where the address is confirmed. */
function verify(client: ChatClient, token: string): Promise<unknown> {
  const known = attempts.get(token);
  if (known !== undefined) return known;
  const attempt = client.account.verifyEmail(token).then(
    () => undefined,
    (error: unknown) => error,
  );
  attempts.set(token, attempt);
  return attempt;
}

/** The account as it is now, where there is a session: `client.state` shows it everywhere. */
async function reload(client: ChatClient): Promise<void> {
  if (client.userId === undefined) return;
  await client.account.get().catch((error: unknown) => {
    if (!isPassing(error) && !hasCode(error, 'signed_out')) report(error);
  });
}

/** Confirms an address at once, by the link of a mail, with a session on this device or without. */
export default function VerifyEmailScreen() {
  const token = useLinkToken();
  return token === '' ? <Invalid /> : <VerifyEmail key={token} token={token} />;
}

function VerifyEmail({ token }: { token: string }) {
  const t = useTranslate();
  const client = useClient();
  const [outcome, setOutcome] = useState<{ error: unknown }>();
  const [round, setRound] = useState(0);

  useEffect(() => {
    let gone = false;
    void verify(client, token).then(async (error) => {
      await reload(client);
      if (!gone) setOutcome({ error });
    });
    return () => {
      gone = true;
    };
  }, [client, token, round]);

  if (outcome === undefined)
    return (
      <AfterPatience>
        <Frame key="checking" title={t('verify.checking')}>
          {null}
        </Frame>
      </AfterPatience>
    );
  const { error } = outcome;
  if (error === undefined) return <Done />;
  if (hasCode(error, 'invalid_link')) return <Invalid />;
  if (hasCode(error, 'email_taken'))
    return (
      <Frame icon={<Link2Off size="1.5rem" />} title={t('verify.takenTitle')} text={t('verify.takenText')}>
        <ToChat />
      </Frame>
    );
  return (
    <Frame icon={<CloudOff size="1.5rem" />} title={t('verify.failedTitle')} text={explain(error, t)}>
      <Button
        kind="primary"
        wide
        onClick={() => {
          attempts.delete(token);
          setOutcome(undefined);
          setRound(round + 1);
        }}
      >
        {t('dialog.tryAgain')}
      </Button>
    </Frame>
  );
}

function Done() {
  const t = useTranslate();
  return (
    <Frame
      key="done"
      icon={<Check size="1.5rem" />}
      title={t('verify.doneTitle')}
      text={t('verify.doneText')}
    >
      <ToChat />
    </Frame>
  );
}

/** The way to another link: those who are signed in get one at once. */
function Invalid() {
  const t = useTranslate();
  const { account: calls } = useClient();
  const { userId } = useSession();
  const account = useAccount();
  const [sent, setSent] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const wait = useWait();

  async function send(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      await calls.resendVerification();
      setSent(true);
    } catch (error) {
      if (!wait.begin(error)) setProblem(explain(error, t));
    } finally {
      setBusy(false);
    }
  }

  if (sent && account !== undefined)
    return (
      <Frame
        key="sent"
        icon={<Mail size="1.5rem" />}
        title={t('forgot.sentTitle')}
        text={withAddress(t, 'verify.sentText', account.email)}
      >
        <ToChat />
      </Frame>
    );
  let way: ReactNode = (
    <Button kind="primary" wide onClick={() => navigate('/sign-in', { replace: true })}>
      {t('verify.signIn')}
    </Button>
  );
  if (account?.emailVerified) way = <ToChat />;
  else if (userId !== undefined)
    way = (
      <Button kind="primary" wide busy={busy} paused={wait.left} onClick={() => void send()}>
        {t('reset.newLink')}
      </Button>
    );
  return (
    <Frame
      key="invalid"
      icon={<Link2Off size="1.5rem" />}
      title={t('link.invalidTitle')}
      text={t('link.invalidText')}
    >
      {account?.emailVerified && (
        <p className={styles['text']}>{withAddress(t, 'verify.current', account.email)}</p>
      )}
      <Problem>{wait.problem ?? problem}</Problem>
      {way}
    </Frame>
  );
}
