import * as z from 'zod';
import { bytes } from '../platform/bytes.ts';
import { memberRole, notificationSetting } from '../protocol/index.ts';
import type { Audience } from '../realtime/index.ts';

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
  /** The two members of a direct conversation, so that a list finds the other one without a query. */
  pair: z.tuple([z.string(), z.string()]).exactOptional(),
  /** Grows with each change of the members or of what one may do; copies of them are good while it is the same. */
  membersVersion: z.number(),
  /** The last number given out; the entry with it may be missing (a send that failed half way). */
  lastSeq: z.number(),
  lastActivityAt: z.number(),
  /** The data key that texts are sealed under. */
  keyId: z.string(),
  wrappedKey: bytes,
});
export type Head = z.infer<typeof head>;

export const member = z.object({
  userId: z.string(),
  role: memberRole,
  joinedAt: z.number(),
  notifications: notificationSetting,
  /** Watermarks: everything up to these was received and read. They only grow. */
  deliveredSeq: z.number(),
  readSeq: z.number(),
  /** Of many unread entries: how many messages of others there are after `after`, the `readSeq` then, up to `upTo`. */
  counted: z.object({ after: z.number(), upTo: z.number(), count: z.number() }).exactOptional(),
});
export type Member = z.infer<typeof member>;

/** How far one member is. Reading implies having received. */
export type Watermarks = Pick<Member, 'userId' | 'deliveredSeq' | 'readSeq'>;

/** Up to which number a member has received everything. */
export function deliveredUpTo({ deliveredSeq, readSeq }: Omit<Watermarks, 'userId'>): number {
  return Math.max(deliveredSeq, readSeq);
}

/** What deciding and pushing need of one person's membership: good while `membersVersion` is that of `head`. */
export interface Membership {
  /** As it was read, perhaps a while ago. */
  head: Head;
  role: Member['role'];
  /** All members of the conversation. Read it once. */
  audience: Audience;
}

/** A conversation and one person's own item in it, with the watermarks of now. */
export interface Standing {
  head: Head;
  me: Member;
}
