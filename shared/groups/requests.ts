import * as z from 'zod';
import { auditSource, type Caller, type Source } from '../accounts/index.ts';
import { conversationKey, permitInGroup, sealingKey, type Head } from '../conversations/index.ts';
import { openCursor, sealCursor } from '../platform/cursor.ts';
import { ChatError } from '../platform/errors.ts';
import { wireTime } from '../platform/time.ts';
import { untilUnchanged } from '../platform/versions.ts';
import type { Page, RequestToJoin } from '../protocol/index.ts';
import { admission, requireNotBanned } from './admit.ts';
import { pushPending } from './announce-change.ts';
import { changeGroupAs, type Changed } from './change-group.ts';
import type { GroupsContext } from './context.ts';
import { seeUsers } from './invites.ts';
import type { StoredRequest } from './request-store.ts';
import { requireRules } from './welcome.ts';

const place = (conversationId: string, userId: string, at: number) => ['request', conversationId, userId, at];

/** The message of a request as it is stored: sealed like the messages of the group. */
export async function sealedMessage(
  { envelope }: Pick<GroupsContext, 'envelope'>,
  head: Head,
  userId: string,
  at: number,
  message: string,
): Promise<Pick<StoredRequest, 'sealedMessage' | 'keyId'>> {
  if (!message.trim()) return {};
  const sealed = await envelope.seal(conversationKey(head), place(head.id, userId, at), message);
  return { sealedMessage: sealed, keyId: head.keyId };
}

async function openedMessage(
  context: GroupsContext,
  head: Head,
  { userId, at, sealedMessage: sealed, keyId }: StoredRequest,
): Promise<string | null> {
  if (!sealed || keyId === undefined) return null;
  return context.envelope.open(sealingKey(context, head, keyId), place(head.id, userId, at), sealed);
}

const position = z.object({ at: z.number(), userId: z.string() });

/** The users who ask to join a group, oldest first. Throws `conversation_not_found`, `not_a_group`, `forbidden`, `invalid_cursor`. */
export async function listRequests(
  context: GroupsContext,
  caller: Caller,
  conversationId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<RequestToJoin>> {
  const standing = await context.conversations.standing(conversationId, caller.userId);
  const { head } = permitInGroup('decideRequests', standing);
  const scope = `requests|${conversationId}`;
  const after = cursor === undefined ? undefined : await openCursor(context.secrets, scope, cursor, position);
  const { requests, more } = await context.groups.requests(conversationId, limit, after);
  const named = requests.flatMap(({ userId, invitedBy }) => [userId, ...(invitedBy ? [invitedBy] : [])]);
  const users = new Map((await seeUsers(context, caller.userId, named)).map((user) => [user.id, user]));
  const items = requests.map(async (request): Promise<RequestToJoin[]> => {
    const user = users.get(request.userId);
    if (!user) return [];
    const message = await openedMessage(context, head, request);
    const invitedBy = users.get(request.invitedBy ?? '') ?? null;
    return [{ user, message, createdAt: wireTime(request.at), invitedBy }];
  });
  const last = more ? requests.at(-1) : undefined;
  return {
    items: (await Promise.all(items)).flat(),
    nextCursor: last ? await sealCursor(context.secrets, scope, { at: last.at, userId: last.userId }) : null,
  };
}

/**
 * Lets a user in who asked. What would keep them from joining now does: a ban, a full group, rules that changed since they asked.
 * Throws `conversation_not_found`, `not_a_group`, `forbidden`, `request_not_found`, `member_banned`, `rules_not_accepted`,
 * `group_full`.
 */
export async function acceptRequest(
  context: GroupsContext,
  caller: Caller,
  source: Source,
  conversationId: string,
  userId: string,
): Promise<Changed> {
  await context.limits.take('manageGroup', caller.userId);
  const { conversations, groups } = context;
  return changeGroupAs(context, caller.userId, conversationId, async (acting) => {
    const { head } = permitInGroup('decideRequests', acting);
    const request = await groups.requestOf(conversationId, userId);
    if (!request) throw new ChatError('request_not_found');
    const [member] = await conversations.membersAmong(conversationId, [userId]);
    if (member) {
      // added by a member at this moment, who ends the request next
      await endRequests(context, conversationId, [userId]);
      return undefined;
    }
    await requireNotBanned(context, conversationId, [userId], () => ({ path: 'userId', name: userId }));
    requireRules(head, request.rulesVersion);
    const admitted = await admission(context, acting, 'joined', [userId]);
    return {
      ...admitted,
      writes: [...admitted.writes, ...groups.endRequestWrites(conversationId, request)],
      requests: -1,
      audit: {
        action: 'accept-request',
        actor: caller.userId,
        subject: userId,
        outcome: 'done',
        source: auditSource(source),
        detail: { conversation: conversationId },
      },
    };
  });
}

/**
 * Declines a request as an admin, or withdraws one's own. Throws `request_not_found`, and to others than the user who asked
 * `conversation_not_found`, `not_a_group`, `forbidden`.
 */
export async function declineRequest(
  context: GroupsContext,
  caller: Caller,
  source: Source,
  conversationId: string,
  userId: string,
): Promise<Changed> {
  await context.limits.take('manageGroup', caller.userId);
  const { conversations, groups } = context;
  const isOwn = userId === caller.userId;
  await untilUnchanged(async () => {
    const standing = await conversations.standing(conversationId, caller.userId);
    if (standing || !isOwn) permitInGroup('decideRequests', standing);
    const head = standing?.head ?? (await conversations.head(conversationId));
    const request = head && (await groups.requestOf(conversationId, userId));
    if (!request) throw new ChatError('request_not_found');
    const audit = {
      action: 'decline-request',
      actor: caller.userId,
      subject: userId,
      outcome: 'done',
      source: auditSource(source),
      detail: { conversation: conversationId },
    } as const;
    // the head's version holds what the admin is, too
    const further = [
      conversations.requestsWrite(head, -1),
      ...(isOwn ? [] : [await context.audit.entry(audit)]),
    ];
    await groups.endRequest(conversationId, request, further);
  });
  return { pushed: pushPending(context, conversationId) };
}

/** Ends what requests there are of users who came in otherwise. Returns how many there were. */
export async function endRequests(
  context: GroupsContext,
  conversationId: string,
  userIds: readonly string[],
): Promise<number> {
  const { conversations, groups } = context;
  const asking = await groups.askingAmong(conversationId, userIds);
  for (const userId of asking) {
    await untilUnchanged(async () => {
      const [head, request] = await Promise.all([
        conversations.head(conversationId),
        groups.requestOf(conversationId, userId),
      ]);
      if (head && request) {
        await groups.endRequest(conversationId, request, [conversations.requestsWrite(head, -1)]);
      }
    });
  }
  return asking.length;
}
