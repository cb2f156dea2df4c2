import * as z from 'zod';
import type { Member } from '../conversations/index.ts';
import {
  notificationKinds,
  type DigestDelay,
  type NotificationKind,
  type NotificationSettings,
} from '../protocol/index.ts';

/** A notification that waits covers every number; one that was cleared covers those up to a number. */
export const coversAll = Number.MAX_SAFE_INTEGER;

/** A notification as it is stored: where it is, and nothing of what is written there. Times are epoch milliseconds. */
export const storedNotification = z.object({
  kind: z.enum(notificationKinds),
  at: z.number(),
  /** The number of the log entry, or where there is none the time, of what it was made for. */
  moment: z.number(),
  /** Up to which `moment` no other is made in its place. */
  covers: z.number(),
  conversationId: z.string().exactOptional(),
  /** The number of the message that it is about. */
  seq: z.number().exactOptional(),
  /** Who caused it. */
  actorId: z.string().exactOptional(),
  device: z.string().exactOptional(),
  /** When a push of it was begun last, while that is under way; and how many attempts are over. */
  pushingAt: z.number().exactOptional(),
  pushed: z.number().exactOptional(),
  /** Epoch seconds. */
  expiresAt: z.number(),
});
export type StoredNotification = z.infer<typeof storedNotification>;

/** One with its id. */
export type FoundNotification = StoredNotification & { id: string };

/** What is not seen within this is no news any more. */
export const keptSeconds = 90 * 24 * 3600;
/** For so long what was cleared is remembered: the stream and the queue hand nothing out again after that. */
export const clearedSeconds = 7 * 24 * 3600;

/** What notifies those who chose nothing. */
export const defaultSettings: NotificationSettings = {
  preview: 'shown',
  direct: 'all',
  groups: 'all',
  sounds: true,
  quietHours: null,
  digest: '1h',
};

/** What the settings item says of digests. Times are epoch milliseconds. */
export const storedDigest = z.object({
  /** When the next one is due; missing: none is planned. */
  digestDue: z.number().exactOptional(),
  /** When a digest was begun that is not mailed yet: this is taken with the claim, so that one of several attempts mails it. */
  digestBegun: z.number().exactOptional(),
  /** When the last one was mailed. */
  digestMailed: z.number().exactOptional(),
});
export type StoredDigest = z.infer<typeof storedDigest>;

const hour = 3_600_000;
/** How long a user has to be away before a digest. */
export const digestWaits: Readonly<Record<Exclude<DigestDelay, 'off'>, number>> = {
  '15m': hour / 4,
  '1h': hour,
  '6h': 6 * hour,
  '24h': 24 * hour,
};
/** Between two digests to a user lies at least this. */
export const digestPause = 6 * hour;
/** A digest that is late by more than this was lost with its timer, and no longer stands in the way of another. */
export const digestOverdue = hour;
/** Whose digests a link turns off. `expiresAt` in epoch seconds. */
export const unsubscription = z.object({ userId: z.string(), expiresAt: z.number() });
/** For so long the link in a digest turns them off. */
export const unsubscriptionSeconds = 180 * 24 * 3600;

/** Whether a notification waits that stands for all messages of a conversation: then further ones need none. */
export const isNotifiedOfMessages = (
  { messagesNotifiedAt }: Pick<Member, 'messagesNotifiedAt'>,
  now: number,
): boolean => messagesNotifiedAt !== undefined && messagesNotifiedAt > now - keptSeconds * 1000;

interface KindTraits {
  /** Which choice of a member lets it through: `all` messages, `mentions` too, or every choice. */
  passes: 'all' | 'mentions' | 'always';
  /** What clears it, besides the user themselves: reading up to it, or showing the conversation. */
  clearedBy: readonly ('reading' | 'showing')[];
  /** Whether the conversation does not show it itself, so that those who look at it hear of it too. */
  elsewhere?: true;
}

/** A row for each kind. */
export const kindTraits: Readonly<Record<NotificationKind, KindTraits>> = {
  message: { passes: 'all', clearedBy: ['reading'] },
  mention: { passes: 'mentions', clearedBy: ['reading'] },
  reply: { passes: 'all', clearedBy: ['reading'] },
  // it is seen where the conversation is shown, and takes a number that devices need not mark as read
  reaction: { passes: 'all', clearedBy: ['reading', 'showing'] },
  group_added: { passes: 'always', clearedBy: ['reading', 'showing'] },
  // it waits until the last request is decided
  join_request: { passes: 'all', clearedBy: [] },
  new_device: { passes: 'always', clearedBy: [] },
  password_changed: { passes: 'always', clearedBy: [] },
  // messages are lost to a program until an admin does something about it
  webhook_disabled: { passes: 'always', clearedBy: [], elsewhere: true },
};

/** Whether its `moment` is a time: it is about no number of the conversation, and so reading does not clear it. */
export const isTimed = (kind: NotificationKind): boolean =>
  kind === 'join_request' || kind === 'webhook_disabled';
