import type { RealtimeContext } from './context.ts';
import type { Socket } from './model.ts';

/** A sign of life from a socket. Never rejects: one that was not written down is made up for by the next. */
export async function stayAlive(
  context: Pick<RealtimeContext, 'log' | 'presence'>,
  socket: Socket,
): Promise<void> {
  try {
    await context.presence.touch(socket);
  } catch (error) {
    context.log.warn({ err: error, connectionId: socket.connectionId }, 'a sign of life was not stored');
  }
}
