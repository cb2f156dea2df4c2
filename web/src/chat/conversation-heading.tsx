import type { ConversationItem, Participant } from '../../../client/index.ts';
import { usePresence } from '../../../client/react/index.ts';
import { useNow } from '../format/now.ts';
import { lastSeen } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { Avatar } from '../ui/avatar.tsx';
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
  const locale = useLocale();
  const now = useNow();
  const presence = usePresence(other?.id);
  const online = presence?.online ?? other?.online ?? false;
  const away = online && presence?.status === 'away';
  const last = presence === undefined ? other?.lastOnline : presence.lastOnline;
  const presenceText = () => {
    if (online) return t(away ? 'presence.away' : 'presence.online');
    return typeof last === 'string' ? lastSeen(last, now, locale, t) : '';
  };
  return (
    <button type="button" className={styles['heading']} onClick={onOpen}>
      <Avatar
        id={other?.id ?? conversation.id}
        name={title}
        avatar={other === undefined ? conversation.avatar : other.avatar}
        size={40}
        presence={online ? (away ? 'away' : 'online') : undefined}
      />
      <span className={styles['names']}>
        <span className={styles['title']} dir="auto">
          {title}
        </span>
        <span className={styles['subtitle']}>
          {conversation.isGroup
            ? t('conversation.members', { count: conversation.memberCount })
            : presenceText()}
        </span>
      </span>
    </button>
  );
}
