import type { AckData } from '../protocol/index.ts';
import type { RealtimeContext } from './context.ts';
import { permitPresence, presencePolicy, presenceSeenBy, viewerOf } from './policy.ts';
import { ownView, viewPresence } from './views.ts';

/**
 * From now on pushes the presence of these users, and of no others, to the watcher; returns it as it is. Throws the error
 * with which the policy refuses to watch one of them, or `rate_limited`.
 */
export async function watchPresence(
  context: Pick<RealtimeContext, 'limits' | 'presence' | 'sight' | 'watches'>,
  watcher: { userId: string; connectionId: string },
  userIds: readonly string[],
): Promise<AckData<'presence:watch'>> {
  await context.limits.take('watchPresence', watcher.userId);
  const watched = [...new Set(userIds)];
  for (const userId of watched) permitPresence(presencePolicy, 'watch', viewerOf(userId, watcher.userId));
  await context.watches.replace(watcher.userId, watcher.connectionId, watched, async () => {
    const { sockets } = await context.presence.get(watcher.userId);
    return sockets.map(({ connectionId }) => connectionId);
  });
  const seesAllOf = (userId: string) => presenceSeenBy[viewerOf(userId, watcher.userId)] === 'all';
  // read after the watch is in place: a change in between is pushed, returned here, or both
  const [shown, all] = await Promise.all([
    context.presence.ofMany(
      watched.filter((userId) => !seesAllOf(userId)),
      {},
    ),
    Promise.all(watched.filter(seesAllOf).map((userId) => context.presence.get(userId))),
  ]);
  const whole = new Map(all.map((presence) => [presence.userId, ownView(presence)]));
  const seen = await context.sight.seenBy(watcher.userId, [...shown.values()]);
  const seenOf = (userId: string) => (seen.has(userId) ? shown.get(userId)?.shown : undefined);
  return {
    users: watched.map((userId) =>
      viewPresence(userId, whole.get(userId) ?? seenOf(userId) ?? context.presence.nowhere),
    ),
  };
}
