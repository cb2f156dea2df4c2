import type { AckData } from '../protocol/index.ts';
import type { RealtimeContext } from './context.ts';
import { ownView, viewPresence } from './views.ts';

/** From now on pushes the presence of these people, and of no others, to the watcher; returns it as it is. */
export async function watchPresence(
  context: Pick<RealtimeContext, 'presence' | 'watches'>,
  watcher: { userId: string; connectionId: string },
  userIds: readonly string[],
): Promise<AckData<'presence:watch'>> {
  const watched = [...new Set(userIds)];
  await context.watches.replace(watcher.userId, watcher.connectionId, watched, async () => {
    const { sockets } = await context.presence.get(watcher.userId);
    return sockets.map(({ connectionId }) => connectionId);
  });
  // read after the watch is in place: a change in between is pushed, returned here, or both
  const [presences, own] = await Promise.all([
    context.presence.ofMany(
      watched.filter((userId) => userId !== watcher.userId),
      {},
    ),
    watched.includes(watcher.userId) ? context.presence.get(watcher.userId) : undefined,
  ]);
  return {
    users: watched.map((userId) =>
      viewPresence(
        userId,
        own?.userId === userId ? ownView(own) : (presences.get(userId) ?? context.presence.nowhere),
      ),
    ),
  };
}
