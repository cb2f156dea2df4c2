import type { ConversationItem, Participant } from '../../../client/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { usePresenceDot, usePresenceText } from '../people/presence.ts';
import { Avatar } from '../ui/avatar.tsx';
import { BotMark } from '../ui/bot-mark.tsx';
import styles from './conversation-heading.module.css';

export interface ConversationHeadingProps {
  conversation: ConversationItem;
  title: string;
  /** The other person of a direct conversation. */
  other: Participant | undefined;
  onOpen: () => void;
}

/** Whom one writes to, and whether they are there. It leads to the details. */
export function ConversationHeading({ conversation, title, other, onOpen }: ConversationHeadingProps) {
  const t = useTranslate();
  const dot = usePresenceDot(other);
  const presence = usePresenceText(other);
  const subtitle = () => {
    if (conversation.isGroup) return t('conversation.members', { count: conversation.memberCount });
    return other?.bot === true ? <bdi>@{other.username}</bdi> : presence;
  };
  return (
    <button type="button" className={styles['heading']} onClick={onOpen}>
      <Avatar
        id={other?.id ?? conversation.id}
        name={title}
        avatar={other === undefined ? conversation.avatar : other.avatar}
        size={40}
        presence={dot}
      />
      <span className={styles['names']}>
        <span className={styles['titleLine']}>
          <span className={styles['title']} dir="auto">
            {title}
          </span>
          <BotMark of={other} />
        </span>
        <span className={styles['subtitle']}>{subtitle()}</span>
      </span>
    </button>
  );
}
