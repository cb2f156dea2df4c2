import { auditSource, type Caller, type Source } from '../accounts/index.ts';
import { permitInGroup, type Head } from '../conversations/index.ts';
import { followDeletion } from '../listings/index.ts';
import { releaseAvatar } from '../media/index.ts';
import { releaseAll } from '../messages/index.ts';
import type { AuditEvent } from '../platform/audit/actions.ts';
import { untilUnchanged } from '../platform/versions.ts';
import { pushRemoved } from './announce-change.ts';
import type { Changed } from './change-group.ts';
import type { GroupsContext } from './context.ts';

/** Pieces that one step of erasing removes, of 25 to 50 items each: it ends well within the time of its function. */
const piecesAtOnce = 20;

/**
 * Deletes a group: its head at once, so that nothing serves it any more, and with the head the key of its texts. What else
 * there is of it is erased afterwards, which also tells the members. Throws `conversation_not_found`, `not_a_group`, `forbidden`.
 */
export async function deleteGroup(
  context: GroupsContext,
  caller: Caller,
  source: Source,
  conversationId: string,
): Promise<Changed> {
  const { userId } = caller;
  await context.limits.take('manageGroup', userId);
  const deleted = await untilUnchanged(async () => {
    const standing = await context.conversations.standing(conversationId, userId);
    const { head } = permitInGroup('delete', standing);
    await deleteStanding(context, head, {
      action: 'delete-group',
      actor: userId,
      subject: conversationId,
      outcome: 'done',
      source: auditSource(source),
    });
    return head;
  });
  await releaseAvatar(context, deleted.avatar);
  return { pushed: pushRemoved(context, conversationId, [userId], 'deleted') };
}

/** Deletes a group that is as it was read, or rejects with `ConditionFailed`. */
export async function deleteStanding(context: GroupsContext, head: Head, audit: AuditEvent): Promise<void> {
  await context.conversations.deleteHead(head, [
    context.groups.erasureWrite(head.id),
    ...(await followDeletion(context, head)),
    await context.audit.entry(audit),
  ]);
}

/**
 * Erases a part of a deleted group, and queues the next part: its members, who learn of it first, its log, and the rest. Each step
 * begins with what is left, so it may be done twice, or stop anywhere.
 */
export async function eraseGroup(
  context: GroupsContext,
  { conversationId }: { conversationId: string },
): Promise<void> {
  const { conversations, groups, messages, work } = context;
  if (!(await groups.isErasing(conversationId))) return;
  const parts = [
    () =>
      conversations.eraseMembers(conversationId, (userIds) =>
        pushRemoved(context, conversationId, userIds, 'deleted'),
      ),
    () => messages.erase(conversationId, (entry) => releaseAll(context, conversationId, entry)),
    () => groups.eraseBans(conversationId, 25),
    () => groups.eraseInvites(conversationId),
    () => groups.eraseRequests(conversationId),
  ];
  let pieces = 0;
  for (const erase of parts) {
    while ((await erase()) > 0) {
      pieces += 1;
      if (pieces < piecesAtOnce) continue;
      await work.add({ type: 'erase-group', conversationId });
      return;
    }
  }
  await conversations.eraseRest(conversationId);
  await groups.erased(conversationId);
}
