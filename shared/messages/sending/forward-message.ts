import type { Caller } from '../../accounts/index.ts';
import { permit } from '../../conversations/index.ts';
import { ChatError, Muted, RateLimited, toChatError, TooSoon } from '../../platform/errors.ts';
import { maySee } from '../../relations/index.ts';
import type { ForwardReply, ForwardRequest, FrameError } from '../../protocol/index.ts';
import type { Place } from '../changes/change-message.ts';
import { forwardedContent } from '../content/content.ts';
import type { MessagesContext } from '../context.ts';
import { readableMessage } from '../reading/get-message.ts';
import type { EntryOf } from '../log-entry.ts';
import { messagePolicy } from '../policy.ts';
import { readerOf } from '../reader.ts';
import { sendMessage } from './send-message.ts';
import { openEntry } from '../content/open-entry.ts';

/**
 * Sends what a message says, with its files, which are not uploaded again, to other conversations; what is refused in one is
 * said there and keeps the others from nothing. It names who wrote it first, unless their settings keep that back. Throws
 * `conversation_not_found`, `message_not_found`, `message_deleted`, `forbidden` for what the system says.
 */
export async function forwardMessage(
  context: MessagesContext,
  caller: Caller,
  place: Place,
  { to }: ForwardRequest,
): Promise<{ reply: ForwardReply; pushed: Promise<void> }> {
  const { userId } = caller;
  const standing = await context.conversations.standing(place.conversationId, userId);
  const me = permit(messagePolicy, 'read', standing?.me);
  const message = await readableMessage(
    context,
    place,
    await readerOf(context, place.conversationId, userId, me),
  );
  if (message.kind === 'deleted') throw new ChatError('message_deleted');
  if (message.kind === 'system' || !standing) throw new ChatError('forbidden');
  if (message.streaming) throw new ChatError('message_streaming');
  const { text, entities: parts = [], content } = await openEntry(context, standing.head, message);
  const said = content ? { text: '', ...forwardedContent(content) } : { text };
  // who was mentioned there is not mentioned once more
  const entities = parts.filter(({ type }) => type !== 'mention');
  const attachments = (message.attachments ?? []).map(({ id }) => id);
  const forwardedFrom = await originOf(context, userId, message);
  const results = await Promise.all(
    to.map(async ({ conversationId, clientId }) => {
      const outgoing = { conversationId, clientId, ...said, entities, attachments, forwardedFrom };
      try {
        const { reply, pushed } = await sendMessage(context, { userId }, outgoing);
        return { item: { conversationId, sent: reply }, pushed };
      } catch (error) {
        // what is not the caller's fault may have to be tried again as a whole
        if (!(error instanceof ChatError)) throw error;
        return { item: { conversationId, error: viewError(error) }, pushed: Promise.resolve() };
      }
    }),
  );
  return {
    reply: { items: results.map(({ item }) => item) },
    pushed: Promise.all(results.map(({ pushed }) => pushed)).then(() => undefined),
  };
}

/** Who wrote a message first; `null`: they keep that back from the user who forwards it. */
async function originOf(
  context: MessagesContext,
  userId: string,
  { senderId, forwardedFrom }: EntryOf<'text'>,
): Promise<string | null> {
  if (forwardedFrom !== undefined) return forwardedFrom;
  return (await maySee(context, userId, senderId, 'forwards')) ? senderId : null;
}

function viewError(error: ChatError): FrameError {
  const { code, message } = toChatError(error);
  return {
    code,
    message,
    ...(error instanceof Muted && { mutedUntil: error.until }),
    ...((error instanceof RateLimited || error instanceof TooSoon) && {
      retryAfterMs: Math.ceil(error.retryAfterMs),
    }),
  };
}
