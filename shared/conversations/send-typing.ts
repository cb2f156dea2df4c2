import { allBut, publish } from '../realtime/index.ts';
import type { ConversationsContext } from './context.ts';
import { blockStanding } from './blocks.ts';
import { blockPolicy, conversationPolicy, permit, notifiesAll } from './policy.ts';
import { silenced } from './silence.ts';

/**
 * Notifies the other members that the caller types. Nothing is stored: clients let it expire. In groups of more than 200
 * no one is notified, nor by a member who cannot send. Throws `conversation_not_found`, `rate_limited`.
 */
export async function sendTyping(
  context: ConversationsContext,
  userId: string,
  { conversationId, typing }: { conversationId: string; typing: boolean },
): Promise<{ pushed: Promise<void> }> {
  await context.limits.take('typing', userId);
  const head = await context.conversations.head(conversationId);
  const membership = head && (await context.conversations.membershipUnder(head, userId));
  const found = permit(conversationPolicy, 'type', membership);
  const { audience } = found;
  const reach = head ? blockPolicy.type[blockStanding(head, userId)] : 'own devices';
  const silent = !head || silenced(head, found, context.clock.now()) !== undefined;
  if (silent || reach !== 'all' || !notifiesAll({ memberCount: audience.size }))
    return { pushed: Promise.resolve() };
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
