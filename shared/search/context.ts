import type { AccountsContext } from '../accounts/index.ts';
import type { MessagesContext } from '../messages/index.ts';
import type { WorkQueue } from '../platform/ports.ts';
import type { SearchStore } from './store.ts';
import type { SearchWork } from './work.ts';

/** What search stands on, besides what it needs of messages. */
export type SearchContext = MessagesContext & {
  searchIndex: SearchStore;
  work: AccountsContext['work'] & WorkQueue<SearchWork>;
};
