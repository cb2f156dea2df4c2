import type { Conversation } from '../api/protocol.ts';
import type { ClientEvents } from '../options.ts';
import type { Emitter } from '../platform/events.ts';
import type { FeedEvents } from './feed.ts';
import type { StateParts } from './state-parts.ts';

/** Keeps the state up to date: hands on what the client reports, and what an application is not bothered with. */
export function follow(
  parts: StateParts,
  events: Pick<Emitter<ClientEvents>, 'on'>,
  feed: Pick<Emitter<FeedEvents>, 'on'>,
): void {
  const { conversations, windows, unsent, own, users, account, blocks, notified, presence } = parts;
  const describe = (conversation: Conversation) => conversations.describe(conversation);

  feed.on('handed', ({ message, after }) => {
    // All in one turn: an own message leaves its place at the end for the one among the others.
    own.received(message);
    if (message.changed) parts.messageChanged(message.changed);
    const window = windows.get(message.conversationId);
    const known = message.changed && window?.stretch.message(message.changed.seq);
    window?.receive(message, after);
    conversations.received(message, after, known);
  });
  feed.on('head', ({ head, first }) => conversations.head(head, first));
  feed.on('met', describe);
  feed.on('marked', ({ conversationId, marks, stored }) =>
    conversations.marks.own(conversationId, marks, stored),
  );
  feed.on('queued', (message) => unsent.add(message, parts.now));
  feed.on('sent', ({ message, result }) => own.sent(message, result.seq));
  feed.on('users', (described) => users.describe(described));
  feed.on('account', (described) => {
    account.describe(described);
    users.describe([described]);
  });

  feed.on('blocks', () => blocks.changed());
  feed.on('notified', (count) => notified.describe(count));

  events.on('conversation:new', describe);
  events.on('conversation:updated', describe);
  events.on('conversation:removed', ({ id }) => conversations.gone(id));
  events.on('group:request', ({ conversationId, pending }) => conversations.asked(conversationId, pending));
  events.on('message:failed', ({ message, error }) => own.failed(message, error, parts.now));
  events.on('receipt', (receipt) => {
    if (receipt.userId !== parts.userId) conversations.marks.other(receipt);
    else conversations.marks.own(receipt.conversationId, receipt, true);
  });
  events.on('typing', ({ conversationId, userId, typing }) =>
    conversations.typing(conversationId, userId, typing),
  );
  events.on('presence', (now) => presence.receive(now));
  events.on('user:updated', (update) => parts.userUpdated(update));
  events.on('message:hidden', (hidden) => parts.messageHidden(hidden));
  events.on('message:appended', (piece) => parts.appended(piece));
  events.on('thread:updated', ({ conversationId, seq, following, unreadCount }) =>
    windows.get(conversationId)?.threadChanged(seq, { following, unreadCount }),
  );
  events.on('star:updated', (star) => parts.starChanged(star));
  events.on('poll:voted', ({ conversationId, seq, mine }) => windows.get(conversationId)?.voted(seq, mine));
  events.on('media:updated', (update) => parts.mediaUpdated(update));
  events.on('notification:new', () => notified.change((count) => count + 1));
  events.on('notification:cleared', ({ ids }) => notified.change((count) => Math.max(0, count - ids.length)));
  events.on('reset', ({ conversationId }) => parts.reset(conversationId));
  events.on('state', (status) => parts.statusChanged(status));
  events.on('session:ended', ({ reason }) => parts.sessionEnded(reason));
}
