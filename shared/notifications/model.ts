import * as z from 'zod';
import type { Member } from '../conversations/index.ts';
import { notificationKinds, type NotificationKind, type NotificationSettings } from '../protocol/index.ts';

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
};

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
};
