import { noticeLeaving } from './announce.ts';
import type { RealtimeContext } from './context.ts';

/** A socket closed: its user was here until now. */
export async function closeSocket(
  app: RealtimeContext,
  { userId, connectionId }: { userId: string; connectionId: string },
) {
  app.metrics.count('SocketsClosed');
  await noticeLeaving(app, await app.presence.leave(userId, [connectionId]));
}
