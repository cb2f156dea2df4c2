import type { Notification, NotificationSettings } from '../../../client/index.ts';
import type { ClearedPush, NewPush } from '../../../client/push/index.ts';
import { shownText } from '../format/text-parts.ts';
import { firstLine } from '../contents/model.ts';
import { quoteOf } from '../threads/quote-of.ts';

/** As an event says it: where it is. */
export type Happened = Pick<Notification, 'id' | 'kind' | 'createdAt' | 'conversationId' | 'seq' | 'userId'>;

interface Circumstances {
  recipientId: string;
  silent: boolean;
  unreadCount: number;
  preview: NotificationSettings['preview'];
}

/** What a push would say of a notification that happened, with what the list says of it, if that is known. */
export function pushOf(
  { id, kind, createdAt, conversationId, seq, userId }: Happened,
  listed: Notification | undefined,
  { preview, ...circumstances }: Circumstances,
): NewPush {
  return {
    type: 'new',
    ...circumstances,
    notification: { id, kind, createdAt, conversationId, seq, userId },
    ...(preview === 'shown' && listed && written(listed)),
  };
}

/** As the server writes pushes: the name of the group or of the other user, who wrote in a group, and what. */
function written({ conversation, user, message }: Notification): Partial<NewPush> {
  if (conversation === undefined) return {};
  const { isGroup, name } = conversation;
  const title = isGroup ? (name ?? undefined) : user?.name;
  const sender = isGroup && user !== undefined && message !== undefined ? { senderName: user.name } : {};
  const names = { ...(title !== undefined && { title }), ...sender };
  // what is to disappear does not stay on the screen of the system
  if (message?.deletedAt !== null || message.expires !== undefined) return names;
  const quote = quoteOf(message);
  const body = quote.kind === undefined ? shownText(message.text, message.entities) : firstLine(quote.text);
  const content = quote.kind ?? quote.attachment;
  return { ...names, ...(body.trim() !== '' && { body }), ...(content !== undefined && { content }) };
}

/** What a push would say of notifications that are gone. */
export const clearedPushOf = (
  ids: readonly string[],
  { recipientId, unreadCount }: Pick<Circumstances, 'recipientId' | 'unreadCount'>,
): ClearedPush => ({ type: 'cleared', recipientId, ids: [...ids], unreadCount });
