import { requireRoom, settingsOf, type Member } from '../conversations/index.ts';
import { ChatError } from '../platform/errors.ts';
import type { GroupChange, Moment } from './change-group.ts';
import type { GroupsContext } from './context.ts';

/** Refuses those who are banned. `nameOf` says what they are called in the request; without it they are the caller. Throws `member_banned`. */
export async function requireNotBanned(
  { groups }: Pick<GroupsContext, 'groups'>,
  conversationId: string,
  userIds: readonly string[],
  nameOf?: (userId: string) => { path: string; name: string },
): Promise<void> {
  const banned = await groups.bannedAmong(conversationId, userIds);
  if (banned.size === 0) return;
  if (!nameOf) throw new ChatError('member_banned', 'You are banned from this group.');
  const named = [...banned].map(nameOf);
  throw new ChatError(
    'member_banned',
    `Banned from this group: ${named.map(({ name }) => name).join(', ')}`,
    named.map(({ path, name }) => ({ path, message: `"${name}" is banned` })),
  );
}

/**
 * The change by which these users, of whom none is in yet and none is banned, come into a group: by others (`added`) or by
 * themselves (`joined`). Where the group hides its history from newcomers, they read from this entry on. It holds only under
 * the head of the moment, so that bans and the room for them need no condition of their own.
 */
export async function admission(
  context: Pick<GroupsContext, 'conversations' | 'settings'>,
  { head, firstSeq, now }: Moment,
  type: 'added' | 'joined',
  userIds: readonly string[],
): Promise<Pick<GroupChange, 'says' | 'members' | 'writes' | 'joining'>> {
  await requireRoom(context, head, userIds.length);
  const hidden = settingsOf(head).history === 'joined' ? { historyFrom: firstSeq - 1 } : {};
  const joining = userIds.map((userId): Member => ({
    userId,
    role: 'member',
    joinedAt: now,
    joinedSeq: firstSeq,
    ...hidden,
    notifications: 'all',
    // what was before is not unread
    deliveredSeq: firstSeq,
    readSeq: firstSeq,
  }));
  return {
    says: [{ type, userIds: [...userIds], memberCount: head.memberCount + userIds.length }],
    members: userIds.length,
    writes: joining.flatMap((member) => context.conversations.joinWrites(head.id, member)),
    joining: userIds,
  };
}
