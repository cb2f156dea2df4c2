import type {
  BlockedUser,
  Conversation,
  Message,
  MessagePage,
  OwnProfile,
  Page,
  ReceiptPage,
  SendResult,
  UserProfile,
} from '../api/protocol.ts';
import type { HistoryOptions, PageOptions, SendOptions } from '../options.ts';
import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import type { Lock } from '../storage/lock.ts';
import type { Storage } from '../storage/storage.ts';

/** What the state needs of the client. */
export interface StateHost {
  clock: Clock;
  random: Random;
  storage: Storage;
  /** The lock of this name, shared with the other tabs that use the storage. */
  lock: (name: string) => Lock;
  history: (conversationId: string, options: HistoryOptions) => Promise<MessagePage>;
  message: (conversationId: string, seq: number) => Promise<Message>;
  conversations: (options: PageOptions) => Promise<Page<Conversation>>;
  conversation: (id: string) => Promise<Conversation>;
  receipts: (conversationId: string, options: PageOptions) => Promise<ReceiptPage>;
  account: () => Promise<OwnProfile>;
  blocks: (options: PageOptions) => Promise<Page<BlockedUser>>;
  notified: () => Promise<number>;
  user: (id: string) => Promise<UserProfile>;
  send: (conversationId: string, text: string, options: SendOptions) => Promise<SendResult>;
  /** Takes a message out of the outbox; `false` when it is under way or not there. */
  discard: (clientId: string) => boolean;
  markRead: (conversationId: string, seq: number) => Promise<void>;
  watchPresence: (userIds: readonly string[]) => Promise<void>;
  /** Up to which number everything was handed over or is void; `undefined` where that is not known yet. */
  position: (conversationId: string) => number | undefined;
  /** The time of the server; `undefined` where there is no socket to ask by. Rejects where the socket breaks. */
  serverTime: () => Promise<string | undefined>;
  /** A message that the state knows has expired. */
  expired: (place: { conversationId: string; seq: number }) => void;
  report: (error: unknown) => void;
}
