import type { App } from '../app.ts';
import { ChatError } from '../platform/errors.ts';
import { limits } from '../protocol/index.ts';
import { endSockets } from './end-sockets.ts';

/** Registers a new socket of a signed-in device. Throws `invalid_token` if the session has ended. */
export async function openSocket(
  app: App,
  { userId, sessionId, connectionId }: { userId: string; sessionId: string; connectionId: string },
): Promise<void> {
  const connectedAt = app.clock.now();
  const { live, stale } = await app.presence.add({ connectionId, userId, sessionId, connectedAt });

  // Registered first, then checked: a sign-out in between finds either the socket or, here, the session gone.
  if (!(await app.accounts.getSession(userId, sessionId))) {
    await app.presence.forget(userId, [connectionId]);
    throw new ChatError('invalid_token', 'This session has ended: sign in again.');
  }

  const others = live.filter((socket) => socket.connectionId !== connectionId);
  const tooMany = others.slice(0, Math.max(0, live.length - limits.socketsPerUser));
  const ending = new Set(tooMany.map((socket) => socket.connectionId));
  if (ending.size > 0) {
    await endSockets(app, userId, 'too_many_sockets', (socket) => ending.has(socket.connectionId));
  }
  await app.presence.forget(
    userId,
    stale.map((socket) => socket.connectionId),
  );
}
