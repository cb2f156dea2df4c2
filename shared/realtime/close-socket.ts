import { noticeLeaving } from './announce.ts';
import type { RealtimeContext } from './context.ts';

/** A socket closed: its user was here until now. */
export async function closeSocket(
  context: RealtimeContext,
  { userId, connectionId }: { userId: string; connectionId: string },
) {
  context.metrics.count('SocketsClosed');
  await noticeLeaving(context, await context.presence.leave(userId, [connectionId]));
}
