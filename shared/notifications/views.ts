import type { Standing } from '../conversations/index.ts';
import { viewConversations } from '../inbox/index.ts';
import { isFor, readerOf, viewEntries } from '../messages/index.ts';
import { wireTime } from '../platform/time.ts';
import type { Conversation, Message, Notification, NotificationSettings } from '../protocol/index.ts';
import { seePeople } from '../relations/index.ts';
import type { NotificationsContext } from './context.ts';
import type { FoundNotification } from './model.ts';
import { viewRow } from './notify.ts';

/** What a notification shows beyond where it is. */
type Content = Pick<Notification, 'count' | 'countIsMinimum' | 'message' | 'userId'>;

/**
 * Notifications as their user reads them now, by id: the messages are opened here, so that what was edited or deleted since is as
 * it is. Those of which nothing is left to show are missing.
 */
export async function viewNotifications(
  context: NotificationsContext,
  userId: string,
  found: readonly FoundNotification[],
  standings: ReadonlyMap<string, Standing>,
  preview: NotificationSettings['preview'],
): Promise<Map<string, Notification>> {
  const [unread, messages] = await Promise.all([
    unreadOf(context, userId, found, standings),
    messagesOf(context, userId, found, standings),
  ]);
  const contents = found.flatMap((one): (readonly [FoundNotification, Content])[] => {
    const content = contentOf(one, userId, { unread, messages, standings });
    return content ? [[one, content]] : [];
  });
  const people = await seePeople(context, userId, [
    ...new Set(contents.flatMap(([{ actorId }, { userId: of = actorId }]) => of ?? [])),
  ]);
  return new Map(
    contents.map(([one, { message, ...content }]) => {
      const { id, conversationId, actorId } = one;
      const head = standings.get(conversationId ?? '')?.head;
      const user = people.of(content.userId ?? actorId ?? '')?.summary;
      const shown: Notification = {
        ...viewRow(id, one),
        createdAt: wireTime(one.at),
        ...content,
        ...(user && { user }),
        ...(head && { conversation: { isGroup: head.isGroup, name: head.name, avatar: head.avatar } }),
        ...(message && preview === 'shown' && { message }),
      };
      return [id, shown];
    }),
  );
}

interface Found {
  /** Conversations of which a notification stands for all unread messages. */
  unread: ReadonlyMap<string, Conversation>;
  /** The messages that others are about, by the id of the notification. */
  messages: ReadonlyMap<string, Message>;
  standings: ReadonlyMap<string, Standing>;
}

/** What there is to show of one. `undefined`: nothing any more. */
function contentOf(
  { id, kind, conversationId = '' }: FoundNotification,
  viewerId: string,
  { unread, messages, standings }: Found,
): Content | undefined {
  const message = messages.get(id);
  switch (kind) {
    case 'message': {
      const conversation = unread.get(conversationId);
      if (!conversation || conversation.unreadCount === 0) return undefined;
      const { unreadCount, unreadCountIsMinimum, lastMessage } = conversation;
      const isOfOther = lastMessage && lastMessage.senderId !== viewerId && lastMessage.kind !== 'system';
      return {
        count: unreadCount,
        ...(unreadCountIsMinimum && { countIsMinimum: true }),
        ...(isOfOther && { message: lastMessage, userId: lastMessage.senderId }),
      };
    }
    case 'mention':
    case 'reply':
      return message?.deletedAt === null ? { count: 1, message } : undefined;
    case 'reaction': {
      const others = (message?.reactions ?? []).map(({ count, mine }) => count - (mine ? 1 : 0));
      const count = others.reduce((sum, one) => sum + one, 0);
      return message && count > 0 ? { count, message } : undefined;
    }
    case 'join_request':
      return { count: Math.max(1, standings.get(conversationId)?.head.requests ?? 1) };
    case 'group_added':
    case 'webhook_disabled':
    case 'new_device':
    case 'password_changed':
      return { count: 1 };
  }
}

/** The conversations of which a notification stands for all unread messages, as lists show them. */
async function unreadOf(
  context: NotificationsContext,
  userId: string,
  found: readonly FoundNotification[],
  standings: ReadonlyMap<string, Standing>,
): Promise<Map<string, Conversation>> {
  const wanted = found.flatMap(({ kind, conversationId = '' }) =>
    kind === 'message' ? (standings.get(conversationId) ?? []) : [],
  );
  const showings = await context.conversations.showingsOf(wanted, userId);
  const conversations = await viewConversations(context, userId, showings);
  return new Map(conversations.map((one) => [one.id, one]));
}

/** The messages that the others are about, as the user may see them, by the id of the notification: one batch for each conversation. */
async function messagesOf(
  context: NotificationsContext,
  userId: string,
  found: readonly FoundNotification[],
  standings: ReadonlyMap<string, Standing>,
): Promise<Map<string, Message>> {
  const about = found.filter(({ kind, seq }) => kind !== 'message' && seq !== undefined);
  const groups = [...Map.groupBy(about, ({ conversationId = '' }) => conversationId)];
  const views = await Promise.all(
    groups.map(async ([conversationId, some]): Promise<[string, Message][]> => {
      const standing = standings.get(conversationId);
      if (!standing) return [];
      const { head, me } = standing;
      const seqs = [...new Set(some.flatMap(({ seq }) => seq ?? []))];
      const [reader, shown, entries] = await Promise.all([
        readerOf(context, conversationId, userId, me),
        context.conversations.progress(conversationId, userId),
        context.messages.messagesAt(conversationId, seqs),
      ]);
      if (!shown) return [];
      const seen = entries.filter((entry) => isFor(entry, reader));
      const messages = await viewEntries(context, { head, progress: shown.progress }, seen, userId);
      const bySeq = new Map(messages.map((message) => [message.seq, message]));
      return some.flatMap(({ id, seq = 0 }): [string, Message][] => {
        const message = bySeq.get(seq);
        return message ? [[id, message]] : [];
      });
    }),
  );
  return new Map(views.flat());
}
