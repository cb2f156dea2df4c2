import { useDeferredValue, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useConversations, useSession } from '../../../client/react/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { conversationPath, navigate } from '../navigation.ts';
import { ChatList, type ChatListHandle } from './chat-list.tsx';
import { ListEmpty, ListFailed, ListSkeleton, NoMatch } from './list-states.tsx';
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
  const { items, loaded, loading, hasMore, error, loadMore } = useConversations();
  const offline = useConnectionTrouble() === 'offline';
  const [typed, setTyped] = useState('');
  const query = useDeferredValue(typed.trim());
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
    if (items.length === 0) {
      if (loaded && !hasMore) return <ListEmpty />;
      if (!loading && (error !== undefined || offline)) return <ListFailed error={error} onRetry={load} />;
      return <ListSkeleton />;
    }
    if (shown.length === 0 && !hasMore) return <NoMatch query={typed.trim()} />;
    return (
      <ChatList
        ref={listRef}
        items={shown}
        ownId={userId}
        selectedId={selectedId}
        hasMore={hasMore && (loaded || error !== undefined)}
        loading={loading}
        failed={error !== undefined}
        onMore={load}
      />
    );
  };

  return (
    <nav className={styles['sidebar']} aria-label={t('list.title')}>
      <SidebarHeader />
      <SearchField value={typed} onChange={setTyped} onKeyDown={onSearchKey} label={t('list.search')} />
      {content()}
    </nav>
  );
}
