import type { AccountsContext } from '../accounts/index.ts';
import type { LaterContext } from '../later/index.ts';
import type { ListingsContext } from '../listings/index.ts';
import type { WorkQueue } from '../platform/ports.ts';
import type { GroupStore } from './store.ts';
import type { GroupWork } from './work.ts';

/** What groups stand on, besides what they need of listings. */
export type GroupsContext = ListingsContext &
  Pick<LaterContext, 'later'> & {
    groups: GroupStore;
    work: AccountsContext['work'] & WorkQueue<GroupWork>;
  };
