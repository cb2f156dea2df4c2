import type { EndReason } from '../connection/frames.ts';
import type { SendOptions } from '../options.ts';
import type { ConversationsSnapshot } from './conversation-pages.ts';
import type { MessagesSnapshot } from './messages-snapshot.ts';
import type { Slice } from './observable.ts';

/** Who is signed in. */
export interface SessionSnapshot {
  /** `undefined` when signed out, and before `restore` or a sign-in. */
  readonly userId: string | undefined;
  /** Why the last session ended, if the server ended it. */
  readonly ended: EndReason | undefined;
}

/** The list of conversations, and what loads more of it. */
export interface ConversationList extends Slice<ConversationsSnapshot> {
  /** Loads the next page, if there is one. Rejects with a `ChatClientError`. */
  readonly loadMore: () => Promise<void>;
}

/** The messages of one conversation, and what can be done about them. What talks to the server rejects with a `ChatClientError`. */
export interface MessagesView extends Slice<MessagesSnapshot> {
  readonly loadOlder: () => Promise<void>;
  readonly loadNewer: () => Promise<void>;
  /** Shows the messages around a sequence number. */
  readonly jumpTo: (seq: number) => Promise<void>;
  /** Shows the newest messages. */
  readonly jumpToNewest: () => Promise<void>;
  /**
   * Shows the messages around the first unread one, and the newest where all are read. Resolves with the sequence number
   * of the first unread message, for a line above it; `undefined` where there is none.
   */
  readonly jumpToFirstUnread: () => Promise<number | undefined>;
  /** Says which sequence numbers are on screen: they stay here, however much is loaded around them. */
  readonly setVisible: (first: number, last: number) => void;
  /** Sends a message, which shows at once; resolves and rejects as `client.messages.send` does. */
  readonly send: (text: string, options?: SendOptions) => Promise<void>;
  /** Sends a message again that failed. */
  readonly retry: (clientId: string) => Promise<void>;
  /** Gives up a message that failed or waits; `false` for one that is under way, which may be stored any moment. */
  readonly discard: (clientId: string) => boolean;
  /** Everything up to `seq` was read. */
  readonly markRead: (seq: number) => Promise<void>;
}
