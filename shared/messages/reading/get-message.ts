import type { Caller } from '../../accounts/index.ts';
import { permit } from '../../conversations/index.ts';
import { ChatError } from '../../platform/errors.ts';
import type { Message } from '../../protocol/index.ts';
import type { Place } from '../changes/change-message.ts';
import type { MessagesContext } from '../context.ts';
import { isFor, type MessageEntry, type Reader } from '../log-entry.ts';
import { messagePolicy } from '../policy.ts';
import { readerOf } from '../reader.ts';
import { viewEntries } from './views.ts';

/** One message. Throws `conversation_not_found`, `message_not_found`. */
export async function getMessage(context: MessagesContext, caller: Caller, place: Place): Promise<Message> {
  const { conversations } = context;
  const shown = permit(
    messagePolicy,
    'read',
    await conversations.progress(place.conversationId, caller.userId),
  );
  const reader = await readerOf(context, place.conversationId, caller.userId, shown);
  const entry = await readableMessage(context, place, reader);
  const [message] = await viewEntries(context, shown, [entry], caller.userId, { reader });
  if (!message) throw new Error('a stored message has a view');
  return message;
}

/** Those of these messages of a conversation that a user may see, as they are now; none where they are not in it. */
export async function visibleMessages(
  context: MessagesContext,
  userId: string,
  conversationId: string,
  seqs: readonly number[],
): Promise<Message[]> {
  const shown = await context.conversations.progress(conversationId, userId);
  if (!shown) return [];
  const reader = await readerOf(context, conversationId, userId, shown);
  const found = await context.messages.messagesAt(conversationId, seqs);
  const entries = found.filter((entry) => isFor(entry, reader));
  return viewEntries(context, shown, entries, userId, { reader });
}

/** A message that a member may read. Throws `message_not_found`. */
export async function readableMessage(
  { messages }: Pick<MessagesContext, 'messages'>,
  { conversationId, seq }: Place,
  reader: Reader,
): Promise<MessageEntry> {
  const entry = await messages.get(conversationId, seq);
  if (!entry || !isFor(entry, reader)) throw new ChatError('message_not_found');
  return entry;
}
