import * as z from 'zod';

/** Something that happened in a conversation: ids and numbers, nothing of what was written. `at` in epoch milliseconds. */
const occasion = z.object({
  conversationId: z.string(),
  kind: z.enum(['message', 'reaction', 'group_added', 'join_request', 'webhook_disabled']),
  /** Its number in the log. */
  seq: z.number(),
  at: z.number(),
  /** Who did it; empty: the deployment itself. */
  actorId: z.string(),
  /** Whom the message mentions, and whom it is hidden from. */
  mentions: z.array(z.string()).exactOptional(),
  mentionsAll: z.literal(true).exactOptional(),
  hiddenFrom: z.string().exactOptional(),
  /** Of a reply: the number of the message at which its thread begins. */
  threadSeq: z.number().exactOptional(),
  /** Of a reaction: the number of the message. */
  target: z.number().exactOptional(),
  /** Who was added; left out: all members of a new group. */
  userIds: z.array(z.string()).exactOptional(),
});
export type Occasion = z.infer<typeof occasion>;

/** Notifies those of it who should know: a page of the members, and then the next one. `after`: the last member of the page before. */
export const notifyWork = z.object({
  type: z.literal('notify'),
  ...occasion.shape,
  after: z.string().exactOptional(),
});
export type NotifyWork = z.infer<typeof notifyWork>;

/** Something that happened to an account. `id`: of the audit entry that says so. */
const accountOccasion = z.object({
  userId: z.string(),
  kind: z.enum(['new_device', 'password_changed']),
  at: z.number(),
  id: z.string(),
  device: z.string(),
});
export type AccountOccasion = z.infer<typeof accountOccasion>;

/** Notifies the user of it. */
export const notifyAccountWork = z.object({ type: z.literal('notify-account'), ...accountOccasion.shape });
export type NotifyAccountWork = z.infer<typeof notifyAccountWork>;

/** Sees to it that users who have just been notified, and are away, get a digest in time, unless one is planned already. */
export const planDigestsWork = z.object({ type: z.literal('plan-digests'), userIds: z.array(z.string()) });
export type PlanDigestsWork = z.infer<typeof planDigestsWork>;

/** Mails a user the digest that is planned for them, if its time has come. */
export const sendDigestWork = z.object({ type: z.literal('send-digest'), userId: z.string() });
export type SendDigestWork = z.infer<typeof sendDigestWork>;

/** Sends pushes to the sleeping devices of users, of each about one notification: ids and numbers alone. */
export const pushWork = z.object({
  type: z.literal('push'),
  to: z.array(
    z.object({
      userId: z.string(),
      /** The notification, and what it was made for. */
      id: z.string(),
      moment: z.number(),
      /** What the user's devices were subscribed under. */
      subscriptionVersion: z.number(),
      /** How many attempts there were. */
      attempt: z.number(),
      /** The devices that are left; left out: all. */
      sessionIds: z.array(z.string()).exactOptional(),
    }),
  ),
});
export type PushWork = z.infer<typeof pushWork>;

/** Has the sleeping devices of a user close what the user has seen elsewhere. */
export const pushClearedWork = z.object({ type: z.literal('push-cleared'), userId: z.string() });
export type PushClearedWork = z.infer<typeof pushClearedWork>;

/** The queued work of notifications. */
export const notificationWork = [
  notifyWork,
  notifyAccountWork,
  planDigestsWork,
  sendDigestWork,
  pushWork,
  pushClearedWork,
] as const;
export type NotificationWork = z.infer<(typeof notificationWork)[number]>;
