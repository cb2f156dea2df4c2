import { useState } from 'react';
import { Check, Link2Off, MailX } from 'lucide-react';
import { hasCode } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { explain } from '../errors.ts';
import { Frame, Problem } from '../getting-in/frame.tsx';
import { useLinkToken } from '../getting-in/link-token.ts';
import { ToChat } from '../getting-in/to-chat.tsx';
import { useTranslate } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { useWait } from '../ui/use-wait.ts';

/** What the link of a digest leads to, with a session on this device or without: it asks, as programs look at links too. */
export default function UnsubscribeScreen() {
  const token = useLinkToken();
  return token === '' ? <Invalid /> : <Unsubscribe key={token} token={token} />;
}

function Unsubscribe({ token }: { token: string }) {
  const t = useTranslate();
  const { notifications } = useClient();
  const [outcome, setOutcome] = useState<'done' | 'invalid'>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const wait = useWait();

  async function stop(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      await notifications.unsubscribeDigests(token);
      setOutcome('done');
    } catch (error) {
      if (hasCode(error, 'invalid_link')) setOutcome('invalid');
      else if (!wait.begin(error)) setProblem(explain(error, t));
    } finally {
      setBusy(false);
    }
  }

  if (outcome === 'invalid') return <Invalid />;
  if (outcome === 'done')
    return (
      <Frame
        key="done"
        icon={<Check size="1.5rem" />}
        title={t('unsubscribe.doneTitle')}
        text={t('unsubscribe.doneText')}
      >
        <ToChat />
      </Frame>
    );
  return (
    <Frame
      key="ask"
      icon={<MailX size="1.5rem" />}
      title={t('unsubscribe.title')}
      text={t('unsubscribe.text')}
    >
      <Problem>{wait.problem ?? problem}</Problem>
      <Button kind="primary" wide busy={busy} paused={wait.left} onClick={() => void stop()}>
        {t('unsubscribe.stop')}
      </Button>
    </Frame>
  );
}

function Invalid() {
  const t = useTranslate();
  return (
    <Frame
      key="invalid"
      icon={<Link2Off size="1.5rem" />}
      title={t('link.invalidTitle')}
      text={t('unsubscribe.invalidText')}
    >
      <ToChat />
    </Frame>
  );
}
