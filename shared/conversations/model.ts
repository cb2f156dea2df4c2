import * as z from 'zod';
import { bytes } from '../platform/bytes.ts';
import { expiry, memberRole, notificationSetting } from '../protocol/index.ts';
import type { Audience } from '../realtime/index.ts';
import { storedCommunity, storedSettings } from './settings.ts';

/**
 * The head of a conversation: the item that each send adds to. It holds no more than a send needs, so that it stays
 * under 1 KB, one write unit. Times are milliseconds since the epoch.
 */
export const head = z.object({
  id: z.string(),
  isGroup: z.boolean(),
  name: z.string().nullable(),
  avatar: z.string().nullable(),
  createdAt: z.number(),
  createdBy: z.string(),
  memberCount: z.number(),
  /** What the group lets its members do, if that was ever changed (`settingsOf`). */
  settings: storedSettings.exactOptional(),
  /** Who finds the group and by what, if that was ever changed (`communityOf`). */
  community: storedCommunity.exactOptional(),
  /** When the place of a public group among the others was last brought up to date. It changes without `membersVersion`. */
  listedAt: z.number().exactOptional(),
  /** Whether there is a text about the group, which is stored apart: so no send pays for it. */
  hasAbout: z.boolean().exactOptional(),
  /** Whether there are texts for who joins, stored apart too, and how often the rules changed. */
  hasWelcome: z.boolean().exactOptional(),
  hasRules: z.boolean().exactOptional(),
  rulesVersion: z.number().exactOptional(),
  /** How many requests to join wait. It changes without `membersVersion`. */
  requests: z.number().exactOptional(),
  /** The two members of a direct conversation, so that a list finds the other one without a query. */
  pair: z.tuple([z.string(), z.string()]).exactOptional(),
  /** Since when the member whose id sorts first, or second, blocks the other one of a direct conversation. */
  blockedByFirst: z.number().exactOptional(),
  blockedBySecond: z.number().exactOptional(),
  /** Grows with each change of the members or of what one may do; copies of them are good while it is the same. */
  membersVersion: z.number(),
  /** The last number given out; the entry with it may be missing (a send that failed half way). */
  lastSeq: z.number(),
  /** When the last message was sent: by it conversations are ordered. */
  lastActivityAt: z.number(),
  /** When a message was last changed: that takes a number too, and does not move the conversation up in lists. */
  lastChangeAt: z.number().exactOptional(),
  /** How long messages stay that are sent from now on; `null`: they do not expire, and neither do they where it is missing. */
  expiry: expiry.nullable().exactOptional(),
  /** Until when messages may wait to be read before their time counts: receipts look for them. It changes without `membersVersion`. */
  waitsUntil: z.number().exactOptional(),
  /** How many messages are pinned. It changes without `membersVersion`. */
  pins: z.number().exactOptional(),
  /** How many webhooks of the group are on: what happens there says so (`hooked`). */
  webhooks: z.number().exactOptional(),
  /** How many of the last numbers were taken by changes of messages, since the last message. */
  changesSince: z.number().exactOptional(),
  /** How often whom a message mentions was changed: counts of mentions from before are wrong. */
  mentionChanges: z.number().exactOptional(),
  /** The data key that texts are sealed under. */
  keyId: z.string(),
  wrappedKey: bytes,
});
export type Head = z.infer<typeof head>;

/** The last number that a message can have: later ones were taken by changes of messages. */
export const lastMessageSeq = ({
  lastSeq,
  changesSince = 0,
}: Pick<Head, 'lastSeq' | 'changesSince'>): number => lastSeq - changesSince;

/** When a number was last taken, by whatever. */
export const lastTakenAt = ({ lastActivityAt, lastChangeAt = 0 }: Head): number =>
  Math.max(lastActivityAt, lastChangeAt);

export const member = z.object({
  userId: z.string(),
  role: memberRole,
  joinedAt: z.number(),
  notifications: notificationSetting,
  /** The member chose `notifications` for this conversation; otherwise their settings for all of them count. */
  notificationsChosen: z.literal(true).exactOptional(),
  /** When a notification was made that waits for the member here, and the one that stands for all messages. */
  notifiedAt: z.number().exactOptional(),
  messagesNotifiedAt: z.number().exactOptional(),
  /** When `notifications` is `all` again, by itself. */
  notificationsUntil: z.number().exactOptional(),
  /** With which number the member came in, where that was not from the start. */
  joinedSeq: z.number().exactOptional(),
  /** What stands up to this number the member may not read: the history before they joined. */
  historyFrom: z.number().exactOptional(),
  /** How many messages the member has deleted for themselves. The first one changes `membersVersion`. */
  hiddenCount: z.number().exactOptional(),
  /** How often the member saved messages or took them out. The first time changes `membersVersion`. */
  starChanges: z.number().exactOptional(),
  /** Until when admins keep the member from sending. */
  mutedUntil: z.number().exactOptional(),
  /** Watermarks: everything up to these was received and read. They only grow. */
  deliveredSeq: z.number(),
  readSeq: z.number(),
  /** As far as the others may know, where that is less: receipts that settings or a block keep from them. */
  shownDeliveredSeq: z.number().exactOptional(),
  shownReadSeq: z.number().exactOptional(),
  /** Of many unread entries: how many messages of others there are after `after`, the `readSeq` then, up to `upTo`. */
  counted: z
    .object({
      after: z.number(),
      upTo: z.number(),
      count: z.number(),
      /** How many of them mention the member; missing: none. */
      mentions: z.number().exactOptional(),
      /** The `mentionChanges` under which they were counted. */
      mentionChanges: z.number().exactOptional(),
      /** The `hiddenCount` then. */
      hiddenCount: z.number().exactOptional(),
    })
    .exactOptional(),
});
export type Member = z.infer<typeof member>;

/** How far one member is. Reading implies having received. */
export type Watermarks = Pick<Member, 'userId' | 'deliveredSeq' | 'readSeq'>;

/** Up to which number a member has received everything. */
export function deliveredUpTo({ deliveredSeq, readSeq }: Omit<Watermarks, 'userId'>): number {
  return Math.max(deliveredSeq, readSeq);
}

/** What of a member's item says how far others may know that the member is. */
export type ShownMarks = Watermarks & Pick<Member, 'shownDeliveredSeq' | 'shownReadSeq'>;

/** How far a member is, as the others may know it. */
export function shownMarks(member: ShownMarks): Watermarks {
  const { userId, readSeq, shownDeliveredSeq, shownReadSeq } = member;
  return {
    userId,
    deliveredSeq: shownDeliveredSeq ?? deliveredUpTo(member),
    readSeq: shownReadSeq ?? readSeq,
  };
}

/** `mutedUntil` of who is muted until that is lifted: the last moment there is. */
export const forever = 8.64e15;

/** What of a member decides what they may do and get. It changes only together with `membersVersion`. */
export interface MemberFacts {
  role: Member['role'];
  mutedUntil?: number;
  historyFrom?: number;
  /** Some messages are deleted for the member alone; how many may be more by now. */
  hiddenCount?: number;
  /** Some messages are saved, or were; how often that changed may be more by now. */
  starChanges?: number;
}

/** What deciding and pushing need of one person's membership: good while `membersVersion` is that of `head`. */
export interface Membership extends MemberFacts {
  /** As it was read, perhaps a while ago. */
  head: Head;
  /** All members of the conversation. Read it once. */
  audience: Audience;
}

/** A conversation and one person's own item in it, with the watermarks of now. */
export interface Standing {
  head: Head;
  me: Member;
}
