import type { SessionEndReason } from '../protocol/index.ts';
import { endSockets } from '../realtime/index.ts';
import type { AccountsContext } from './context.ts';

/** Signs a device out for good: its refresh tokens stop working and its sockets get the reason and are closed. */
export async function endSession(
  context: AccountsContext,
  session: { userId: string; sessionId: string; reason: SessionEndReason },
): Promise<void> {
  // First the session, then its sockets: a socket that opens meanwhile finds the session gone (open-socket.ts).
  await context.accounts.endSession(session.userId, session.sessionId);
  await endSockets(
    context,
    session.userId,
    session.reason,
    (socket) => socket.sessionId === session.sessionId,
  );
}
