import { directConversationId } from '../../platform/ids.ts';
import type { Push, PushOutcome } from '../../platform/ports.ts';
import type { Notification } from '../../protocol/index.ts';
import type { NotificationsContext } from '../context.ts';
import type { FoundNotification } from '../model.ts';
import { isQuiet } from '../../protocol/quiet-hours.ts';
import type { PushWork } from '../work.ts';
import { viewNotifications } from '../views.ts';
import { settleDevices, sleepingDevices, type Device } from './devices.ts';
import { newPush } from './payload.ts';

/** How long a push is news: so long services try to deliver it, and so long it is handed to them again. */
export const ttlSeconds = 24 * 3600;
/** A user's pushes are sent by one delivery of the work at a time; after this it has died. */
const leaseMilliseconds = 60_000;
/** The longest that the queue holds work back. */
const mostDelaySeconds = 900;

type One = PushWork['to'][number];

/**
 * Sends pushes to the devices of users that sleep, and hands those that a service could not take to the queue again. Whether there is
 * something to say is decided here: what was read meanwhile is not sent. It may be done again: a push goes out once.
 */
export async function sendPushes(context: NotificationsContext, { to }: PushWork): Promise<void> {
  const outcomes = await Promise.allSettled(to.map((one) => pushTo(context, one)));
  const failures = outcomes.flatMap((outcome): unknown[] =>
    outcome.status === 'rejected' ? [outcome.reason] : [],
  );
  // those that were reached are not reached again by the next attempt
  if (failures.length > 0) throw new AggregateError(failures, 'pushes failed');
}

async function pushTo(context: NotificationsContext, one: One): Promise<void> {
  const { clock, notifications, pushSender } = context;
  const { userId, id, moment, attempt, sessionIds } = one;
  const { devices: asleep, anySubscribed } = await sleepingDevices(context, userId);
  if (!anySubscribed) await notifications.noteNoSubscription(userId, one.subscriptionVersion);
  const devices = sessionIds ? asleep.filter(({ sessionId }) => sessionIds.includes(sessionId)) : asleep;
  if (devices.length === 0) return;
  const now = clock.now();
  const begun = await notifications.beginPush(
    userId,
    { id, moment },
    { attempt, now, until: now - leaseMilliseconds },
  );
  if (begun === 'over') return;
  if (begun === 'under-way') {
    await context.work.add({ type: 'push', to: [one] }, leaseMilliseconds / 1000);
    return;
  }
  const push = await pushOf(context, userId, begun);
  if (!push) {
    await notifications.endPush(userId, { id, moment }, undefined);
    return;
  }
  const outcomes = await pushSender.send(devices.map(({ address }) => ({ ...push, address })));
  // before it is noted as done: what comes after may not be lost
  await retryLater(context, one, { devices, outcomes, at: begun.at });
  await notifications.endPush(userId, { id, moment }, attempt);
  await settleDevices(context, userId, devices, outcomes);
}

/** What there is to say of a notification now, and how urgent it is. `undefined`: nothing. */
async function pushOf(
  context: NotificationsContext,
  userId: string,
  found: FoundNotification,
): Promise<Omit<Push, 'address'> | undefined> {
  const { clock, conversations, notifications, secrets } = context;
  const { conversationId } = found;
  const [settings, waiting, standings] = await Promise.all([
    notifications.settings(userId),
    notifications.all(userId, clock.now()),
    conversationId === undefined ? [] : conversations.standings([conversationId], userId),
  ]);
  if (settings.quietHours !== null && isQuiet(settings.quietHours, clock.now())) return undefined;
  const places = new Map(standings.map((standing) => [standing.head.id, standing]));
  const views = await viewNotifications(context, userId, [found], places, settings.preview);
  const notification = views.get(found.id);
  const remainingMs = found.at + ttlSeconds * 1000 - clock.now();
  if (!notification || remainingMs <= 0) return undefined;
  return {
    payload: newPush({ notification, settings, recipientId: userId, unreadCount: waiting.length }),
    topic: await topicOf({ secrets }, userId, found.id),
    urgency: isUrgent(notification, userId) ? 'high' : 'normal',
    ttlSeconds: Math.ceil(remainingMs / 1000),
  };
}

/** The same of a notification as long as it waits, and nothing that a service could tell it by. */
export const topicOf = async (
  { secrets }: Pick<NotificationsContext, 'secrets'>,
  userId: string,
  id: string,
): Promise<string> => (await secrets.mac('push-topic', `${userId} ${id}`)).slice(0, 32);

/** What is said to one user, and what is about their account, wakes a phone that saves power. */
const isUrgent = ({ kind, conversationId, userId }: Notification, recipientId: string): boolean =>
  kind === 'mention' ||
  conversationId === undefined ||
  (userId !== undefined && conversationId === directConversationId(userId, recipientId));

/** Hands the devices that may be reached later to the queue again, as long as it is news. */
async function retryLater(
  context: NotificationsContext,
  one: One,
  { devices, outcomes, at }: { devices: readonly Device[]; outcomes: readonly PushOutcome[]; at: number },
): Promise<void> {
  const failed = devices.flatMap((device, index) => {
    const outcome = outcomes[index];
    return typeof outcome === 'object' ? [{ ...device, ...outcome }] : [];
  });
  if (failed.length === 0) return;
  const asked = Math.max(...failed.map(({ retryAfterSeconds = 0 }) => retryAfterSeconds));
  const delay = Math.min(Math.max(asked, backoffSeconds(one.attempt)), mostDelaySeconds);
  const isNews = context.clock.now() + delay * 1000 < at + ttlSeconds * 1000;
  if (!isNews) {
    context.log.warn({ userId: one.userId, devices: failed.length }, 'pushes were given up');
    return;
  }
  const sessionIds = failed.map(({ sessionId }) => sessionId);
  await context.work.add({ type: 'push', to: [{ ...one, attempt: one.attempt + 1, sessionIds }] }, delay);
}

/** 10 s, 30 s, 90 s, … up to what the queue can. */
const backoffSeconds = (attempt: number): number => Math.min(10 * 3 ** attempt, mostDelaySeconds);
