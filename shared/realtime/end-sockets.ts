import type { SessionEndReason } from '../protocol/index.ts';
import { noticeLeaving } from './announce.ts';
import type { RealtimeContext } from './context.ts';
import type { Socket } from './model.ts';

/** Tells these sockets of a user why they end, closes them and forgets them. A socket that fails to close is logged. */
export async function endSockets(
  context: RealtimeContext,
  userId: string,
  reason: SessionEndReason,
  which: (socket: Socket) => boolean,
): Promise<void> {
  const ending = (await context.presence.socketsOf([userId])).filter(which);
  const frame = JSON.stringify({ type: 'session:ended', data: { reason } });
  await Promise.all(
    ending.map(async ({ connectionId }) => {
      try {
        await context.sockets.post(connectionId, frame);
        await context.sockets.close(connectionId);
      } catch (error) {
        context.log.warn({ err: error, connectionId }, 'a socket was not closed');
      }
    }),
  );
  if (ending.length === 0) return;
  const presence = await context.presence.leave(
    userId,
    ending.map(({ connectionId }) => connectionId),
  );
  await noticeLeaving(context, presence);
}
