import { deliveredUpTo, permit, notifiesAll } from '../conversations/index.ts';
import { ChatError } from '../platform/errors.ts';
import { publish, theseUsers } from '../realtime/index.ts';
import type { MessagesContext } from './context.ts';
import { messagePolicy } from './policy.ts';
import type { Sender } from './send-message.ts';

/**
 * Moves the caller's watermark forward to `seq` (default and at most: the newest entry) and tells the members,
 * including the caller's other devices; in groups of more than 100 those alone. Going back or standing still is fine and
 * notifies no one. Throws `conversation_not_found`.
 */
export async function markReceipt(
  context: MessagesContext,
  reader: Sender,
  mark: 'delivered' | 'read',
  { conversationId, seq }: { conversationId: string; seq?: number | undefined },
): Promise<{ pushed: Promise<void> }> {
  const head = await context.conversations.head(conversationId);
  if (!head) throw new ChatError(messagePolicy.markReceipt.stranger);
  const upTo = Math.min(seq ?? head.lastSeq, head.lastSeq);
  const moved = await context.conversations.advance(
    conversationId,
    reader.userId,
    mark === 'read' ? 'readSeq' : 'deliveredSeq',
    upTo,
  );
  if (!moved) return { pushed: Promise.resolve() };
  const member = permit(messagePolicy, 'markReceipt', moved === 'stranger' ? undefined : moved);

  const { userId, readSeq } = member;
  const data = { conversationId, userId, deliveredSeq: deliveredUpTo(member), readSeq };
  const notified = notifiesAll(head)
    ? permit(messagePolicy, 'markReceipt', await context.conversations.membershipUnder(head, userId)).audience
    : theseUsers([userId]);
  return { pushed: publish(context, notified, { type: 'receipt', data }, reader.connectionId) };
}
