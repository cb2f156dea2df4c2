import { useRef, useState } from 'react';
import { AtSign } from 'lucide-react';
import { mentions, type ConversationItem, type Message } from '../../../client/index.ts';
import { useClient, type MessagesResult } from '../../../client/react/index.ts';
import { explain, isSignedOut } from '../errors.ts';
import { shortCount } from '../format/short-count.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { showToast } from '../ui/toast.tsx';
import styles from './mention-button.module.css';
import { wantMessage } from './wanted-message.ts';

export interface MentionButtonProps {
  conversation: ConversationItem;
  items: MessagesResult['items'];
  userId: string;
  /** Whether it stands above another button. */
  raised: boolean;
}

/** The largest page that there is. */
const pageSize = 100;

/** Leads to the next unread message that mentions the user, and says how many there are. */
export default function MentionButton({ conversation, items, userId, raised }: MentionButtonProps) {
  const t = useTranslate();
  const { messages } = useClient();
  const { id, me, lastSeq, unreadMentions } = conversation;
  const busy = useRef(false);
  /** Up to which message it led, also where that is not read yet, as the page does not have the focus. */
  const [led, setLed] = useState(0);

  const isNext = (message: Message) =>
    message.seq > Math.max(led, me.readSeq) && message.senderId !== userId && mentions(message, userId);

  /** The next one: among those on screen, or further on. */
  async function find(): Promise<number | undefined> {
    const loaded = items.flatMap((item) => (item.kind === 'stored' ? item.message : []));
    const from = Math.max(led, me.readSeq);
    const isWhole = (loaded[0]?.seq ?? Infinity) <= from + 1;
    const here = isWhole ? loaded.find(isNext) : undefined;
    if (here) return here.seq;
    for (let after = isWhole ? (loaded.at(-1)?.seq ?? from) : from; after < lastSeq;) {
      const page = await messages.list(id, { after, limit: pageSize });
      const found = page.items.find(isNext);
      if (found) return found.seq;
      const last = page.items.at(-1);
      if (last === undefined || page.nextCursor === null) break;
      after = last.seq;
    }
    return undefined;
  }

  function go(): void {
    if (busy.current) return;
    busy.current = true;
    find()
      .then(
        (seq) => {
          // behind the last one it begins anew
          setLed(seq ?? 0);
          if (seq !== undefined) wantMessage(id, seq);
        },
        (error: unknown) => {
          if (!isSignedOut(error)) showToast(explain(error, t));
        },
      )
      .finally(() => (busy.current = false));
  }

  const shown = shortCount(unreadMentions);
  return (
    <button
      type="button"
      className={styles['button']}
      data-raised={raised}
      aria-label={t('mentions.next', { count: unreadMentions, shown })}
      onClick={go}
    >
      <AtSign size="1.25rem" aria-hidden="true" />
      <span className={styles['count']} aria-hidden="true">
        {shown}
      </span>
    </button>
  );
}
