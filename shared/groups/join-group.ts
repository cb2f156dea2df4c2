import { auditSource, type Caller, type Source } from '../accounts/index.ts';
import { communityOf, type Head, requireRoom } from '../conversations/index.ts';
import { getConversation } from '../inbox/index.ts';
import { ChatError } from '../platform/errors.ts';
import type { Write } from '../platform/table.ts';
import { limits, type JoinReply, type JoinRequest } from '../protocol/index.ts';
import { admission, requireNotBanned } from './admit.ts';
import { pushPending } from './announce-change.ts';
import { changeGroup, type Changed, type GroupChange, type Moment } from './change-group.ts';
import type { GroupsContext } from './context.ts';
import { findInvite, requireUsable } from './invites.ts';
import type { StoredRequest } from './request-store.ts';
import { sealedMessage } from './requests.ts';
import { requireRules } from './welcome.ts';

/** The way by which a user comes in. */
interface Way {
  by: 'invite' | 'public';
  /** Whether an admin decides about those who take it. */
  approval: boolean;
  invitedBy?: string;
  /** Throws where it is closed. */
  requireOpen: () => Promise<void>;
  /** What taking it writes besides. */
  writes: readonly Write[];
}

/**
 * Joins the group of an invite, or asks to where the invite says so: that takes one of its uses. Members, and those who asked
 * already, take none, so that a repeat is a no-op. Throws `invite_not_found`, `invite_expired`, `invite_revoked`, `invite_used_up`,
 * `member_banned`, `rules_not_accepted`, `group_full`, `request_limit_reached`.
 */
export async function acceptInvite(
  context: GroupsContext,
  caller: Caller,
  source: Source,
  code: string,
  given: JoinRequest,
): Promise<{ reply: JoinReply } & Changed> {
  return comeIn(context, caller, source, given, async () => {
    const found = await findInvite(context, code);
    const { head, invite } = found;
    const way: Way = {
      by: 'invite',
      approval: invite.approval,
      invitedBy: invite.createdBy,
      requireOpen: () => requireUsable(context, found, context.clock.now()),
      writes: [context.groups.useWrite(invite)],
    };
    return { head, way };
  });
}

/**
 * Joins a public group, or asks to where an admin decides. Members, and those who asked already, may repeat it: a no-op. Throws
 * `conversation_not_found`, also for a private group, `not_a_group`, `member_banned`, `rules_not_accepted`, `group_full`,
 * `request_limit_reached`.
 */
export async function joinGroup(
  context: GroupsContext,
  caller: Caller,
  source: Source,
  conversationId: string,
  given: JoinRequest,
): Promise<{ reply: JoinReply } & Changed> {
  return comeIn(context, caller, source, given, async () => {
    const head = await context.conversations.head(conversationId);
    if (!head) throw new ChatError('conversation_not_found');
    if (!head.isGroup) {
      throw new ChatError(head.pair?.includes(caller.userId) ? 'not_a_group' : 'conversation_not_found');
    }
    const { visibility, joining } = communityOf(head);
    const way: Way = {
      by: 'public',
      approval: joining === 'request',
      requireOpen: () =>
        visibility === 'public' ? Promise.resolve() : Promise.reject(new ChatError('conversation_not_found')),
      writes: [],
    };
    return { head, way };
  });
}

/**
 * The one way in for users who come by themselves: they join in one change of the group, or leave a request. `read` gives the
 * group of now and the way that they take.
 */
async function comeIn(
  context: GroupsContext,
  caller: Caller,
  source: Source,
  { rulesVersion, message = '' }: NonNullable<JoinRequest> = {},
  read: () => Promise<{ head: Head; way: Way }>,
): Promise<{ reply: JoinReply } & Changed> {
  const { userId } = caller;
  const { conversations, groups } = context;
  await context.limits.take('joinGroup', userId);
  let found = undefined as { head: Head; way: Way } | undefined;
  let becomes = 'joined' as 'joined' | 'requested' | 'asks';

  const readHead = async () => {
    found = await read();
    return found.head;
  };
  /** Decides, and stores a request, which is no change of the group: it fails as the change would, and is decided again. */
  const decide = async (moment: Moment): Promise<GroupChange | undefined> => {
    if (!found) throw new Error('the group was read');
    const { way } = found;
    const { head } = moment;
    const [[member], request] = await Promise.all([
      conversations.membersAmong(head.id, [userId]),
      groups.requestOf(head.id, userId),
    ]);
    becomes = 'joined';
    if (member) return undefined;
    if (way.approval && request) {
      becomes = 'requested';
      await acceptNewRules(head, request);
      return undefined;
    }
    await way.requireOpen();
    await requireNotBanned(context, head.id, [userId]);
    requireRules(head, rulesVersion);
    if (way.approval) {
      becomes = 'asks';
      await ask(moment, way);
      return undefined;
    }
    const admitted = await admission(context, moment, 'joined', [userId]);
    const audit = {
      action: 'join-group',
      actor: userId,
      subject: head.id,
      outcome: 'done',
      source: auditSource(source),
      detail: { by: way.by },
    } as const;
    const endsRequest = request
      ? groups.endRequestWrites(head.id, request)
      : [groups.noRequestCheck(head.id, userId)];
    return {
      ...admitted,
      writes: [...admitted.writes, ...way.writes, ...endsRequest],
      ...(request && { requests: -1 }),
      audit,
    };
  };

  async function acceptNewRules(head: Head, request: StoredRequest): Promise<void> {
    if (!head.hasRules || request.rulesVersion === head.rulesVersion) return;
    requireRules(head, rulesVersion);
    await groups.acceptRules(head.id, request, head.rulesVersion ?? 0);
  }

  async function ask({ head, now }: Moment, way: Way): Promise<void> {
    await requireRoom(context, head, 1);
    if ((head.requests ?? 0) >= limits.requestsPerGroup) throw new ChatError('request_limit_reached');
    const request = {
      userId,
      at: now,
      rulesVersion: head.rulesVersion ?? 0,
      ...(way.invitedBy !== undefined && { invitedBy: way.invitedBy }),
      ...(await sealedMessage(context, head, userId, now, message)),
    };
    await groups.addRequest(head.id, request, [
      conversations.requestsWrite(head, 1, limits.requestsPerGroup),
      ...way.writes,
    ]);
  }

  const { pushed } = await changeGroup(context, userId, readHead, decide);
  const id = found?.head.id ?? '';
  if (becomes === 'joined') {
    const conversation = await getConversation(context, caller, id);
    return { reply: { outcome: 'joined', conversation }, pushed };
  }
  return {
    reply: { outcome: 'requested' },
    pushed: becomes === 'asks' ? pushPending(context, id) : pushed,
  };
}
