import { lazy, Suspense } from 'react';
import { lazyPart, loadPart } from '../lazy-part.ts';
import type { SearchEndProps } from '../sidebar/search-end.tsx';
import type { ChatSearchProps } from './chat-search.tsx';
import type { FilterBarProps } from './filters.tsx';

const loadFilterBar = () => import('./filters.tsx');
const loadSearchEnd = () => import('../sidebar/search-end.tsx');
const loadChatSearch = () => import('./chat-search.tsx');

// where one cannot be loaded, the chats that are here are searched without
export const FilterBar = lazy(() =>
  loadPart<FilterBarProps>(loadFilterBar).catch(() => ({ default: () => null })),
);
const LazySearchEnd = lazy(() =>
  loadPart<SearchEndProps>(loadSearchEnd).catch(() => ({ default: () => null })),
);

/** What stands below the chats that were found. */
export const SearchEnd = (props: SearchEndProps) => (
  <Suspense>
    <LazySearchEnd {...props} />
  </Suspense>
);

export const ChatSearch = lazyPart<ChatSearchProps>(loadChatSearch);

/** Loads the search once the page is at rest. */
export function loadSearchAhead(): void {
  for (const load of [loadFilterBar, loadSearchEnd, loadChatSearch]) load().catch(() => undefined);
}
