import type { App } from '../app.ts';
import { wireTime } from '../platform/time.ts';
import type { AckData } from '../protocol/index.ts';

/** From now on pushes the presence of these people, and nobody else's, to the watcher; returns it as it is. */
export async function watchPresence(
  app: App,
  watcher: { userId: string; connectionId: string },
  userIds: readonly string[],
): Promise<AckData<'presence:watch'>> {
  const watched = [...new Set(userIds)];
  const { sockets } = await app.presence.get(watcher.userId);
  const live = sockets.map(({ connectionId }) => connectionId);
  await app.watches.replace(watcher.userId, watcher.connectionId, watched, live);
  // read after the watch is in place: a change in between is pushed, told here, or both
  const presences = await app.presence.ofMany(watched, {});
  return {
    users: watched.map((userId) => {
      const { online, lastOnline } = presences.get(userId) ?? app.presence.nowhere;
      return { userId, online, lastOnline: lastOnline === null ? null : wireTime(lastOnline) };
    }),
  };
}
