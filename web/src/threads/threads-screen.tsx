import { MessagesSquare } from 'lucide-react';
import type { ConversationItem, Message } from '../../../client/index.ts';
import { useConversation, useSession } from '../../../client/react/index.ts';
import { otherOf, titleOf } from '../chat/conversation-title.ts';
import { useSender } from '../chat/sender.ts';
import { useNow } from '../format/now.ts';
import { listTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { Nothing } from '../joining/nothing.tsx';
import { followLink, threadPath } from '../navigation.ts';
import { Avatar } from '../ui/avatar.tsx';
import { classNames } from '../ui/class-names.ts';
import { ListScreen, ListTrouble, More } from '../ui/list-screen.tsx';
import { AfterPatience, Bone } from '../ui/skeleton.tsx';
import { useQuoteText } from './quote-line.tsx';
import { quoteOf } from './quote-of.ts';
import styles from './threads-screen.module.css';
import { followedThreads, useFollowedThreads } from './use-followed-threads.ts';

/** The threads that the user follows, the latest reply first. */
export default function ThreadsScreen() {
  const t = useTranslate();
  const { items, loaded, hasMore, loading, error } = useFollowedThreads();
  const more = () => void followedThreads.loadMore();
  return (
    <ListScreen title={t('threads.title')} busy={loading}>
      {!loaded && error === undefined && <Bones />}
      {loaded && items.length === 0 && (
        <Nothing
          icon={<MessagesSquare size="2rem" />}
          title={t('threads.empty')}
          text={t('threads.emptyText')}
        />
      )}
      <ul className={styles['list']}>
        {items.map((message) => (
          <li key={message.id}>
            <ThreadRow message={message} />
          </li>
        ))}
      </ul>
      {error !== undefined && (
        <ListTrouble
          text={t('threads.failed')}
          error={error}
          onRetry={() => void (loaded ? followedThreads.loadMore() : followedThreads.load())}
        />
      )}
      {hasMore && error === undefined && <More key={items.length} busy={loading} onMore={more} />}
    </ListScreen>
  );
}

function ThreadRow({ message }: { message: Message }) {
  const conversation = useConversation(message.conversationId);
  return conversation === undefined ? (
    <div className={styles['row']} aria-hidden="true" />
  ) : (
    <KnownRow message={message} conversation={conversation} />
  );
}

function KnownRow({ message, conversation }: { message: Message; conversation: ConversationItem }) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const { userId } = useSession();
  const { seq, senderId, createdAt, thread } = message;
  const sender = useSender(conversation, senderId);
  const text = useQuoteText(quoteOf(message));
  const other = otherOf(conversation, userId);
  const title = titleOf(conversation, userId) || t('conversation.unknownSender');
  const author = senderId === userId ? t('list.you') : (sender?.name ?? t('conversation.unknownSender'));
  const { count = 0, unreadCount = 0 } = thread ?? {};
  return (
    <a
      href={threadPath(conversation.id, seq)}
      className={classNames(styles['row'], styles['link'])}
      draggable={false}
      onClick={followLink}
    >
      <Avatar
        id={other?.id ?? conversation.id}
        name={title}
        avatar={other === undefined ? conversation.avatar : other.avatar}
        size={40}
      />
      <span className={styles['lines']}>
        <span className={styles['line']}>
          <span className={styles['name']} dir="auto">
            {title}
          </span>
          <time className={styles['time']} dateTime={createdAt}>
            {listTime(createdAt, now, locale, t)}
          </time>
        </span>
        <span className={styles['text']}>
          <bdi>{author}:</bdi> <bdi>{text}</bdi>
        </span>
        <span className={styles['line']}>
          <span className={styles['count']}>{t('thread.replies', { count })}</span>
          {unreadCount > 0 && (
            <span className={styles['new']}>{t('thread.new', { count: unreadCount })}</span>
          )}
        </span>
      </span>
    </a>
  );
}

const Bones = () => (
  <div className={styles['bones']} aria-hidden="true">
    <AfterPatience>
      {[11, 8, 13].map((width) => (
        <div key={width} className={styles['row']}>
          <Bone width={2.5} height={2.5} round />
          <span className={styles['lines']}>
            <Bone width={7} />
            <Bone width={width} />
            <Bone width={4} />
          </span>
        </div>
      ))}
    </AfterPatience>
  </div>
);
