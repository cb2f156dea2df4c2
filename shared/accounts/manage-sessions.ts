import { wireTime } from '../platform/time.ts';
import type { SessionList } from '../protocol/index.ts';
import { auditSource } from './audit.ts';
import type { AccountsContext } from './context.ts';
import { endAllSessions, endSessions } from './end-session.ts';
import type { Account, Caller, Session, Source } from './model.ts';
import { ownAccount } from './own-account.ts';
import { permitSession } from './policy.ts';
import { isLive } from './sessions.ts';

/** The caller's sessions that still stand, the one used last first. */
export async function listSessions(context: AccountsContext, caller: Caller): Promise<SessionList> {
  const sessions = await standingSessions(context, await ownAccount(context, caller));
  return {
    items: sessions.map((session) => ({ ...session, current: session.id === caller.sessionId })),
    nextCursor: null,
  };
}

/** The sessions of an account that still stand, the one used last first. */
export async function standingSessions(
  context: AccountsContext,
  account: Account,
): Promise<Omit<SessionList['items'][number], 'current'>[]> {
  const [sessions, presence] = await Promise.all([
    liveSessions(context, account),
    context.presence.get(account.id),
  ]);
  const connected = new Set(presence.sockets.map(({ sessionId }) => sessionId));
  const lastUsed = ({ createdAt, rotatedAt }: Session) => Math.max(createdAt, rotatedAt);
  return sessions
    .toSorted((a, b) => lastUsed(b) - lastUsed(a))
    .map((session) => ({
      id: session.id,
      device: session.device,
      connected: connected.has(session.id),
      createdAt: wireTime(session.createdAt),
      lastUsedAt: wireTime(lastUsed(session)),
    }));
}

/** Signs one of the caller's devices out. Throws `session_not_found`. */
export async function endOwnSession(
  context: AccountsContext,
  caller: Caller,
  source: Source,
  sessionId: string,
): Promise<void> {
  const sessions = await liveSessions(context, await ownAccount(context, caller));
  permitSession('manage', sessions.some(({ id }) => id === sessionId) ? 'live' : 'ended');
  await recordEnd(context, caller, source, 'one');
  await endSessions(context, { userId: caller.userId, sessionIds: [sessionId], reason: 'session_revoked' });
}

/** Signs all of the caller's devices out, or all others. */
export async function endOwnSessions(
  context: AccountsContext,
  caller: Caller,
  source: Source,
  { exceptCurrent }: { exceptCurrent: boolean },
): Promise<void> {
  const { userId, sessionId } = caller;
  await recordEnd(context, caller, source, exceptCurrent ? 'others' : 'all');
  await endAllSessions(context, {
    userId,
    reason: 'session_revoked',
    keep: exceptCurrent ? sessionId : undefined,
  });
}

const recordEnd = (
  { audit }: Pick<AccountsContext, 'audit'>,
  { userId }: Caller,
  source: Source,
  which: 'one' | 'others' | 'all',
): Promise<void> =>
  audit.record({
    action: 'end-sessions',
    actor: userId,
    subject: userId,
    outcome: 'done',
    source: auditSource(source),
    detail: { which },
  });

async function liveSessions(context: AccountsContext, account: Account): Promise<Session[]> {
  const sessions = await context.accounts.sessionsOf(account.id);
  return sessions.filter((session) => isLive(context, account, session));
}
