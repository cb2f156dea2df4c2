import type { AccountsContext } from '../accounts/index.ts';
import type { InboxContext } from '../inbox/index.ts';
import type { WorkQueue } from '../platform/ports.ts';
import type { GroupStore } from './store.ts';
import type { GroupWork } from './work.ts';

/** What groups stand on, besides what they need of the inbox. */
export type GroupsContext = InboxContext & {
  groups: GroupStore;
  work: AccountsContext['work'] & WorkQueue<GroupWork>;
};
