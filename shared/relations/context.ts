import type { AccountsContext } from '../accounts/index.ts';
import type { Write } from '../platform/table.ts';
import type { RelationStore } from './store.ts';

/** What relations ask of the direct conversations of users. `shared/conversations/` stores them, and implements this. */
export interface DirectConversations {
  /** Of these users, those with whom the user shares a direct conversation. */
  sharedWith(userId: string, others: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * The writes by which the direct conversation of two users, if they have one, knows that the first blocks the other since
   * a time (milliseconds since the epoch), or with `null` no longer does.
   */
  blockWrites(userId: string, otherId: string, since: number | null): Promise<Write[]>;
}

/** What relations stand on, besides what they need of accounts. */
export interface RelationsContext extends AccountsContext {
  relations: RelationStore;
  directs: DirectConversations;
}
