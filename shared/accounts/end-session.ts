import type { SessionEndReason } from '../protocol/index.ts';
import { endSockets } from '../realtime/index.ts';
import type { AccountsContext } from './context.ts';

/** Sessions of one user, and why they end. */
export interface EndingSessions {
  userId: string;
  sessionIds: readonly string[];
  reason: SessionEndReason;
}

/**
 * Signs devices out for good: their refresh tokens stop working, their access tokens are refused within 2 seconds, and their
 * sockets get the reason and are closed.
 */
export async function endSessions(
  context: AccountsContext,
  { userId, sessionIds, reason }: EndingSessions,
): Promise<void> {
  if (sessionIds.length === 0) return;
  // First the sessions, then their sockets: a socket that opens meanwhile finds the session gone (open-socket.ts). Access
  // tokens in between, so that a call that failed before can be repeated with one.
  await context.accounts.endSessions(userId, sessionIds);
  await context.revocations.revoke(sessionIds);
  const ending = new Set(sessionIds);
  await endSockets(context, userId, reason, (socket) => ending.has(socket.sessionId));
}

/** The same for every session of a user but `keep`. */
export async function endAllSessions(
  context: AccountsContext,
  { userId, reason, keep }: { userId: string; reason: SessionEndReason; keep?: string | undefined },
): Promise<void> {
  const sessions = await context.accounts.sessionsOf(userId);
  const sessionIds = sessions.map(({ id }) => id).filter((id) => id !== keep);
  await endSessions(context, { userId, sessionIds, reason });
}
