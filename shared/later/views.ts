import type { Head } from '../conversations/index.ts';
import { viewMediaOf } from '../media/index.ts';
import type { AttachedMedia } from '../messages/index.ts';
import { messageId } from '../platform/ids.ts';
import { wireTime } from '../platform/time.ts';
import { errorCode, type Message, type Reminder, type ScheduledMessage } from '../protocol/index.ts';
import type { LaterContext } from './context.ts';
import type { StoredReminder, StoredScheduled } from './model.ts';
import { openContent, openNote } from './sealing.ts';

/** A scheduled message on the wire. Its files are read where they are not given. */
export async function viewScheduled(
  context: LaterContext,
  head: Head,
  userId: string,
  stored: StoredScheduled,
  media?: AttachedMedia,
): Promise<ScheduledMessage> {
  const { id, conversationId, attachments, replyTo, sendAt, createdAt, failure, version } = stored;
  const { text, entities } = await openContent(context, head, userId, stored);
  const files = media ?? (await viewMediaOf(context, attachments));
  return {
    id,
    conversationId,
    text,
    ...(entities && entities.length > 0 && { entities: [...entities] }),
    attachments: attachments.flatMap((file) => files.get(file) ?? []),
    replyTo: replyTo ?? null,
    sendAt: wireTime(sendAt),
    createdAt: wireTime(createdAt),
    ...(failure !== undefined && { failure: errorCode.catch('internal_error').parse(failure) }),
    version,
  };
}

/** A reminder on the wire, with its message as it is now. */
export async function viewReminder(
  context: LaterContext,
  head: Head,
  userId: string,
  stored: StoredReminder,
  message: Message,
): Promise<Reminder> {
  const { conversationId, seq, at, due = false, version } = stored;
  return {
    id: messageId(conversationId, seq),
    conversationId,
    seq,
    at: wireTime(at),
    note: await openNote(context, head, userId, stored),
    due,
    version,
    message,
  };
}
