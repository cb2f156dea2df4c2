import type { Caller, Source } from '../accounts/index.ts';
import { auditSource } from '../accounts/index.ts';
import {
  forever,
  permitInGroup,
  requireLower,
  endOfMute,
  type GroupAction,
  type Member,
} from '../conversations/index.ts';
import { ChatError } from '../platform/errors.ts';
import type { GroupMember, UpdateMemberRequest } from '../protocol/index.ts';
import { changeGroupAs, type Changed, type GroupChange, type Moment } from './change-group.ts';
import type { GroupsContext } from './context.ts';
import { viewMembers } from './list-members.ts';

type Acting = Moment & { me: Member };

/** The member whom the actor may do this to. Throws what the policy says, `cannot_target_self`, `member_not_found`, `outranked`. */
async function targetOf(
  context: GroupsContext,
  action: GroupAction,
  acting: Acting,
  userId: string,
): Promise<Member> {
  const { head, me } = permitInGroup(action, acting);
  if (userId === me.userId) throw new ChatError('cannot_target_self');
  const [target] = await context.conversations.membersAmong(head.id, [userId]);
  if (!target) throw new ChatError('member_not_found');
  requireLower(me.role, target.role);
  return target;
}

/** Removes a member. Throws `conversation_not_found`, `not_a_group`, `forbidden` and what `targetOf` throws. */
export async function removeMember(
  context: GroupsContext,
  caller: Caller,
  source: Source,
  conversationId: string,
  userId: string,
): Promise<Changed> {
  await context.limits.take('manageGroup', caller.userId);
  return changeGroupAs(context, caller.userId, conversationId, async (acting) => {
    const target = await targetOf(context, 'remove', acting, userId);
    return {
      says: [{ type: 'removed', userIds: [userId], memberCount: acting.head.memberCount - 1 }],
      members: -1,
      writes: context.conversations.leaveWrites(conversationId, target),
      audit: {
        action: 'remove-member',
        actor: caller.userId,
        subject: userId,
        outcome: 'done',
        source: auditSource(source),
        detail: { conversation: conversationId },
      },
      leaving: { userIds: [userId], reason: 'removed' },
    };
  });
}

/**
 * Changes a member's role, or mutes them; both in one go if both are given. Throws `conversation_not_found`, `not_a_group`,
 * `forbidden`, `time_in_past` and what `targetOf` throws.
 */
export async function updateMember(
  context: GroupsContext,
  caller: Caller,
  source: Source,
  conversationId: string,
  userId: string,
  change: UpdateMemberRequest,
): Promise<{ member: GroupMember } & Changed> {
  await context.limits.take('manageGroup', caller.userId);
  const changed = await changeGroupAs(context, caller.userId, conversationId, (acting) =>
    updateOf(context, caller, source, acting, userId, change),
  );
  const standing = await context.conversations.standing(conversationId, caller.userId);
  const members = await context.conversations.membersAmong(conversationId, [userId]);
  const [member] = standing ? await viewMembers(context, standing.me, members) : [];
  // removed by another one since
  if (!member) throw new ChatError('member_not_found');
  return { member, ...changed };
}

async function updateOf(
  context: GroupsContext,
  caller: Caller,
  source: Source,
  acting: Acting,
  userId: string,
  { role, mutedUntil }: UpdateMemberRequest,
): Promise<GroupChange | undefined> {
  const { head, now } = acting;
  if (role !== undefined) permitInGroup('changeRole', acting);
  const target = await targetOf(context, role === undefined ? 'mute' : 'changeRole', acting, userId);
  const end = mutedUntil === undefined ? undefined : endOf(mutedUntil, now);
  const newRole = role === undefined || role === target.role ? undefined : role;
  const before = endOfMute(target, now);
  const newEnd = end === undefined || (end === null && before === undefined) ? undefined : end;
  const userIds = [userId];
  const says = [
    ...(newRole === undefined ? [] : [{ type: 'role' as const, userIds, role: newRole }]),
    ...(typeof newEnd === 'number'
      ? [{ type: 'muted' as const, userIds, until: endOfMute({ mutedUntil: newEnd }, now) ?? 'forever' }]
      : newEnd === null
        ? [{ type: 'unmuted' as const, userIds }]
        : []),
  ];
  const [first, ...more] = says;
  if (!first) return undefined;
  const { conversations } = context;
  return {
    says: [first, ...more],
    writes: [
      conversations.memberWrite(head.id, target, {
        ...(newRole !== undefined && { role: newRole }),
        ...(newEnd !== undefined && { mutedUntil: newEnd }),
      }),
    ],
    audit: {
      action: 'change-member',
      actor: caller.userId,
      subject: userId,
      outcome: 'done',
      source: auditSource(source),
      detail: {
        conversation: head.id,
        change: first.type,
        ...(newRole !== undefined && { role: newRole }),
      },
    },
    concerning: [userId],
  };
}

/** The end of a mute in epoch milliseconds; `null`: none. Throws `time_in_past`. */
function endOf(mutedUntil: string | null, now: number): number | null {
  if (mutedUntil === null) return null;
  return mutedUntil === 'forever' ? forever : momentAhead(mutedUntil, now, 'mutedUntil');
}

/** A moment of a request, in epoch milliseconds. Throws `time_in_past`, naming its field. */
export function momentAhead(text: string, now: number, path: string): number {
  const at = Date.parse(text);
  if (at > now) return at;
  throw new ChatError('time_in_past', `${path} is in the past.`, [
    { path, message: 'must be in the future' },
  ]);
}
