import type { Caller } from '../accounts/index.ts';
import { conversationPolicy, permit } from '../conversations/index.ts';
import { getConversation } from '../inbox/index.ts';
import type { Conversation, UpdateOwnMembershipRequest } from '../protocol/index.ts';
import { publish, theseUsers } from '../realtime/index.ts';
import type { Changed } from './change-group.ts';
import type { GroupsContext } from './context.ts';
import { momentAhead } from './members.ts';

/**
 * Chooses which messages of a conversation, direct ones included, notify the caller; the caller's devices learn of it. Throws
 * `conversation_not_found`, `time_in_past`.
 */
export async function updateOwnMembership(
  context: GroupsContext,
  caller: Caller,
  conversationId: string,
  { notifications, until }: UpdateOwnMembershipRequest,
): Promise<{ conversation: Conversation } & Changed> {
  const { userId } = caller;
  await context.limits.take('manageGroup', userId);
  const end = typeof until === 'string' ? momentAhead(until, context.clock.now(), 'until') : undefined;
  const choice = { notifications, until: notifications === 'all' ? undefined : end };
  const changed = await context.conversations.setNotifications(conversationId, userId, choice);
  permit(conversationPolicy, 'changeOwn', changed);
  const conversation = await getConversation(context, caller, conversationId);
  const event = { type: 'conversation:updated', data: conversation } as const;
  return { conversation, pushed: publish(context, theseUsers([userId]), event) };
}
