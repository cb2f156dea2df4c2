import type { App } from '../app.ts';
import { noticeLeaving } from './announce.ts';

/** A socket closed: its user was here until now. */
export async function closeSocket(
  app: App,
  { userId, connectionId }: { userId: string; connectionId: string },
) {
  app.metrics.count('SocketsClosed');
  await noticeLeaving(app, await app.presence.leave(userId, [connectionId]));
}
