import { limits } from '../protocol/index.ts';
import { isBotId } from '../platform/ids.ts';
import { announce, endSockets, isInGrace, type Socket, type UserPresence } from '../realtime/index.ts';
import type { AccountsContext } from './context.ts';
import type { Source } from './model.ts';
import { permitSession } from './policy.ts';

/** Registers a new socket of a signed-in device, or of a bot. Throws `invalid_token` if the session has ended, `rate_limited`. */
export async function openSocket(
  context: AccountsContext,
  opened: Omit<Socket, 'connectedAt'>,
  from?: Pick<Source, 'language' | 'origin'>,
): Promise<void> {
  const { userId, connectionId } = opened;
  await context.limits.take('connect', userId);
  const connectedAt = context.clock.now();
  const presence = await context.presence.add({ ...opened, connectedAt }, from);
  try {
    // Registered first, then checked: a sign-out in between finds either the socket or, here, the session gone.
    permitSession('openSocket', (await isLive(context, opened)) ? 'live' : 'ended');
    await endSurplus(context, presence, connectionId);
    if (presence.leftovers.length > 0) await context.presence.forget(userId, presence.leftovers);
  } catch (error) {
    await context.presence.forget(userId, [connectionId]);
    throw error;
  }
  context.metrics.count('SocketsOpened');
  const cameOnline = presence.alive.every((id) => id === connectionId);
  // back before going offline was announced: then coming back needs no announcement either
  const seenComing = !presence.secret && !isInGrace(presence, connectedAt);
  if (cameOnline && seenComing) await announce(context, presence);
}

/** Whether what the socket belongs to is still there: a session, or the token of a bot. */
async function isLive(
  { accounts, botTokens }: AccountsContext,
  { userId, sessionId }: Pick<Socket, 'userId' | 'sessionId'>,
): Promise<boolean> {
  if (isBotId(userId)) return botTokens.stands(userId, sessionId);
  return (await accounts.getSession(userId, sessionId)) !== undefined;
}

/** Ends the oldest sockets of the user beyond the limit, never the new one. */
async function endSurplus(
  context: AccountsContext,
  { userId, sockets }: UserPresence,
  newest: string,
): Promise<void> {
  const others = sockets.filter((socket) => socket.connectionId !== newest);
  const surplus = others.slice(0, Math.max(0, sockets.length - limits.socketsPerUser));
  if (surplus.length === 0) return;
  const ending = new Set(surplus.map((socket) => socket.connectionId));
  await endSockets(context, userId, 'too_many_sockets', (socket) => ending.has(socket.connectionId));
}
