import { Suspense, type ReactNode } from 'react';
import { Megaphone, VolumeX } from 'lucide-react';
import type { ConversationItem, Participant, Silence } from '../../../client/index.ts';
import { useNow } from '../format/now.ts';
import { untilTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { lazyPart } from '../lazy-part.ts';
import { useBlocking } from '../people/use-blocking.ts';
import { Button } from '../ui/button.tsx';
import { useDraft } from './drafts.ts';
import { useSilence } from './silence.ts';
import styles from './writing.module.css';

const LazyKeptText = lazyPart(() => import('./kept-text.tsx'));

/** What the user typed and cannot send: it is loaded for those who did. */
export const KeptText = ({ texts }: { texts: readonly string[] }) =>
  texts.length > 0 && (
    <Suspense>
      <LazyKeptText texts={texts} />
    </Suspense>
  );

export interface WritingProps {
  conversation: ConversationItem;
  /** The other person of a direct conversation. */
  other: Participant | undefined;
  /** Where to write. */
  children: ReactNode;
}

/** Where to write; or why that is not possible, and what ends it. */
export function Writing({ conversation, other, children }: WritingProps) {
  if (conversation.isGroup) return <WritingIn conversation={conversation}>{children}</WritingIn>;
  return other === undefined ? children : <WritingTo other={other}>{children}</WritingTo>;
}

function WritingTo({ other, children }: { other: Participant; children: ReactNode }) {
  const t = useTranslate();
  const { blocked, busy, unblock } = useBlocking(other);
  if (!blocked) return children;
  return (
    <div className={styles['instead']}>
      <p>{t('privacy.youBlocked', { name: other.name })}</p>
      <Button busy={busy} onClick={unblock}>
        {t('privacy.unblock')}
      </Button>
    </div>
  );
}

function WritingIn({ conversation, children }: Omit<WritingProps, 'other'>) {
  const silence = useSilence(conversation);
  return silence === undefined ? children : <Silenced conversationId={conversation.id} silence={silence} />;
}

/** In place of the composer: why one cannot write, and the draft, which comes back with the composer. */
function Silenced({ conversationId, silence }: { conversationId: string; silence: Silence }) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const draft = useDraft(conversationId);
  const text = (): string => {
    if (silence.why === 'posting_restricted') return t('error.adminsOnly');
    if (silence.until === 'forever') return t('silence.muted');
    return t('silence.mutedUntil', { time: untilTime(silence.until, now, locale) });
  };
  const Icon = silence.why === 'muted' ? VolumeX : Megaphone;
  return (
    <div className={styles['instead']} role="status">
      <p className={styles['silence']}>
        <Icon size="1.125rem" aria-hidden="true" />
        <span>{text()}</span>
      </p>
      <KeptText texts={draft.trim() === '' ? [] : [draft]} />
    </div>
  );
}
