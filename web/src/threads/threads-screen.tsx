import { useEffect, useRef } from 'react';
import { ArrowLeft, MessagesSquare } from 'lucide-react';
import type { ConversationItem, Message } from '../../../client/index.ts';
import { useConversation, useSession } from '../../../client/react/index.ts';
import { otherOf, titleOf } from '../chat/conversation-title.ts';
import { useSender } from '../chat/sender.ts';
import { explain } from '../errors.ts';
import { useNow } from '../format/now.ts';
import { listTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { Nothing } from '../joining/nothing.tsx';
import { queries, useMediaQuery } from '../media-query.ts';
import { followLink, goBack, threadPath } from '../navigation.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { AfterPatience, Bone } from '../ui/skeleton.tsx';
import { useQuoteText } from './quote-line.tsx';
import { quoteOf } from './quotes.ts';
import styles from './threads-screen.module.css';
import { followedThreads, useFollowedThreads } from './use-followed-threads.ts';

/** The threads that the user follows, the latest reply first. */
export default function ThreadsScreen() {
  const t = useTranslate();
  const beside = useMediaQuery(queries.beside);
  const { items, loaded, hasMore, loading, error } = useFollowedThreads();
  const Heading = beside ? 'h2' : 'h1';
  return (
    <section className={styles['screen']} aria-label={t('threads.title')}>
      <header className={styles['header']}>
        {!beside && (
          <IconButton label={t('conversation.back')} onClick={() => goBack('/')}>
            <ArrowLeft size="1.375rem" className={styles['arrow']} />
          </IconButton>
        )}
        <Heading className={styles['title']}>{t('threads.title')}</Heading>
      </header>
      <div className={styles['scroller']} aria-busy={loading}>
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
          <div className={styles['failed']} role="alert">
            <p>{t('threads.failed')}</p>
            <p>{explain(error, t)}</p>
            <Button onClick={() => void (loaded ? followedThreads.loadMore() : followedThreads.load())}>
              {t('dialog.tryAgain')}
            </Button>
          </div>
        )}
        {hasMore && error === undefined && <More key={items.length} busy={loading} />}
      </div>
    </section>
  );
}

/** At the end of the list: it loads more once it is in sight. */
function More({ busy }: { busy: boolean }) {
  const t = useTranslate();
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = ref;
    if (current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) void followedThreads.loadMore();
      },
      { rootMargin: '400px' },
    );
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={ref} className={styles['more']}>
      <Button kind="ghost" busy={busy} onClick={() => void followedThreads.loadMore()}>
        {t('threads.more')}
      </Button>
    </div>
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
