import * as z from 'zod';
import { auditSource, type Caller, type Source } from '../accounts/index.ts';
import { permitInGroup, requireLower } from '../conversations/index.ts';
import { openCursor, sealCursor } from '../platform/cursor.ts';
import { ChatError } from '../platform/errors.ts';
import { wireTime } from '../platform/time.ts';
import type { BannedUser, Page } from '../protocol/index.ts';
import { seePeople } from '../relations/index.ts';
import { changeGroupAs, type Changed } from './change-group.ts';
import type { GroupsContext } from './context.ts';

/** The users who are banned from a group. Throws `conversation_not_found`, `not_a_group`, `forbidden`, `invalid_cursor`. */
export async function listBans(
  context: GroupsContext,
  caller: Caller,
  conversationId: string,
  query: { cursor?: string | undefined; limit: number },
): Promise<Page<BannedUser>> {
  permitInGroup('seeBans', await context.conversations.standing(conversationId, caller.userId));
  const scope = `bans|${conversationId}`;
  const after = query.cursor && (await openCursor(context.secrets, scope, query.cursor, z.string()));
  const { bans, next } = await context.groups.bans(conversationId, query.limit, after);
  const people = await seePeople(
    context,
    caller.userId,
    bans.map(({ userId }) => userId),
  );
  return {
    items: bans.flatMap(({ userId, at, by }) => {
      const person = people.of(userId);
      if (!person) return [];
      const { id, username, name, avatar } = person.summary;
      return [{ id, username, name, avatar, bannedAt: wireTime(at), bannedBy: by }];
    }),
    nextCursor: next === undefined ? null : await sealCursor(context.secrets, scope, next),
  };
}

/**
 * Bans a user, and removes them if they are a member; one who is banned already is a no-op. Throws `conversation_not_found`,
 * `not_a_group`, `forbidden`, `cannot_target_self`, `outranked`, `user_not_found`.
 */
export async function banUser(
  context: GroupsContext,
  caller: Caller,
  source: Source,
  conversationId: string,
  userId: string,
): Promise<Changed> {
  await context.limits.take('manageGroup', caller.userId);
  return changeGroupAs(context, caller.userId, conversationId, async (acting) => {
    const { head, me, now } = permitInGroup('ban', acting);
    if (userId === me.userId) throw new ChatError('cannot_target_self');
    const { conversations, groups } = context;
    const [[target], banned, request] = await Promise.all([
      conversations.membersAmong(conversationId, [userId]),
      groups.bannedAmong(conversationId, [userId]),
      head.requests ? groups.requestOf(conversationId, userId) : undefined,
    ]);
    if (target) requireLower(me.role, target.role);
    else if (!(await context.accounts.get(userId))) throw new ChatError('user_not_found');
    if (banned.has(userId)) return undefined;
    const memberCount = head.memberCount - (target ? 1 : 0);
    return {
      says: [{ type: 'banned', userIds: [userId], memberCount }],
      members: target ? -1 : 0,
      writes: [
        groups.banWrite(conversationId, userId, { at: now, by: me.userId }),
        ...(target ? conversations.leaveWrites(conversationId, target) : []),
        ...(request
          ? groups.endRequestWrites(conversationId, request)
          : [groups.noRequestCheck(conversationId, userId)]),
      ],
      ...(request && { requests: -1 }),
      audit: {
        action: 'ban-member',
        actor: me.userId,
        subject: userId,
        outcome: 'done',
        source: auditSource(source),
        detail: { conversation: conversationId },
      },
      ...(target && { leaving: { userIds: [userId], reason: 'banned' } }),
    };
  });
}

/** Ends a ban; without one it is a no-op. Throws `conversation_not_found`, `not_a_group`, `forbidden`. */
export async function unbanUser(
  context: GroupsContext,
  caller: Caller,
  source: Source,
  conversationId: string,
  userId: string,
): Promise<Changed> {
  await context.limits.take('manageGroup', caller.userId);
  return changeGroupAs(context, caller.userId, conversationId, async (acting) => {
    const { me } = permitInGroup('ban', acting);
    const banned = await context.groups.bannedAmong(conversationId, [userId]);
    if (!banned.has(userId)) return undefined;
    return {
      says: [{ type: 'unbanned', userIds: [userId] }],
      writes: [context.groups.unbanWrite(conversationId, userId)],
      audit: {
        action: 'unban-member',
        actor: me.userId,
        subject: userId,
        outcome: 'done',
        source: auditSource(source),
        detail: { conversation: conversationId },
      },
    };
  });
}
