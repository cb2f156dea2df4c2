import type { Clock } from './clock.ts';
import type { ConnectionState } from './connection.ts';
import type { PushedEvents } from './frames.ts';
import type { Random } from './random.ts';
import type { Storage } from './storage.ts';

export interface ClientOptions {
  /** The server's origin: `http://localhost:3000`, `https://chat.example`. */
  baseUrl: string;
  /** Where tokens survive a reload; without one they are forgotten with the page or process. */
  storage?: Storage;
  fetch?: typeof fetch;
  WebSocket?: typeof WebSocket;
  clock?: Clock;
  random?: Random;
}

/** `offline` also covers the wait before the next attempt to connect. */
export type ClientState = ConnectionState | 'signed-out';

/** What listeners receive. `session:ended` has the reason `expired` when the server refused to renew the tokens. */
export type ClientEvents = PushedEvents & { state: ClientState };

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
