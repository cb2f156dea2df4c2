import { useSyncExternalStore, type MouseEvent } from 'react';
import { Bookmark, BookmarkX } from 'lucide-react';
import type { ConversationItem, StarredMessage } from '../../../client/index.ts';
import { useConversation, useSession } from '../../../client/react/index.ts';
import { client } from '../chat-client.ts';
import { otherOf, titleOf } from '../chat/conversation-title.ts';
import { useSender } from '../chat/sender.ts';
import { wantMessage } from '../chat/wanted-message.ts';
import { shownText } from '../format/text-parts.ts';
import { useNow } from '../format/now.ts';
import { fullTime, listTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { Nothing } from '../joining/nothing.tsx';
import { summaryText } from '../media/summary.ts';
import { conversationPath, followLink } from '../navigation.ts';
import { Avatar } from '../ui/avatar.tsx';
import { IconButton } from '../ui/button.tsx';
import { ListScreen, ListTrouble, More } from '../ui/list-screen.tsx';
import { AfterPatience, Bone } from '../ui/skeleton.tsx';
import { setSaved } from './save-message.ts';
import { SavedMessages } from './saved-messages.ts';
import styles from './saved-screen.module.css';

const saved = new SavedMessages(client);

/** The messages that the user has saved, the one saved last first: each leads to its place. */
export default function SavedScreen() {
  const t = useTranslate();
  const { items, loaded, hasMore, loading, error } = useSyncExternalStore(saved.subscribe, saved.getSnapshot);
  return (
    <ListScreen title={t('saved.title')} busy={loading}>
      {!loaded && error === undefined && <Bones />}
      {loaded && items.length === 0 && !hasMore && (
        <Nothing icon={<Bookmark size="2rem" />} title={t('saved.empty')} text={t('saved.emptyText')} />
      )}
      <ul className={styles['list']}>
        {items.map((one) => (
          <li key={one.message.id} className={styles['row']}>
            <SavedRow saved={one} />
          </li>
        ))}
      </ul>
      {error !== undefined && (
        <ListTrouble
          text={t('saved.failed')}
          error={error}
          onRetry={() => void (loaded && hasMore ? saved.loadMore() : saved.load())}
        />
      )}
      {hasMore && error === undefined && (
        <More key={items.length} busy={loading} onMore={() => void saved.loadMore()} />
      )}
    </ListScreen>
  );
}

/** In a chat that the list of chats has not loaded yet, its row waits for it. */
function SavedRow({ saved }: { saved: StarredMessage }) {
  const conversation = useConversation(saved.message.conversationId);
  return conversation && <KnownRow saved={saved} conversation={conversation} />;
}

function KnownRow({ saved, conversation }: { saved: StarredMessage; conversation: ConversationItem }) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const { userId } = useSession();
  const { message } = saved;
  const { seq, senderId, text, entities, attachments, createdAt } = message;
  const sender = useSender(conversation, senderId);
  const other = otherOf(conversation, userId);
  const title = titleOf(conversation, userId) || t('conversation.unknownSender');
  const author = senderId === userId ? t('list.you') : (sender?.name ?? t('conversation.unknownSender'));
  const open = (event: MouseEvent<HTMLAnchorElement>) => {
    followLink(event);
    if (event.defaultPrevented) wantMessage(conversation.id, seq);
  };
  return (
    <>
      <a href={conversationPath(conversation.id)} className={styles['link']} draggable={false} onClick={open}>
        <Avatar
          id={other?.id ?? conversation.id}
          name={title}
          avatar={other === undefined ? conversation.avatar : other.avatar}
          size={40}
        />
        <span className={styles['lines']}>
          <span className={styles['top']}>
            <span className={styles['name']} dir="auto">
              {title}
            </span>
            <time className={styles['time']} dateTime={createdAt} title={fullTime(createdAt, locale)}>
              {listTime(createdAt, now, locale, t)}
            </time>
          </span>
          {/* in a direct chat the title says who else it can be */}
          {(conversation.isGroup || senderId === userId) && (
            <span className={styles['author']} dir="auto">
              {author}
            </span>
          )}
          <span className={styles['text']} dir="auto">
            {text === '' ? summaryText(attachments, attachments.length, t) : shownText(text, entities)}
          </span>
        </span>
      </a>
      <IconButton label={t('saved.unsave')} onClick={() => setSaved(message, false)}>
        <BookmarkX size="1.125rem" aria-hidden="true" />
      </IconButton>
    </>
  );
}

const Bones = () => (
  <div className={styles['list']} aria-hidden="true">
    <AfterPatience>
      {[11, 8, 13].map((width) => (
        <div key={width} className={styles['row']}>
          <span className={styles['link']}>
            <Bone width={2.5} height={2.5} round />
            <span className={styles['lines']}>
              <Bone width={7} />
              <Bone width={width} />
            </span>
          </span>
        </div>
      ))}
    </AfterPatience>
  </div>
);
