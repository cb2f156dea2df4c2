import { theseUsers } from './audience.ts';
import type { RealtimeContext } from './context.ts';
import { graceSeconds, type UserPresence } from './model.ts';
import { publish } from './publish.ts';
import { ownView, viewPresence } from './views.ts';

/** Tells a person's watchers how they see them now. Never rejects. */
export async function announce(context: RealtimeContext, presence: UserPresence): Promise<void> {
  try {
    await tellWatchers(context, presence);
  } catch (error) {
    context.log.error({ err: error }, 'a change of presence was not announced');
  }
}

/**
 * A user changed how they want to be seen. Watchers are notified only if they see a difference: that the person is there
 * and does something is their own business. Never rejects.
 */
export async function announceChange(
  context: RealtimeContext,
  before: UserPresence,
  after: UserPresence,
): Promise<void> {
  const differs = before.shown.online !== after.shown.online || before.shown.status !== after.shown.status;
  // who left moments ago still looks online, and the check that waits finds nothing to announce any more
  const leaving = !before.here && !before.secret && isInGrace(before, context.clock.now());
  if (differs || leaving) await announce(context, after);
}

/** Tells a person's own sockets how they are to be seen from now on. Never rejects. */
export async function tellOwnSockets(context: RealtimeContext, presence: UserPresence): Promise<void> {
  const { userId } = presence;
  await publish(context, theseUsers([userId]), {
    type: 'presence:update',
    data: viewPresence(userId, ownView(presence)),
  });
}

async function tellWatchers(context: RealtimeContext, { userId, shown }: UserPresence): Promise<void> {
  const watchers = (await context.watches.watchersOf(userId)).filter((watcher) => watcher !== userId);
  if (watchers.length === 0) return;
  await publish(context, theseUsers(watchers), {
    type: 'presence:update',
    data: viewPresence(userId, shown),
  });
}

/** Whether the last socket closed so lately that it was not announced yet. */
export function isInGrace({ leftAt }: UserPresence, now: number): boolean {
  return leftAt !== null && leftAt > now - graceSeconds * 1000;
}

/** After a socket is gone: if it was the user's last, watchers are notified once the grace period is over. Never rejects. */
export async function noticeLeaving(context: RealtimeContext, presence: UserPresence): Promise<void> {
  const { userId, here, secret, leftAt } = presence;
  if (here || secret || leftAt === null) return;
  try {
    await context.work.add({ type: 'went-offline', userId, leftAt }, graceSeconds);
  } catch (error) {
    context.log.error({ err: error }, 'watchers will not be notified that a user went offline');
  }
}

/**
 * The grace is over: tells watchers, unless the user is back or came and left again since, for which another check
 * comes. Compares what was stored with itself: no two clocks have to agree.
 */
export async function announceOffline(
  context: RealtimeContext,
  { userId, leftAt }: { userId: string; leftAt: number },
): Promise<void> {
  const presence = await context.presence.get(userId);
  if (presence.here || presence.leftAt !== leftAt) return;
  await tellWatchers(context, presence);
}
