/** The observable state of an application, an entry of its own: who does not import it does not load it. */
import { ChatState, type ChatStateOptions } from './chat-state.ts';
import type { StateLimits } from './options.ts';

/**
 * What `createClient` takes as `state`, which makes it `client.state`. It keeps as much as `limits` say, and may be handed
 * to several clients: each gets a state of its own.
 */
export function chatState(limits: StateLimits = {}): (options: ChatStateOptions) => ChatState {
  return (options) => new ChatState(options, limits);
}

/** For lists of messages that an application keeps itself, as of a thread: what a reply and another reading make of a message. */
export { laterReading } from './message-items.ts';
export { withReply } from './threads.ts';

export type { ChatState } from './chat-state.ts';
export type { ConversationItem } from './conversation-item.ts';
export type { ConversationsSnapshot } from './conversation-pages.ts';
export type { ConversationPreview } from './conversation-preview.ts';
export type { Mark, OthersMarks } from './marks.ts';
export type { MessageItem, SendStatus, StoredItem, UnsentItem } from './message-items.ts';
export type { MessagesSnapshot } from './messages-snapshot.ts';
export type { Slice } from './observable.ts';
export type { StateLimits } from './options.ts';
export type { UserItem } from './users.ts';
export type { ConversationList, MessagesView, SessionSnapshot } from './views.ts';
