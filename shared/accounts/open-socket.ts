import { ChatError } from '../platform/errors.ts';
import { limits } from '../protocol/index.ts';
import { announce, endSockets, isInGrace, type UserPresence } from '../realtime/index.ts';
import type { AccountsContext } from './context.ts';

/** Registers a new socket of a signed-in device. Throws `invalid_token` if the session has ended. */
export async function openSocket(
  app: AccountsContext,
  { userId, sessionId, connectionId }: { userId: string; sessionId: string; connectionId: string },
): Promise<void> {
  const connectedAt = app.clock.now();
  const presence = await app.presence.add({ connectionId, userId, sessionId, connectedAt });
  try {
    // Registered first, then checked: a sign-out in between finds either the socket or, here, the session gone.
    if (!(await app.accounts.getSession(userId, sessionId))) {
      throw new ChatError('invalid_token', 'This session has ended. Sign in again.');
    }
    await endSurplus(app, presence, connectionId);
    if (presence.leftovers.length > 0) await app.presence.forget(userId, presence.leftovers);
  } catch (error) {
    await app.presence.forget(userId, [connectionId]);
    throw error;
  }
  app.metrics.count('SocketsOpened');
  const cameOnline = presence.alive.every((id) => id === connectionId);
  // back before going offline was announced: then coming back needs no announcement either
  const seenComing = !presence.secret && !isInGrace(presence, connectedAt);
  if (cameOnline && seenComing) await announce(app, presence);
}

/** Ends the oldest sockets of the user beyond the limit, never the new one. */
async function endSurplus(
  app: AccountsContext,
  { userId, sockets }: UserPresence,
  newest: string,
): Promise<void> {
  const others = sockets.filter((socket) => socket.connectionId !== newest);
  const surplus = others.slice(0, Math.max(0, sockets.length - limits.socketsPerUser));
  if (surplus.length === 0) return;
  const ending = new Set(surplus.map((socket) => socket.connectionId));
  await endSockets(app, userId, 'too_many_sockets', (socket) => ending.has(socket.connectionId));
}
