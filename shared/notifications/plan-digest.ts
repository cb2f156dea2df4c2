import { createHash } from 'node:crypto';
import { directConversationId } from '../platform/ids.ts';
import { wakeAt } from '../platform/wake.ts';
import type { NotificationsContext } from './context.ts';
import { isMailed } from './decide.ts';
import {
  digestOverdue,
  digestPause,
  digestWaits,
  type FoundNotification,
  type StoredDigest,
} from './model.ts';
import type { PlanDigestsWork } from './work.ts';

/** Each time has a timer of its own: of two that plan a digest at once one is right, and its timer must stay. */
const timerName = (userId: string, due: number): string =>
  `digest-${createHash('sha256').update(userId).digest('base64url').slice(0, 22)}-${due.toString(36)}`;

/** A timer must not go off before the plan is stored that it is for. */
const leastAhead = 60_000;

/** Plans digests for users who are away and have just been notified. It may be done again. */
export async function planDigests(
  context: NotificationsContext,
  { userIds }: PlanDigestsWork,
): Promise<void> {
  await Promise.all(userIds.map((userId) => planDigest(context, userId, context.clock.now())));
}

/** A user left at `leftAt`: plans a digest where something waits for them that belongs into one. It may be done again. */
export async function planDigestAfterLeaving(
  context: NotificationsContext,
  { userId, leftAt }: { userId: string; leftAt: number },
): Promise<void> {
  if (context.config.digests === 'off') return;
  const some = await context.notifications.someOf(userId, context.clock.now());
  if (some.some((one) => belongsInDigest(userId, one))) await planDigest(context, userId, leftAt);
}

/** Whether a digest to its user tells of it. */
export const belongsInDigest = (userId: string, one: FoundNotification): boolean =>
  isMailed(one.kind, isInDirect(userId, one));

/** Whether it happened in the direct conversation of its user with who caused it. */
export const isInDirect = (userId: string, { conversationId, actorId }: FoundNotification): boolean =>
  actorId !== undefined && conversationId === directConversationId(actorId, userId);

/** `since`: from when on the user is away. */
async function planDigest(context: NotificationsContext, userId: string, since: number): Promise<void> {
  const { clock, notifications } = context;
  const { settings, digest } = await notifications.digestOf(userId);
  if (settings.digest === null || settings.digest === 'off') return;
  const now = clock.now();
  if (isPlanned(digest, now)) return;
  await haveDigestDue(context, userId, Math.max(since + digestWaits[settings.digest], pauseEnd(digest)));
}

/** Whether one is planned whose timer can still be on its way. */
const isPlanned = ({ digestDue }: StoredDigest, now: number): boolean =>
  digestDue !== undefined && digestDue >= now - digestOverdue;

/** Before this no further digest is mailed. */
export const pauseEnd = ({ digestMailed = 0 }: StoredDigest): number => digestMailed + digestPause;

/** Has a digest looked at when its time comes, or in a minute if that is later, unless one is planned already. */
export async function haveDigestDue(
  context: NotificationsContext,
  userId: string,
  time: number,
): Promise<void> {
  const { clock, notifications } = context;
  const due = Math.max(time, clock.now() + leastAhead);
  // a timer without a plan goes off for nothing, a plan without a timer would keep others away
  await wakeForDigest(context, userId, due);
  await notifications.planDigest(userId, due, clock.now());
}

export const wakeForDigest = (context: NotificationsContext, userId: string, due: number): Promise<void> =>
  wakeAt(context, timerName(userId, due), due, { type: 'send-digest', userId });
