import { deliveredUpTo, tellsEverybody } from '../conversations/index.ts';
import { ChatError } from '../platform/errors.ts';
import { publish, theseUsers } from '../realtime/index.ts';
import type { MessagesContext } from './context.ts';
import type { Sender } from './send-message.ts';

/**
 * Moves the caller's watermark forward to `seq` (default and at most: the newest entry) and tells the members,
 * including the caller's other devices; in groups of more than 100 those alone. Going back or standing still is fine and
 * tells nobody. Throws `conversation_not_found`.
 */
export async function markReceipt(
  app: MessagesContext,
  reader: Sender,
  mark: 'delivered' | 'read',
  { conversationId, seq }: { conversationId: string; seq?: number | undefined },
): Promise<{ pushed: Promise<void> }> {
  const head = await app.conversations.head(conversationId);
  if (!head) throw new ChatError('conversation_not_found');
  const upTo = Math.min(seq ?? head.lastSeq, head.lastSeq);
  const member = await app.conversations.advance(
    conversationId,
    reader.userId,
    mark === 'read' ? 'readSeq' : 'deliveredSeq',
    upTo,
  );
  if (!member) return { pushed: Promise.resolve() };

  const { userId, readSeq } = member;
  const data = { conversationId, userId, deliveredSeq: deliveredUpTo(member), readSeq };
  const told = tellsEverybody(head)
    ? (await app.conversations.membershipUnder(head, userId)).audience
    : theseUsers([userId]);
  return { pushed: publish(app, told, { type: 'receipt', data }, reader.connectionId) };
}
