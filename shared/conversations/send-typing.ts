import { allBut, publish } from '../realtime/index.ts';
import type { ConversationsContext } from './context.ts';
import { blockStanding } from './blocks.ts';
import { blockPolicy, conversationPolicy, permit, notifiesAll } from './policy.ts';

/**
 * Notifies the other members that the caller types. Nothing is stored: clients let it expire. In groups of more than 100
 * no one is notified. Throws `conversation_not_found`, `rate_limited`.
 */
export async function sendTyping(
  context: ConversationsContext,
  userId: string,
  { conversationId, typing }: { conversationId: string; typing: boolean },
): Promise<{ pushed: Promise<void> }> {
  await context.limits.take('typing', userId);
  const head = await context.conversations.head(conversationId);
  const membership = head && (await context.conversations.membershipUnder(head, userId));
  const { audience } = permit(conversationPolicy, 'type', membership);
  const reach = head ? blockPolicy.type[blockStanding(head, userId)] : 'own devices';
  if (reach !== 'all' || !notifiesAll({ memberCount: audience.size })) return { pushed: Promise.resolve() };
  const data = { conversationId, userId, typing };
  return {
    pushed: publish(
      context,
      allBut(userId, audience),
      { type: 'typing', data },
      undefined,
      undefined,
      userId,
    ),
  };
}
