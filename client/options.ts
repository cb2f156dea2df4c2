import type { GivenContent } from './api/given-content.ts';
import type { Clock } from './platform/clock.ts';
import type { ConnectionState } from './connection/connection.ts';
import type { PushedEvents } from './connection/frames.ts';
import type {
  GivenEntity,
  GivenExpiry,
  MemberRole,
  OutgoingMessage,
  Presence,
  RemovalReason,
} from './api/protocol.ts';
import type { Random } from './platform/random.ts';
import type { TokenProvider } from './session/provided-session.ts';
import type { ChatState, ChatStateOptions } from './state/chat-state.ts';
import type { Storage } from './storage/storage.ts';

export interface ClientOptions {
  /** The server's origin: `http://localhost:3000`, `https://chat.example`. */
  baseUrl: string;
  /**
   * Keeps the session, the positions and unsent messages across a reload; without one they are lost with the page or
   * process.
   */
  storage?: Storage;
  /**
   * Gives access tokens of this backend, for applications whose users sign in elsewhere: `connect` signs in with them. It
   * is asked for another one before one expires and when one is refused, by one tab at a time, and may take 30 seconds.
   * While it rejects, or the server refuses its tokens, the client asks again with backoff, and calls reject with
   * `token_provider_failed`. A token of another user signs that user in.
   */
  tokenProvider?: TokenProvider;
  /**
   * The token of a bot: `connect` and calls sign in with it. It is not renewed: when the server refuses it, the session ends, with
   * `session:ended`. Connecting takes the scopes `conversations:read` and `messages:read`.
   */
  token?: string;
  /**
   * Whether to report messages as delivered, a tenth of a second after they are handed over; one that is marked as read by
   * then gets a read receipt only, which covers both. Default: `true`.
   */
  autoDelivered?: boolean;
  /** What makes `client.state`: `chatState()` of the entry `@chatflow/client/state`. Without it there is none. */
  state?: (options: ChatStateOptions) => ChatState;
  fetch?: typeof fetch;
  WebSocket?: typeof WebSocket;
  clock?: Clock;
  random?: Random;
}

/**
 * `offline` includes the wait before the next attempt to connect; `catching-up` is online, with earlier messages still to
 * come; `polling` is online over HTTP only, which is slower.
 */
export type ClientState = ConnectionState | 'catching-up' | 'signed-out';

export interface ClientStatus {
  state: ClientState;
  /** How many conversations are not caught up yet. */
  behind: number;
}

/** The events and their data. */
export type ClientEvents = Omit<PushedEvents, 'presence:update' | 'conversation:removed'> & {
  /** The user is no longer in a conversation; without a `reason` where a sync found that, which does not know it. */
  'conversation:removed': { id: string; reason?: RemovalReason };
  /** The state changed, or how many conversations are behind. */
  state: ClientStatus;
  /** The presence of a watched user or of yourself changed; or as it is, after `presence.watch`. */
  presence: Presence;
  /**
   * What is cached of a conversation may be wrong, since too much happened to replay it, or the connection broke right
   * after this device's first sync: read its history again. Messages are still handed over.
   */
  reset: { conversationId: string };
  /** A message that `client.state` knows has expired, so that it is shown no more. */
  'message:expired': { conversationId: string; seq: number };
  /** The server refused a message for good. Also reported for messages from before a reload, which have no promise. */
  'message:failed': { message: OutgoingMessage; error: unknown };
  /**
   * The session ended before the message was sent, other than by `logout`: it expired, was revoked, or was replaced by
   * another sign-in. The message stays stored and is sent at the next sign-in of the same user on this device. Reported
   * once per message, also for messages from before a reload.
   */
  'message:kept': { message: OutgoingMessage };
  /** A listener threw, the storage failed, or the server did something unexpected. The client goes on. */
  error: unknown;
};

/** A page of a list: `cursor` is the `nextCursor` of the previous page, `limit` 1 to 100. */
export interface PageOptions {
  cursor?: string;
  limit?: number;
}

/** Which voters of a poll: those who chose the option with this index. */
export interface VoteOptions extends PageOptions {
  option?: number;
}

/** Which files of a conversation. */
export interface GalleryOptions extends PageOptions {
  kind: 'image' | 'video' | 'audio' | 'voice' | 'document';
}

/** Which members of a group: by the beginning of a username or of a word of a name, or by role. */
export interface MemberOptions extends PageOptions {
  q?: string;
  role?: MemberRole;
}

/** Which public groups: of a topic, in a language (`de`), by the beginning of a word of their name; in which order. */
export interface DiscoverOptions extends PageOptions {
  q?: string;
  topic?: string;
  language?: string;
  /** `active`: those in which something happened last; `new`: the newest; `large`: those with the most members. */
  sort?: 'active' | 'new' | 'large';
}

/** Which messages: before or after a sequence number, or from a page's `nextCursor` on; only one of the three. */
export interface HistoryOptions extends PageOptions {
  before?: number;
  after?: number;
}

/** Which saved messages: of all conversations, or of one. */
export interface StarOptions extends PageOptions {
  conversationId?: string;
}

/** Which messages a search finds. */
export interface SearchOptions extends PageOptions {
  conversationId?: string;
  /** The id of their sender. */
  from?: string;
  /** With a file of this kind, with none (`text`), or with an address of the web (`link`). */
  kind?: 'image' | 'video' | 'audio' | 'voice' | 'document' | 'text' | 'link';
  /** Stored before this time (RFC 3339). */
  before?: string;
  /** Stored at this time or later. */
  after?: string;
}

export interface EditOptions {
  /** What parts of the text are. Left out, the server finds mentions itself. */
  entities?: GivenEntity[];
  /** Whether the server finds mentions beside them too: where not all members are known here. */
  findMentions?: boolean;
}

export interface SendOptions extends EditOptions, GivenContent {
  /** An id that is unique per sender: the server stores a message once, however often it is sent within 24 hours. */
  clientId?: string;
  /** The ids of uploaded files, in order: then the text may be empty. */
  attachments?: string[];
  /** The id of the message that this one replies to. */
  replyTo?: string;
  /** How long it stays; left out, it is as the conversation says (`expiry`). */
  expires?: GivenExpiry;
  /** `false`: its links get no preview. */
  preview?: boolean;
}
