import { memo } from 'react';
import { AtSign, BellOff, CircleAlert } from 'lucide-react';
import { notificationsAt, type ConversationItem, type NotificationSetting } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { otherOf, titleOf } from '../chat/conversation-title.ts';
import { useDraft } from '../chat/drafts.ts';
import { cancelLoadAhead, loadAhead, loadNow } from '../chat/load-ahead.ts';
import { useNow } from '../format/now.ts';
import { shortCount } from '../format/short-count.ts';
import { listTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { conversationPath, followLink } from '../navigation.ts';
import { usePresenceDot } from '../people/presence.ts';
import { Avatar } from '../ui/avatar.tsx';
import { BotMark } from '../ui/bot-mark.tsx';
import { classNames } from '../ui/class-names.ts';
import { SendStatusIcon } from '../ui/send-status.tsx';
import { PreviewLine } from './preview-line.tsx';
import styles from './chat-row.module.css';

export interface ChatRowProps {
  item: ConversationItem;
  ownId: string | undefined;
  selected: boolean;
  /** Whether Tab stops here: one row of the list does. */
  tabStop: boolean;
  onFocus: (id: string) => void;
}

/** One conversation in the list. */
export const ChatRow = memo(function ChatRow({ item, ownId, selected, tabStop, onFocus }: ChatRowProps) {
  const t = useTranslate();
  const { state } = useClient();
  const locale = useLocale();
  const now = useNow();
  const other = otherOf(item, ownId);
  const title = titleOf(item, ownId) || t('conversation.unknownSender');
  const dot = usePresenceDot(other);
  const draft = useDraft(item.id).trim();
  const shownDraft = selected ? '' : draft;
  const { preview, unreadCount, unreadMentions, failedCount } = item;
  const notifications = notificationsAt(item.me, now);
  const status = shownDraft === '' && item.typing.length === 0 ? preview?.status : undefined;
  return (
    <a
      href={conversationPath(item.id)}
      className={classNames(styles['row'], styles['link'], selected && styles['selected'])}
      aria-current={selected ? 'page' : undefined}
      data-id={item.id}
      draggable={false}
      tabIndex={tabStop ? 0 : -1}
      onFocus={() => {
        onFocus(item.id);
        loadAhead(state, item.id);
      }}
      onBlur={cancelLoadAhead}
      onPointerEnter={({ pointerType }) => pointerType === 'mouse' && loadAhead(state, item.id)}
      onPointerLeave={cancelLoadAhead}
      onPointerDown={() => loadNow(state, item.id)}
      onClick={followLink}
    >
      <Avatar
        id={other?.id ?? item.id}
        name={title}
        avatar={other === undefined ? item.avatar : other.avatar}
        size={48}
        presence={dot}
      />
      <span className={styles['lines']}>
        <span className={styles['line']}>
          <span className={classNames(styles['name'], unreadCount > 0 && styles['unreadName'])} dir="auto">
            {title}
            <span className="visually-hidden">
              {dot === undefined ? ', ' : `, ${t(`presence.${dot}`)}, `}
            </span>
          </span>
          <BotMark of={other} />
          <Quiet notifications={notifications} />
          <span className={styles['end']}>
            {status !== undefined && <SendStatusIcon status={status} />}
            <time
              className={classNames(styles['time'], unreadCount > 0 && styles['unreadTime'])}
              dateTime={preview?.createdAt ?? item.createdAt}
            >
              {listTime(preview?.createdAt ?? item.createdAt, now, locale, t)}
            </time>
            <span className="visually-hidden">, </span>
          </span>
        </span>
        <span className={styles['line']}>
          <PreviewLine item={item} draft={shownDraft} />
          {failedCount > 0 && (
            <span
              className={styles['failed']}
              role="img"
              aria-label={t('list.failedMessages', { count: failedCount })}
            >
              <CircleAlert size="1.125rem" aria-hidden="true" />
            </span>
          )}
          {unreadMentions > 0 && (
            <span
              className={classNames(styles['badge'], styles['mentioned'])}
              role="img"
              aria-label={t('list.mentions', { count: unreadMentions })}
            >
              <AtSign size="0.8125rem" strokeWidth={2.5} aria-hidden="true" />
            </span>
          )}
          {unreadCount > 0 && (
            <span
              className={classNames(styles['badge'], notifications === 'none' && styles['muted'])}
              role="img"
              aria-label={t('list.unread', { count: unreadCount })}
            >
              <bdi dir="ltr">{shortCount(unreadCount)}</bdi>
            </span>
          )}
        </span>
      </span>
    </a>
  );
});

/** That not all messages of the conversation notify the user. */
function Quiet({ notifications }: { notifications: NotificationSetting }) {
  const t = useTranslate();
  if (notifications === 'all') return null;
  const Icon = notifications === 'none' ? BellOff : AtSign;
  const label = t(notifications === 'none' ? 'list.silent' : 'list.mentionsOnly');
  return (
    <span className={styles['quiet']} role="img" aria-label={label} title={label}>
      <Icon size="0.875rem" aria-hidden="true" />
    </span>
  );
}
