import { auditSource, type Caller, type Source } from '../accounts/index.ts';
import { permitInGroup, resolveUsernames } from '../conversations/index.ts';
import { getConversation } from '../inbox/index.ts';
import { ChatError } from '../platform/errors.ts';
import type { Conversation } from '../protocol/index.ts';
import { requireReachable } from '../relations/index.ts';
import { admission, requireNotBanned } from './admit.ts';
import { changeGroupAs, type Changed } from './change-group.ts';
import type { GroupsContext } from './context.ts';
import { endRequests } from './requests.ts';

/**
 * Adds users to a group: all of them, or none. Throws `conversation_not_found`, `not_a_group`, `forbidden`,
 * `unknown_usernames`, `duplicate_usernames`, `already_member`, `member_banned`, `user_blocked`, `invites_not_accepted`,
 * `group_full`; what concerns some of them names these.
 */
export async function addMembers(
  context: GroupsContext,
  caller: Caller,
  source: Source,
  conversationId: string,
  usernames: readonly string[],
): Promise<{ conversation: Conversation } & Changed> {
  await context.limits.take('addMembers', caller.userId);
  let asked: readonly string[] = [];
  const changed = await changeGroupAs(context, caller.userId, conversationId, async (acting) => {
    const { head } = permitInGroup('addMembers', acting);

    const found = await resolveUsernames(context, usernames, 'usernames');
    const userIds = usernames.flatMap((username) => found.get(username) ?? []);
    refuse(
      usernames.filter((_, index) => userIds.indexOf(userIds[index] ?? '') < index),
      'duplicate_usernames',
      'is named twice',
    );
    const nameOf = (userId: string) => {
      const index = userIds.indexOf(userId);
      return { path: `usernames.${index}`, name: usernames[index] ?? '' };
    };
    const already = await context.conversations.membersAmong(conversationId, userIds);
    refuse(
      already.map(({ userId }) => nameOf(userId).name),
      'already_member',
      'is in the group already',
    );
    await requireNotBanned(context, conversationId, userIds, nameOf);
    await requireReachable(context, caller.userId, 'groups', userIds, nameOf);
    // too many for the one transaction, so these end afterwards
    asked = head.requests ? userIds : [];
    return {
      ...admission(context, acting, 'added', userIds),
      audit: {
        action: 'add-members',
        actor: caller.userId,
        subject: conversationId,
        outcome: 'done',
        source: auditSource(source),
        detail: { users: userIds.join(' ') },
      },
    };
  });
  if (asked.length > 0) await endRequests(context, conversationId, asked);
  return { conversation: await getConversation(context, caller, conversationId), ...changed };

  function refuse(names: readonly string[], code: 'duplicate_usernames' | 'already_member', what: string) {
    if (names.length === 0) return;
    throw new ChatError(
      code,
      `${names.join(', ')} ${what}.`,
      names.map((name) => ({
        path: `usernames.${usernames.lastIndexOf(name)}`,
        message: `"${name}" ${what}`,
      })),
    );
  }
}
