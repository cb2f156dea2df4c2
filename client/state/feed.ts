import type { Entry } from '../api/entries.ts';
import type {
  Conversation,
  ConversationHead,
  OutgoingMessage,
  OwnProfile,
  SendResult,
  UserSummary,
} from '../api/protocol.ts';
import type { Mark } from './marks.ts';

/** What the state follows besides the events that every application gets. */
export interface FeedEvents {
  /** An entry is handed over; every number of its conversation between `after` and its own is void. */
  handed: { message: Entry; after: number };
  /** A sync said where a conversation stands; `first`: it was this device's first one, which names them all. */
  head: { head: ConversationHead; first: boolean };
  /** The server described a conversation. */
  met: Conversation;
  /** The server described these users, or the signed-in user's account. */
  users: readonly UserSummary[];
  account: OwnProfile;
  /** The server said how many notifications wait. */
  notified: number;
  /** The user blocked or unblocked a user on this device. */
  blocks: undefined;
  /** The user read or received up to here on this device; `stored`: the server knows by now. */
  marked: { conversationId: string; marks: Mark; stored: boolean };
  /** A message waits to be sent; the server has stored it. */
  queued: OutgoingMessage;
  sent: { message: OutgoingMessage; result: SendResult };
  /** Unused: what a listener throws goes to the client's own `error` event. */
  error: unknown;
}
