/** Search: finding messages by their words in an index that does not show them. */
export type { SearchContext } from './context.ts';
export { eraseIndex, indexMessages, indexWorkAfter } from './index-messages.ts';
export { reindex, reindexRequest, type Reindexed } from './reindex.ts';
export { searchMessages } from './search-messages.ts';
export { searchStore, type SearchStore } from './store.ts';
export { unindexExpired } from './unindex-expired.ts';
export type { SearchWork } from './work.ts';
