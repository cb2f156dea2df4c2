import { ChatError } from '../../platform/errors.ts';
import { parseMessageId } from '../../platform/ids.ts';
import { changeByItself, changeMessage, type ChangedMessage, type Place } from '../changes/change-message.ts';
import type { ChangeableEntry } from '../changes/change-store.ts';
import type { MessagesContext } from '../context.ts';
import type { IncompleteReason } from '../log-entry.ts';
import { isAbandoned, isStreaming, watchStream, type OpenMessage } from './open-streams.ts';
import { openEntry } from '../content/open-entry.ts';
import { permitStop } from '../policy.ts';
import { sealText } from '../content/sealing.ts';
import type { Sender } from '../model.ts';
import type { Head } from '../../conversations/index.ts';

/**
 * Stops a message that is being written: it says what is stored of it. One that is not being written stays as it is. Throws what
 * `changeMessage` does, `forbidden`, `message_deleted`, `rate_limited`.
 */
export async function stopStream(
  context: MessagesContext,
  actor: Sender,
  place: Place,
): Promise<ChangedMessage> {
  await context.limits.take('send', actor.userId);
  return changeMessage(context, actor, place, ['stop', 'written'], async ({ message, head, me }) => {
    const answered = () => answeredUser(context, head, message);
    await permitStop(head, { userId: actor.userId, role: me.role }, message, answered);
    if (message.kind === 'deleted') throw new ChatError('message_deleted');
    if (!isStreaming(message)) return undefined;
    return { after: await ended(context, head, message, 'stopped') };
  });
}

/** Ends a message whose author may not write on. */
export const endStream = (context: MessagesContext, place: Place): Promise<void> =>
  changeByItself(context, place, 'written', async ({ message, head }) =>
    isStreaming(message) ? { after: await ended(context, head, message, 'stopped') } : undefined,
  );

/** Ends a message whose author was not heard of for a minute; looks again later where they were. */
export async function endAbandonedStream(context: MessagesContext, place: Place): Promise<void> {
  const message = await context.messages.get(place.conversationId, place.seq);
  if (!message || !isStreaming(message)) return;
  if (!isAbandoned(message, context.clock.now())) return watchStream(context, place, message);
  await changeByItself(context, place, 'written', async ({ message: found, head, now }) =>
    isStreaming(found) && isAbandoned(found, now)
      ? { after: await ended(context, head, found, 'unfinished') }
      : undefined,
  );
}

/** The message as what is stored of it. Its text is sealed anew, so that no piece that is on its way is added. */
async function ended(
  context: MessagesContext,
  head: Head,
  message: OpenMessage,
  incomplete: IncompleteReason,
): Promise<ChangeableEntry> {
  const { streaming: _, ...rest } = message;
  const { seq, senderId, sealings = 0 } = message;
  const said = await openEntry(context, head, message);
  const sealed = await sealText(context, head, { seq, senderId, sealings: sealings + 1 }, said);
  return { ...rest, ...sealed, incomplete };
}

/** Who wrote the message that this one replies to. */
async function answeredUser(
  { messages }: Pick<MessagesContext, 'messages'>,
  { id }: Head,
  { replyTo }: ChangeableEntry,
): Promise<string | undefined> {
  const place = replyTo === undefined ? undefined : parseMessageId(replyTo);
  return place?.conversationId === id ? (await messages.get(id, place.seq))?.senderId : undefined;
}
