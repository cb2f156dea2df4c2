import type { Head } from '../../conversations/index.ts';
import { ChatError } from '../../platform/errors.ts';
import type { SentReply } from '../../protocol/index.ts';
import { mediaOf } from '../attachments/attached-media.ts';
import { contentOf } from '../content/content.ts';
import { saysTheSame } from '../content/mentions.ts';
import { openEntry } from '../content/open-entry.ts';
import type { MessagesContext } from '../context.ts';
import type { SentRecord } from '../model.ts';
import type { OutgoingMessage } from './outgoing.ts';
import { sentReply } from './sent-reply.ts';

/**
 * What a message was answered that its client says to have sent before. Nothing: it is not known. Other messages are looked
 * for only once they are stored. Throws `client_id_conflict`.
 */
export async function findRepeated(
  context: MessagesContext,
  senderId: string,
  head: Head,
  outgoing: OutgoingMessage,
): Promise<SentReply | undefined> {
  const { repeat = false, clientId } = outgoing;
  if (!repeat || clientId === undefined) return undefined;
  const first = await context.messages.sent(senderId, clientId, context.clock.now());
  return first && repeatedReply(context, head, first, outgoing);
}

/**
 * What the first attempt was answered. A `clientId` is one message's: what was stored is read again for that, which only
 * repeats pay for. Throws `client_id_conflict`.
 */
export async function repeatedReply(
  context: MessagesContext,
  head: Head,
  first: SentRecord,
  {
    conversationId,
    text,
    entities,
    findMentions,
    replyTo,
    attachments = [],
    streaming = false,
    ...given
  }: OutgoingMessage,
): Promise<SentReply> {
  const stored =
    first.conversationId === conversationId
      ? await context.messages.get(conversationId, first.seq)
      : undefined;
  const written = stored?.kind === 'text' ? stored : undefined;
  const open = written && (await openEntry(context, head, written));
  // it expired since, and is removed
  const isGone = stored === undefined && first.conversationId === conversationId;
  const isSame =
    isGone ||
    stored?.kind === 'deleted' ||
    (open !== undefined &&
      open.replyTo === (replyTo ?? undefined) &&
      (open.attachments ?? []).map(({ id }) => id).join() === attachments.join() &&
      // what it said when it was sent, its author may have edited or written since
      (open.revision !== undefined ||
        ((written?.sealings !== undefined) === streaming &&
          (streaming || saysTheSame(open, { text, entities, findMentions, content: contentOf(given) })))));
  if (!isSame) {
    throw new ChatError(
      'client_id_conflict',
      'Another message was sent with this clientId. Use a new one for each message.',
    );
  }
  return sentReply(first, open ?? {}, await mediaOf(context, written ? [written] : []));
}
