import { auditSource, type Caller, type Source } from '../accounts/index.ts';
import { permitInGroup, resolveUsernames } from '../conversations/index.ts';
import { getConversation } from '../inbox/index.ts';
import { ChatError } from '../platform/errors.ts';
import type { Conversation } from '../protocol/index.ts';
import { requireReachable } from '../relations/index.ts';
import { admission, requireNotBanned } from './admit.ts';
import { pushPending } from './announce-change.ts';
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
  let added: readonly string[] = [];
  const changed = await changeGroupAs(context, caller.userId, conversationId, async (acting) => {
    permitInGroup('addMembers', acting);

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
    added = userIds;
    return {
      ...(await admission(context, acting, 'added', userIds)),
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
  // too many for the one transaction; as members they cannot ask any more
  const head = await context.conversations.head(conversationId);
  const ended = head?.requests ? await endRequests(context, conversationId, added) : 0;
  const pushed =
    ended === 0 ? changed.pushed : changed.pushed.then(() => pushPending(context, conversationId));
  return { conversation: await getConversation(context, caller, conversationId), pushed };

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
