import { useDeferredValue, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useSession } from '../../../client/react/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { conversationPath, navigate } from '../navigation.ts';
import { ChatList, type ChatListHandle } from './chat-list.tsx';
import { useAllChats } from '../chat/use-all-chats.ts';
import { usePeopleSearch } from '../people/use-people-search.ts';
import { ConfirmBanner } from './confirm-banner.tsx';
import { ListEmpty, ListFailed, ListSkeleton } from './list-states.tsx';
import { SearchEnd } from './search-end.tsx';
import { SearchField } from './search-field.tsx';
import { SidebarHeader } from './sidebar-header.tsx';
import styles from './sidebar.module.css';
import { useConnectionTrouble } from './connection-line.tsx';
import { matching } from './matching.ts';

export interface SidebarProps {
  /** The conversation that is open. */
  selectedId: string | undefined;
}

/** The chats: who wrote last, what, when, and how much of it is unread. */
export function Sidebar({ selectedId }: SidebarProps) {
  const t = useTranslate();
  const { userId } = useSession();
  const offline = useConnectionTrouble() === 'offline';
  const [typed, setTyped] = useState('');
  const query = useDeferredValue(typed.trim());
  const { items, loaded, loading, hasMore, error, loadMore, coverage } = useAllChats(query !== '');
  const search = usePeopleSearch(query);
  const shown = useMemo(() => matching(items, query, userId), [items, query, userId]);
  const listRef = useRef<ChatListHandle>(null);

  // what failed is in the snapshot's `error`, and shown from there
  const load = () => void loadMore().catch(() => undefined);

  const onSearchKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    // what is typed, which the list may be about to show
    const [first] = typed.trim() === '' ? [] : matching(items, typed, userId);
    if (event.key === 'ArrowDown') listRef.current?.focusFirst();
    else if (event.key === 'Enter' && first !== undefined) {
      navigate(conversationPath(first.id));
      setTyped('');
    } else if (event.key === 'Escape' && typed !== '') setTyped('');
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
            query={query}
            found={shown.length}
            coverage={coverage}
            search={search}
            onRetry={load}
            onOpened={() => setTyped('')}
          />
        )}
      </ChatList>
    );
  };

  return (
    <nav className={styles['sidebar']} aria-label={t('list.title')}>
      <SidebarHeader />
      <SearchField value={typed} onChange={setTyped} onKeyDown={onSearchKey} label={t('list.search')} />
      {content()}
      <ConfirmBanner />
    </nav>
  );
}
