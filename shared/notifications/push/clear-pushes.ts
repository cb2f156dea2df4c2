import { limits } from '../../protocol/index.ts';
import type { NotificationsContext } from '../context.ts';
import type { FoundNotification } from '../model.ts';
import type { PushClearedWork } from '../work.ts';
import { settleDevices, sleepingDevices } from './devices.ts';
import { topicOf, ttlSeconds } from './send-push.ts';

/** What is read within this goes out together: browsers count pushes that show nothing. */
const gatheredSeconds = 3;

/** Has devices that sleep close what was pushed to them, soon. Takes nothing where nothing was pushed. Never rejects. */
export async function clearPushes(
  context: NotificationsContext,
  userId: string,
  cleared: readonly FoundNotification[],
): Promise<void> {
  const { clock, log, notifications, work } = context;
  const ids = cleared
    .filter(({ pushingAt, pushed }) => (pushingAt ?? pushed) !== undefined)
    .map(({ id }) => id);
  if (ids.length === 0) return;
  try {
    const isFirst = await notifications.notePushesCleared(userId, ids, clock.now());
    if (isFirst) await work.add({ type: 'push-cleared', userId }, gatheredSeconds);
  } catch (error) {
    log.warn({ err: error, userId }, 'pushes were not cleared');
  }
}

/**
 * Has a user's devices that sleep close what the user has seen elsewhere. Each id goes out once, at most; what waits again meanwhile
 * is left out, as it was shown anew.
 */
export async function sendCleared(context: NotificationsContext, { userId }: PushClearedWork): Promise<void> {
  const { clock, notifications, pushSender, secrets } = context;
  const [noted, waiting, { devices }] = await Promise.all([
    notifications.clearedPushes(userId),
    notifications.all(userId, clock.now()),
    sleepingDevices(context, userId),
  ]);
  const waitingIds = new Set(waiting.map(({ id }) => id));
  const some = noted.slice(0, limits.pushedIds);
  const ids = some.filter((id) => !waitingIds.has(id));
  const [first] = ids;
  if (first !== undefined && devices.length > 0) {
    const push = {
      payload: { type: 'cleared', recipientId: userId, ids, unreadCount: waiting.length },
      // it takes the place of what the service has not delivered yet
      topic: await topicOf({ secrets }, userId, first),
      urgency: 'low',
      ttlSeconds,
    } as const;
    const outcomes = await pushSender.send(devices.map(({ address }) => ({ ...push, address })));
    await settleDevices(context, userId, devices, outcomes);
  }
  const isMore = await notifications.forgetClearedPushes(userId, some);
  if (isMore) await context.work.add({ type: 'push-cleared', userId }, gatheredSeconds);
}
