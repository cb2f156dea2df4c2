import { useEffect } from 'react';
import { useConversations, type ConversationsResult } from '../../../client/react/index.ts';
import { mostChats } from '../chat-client.ts';

/** What is typed first is rarely all: the chats are not asked for at the first letter. */
const pauseMs = 250;
/** Chats that come at once: of that many, some may have no room in the memory. */
const pageSize = 50;

/**
 * How far the user's chats are here to be searched: all of them, still loading, not loaded for a failure, or the newest
 * ones only, where there are more than the page keeps.
 */
export type Coverage = 'all' | 'loading' | 'failed' | 'newest';

/** The user's chats; while `searching`, all of them are loaded, page by page. */
export function useAllChats(searching: boolean): ConversationsResult & { coverage: Coverage } {
  const list = useConversations();
  const { items, hasMore, loading, error, loadMore } = list;
  const failed = error !== undefined;
  const asks = searching && hasMore && !loading && !failed;
  useEffect(() => {
    if (!asks) return;
    // what fails is in the list's `error`
    const timer = setTimeout(
      () => void loadMore().catch(() => undefined),
      items.length > pageSize ? 0 : pauseMs,
    );
    return () => clearTimeout(timer);
  }, [asks, items.length, loadMore]);
  const coverage = (): Coverage => {
    if (failed && hasMore) return 'failed';
    if (hasMore) return 'loading';
    return items.length > mostChats - pageSize ? 'newest' : 'all';
  };
  return { ...list, coverage: coverage() };
}
