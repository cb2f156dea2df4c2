import type { StateParts } from './state-parts.ts';
import type { MessagesView } from './views.ts';

/** The messages of a conversation, and what can be done about them. The window is made at its first use. */
export function messagesView(parts: StateParts, id: string): MessagesView {
  const { host, windows, own } = parts;
  const { getSnapshot, subscribe } = windows.slice(id);
  const window = () => windows.open(id);
  return {
    getSnapshot,
    subscribe,
    loadOlder: () => window().loads.older(),
    loadNewer: () => window().loads.newer(),
    jumpTo: (seq) => window().loads.around(seq),
    jumpToNewest: () => window().loads.newest(),
    jumpToFirstUnread: () => jumpToFirstUnread(parts, id),
    setVisible: (first, last) => window().stretch.setVisible(first, last),
    send: (text, options = {}) => own.send(id, text, options),
    retry: (clientId) => own.retry(clientId),
    discard: (clientId) => own.discard(id, clientId),
    markRead: (seq) => host.markRead(id, seq),
  };
}

async function jumpToFirstUnread(
  { host, windows, conversations }: StateParts,
  id: string,
): Promise<number | undefined> {
  const window = windows.open(id);
  const { unreadCount, me } = conversations.get(id) ?? (await host.conversation(id));
  if (unreadCount === 0) {
    await window.loads.newest();
    return undefined;
  }
  await window.loads.around(me.readSeq + 1);
  return window.stretch.firstOfOthersAfter(me.readSeq);
}
