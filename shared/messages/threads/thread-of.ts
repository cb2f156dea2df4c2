import type { Membership } from '../../conversations/index.ts';
import { ChatError } from '../../platform/errors.ts';
import { parseMessageId } from '../../platform/ids.ts';
import type { ChangeableEntry } from '../changes/change-store.ts';
import type { MessagesContext } from '../context.ts';
import { hasExpired, isFor } from '../log-entry.ts';
import { readerOf } from '../reader.ts';

/**
 * The message at which the thread of a reply begins; none where it is no reply. One replies to a message of the same
 * conversation that exists, as far as the sender may know. Throws `message_not_found`.
 */
export async function threadOf(
  context: MessagesContext,
  senderId: string,
  membership: Membership,
  replyTo: string | null | undefined,
): Promise<ChangeableEntry | undefined> {
  if (!replyTo) return undefined;
  const { messages } = context;
  const { head } = membership;
  const reader = await readerOf(context, head.id, senderId, membership);
  const place = parseMessageId(replyTo);
  const found = place?.conversationId === head.id ? await messages.get(head.id, place.seq) : undefined;
  // what the system says is no one's message
  if (found?.kind !== 'text' || !isFor(found, reader)) {
    throw new ChatError('message_not_found', 'The message to reply to is not in this conversation.');
  }
  if (found.threadSeq === undefined) return found;
  const first = await messages.get(head.id, found.threadSeq);
  return first && first.kind !== 'system' && !hasExpired(first, reader.now) ? first : found;
}
