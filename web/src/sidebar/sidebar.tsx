import { Suspense, useDeferredValue, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { ConversationItem } from '../../../client/index.ts';
import { useSession } from '../../../client/react/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { conversationPath, navigate } from '../navigation.ts';
import { ChatList, type ChatListHandle } from './chat-list.tsx';
import { useAllChats } from '../chat/use-all-chats.ts';
import { ConfirmBanner } from './confirm-banner.tsx';
import { ListEmpty, ListFailed, ListSkeleton } from './list-states.tsx';
import { SearchField } from './search-field.tsx';
import { EnableCard } from '../notifications/lazy-parts.tsx';
import { FilterBar, SearchEnd } from '../search/lazy-parts.tsx';
import { hasFilter } from './has-filter.ts';
import { SidebarHeader } from './sidebar-header.tsx';
import styles from './sidebar.module.css';
import { useConnectionTrouble } from './connection-line.tsx';
import { matching } from './matching.ts';
import { ThreadsEntry } from '../threads/lazy-parts.tsx';

export interface SidebarProps {
  /** The conversation that is open. */
  selectedId: string | undefined;
}

/** What was typed last: on a phone the list goes while a chat is open, and Back leads to the results again. */
let kept: { typed: string; userId: string | undefined } = { typed: '', userId: undefined };
const noChats: readonly ConversationItem[] = [];

/** The chats: who wrote last, what, when, and how much of it is unread. */
export function Sidebar({ selectedId }: SidebarProps) {
  const t = useTranslate();
  const { userId } = useSession();
  const offline = useConnectionTrouble() === 'offline';
  const [typed, setTyped] = useState(kept.userId === userId ? kept.typed : '');
  const query = useDeferredValue(typed.trim());
  const filtered = hasFilter(query);
  const { items, loaded, loading, hasMore, error, loadMore, coverage } = useAllChats(query !== '');
  const shown = useMemo(
    () => (filtered ? noChats : matching(items, query, userId)),
    [items, query, userId, filtered],
  );
  const listRef = useRef<ChatListHandle>(null);
  const field = useRef<HTMLInputElement>(null);

  const type = (text: string) => {
    kept = { typed: text, userId };
    setTyped(text);
  };

  // what failed is in the snapshot's `error`, and shown from there
  const load = () => void loadMore().catch(() => undefined);

  /** What a filter or a suggestion makes of what was typed: it goes on there. */
  const change = (text: string) => {
    type(text);
    field.current?.focus();
  };

  const onSearchKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    // what is typed, which the list may be about to show
    const [first] = typed.trim() === '' || hasFilter(typed) ? [] : matching(items, typed, userId);
    if (event.key === 'ArrowDown') listRef.current?.focusFirst();
    else if (event.key === 'Enter' && first !== undefined) {
      navigate(conversationPath(first.id));
      type('');
    } else if (event.key === 'Escape' && typed !== '') type('');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const content = () => {
    if (items.length === 0 && query === '') {
      if (loaded && !hasMore) return <ListEmpty />;
      if (!loading && (error !== undefined || offline)) return <ListFailed error={error} onRetry={load} />;
      return <ListSkeleton />;
    }
    return (
      <ChatList
        ref={listRef}
        items={shown}
        ownId={userId}
        selectedId={selectedId}
        // while something is looked for, all of them are loaded, and what is said about it stands below
        hasMore={query === '' && hasMore && (loaded || error !== undefined)}
        loading={loading}
        failed={error !== undefined}
        onMore={load}
      >
        {query !== '' && (
          <SearchEnd
            typed={typed}
            found={shown.length}
            coverage={coverage}
            filtered={filtered}
            onRetry={load}
            onOpened={() => type('')}
            onType={change}
            chats={items}
          />
        )}
      </ChatList>
    );
  };

  return (
    <nav className={styles['sidebar']} aria-label={t('list.title')}>
      <SidebarHeader />
      <SearchField
        ref={field}
        value={typed}
        onChange={type}
        onKeyDown={onSearchKey}
        label={t('list.search')}
      />
      {typed !== '' && (
        <Suspense>
          <FilterBar typed={typed} onType={change} />
        </Suspense>
      )}
      <EnableCard />
      <Suspense>
        <ThreadsEntry />
      </Suspense>
      {content()}
      <ConfirmBanner />
    </nav>
  );
}
