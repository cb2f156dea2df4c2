import type { Clock } from './platform/clock.ts';
import type { ConnectionState } from './connection/connection.ts';
import type { PushedEvents } from './connection/frames.ts';
import type { OutgoingMessage, Presence } from './api/protocol.ts';
import type { Random } from './platform/random.ts';
import type { StateLimits } from './state/options.ts';
import type { Storage } from './storage/storage.ts';

export interface ClientOptions {
  /** The server's origin: `http://localhost:3000`, `https://chat.example`. */
  baseUrl: string;
  /**
   * Where the session, the positions and unsent messages survive a reload; without one they are forgotten with the page
   * or process.
   */
  storage?: Storage;
  /**
   * Whether to tell senders that their messages were delivered, within a tenth of a second after they are handed over; one
   * that is marked read by then is only told to be read, which says both. Default: yes.
   */
  autoDelivered?: boolean;
  /** How much of `client.state` is kept in memory and in the storage. */
  state?: StateLimits;
  fetch?: typeof fetch;
  WebSocket?: typeof WebSocket;
  clock?: Clock;
  random?: Random;
}

/**
 * `offline` also covers the wait before the next attempt to connect; `catching-up` is online, with messages from before
 * still to come; `polling` is online over HTTP alone, which is slower.
 */
export type ClientState = ConnectionState | 'catching-up' | 'signed-out';

export interface ClientStatus {
  state: ClientState;
  /** How many conversations are still to be caught up. */
  behind: number;
}

/** What listeners receive. */
export type ClientEvents = Omit<PushedEvents, 'presence:update'> & {
  /** The state changed, or how many conversations are behind. */
  state: ClientStatus;
  /** Somebody watched, or the own account, came, went or changed; or how they are, after `watchPresence`. */
  presence: Presence;
  /**
   * What is cached of a conversation may be wrong, since too much happened to replay it, or the connection broke right
   * after this device's first sync: read its history again. Messages are handed over all the same.
   */
  reset: { conversationId: string };
  /** The server refused a message for good. Also told for messages from before a reload, which no promise stands for. */
  'message:failed': { message: OutgoingMessage; error: unknown };
  /**
   * The session ended before the message was sent, other than by `logout`: expired, revoked, or replaced by another
   * sign-in. It stays stored, and the next sign-in of the same person here sends it, as `unsent` then says. Told once a
   * message; also for messages from before a reload.
   */
  'message:kept': { message: OutgoingMessage };
  /** A listener threw, the storage failed, or the server did something unexpected. The client goes on. */
  error: unknown;
};

/** A part of a list: `cursor` is the `nextCursor` of the part before, `limit` 1 to 100. */
export interface PageOptions {
  cursor?: string;
  limit?: number;
}

/** Which messages: before or after a sequence number, or on from a page's `nextCursor`; only one of the three. */
export interface HistoryOptions extends PageOptions {
  before?: number;
  after?: number;
}

export interface SendOptions {
  /** The message's own id, unique per sender: sending it again within 24 hours sends nothing twice. */
  clientId?: string;
  /** The id of the message that this one answers. */
  replyTo?: string;
}
