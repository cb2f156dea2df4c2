import { permit } from '../../conversations/index.ts';
import { ChatError } from '../../platform/errors.ts';
import type { ThreadStanding, UpdateThreadRequest } from '../../protocol/index.ts';
import { publish, theseUsers } from '../../realtime/index.ts';
import type { Place } from '../changes/change-message.ts';
import type { MessagesContext } from '../context.ts';
import { readableMessage } from '../reading/get-message.ts';
import { messagePolicy } from '../policy.ts';
import { readerOf } from '../reader.ts';
import { threadStanding } from '../reading/views.ts';

/**
 * Has a user follow the thread that begins at a message, or not, or notes that they have read it; their other devices know.
 * Throws `conversation_not_found`, `message_not_found`.
 */
export async function updateThread(
  context: MessagesContext,
  userId: string,
  place: Place,
  { following, read }: UpdateThreadRequest,
): Promise<{ standing: ThreadStanding; pushed: Promise<void> }> {
  await context.limits.take('react', userId);
  const { conversationId, seq } = place;
  const found = await context.conversations.standing(conversationId, userId);
  const me = permit(messagePolicy, 'read', found?.me);
  const message = await readableMessage(context, place, await readerOf(context, conversationId, userId, me));
  if (message.kind === 'system') throw new ChatError('message_not_found');
  const { replyCount = 0 } = message;
  const mark = await context.threads.mark(userId, conversationId, seq, {
    ...(following !== undefined && { following }),
    // who begins to follow has nothing to catch up with
    ...((read === true || following === true) && { readCount: replyCount }),
  });
  const standing = threadStanding(mark, replyCount);
  const event = { type: 'thread:updated', data: { conversationId, seq, ...standing } } as const;
  return { standing, pushed: publish(context, theseUsers([userId]), event) };
}
