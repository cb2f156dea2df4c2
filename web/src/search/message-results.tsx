import { useEffect, useRef } from 'react';
import { MessageSquareText } from 'lucide-react';
import type { ConversationItem, SearchHit } from '../../../client/index.ts';
import { useConversation, useSession } from '../../../client/react/index.ts';
import { titleOf } from '../chat/conversation-title.ts';
import { useSender } from '../chat/sender.ts';
import { wantMessage } from '../chat/wanted-message.ts';
import { useNow } from '../format/now.ts';
import { fullTime, listTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { conversationPath, navigate } from '../navigation.ts';
import { Trouble } from '../people/search-outcome.tsx';
import rows from '../sidebar/chat-row.module.css';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { moveFocus } from '../ui/move-focus.ts';
import { Suggestions } from './filters.tsx';
import { showFound } from './highlights.ts';
import styles from './search.module.css';
import { Snippet } from './snippet.tsx';
import { openFilter } from './typed-search.ts';
import { useMeaning, type Meaning } from './use-filters.ts';
import { useFoundMessages } from './use-found-messages.ts';

export interface MessageResultsProps {
  /** As it was typed, with filters. */
  typed: string;
  onType: (typed: string) => void;
  /** The user's chats, as far as they are here. */
  chats: readonly ConversationItem[];
}

/** The messages that fit what was typed, below the chats and people, or what is missing to look for them. */
export function MessageResults({ typed, onType, chats }: MessageResultsProps) {
  const t = useTranslate();
  const now = useNow();
  const meaning = useMeaning(typed, chats, now);
  const found = useFoundMessages('search' in meaning ? meaning.search : undefined);
  const { hits, current, loading, hasMore, error, more } = found;
  const filter = openFilter(typed);
  const hint = filter === undefined ? hintOf(meaning) : undefined;
  const end = useRef<HTMLDivElement>(null);

  // the next page comes as its end is approached
  useEffect(() => {
    const element = end.current;
    if (element === null || !hasMore || loading || error !== undefined || hits.length === 0) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && more(), {
      rootMargin: '400px',
    });
    observer.observe(element);
    return () => observer.disconnect();
  });

  return (
    <section aria-label={t('search.messages')}>
      {filter !== undefined && (
        <Suggestions typed={typed} filter={filter} chats={chats} onType={onType} now={now} />
      )}
      {('search' in meaning || hint !== undefined) && (
        <h2 className={styles['caption']}>{t('search.messages')}</h2>
      )}
      <div className={styles['status']} role="status">
        {hint !== undefined && <p>{t(...hint)}</p>}
        {'search' in meaning && loading && hits.length === 0 && <p>{t('search.searching')}</p>}
        {current && !loading && hits.length === 0 && !hasMore && error === undefined && (
          <p className={styles['none']} dir="auto">
            <MessageSquareText size="1.5rem" strokeWidth={1.5} aria-hidden="true" />
            {t('search.none')}
          </p>
        )}
        <span className="visually-hidden">
          {current && !loading && hits.length > 0 && t('search.count', { count: hits.length })}
        </span>
      </div>
      {'search' in meaning && (
        <ul className={classNames(styles['results'], !current && styles['stale'])} onKeyDown={moveFocus}>
          {hits.map((hit) => (
            <li key={hit.message.id}>
              <Result hit={hit} />
            </li>
          ))}
        </ul>
      )}
      {error !== undefined && <Trouble error={error} onRetry={more} />}
      <div ref={end}>
        {hasMore && hits.length === 0 && !loading && error === undefined && (
          <div className={styles['further']}>
            <Button kind="ghost" onClick={more}>
              {t('search.further')}
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}

/** What is to be typed or corrected. */
function hintOf(meaning: Meaning): Parameters<ReturnType<typeof useTranslate>> | undefined {
  if ('missing' in meaning) return [meaning.missing === 'words' ? 'search.typeWords' : 'search.typeValue'];
  if (!('unknown' in meaning)) return undefined;
  const { unknown, value } = meaning;
  if (unknown === 'from') return ['search.unknownPerson', { name: value }];
  return unknown === 'in' ? ['search.unknownChat', { name: value }] : ['search.unknownDate', { text: value }];
}

function Result({ hit }: { hit: SearchHit }) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const { userId } = useSession();
  const { message, marks } = hit;
  const { conversationId, seq, text, createdAt, senderId } = message;
  const chat = useConversation(conversationId);
  const title = chat === undefined ? '' : titleOf(chat, userId) || t('conversation.unknownSender');
  const other = chat?.isGroup === false ? chat.participants.find(({ id }) => id !== userId) : undefined;
  const open = () => {
    navigate(conversationPath(conversationId));
    wantMessage(conversationId, seq);
    showFound(conversationId, [hit]);
  };
  return (
    <button type="button" className={classNames(rows['link'], styles['result'])} onClick={open}>
      <Avatar
        id={other?.id ?? conversationId}
        name={title}
        avatar={(other === undefined ? chat?.avatar : other.avatar) ?? null}
        size={40}
      />
      <span className={styles['lines']}>
        <span className={styles['top']}>
          <span className={rows['name']} dir="auto">
            {title}
          </span>
          <time className={styles['time']} dateTime={createdAt} title={fullTime(createdAt, locale)}>
            {listTime(createdAt, now, locale, t)}
          </time>
        </span>
        <span className={styles['text']} dir="auto">
          {senderId === userId ? (
            <span className={styles['lead']}>{t('list.you')}: </span>
          ) : (
            chat?.isGroup === true && <SenderName chat={chat} senderId={senderId} />
          )}
          <Snippet text={text} marks={marks} />
        </span>
      </span>
    </button>
  );
}

function SenderName({ chat, senderId }: { chat: ConversationItem; senderId: string }) {
  const t = useTranslate();
  const sender = useSender(chat, senderId);
  return (
    <span className={styles['lead']}>
      <bdi>{sender?.name ?? t('conversation.unknownSender')}</bdi>:{' '}
    </span>
  );
}
