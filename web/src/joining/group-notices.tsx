import { useEffect, useState } from 'react';
import { ChevronRight, PartyPopper, UserCheck } from 'lucide-react';
import type { ConversationItem, GroupWelcome } from '../../../client/index.ts';
import { useClient, useSession } from '../../../client/react/index.ts';
import { isPassing, isSignedOut } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { detailsPath, navigate } from '../navigation.ts';
import { report } from '../report.ts';
import { Button } from '../ui/button.tsx';
import { dismissGreeting, isToBeGreeted } from './greeted.ts';
import styles from './joining.module.css';
import { hasText, WelcomeTexts } from './welcome-texts.tsx';

/** What stands between the heading of a group and its messages: that requests wait, and the greeting of a new member. */
export default function GroupNotices({ conversation }: { conversation: ConversationItem }) {
  const { userId = '' } = useSession();
  const [greets, setGreets] = useState(() => isToBeGreeted(conversation, userId, Date.now()));
  return (
    <>
      <WaitingRequests conversation={conversation} />
      {greets && (
        <Greeting
          conversation={conversation}
          onDismiss={() => {
            dismissGreeting(conversation, userId);
            setGreets(false);
          }}
        />
      )}
    </>
  );
}

function WaitingRequests({ conversation: { id, me } }: { conversation: ConversationItem }) {
  const t = useTranslate();
  const count = me.pendingRequests ?? 0;
  if (count === 0) return null;
  return (
    <button type="button" className={styles['waiting']} onClick={() => navigate(detailsPath(id, 'requests'))}>
      <UserCheck size="1.125rem" className={styles['waitingIcon']} aria-hidden="true" />
      <span className={styles['waitingText']}>{t('requests.waiting', { count })}</span>
      <ChevronRight size="1.125rem" className={styles['waitingArrow']} aria-hidden="true" />
    </button>
  );
}

interface GreetingProps {
  conversation: ConversationItem;
  onDismiss: () => void;
}

function Greeting({ conversation: { id, name }, onDismiss }: GreetingProps) {
  const t = useTranslate();
  const { groups } = useClient();
  const [texts, setTexts] = useState<GroupWelcome>();
  useEffect(() => {
    let current = true;
    groups.welcome(id).then(
      (found) => {
        if (current) setTexts(found);
      },
      (error: unknown) => {
        // it comes the next time; who was removed meanwhile sees that elsewhere
        if (!isPassing(error) && !isSignedOut(error)) report(error);
      },
    );
    return () => {
      current = false;
    };
  }, [groups, id]);
  if (texts === undefined || (!hasText(texts.welcome) && !hasText(texts.rules))) return null;
  return (
    <section className={styles['greeting']} aria-labelledby="greeting-title">
      <header className={styles['greetingTop']}>
        <PartyPopper size="1.25rem" className={styles['greetingIcon']} aria-hidden="true" />
        <h2 id="greeting-title" className={styles['greetingTitle']} dir="auto">
          {t('greeting.title', { name: name ?? '' })}
        </h2>
      </header>
      {/* a text that scrolls needs the keyboard */}
      <div className={styles['greetingTexts']} tabIndex={0} role="group" aria-labelledby="greeting-title">
        <WelcomeTexts {...texts} />
      </div>
      <div className={styles['greetingEnd']}>
        <Button kind="primary" onClick={onDismiss}>
          {t('greeting.dismiss')}
        </Button>
      </div>
    </section>
  );
}
