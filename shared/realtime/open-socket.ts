import type { App } from '../app.ts';
import { ChatError } from '../platform/errors.ts';
import { limits } from '../protocol/index.ts';
import { endSockets } from './end-sockets.ts';
import type { Socket } from './model.ts';

/** Registers a new socket of a signed-in device. Throws `invalid_token` if the session has ended. */
export async function openSocket(
  app: App,
  { userId, sessionId, connectionId }: { userId: string; sessionId: string; connectionId: string },
): Promise<void> {
  const connectedAt = app.clock.now();
  const { live, stale } = await app.presence.add({ connectionId, userId, sessionId, connectedAt });
  try {
    // Registered first, then checked: a sign-out in between finds either the socket or, here, the session gone.
    if (!(await app.accounts.getSession(userId, sessionId))) {
      throw new ChatError('invalid_token', 'This session has ended: sign in again.');
    }
    await endSurplus(app, userId, connectionId, live);
    await app.presence.forget(
      userId,
      stale.map((socket) => socket.connectionId),
    );
  } catch (error) {
    await app.presence.forget(userId, [connectionId]);
    throw error;
  }
}

/** Ends the oldest sockets of the user beyond the limit, never the new one. */
async function endSurplus(app: App, userId: string, newest: string, live: readonly Socket[]): Promise<void> {
  const others = live.filter((socket) => socket.connectionId !== newest);
  const surplus = others.slice(0, Math.max(0, live.length - limits.socketsPerUser));
  if (surplus.length === 0) return;
  const ending = new Set(surplus.map((socket) => socket.connectionId));
  await endSockets(app, userId, 'too_many_sockets', (socket) => ending.has(socket.connectionId));
}
