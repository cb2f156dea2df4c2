import { permit } from '../../conversations/index.ts';
import { ChatError } from '../../platform/errors.ts';
import { untilUnchanged } from '../../platform/versions.ts';
import { limits } from '../../protocol/index.ts';
import { publish, theseUsers } from '../../realtime/index.ts';
import type { Place } from '../changes/change-message.ts';
import type { MessagesContext } from '../context.ts';
import { messagePolicy } from '../policy.ts';
import { readerOf } from '../reader.ts';
import { isFor } from '../log-entry.ts';

/**
 * Deletes a message for one member: it is gone from their history, search and lists on all devices, and stays for the others.
 * Once more is a no-op. Throws `conversation_not_found`, `message_not_found`, `hide_limit_reached`, `rate_limited`.
 */
export async function hideMessage(
  context: MessagesContext,
  userId: string,
  { conversationId, seq }: Place,
): Promise<{ pushed: Promise<void> }> {
  await context.limits.take('send', userId);
  const { conversations, hidden, messages } = context;
  const hiddenCount = await untilUnchanged(async () => {
    const standing = await conversations.standing(conversationId, userId);
    const me = permit(messagePolicy, 'read', standing?.me);
    const reader = await readerOf(context, conversationId, userId, me);
    if (reader.hidden?.has(seq)) return undefined;
    const message = await messages.get(conversationId, seq);
    if (!message || !isFor(message, reader)) throw new ChatError('message_not_found');
    const limit = limits.hiddenPerConversation;
    if ((me.hiddenCount ?? 0) >= limit) throw new ChatError('hide_limit_reached');
    await hidden.perform([
      hidden.write(userId, conversationId, seq),
      ...conversations.hideWrites(conversationId, me, limit),
    ]);
    return (me.hiddenCount ?? 0) + 1;
  });
  if (hiddenCount === undefined) return { pushed: Promise.resolve() };
  const event = { type: 'message:hidden', data: { conversationId, seq, hiddenCount } } as const;
  return { pushed: publish(context, theseUsers([userId]), event) };
}
