import type { App } from '../app.ts';
import { ChatError } from '../platform/errors.ts';
import { publish, tellsEverybody } from '../realtime/index.ts';
import type { Sender } from './send-message.ts';
import { deliveredUpTo } from './status.ts';

/**
 * Moves the caller's watermark forward to `seq` (default and at most: the newest entry) and tells the members,
 * including the caller's other devices. Going back or standing still is fine and tells nobody. Throws
 * `conversation_not_found`.
 */
export async function markReceipt(
  app: App,
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
    app.clock.now(),
  );
  if (!member || !tellsEverybody(head)) return { pushed: Promise.resolve() };

  const roster = await app.conversations.rosterOf(head, reader.userId);
  const { userId, readSeq } = member;
  const data = { conversationId, userId, deliveredSeq: deliveredUpTo(member), readSeq };
  const everyone = [...roster.members.keys()];
  return { pushed: publish(app, everyone, { type: 'receipt', data }, reader.connectionId) };
}
