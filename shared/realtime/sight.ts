import type { GuardedPresence } from './model.ts';

/**
 * Who may see whose presence, and between whom there are blocks. Realtime asks, `shared/relations/` knows: it decides in
 * batches, and reads nothing of users who show their presence to everyone and have no blocks.
 */
export interface PresenceSight {
  /** Those of the viewers who may see this user's presence. */
  viewersOf(owner: GuardedPresence, viewers: readonly string[]): Promise<ReadonlySet<string>>;
  /** Those of the users whose presence this viewer may see. */
  seenBy(viewerId: string, owners: readonly GuardedPresence[]): Promise<ReadonlySet<string>>;
  /** Those of the users whom this one blocked, or who blocked this one. */
  apartFrom(userId: string, others: readonly string[]): Promise<ReadonlySet<string>>;
}
