import { theseUsers } from './audience.ts';
import type { RealtimeContext } from './context.ts';
import { graceSeconds, type UserPresence } from './model.ts';
import { publish } from './publish.ts';
import { ownView, viewPresence } from './views.ts';

/** Tells a person's watchers how they see them now. Never rejects. */
export async function announce(app: RealtimeContext, presence: UserPresence): Promise<void> {
  try {
    await tellWatchers(app, presence);
  } catch (error) {
    app.log.error({ err: error }, 'a change of presence was not announced');
  }
}

/**
 * A user changed how they want to be seen. Watchers are notified only if they see a difference: that the person is there
 * and does something is their own business. Never rejects.
 */
export async function announceChange(
  app: RealtimeContext,
  before: UserPresence,
  after: UserPresence,
): Promise<void> {
  const differs = before.shown.online !== after.shown.online || before.shown.status !== after.shown.status;
  // who left moments ago still looks online, and the check that waits finds nothing to announce any more
  const leaving = !before.here && !before.secret && isInGrace(before, app.clock.now());
  if (differs || leaving) await announce(app, after);
}

/** Tells a person's own sockets how they are to be seen from now on. Never rejects. */
export async function tellOwnSockets(app: RealtimeContext, presence: UserPresence): Promise<void> {
  const { userId } = presence;
  await publish(app, theseUsers([userId]), {
    type: 'presence:update',
    data: viewPresence(userId, ownView(presence)),
  });
}

async function tellWatchers(app: RealtimeContext, { userId, shown }: UserPresence): Promise<void> {
  const watchers = (await app.watches.watchersOf(userId)).filter((watcher) => watcher !== userId);
  if (watchers.length === 0) return;
  await publish(app, theseUsers(watchers), { type: 'presence:update', data: viewPresence(userId, shown) });
}

/** Whether the last socket closed so lately that it was not announced yet. */
export function isInGrace({ leftAt }: UserPresence, now: number): boolean {
  return leftAt !== null && leftAt > now - graceSeconds * 1000;
}

/** After a socket is gone: if it was the user's last, watchers are notified once the grace period is over. Never rejects. */
export async function noticeLeaving(app: RealtimeContext, presence: UserPresence): Promise<void> {
  const { userId, here, secret, leftAt } = presence;
  if (here || secret || leftAt === null) return;
  try {
    await app.work.add({ type: 'went-offline', userId, leftAt }, graceSeconds);
  } catch (error) {
    app.log.error({ err: error }, 'watchers will not be notified that a user went offline');
  }
}

/**
 * The grace is over: tells watchers, unless the user is back or came and left again since, for which another check
 * comes. Compares what was stored with itself: no two clocks have to agree.
 */
export async function announceOffline(
  app: RealtimeContext,
  { userId, leftAt }: { userId: string; leftAt: number },
): Promise<void> {
  const presence = await app.presence.get(userId);
  if (presence.here || presence.leftAt !== leftAt) return;
  await tellWatchers(app, presence);
}
