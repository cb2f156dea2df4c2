import { unauthenticated } from '../platform/audit/actions.ts';
import { epochSeconds } from '../platform/time.ts';
import type { RefreshRequest, TokenReply } from '../protocol/index.ts';
import { auditSource } from './audit.ts';
import type { AccountsContext } from './context.ts';
import { endSessions } from './end-session.ts';
import type { Source } from './model.ts';
import { permitSession, refuseSession, standingAfterTrade } from './policy.ts';
import { openRefreshToken } from './refresh-tokens.ts';
import { issueTokens, refreshExpiry } from './sessions.ts';

/**
 * Trades a refresh token for fresh tokens. Each works once; the one traded last is answered with the same refresh token
 * for 30 seconds more, as the first reply may be lost. Any other second use means that there are two copies, so it ends
 * the session for both. Throws `invalid_refresh_token`, `refresh_token_reused` or `rate_limited`.
 */
export async function refresh(
  context: AccountsContext,
  source: Source,
  input: RefreshRequest,
): Promise<TokenReply> {
  const now = context.clock.now();
  const token = await openRefreshToken(context.secrets, input.refreshToken, epochSeconds(now));
  const { userId, sessionId } = token;
  await context.limits.take('refresh', sessionId);
  const session = await context.accounts.rotate(token, { rotatedAt: now, expiresAt: refreshExpiry(context) });
  const standing = standingAfterTrade(session, token.generation, now);
  if (standing === 'reused') {
    await context.audit.record({
      action: 'end-sessions',
      actor: unauthenticated,
      subject: userId,
      outcome: 'done',
      source: auditSource(source),
      detail: { which: 'reused-token' },
    });
    await endSessions(context, { userId, sessionIds: [sessionId], reason: 'session_revoked' });
  }
  permitSession('refresh', standing);
  const account = session && (await context.accounts.get(userId));
  if (!account) refuseSession('refresh', 'ended');
  // all sessions ended at once, and this one was not removed yet
  if (account.sessionEpoch !== session.epoch) refuseSession('refresh', 'ended');
  return issueTokens(context, account, session);
}
