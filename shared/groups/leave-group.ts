import { auditSource, type Caller, type Source } from '../accounts/index.ts';
import { permitInGroup, type Member } from '../conversations/index.ts';
import { getConversation } from '../inbox/index.ts';
import { forgetConversation } from '../later/index.ts';
import type { SystemContent } from '../messages/index.ts';
import { ChatError } from '../platform/errors.ts';
import { isBotId } from '../platform/ids.ts';
import { ConditionFailed } from '../platform/table.ts';
import type { Conversation } from '../protocol/index.ts';
import { pushRemoved } from './announce-change.ts';
import { changeGroupAs, type Changed } from './change-group.ts';
import type { GroupsContext } from './context.ts';
import { deleteStanding } from './delete-group.ts';

/** The last member who could own it wants to leave, which deletes the group. */
class LastMember extends Error {
  override readonly name = 'LastMember';
}

/**
 * Leaves a group. When the owner leaves, the longest-serving admin, or else member, takes over in the same transaction; the
 * last one who leaves deletes it, bots not counted. Throws `conversation_not_found`, `not_a_group`.
 */
export async function leaveGroup(
  context: GroupsContext,
  caller: Caller,
  source: Source,
  conversationId: string,
): Promise<Changed> {
  const { userId } = caller;
  await context.limits.take('manageGroup', userId);
  const audit = {
    action: 'leave-group',
    actor: userId,
    subject: userId,
    outcome: 'done',
    source: auditSource(source),
    detail: { conversation: conversationId },
  } as const;
  for (;;) {
    try {
      const left = await changeGroupAs(context, userId, conversationId, async (acting) => {
        const { head, me } = permitInGroup('leave', acting);
        if (head.memberCount <= 1) throw new LastMember();
        const memberCount = head.memberCount - 1;
        const left: SystemContent = { type: 'left', userIds: [userId], memberCount };
        const gone = { members: -1, audit, leaving: { userIds: [userId], reason: 'left' } } as const;
        const writes = context.conversations.leaveWrites(conversationId, me);
        if (me.role !== 'owner') return { ...gone, says: [left], writes };
        const heir = await heirOf(context, conversationId, userId);
        if (!heir) throw new LastMember();
        return {
          ...gone,
          says: [left, { type: 'owner', userIds: [heir.userId] }],
          writes: [...writes, context.conversations.memberWrite(conversationId, heir, { role: 'owner' })],
          concerning: [heir.userId],
        };
      });
      return { pushed: alsoForgotten(context, userId, conversationId, left.pushed) };
    } catch (error) {
      if (!(error instanceof LastMember)) throw error;
    }
    const standing = await context.conversations.standing(conversationId, userId);
    const { head } = permitInGroup('leave', standing);
    try {
      await deleteStanding(context, head, audit);
      const pushed = pushRemoved(context, conversationId, [userId], 'left');
      return { pushed: alsoForgotten(context, userId, conversationId, pushed) };
    } catch (error) {
      // someone came in meanwhile: then there is an heir
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }
}

/** What waited for the user there goes with them. Never rejects, as `pushed` does not. */
const alsoForgotten = (
  context: GroupsContext,
  userId: string,
  conversationId: string,
  pushed: Promise<void>,
): Promise<void> =>
  Promise.all([pushed, forgetConversation(context, userId, conversationId)]).then(() => undefined);

/**
 * Who takes over: the longest-serving admin, or else member; `undefined` where there are bots only. Reads all members, which is
 * done for no other change.
 */
async function heirOf(
  context: GroupsContext,
  conversationId: string,
  ownerId: string,
): Promise<Member | undefined> {
  let heir: Member | undefined;
  let bots = 0;
  let after: string | undefined;
  do {
    const page = await context.conversations.members(conversationId, 1_000, after);
    for (const member of page.members) {
      if (isBotId(member.userId)) bots += 1;
      else if (member.userId !== ownerId && (!heir || servesLonger(member, heir))) heir = member;
    }
    after = page.next;
  } while (after !== undefined);
  // the count says that there is one: it is being written at this moment
  if (!heir && bots === 0) throw new ConditionFailed(0, undefined);
  return heir;
}

function servesLonger(a: Member, b: Member): boolean {
  if (a.role !== b.role) return a.role === 'admin';
  return a.joinedAt < b.joinedAt || (a.joinedAt === b.joinedAt && a.userId < b.userId);
}

/** Makes another member the owner; the caller becomes an admin. Throws what `leaveGroup` does, `forbidden`, `cannot_target_self`, `member_not_found`. */
export async function transferGroup(
  context: GroupsContext,
  caller: Caller,
  source: Source,
  conversationId: string,
  userId: string,
): Promise<{ conversation: Conversation } & Changed> {
  await context.limits.take('manageGroup', caller.userId);
  const changed = await changeGroupAs(context, caller.userId, conversationId, async (acting) => {
    const { me } = permitInGroup('transfer', acting);
    if (userId === me.userId) throw new ChatError('cannot_target_self');
    const [heir] = await context.conversations.membersAmong(conversationId, [userId]);
    if (!heir) throw new ChatError('member_not_found');
    if (isBotId(heir.userId)) throw new ChatError('forbidden', 'Bots cannot own groups.');
    const { conversations } = context;
    // an owner who is muted could not undo it
    const unmuted = heir.mutedUntil === undefined ? {} : { mutedUntil: null };
    return {
      says: [{ type: 'owner', userIds: [userId] }],
      writes: [
        conversations.memberWrite(conversationId, heir, { role: 'owner', ...unmuted }),
        conversations.memberWrite(conversationId, me, { role: 'admin' }),
      ],
      audit: {
        action: 'transfer-group',
        actor: caller.userId,
        subject: userId,
        outcome: 'done',
        source: auditSource(source),
        detail: { conversation: conversationId },
      },
      concerning: [userId, me.userId],
    };
  });
  return { conversation: await getConversation(context, caller, conversationId), ...changed };
}
