import type { ConversationItem, Message } from '../../../client/index.ts';
import { useSender } from '../chat/sender.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { followLink, threadPath } from '../navigation.ts';
import { Avatar } from '../ui/avatar.tsx';
import styles from './thread-line.module.css';

export interface ThreadLineProps {
  message: Message;
  conversation: ConversationItem;
  /** Whether Tab stops here: where the message has the focus. */
  reachable: boolean;
}

const mostFaces = 3;

/** Under a message with replies: who replied, how often, and how much of that is new to those who follow. It opens the thread. */
export default function ThreadLine({ message, conversation, reachable }: ThreadLineProps) {
  const t = useTranslate();
  const { thread, seq } = message;
  if (thread === undefined) return null;
  const { count, userIds, following = false, unreadCount = 0 } = thread;
  return (
    <a
      href={threadPath(conversation.id, seq)}
      className={styles['line']}
      data-thread={seq}
      tabIndex={reachable ? 0 : -1}
      draggable={false}
      onClick={followLink}
    >
      <span className={styles['faces']}>
        {userIds.slice(0, mostFaces).map((id) => (
          <Face key={id} userId={id} conversation={conversation} />
        ))}
      </span>
      <span className={styles['count']}>{t('thread.replies', { count })}</span>
      {following && unreadCount > 0 && (
        <span className={styles['new']}>{t('thread.new', { count: unreadCount })}</span>
      )}
    </a>
  );
}

function Face({ userId, conversation }: { userId: string; conversation: ConversationItem }) {
  const sender = useSender(conversation, userId);
  return (
    <span className={styles['face']}>
      <Avatar id={userId} name={sender?.name ?? ''} avatar={sender?.avatar ?? null} size={24} />
    </span>
  );
}
