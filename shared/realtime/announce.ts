import { theseUsers } from './audience.ts';
import type { RealtimeContext } from './context.ts';
import { graceSeconds, type GuardedPresence, type Presence, type UserPresence } from './model.ts';
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
 * A user changed how they want to be seen, or by whom. Watchers are notified only if they see a difference: that the person
 * is there and does something is their own business. Never rejects.
 */
export async function announceChange(
  context: RealtimeContext,
  before: UserPresence,
  after: UserPresence,
): Promise<void> {
  // who left moments ago still looks online, and the check that waits finds nothing to announce any more
  const leaving = !before.here && !before.secret && isInGrace(before, context.clock.now());
  if (!leaving && before.audience === after.audience && !differ(before.shown, after.shown)) return;
  try {
    const { userId } = after;
    const watchers = await watchersOf(context, userId);
    const [saw, sees] = await Promise.all([
      context.sight.viewersOf(before, watchers),
      context.sight.viewersOf(after, watchers),
    ]);
    const { nowhere } = context.presence;
    const noticing = watchers.filter((watcher) => {
      const was = saw.has(watcher) ? before.shown : nowhere;
      return differ(was, sees.has(watcher) ? after.shown : nowhere) || (leaving && saw.has(watcher));
    });
    await Promise.all([
      push(
        context,
        noticing.filter((watcher) => sees.has(watcher)),
        userId,
        after.shown,
      ),
      push(
        context,
        noticing.filter((watcher) => !sees.has(watcher)),
        userId,
        nowhere,
      ),
    ]);
  } catch (error) {
    context.log.error({ err: error }, 'a change of presence was not announced');
  }
}

/**
 * A viewer may see a user's presence from now on, or no longer: shows it, or that user offline, if the viewer watches and
 * that makes a difference. Never rejects.
 */
export async function announceBetween(
  context: RealtimeContext,
  { userId, shown }: GuardedPresence,
  viewerId: string,
  { saw, sees }: { saw: boolean; sees: boolean },
): Promise<void> {
  const { nowhere } = context.presence;
  const now = sees ? shown : nowhere;
  if (!differ(saw ? shown : nowhere, now)) return;
  try {
    if (await context.watches.isWatcher(userId, viewerId)) await push(context, [viewerId], userId, now);
  } catch (error) {
    context.log.error({ err: error }, 'a change of presence was not announced');
  }
}

const differ = (before: Presence, after: Presence): boolean =>
  before.online !== after.online || before.status !== after.status;

/** Tells a person's own sockets how they are to be seen from now on. Never rejects. */
export async function tellOwnSockets(context: RealtimeContext, presence: UserPresence): Promise<void> {
  const { userId } = presence;
  await publish(context, theseUsers([userId]), {
    type: 'presence:update',
    data: viewPresence(userId, ownView(presence)),
  });
}

async function tellWatchers(context: RealtimeContext, presence: UserPresence): Promise<void> {
  const { userId, shown } = presence;
  const sees = await context.sight.viewersOf(presence, await watchersOf(context, userId));
  await push(context, [...sees], userId, shown);
}

const watchersOf = async (context: RealtimeContext, userId: string): Promise<string[]> =>
  (await context.watches.watchersOf(userId)).filter((watcher) => watcher !== userId);

async function push(
  context: RealtimeContext,
  viewers: readonly string[],
  userId: string,
  presence: Presence,
): Promise<void> {
  if (viewers.length === 0) return;
  await publish(context, theseUsers(viewers), {
    type: 'presence:update',
    data: viewPresence(userId, presence),
  });
}

/** Whether the last socket closed so lately that it was not announced yet. */
export function isInGrace({ leftAt }: UserPresence, now: number): boolean {
  return leftAt !== null && leftAt > now - graceSeconds * 1000;
}

/** After a socket is gone: if it was the user's last, that is looked at once the grace period is over. Never rejects. */
export async function noticeLeaving(context: RealtimeContext, presence: UserPresence): Promise<void> {
  const { userId, here, leftAt } = presence;
  if (here || leftAt === null) return;
  try {
    await context.work.add({ type: 'went-offline', userId, leftAt }, graceSeconds);
  } catch (error) {
    context.log.error({ err: error }, 'what follows when a user goes offline will not happen');
  }
}

/**
 * The grace is over: tells watchers who may know, unless the user is back or came and left again since, for which another
 * check comes. Compares what was stored with itself: no two clocks have to agree. Returns whether the user is away.
 */
export async function announceOffline(
  context: RealtimeContext,
  { userId, leftAt }: { userId: string; leftAt: number },
): Promise<boolean> {
  const presence = await context.presence.get(userId);
  if (presence.here || presence.leftAt !== leftAt) return false;
  if (!presence.secret) await tellWatchers(context, presence);
  return true;
}
