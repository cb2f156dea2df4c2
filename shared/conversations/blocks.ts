import type { Head } from './model.ts';
import type { BlockStanding } from './policy.ts';

/** The attribute of a direct conversation's head that says since when this member blocks the other one. */
export const blockAttribute = (userId: string, otherId: string) =>
  userId < otherId ? ('blockedByFirst' as const) : ('blockedBySecond' as const);

/** The other member of a direct conversation. `undefined`: it is a group. */
function otherOf({ pair }: Pick<Head, 'pair'>, userId: string): string | undefined {
  return pair?.find((id) => id !== userId);
}

/** Since when a member blocks the other one of a direct conversation, in milliseconds since the epoch. */
export function blocksSince(head: Head, userId: string): number | undefined {
  const otherId = otherOf(head, userId);
  return otherId === undefined ? undefined : head[blockAttribute(userId, otherId)];
}

/** What a member of a conversation is to the other one. Groups know no blocks. */
export function blockStanding(head: Head, userId: string): BlockStanding {
  const otherId = otherOf(head, userId);
  if (otherId === undefined) return 'free';
  if (blocksSince(head, userId) !== undefined) return 'blocking';
  return blocksSince(head, otherId) === undefined ? 'free' : 'blocked';
}

/** When something happened last that this member may know of: nothing since they block the other one. */
export function activityFor(head: Head, userId: string): number {
  return Math.min(head.lastActivityAt, blocksSince(head, userId) ?? Infinity);
}
