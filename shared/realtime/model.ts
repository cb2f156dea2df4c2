import type { OwnStatus, PrivacyAudience } from '../protocol/index.ts';

/** A live socket of a user. */
export interface Socket {
  connectionId: string;
  userId: string;
  sessionId: string;
  /** Milliseconds since the epoch. */
  connectedAt: number;
  /** Of a bot: what its token allows, and when that stops working (milliseconds since the epoch; without it, not by itself). */
  scopes?: readonly string[];
  endsAt?: number;
}

/**
 * Whether a person is here, and when they last were (milliseconds since the epoch; `null`: never, or hidden),
 * as others may know it.
 */
export interface Presence {
  online: boolean;
  status: 'online' | 'away' | 'offline';
  lastOnline: number | null;
}

/** Whether others may see a user's presence, as far as the presence item says. */
export interface Guard {
  /** Whom the user shows it to. */
  audience: PrivacyAudience;
  /** The user blocked others or is blocked by others: whom it concerns stands with the blocks. */
  blocks: boolean;
}

/** A presence that is for some viewers only: shared/relations/ decides whether one is among them. */
export interface GuardedPresence extends Guard {
  userId: string;
  /** As those see it who may. */
  shown: Presence;
}

/** What the presence item of a user says. */
export interface UserPresence extends GuardedPresence {
  /** Oldest first. */
  sockets: Socket[];
  /** Ids of sockets that cannot live any more. */
  leftovers: string[];
  /** Ids of the sockets that gave a sign of life lately. */
  alive: string[];
  /** Whether there is such a one. */
  here: boolean;
  status: OwnStatus;
  /** When the person was last here: connected, pinged, or left. */
  lastOnline: number | null;
  /** When a socket closed last, `null` after that was settled by a change of how the person is seen. */
  leftAt: number | null;
  /** While invisible, the last moment that others may know of. */
  shownUntil: number | null;
  /** Invisible, or hidden from all: then no one may notice that the user comes and goes. */
  secret: boolean;
  /** Who may know how far the user has read. */
  receipts: PrivacyAudience;
  /** Grows with each change of the item. */
  version: number;
  /** The language of the device that connected last, and where it reaches the web client: links in mails begin so. */
  language?: string;
  origin?: string;
}

/** A gateway closes every socket after two hours, so whatever says it is older is a leftover. */
export const socketLifeMilliseconds = 2 * 60 * 60 * 1000;

/**
 * A socket that gave no sign of life for so long does not show its user online: clients ping every 4 minutes, gateways
 * close a silent socket after 10. So a `$disconnect` that never came heals by itself.
 */
export const silenceMilliseconds = 11 * 60 * 1000;

/**
 * A gateway opens a socket once `$connect` has answered, which takes 29 seconds at most, and until then calls it gone.
 * A socket as young as this is not forgotten for that.
 */
export const openingMilliseconds = 30 * 1000;

/** A reconnect within this is silent: going offline is announced only afterwards. */
export const graceSeconds = 10;
