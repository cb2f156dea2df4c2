import { epochSeconds } from '../platform/time.ts';
import type { RefreshRequest } from '../protocol/index.ts';
import { recordOwn } from './audit.ts';
import type { AccountsContext } from './context.ts';
import { endSessions } from './end-session.ts';
import type { Caller, Source } from './model.ts';
import { permitSession } from './policy.ts';
import { openRefreshToken } from './refresh-tokens.ts';

/** Ends the caller's session that the refresh token belongs to. Throws `invalid_refresh_token`. */
export async function logout(
  context: AccountsContext,
  caller: Caller,
  source: Source,
  input: RefreshRequest,
): Promise<void> {
  const now = epochSeconds(context.clock.now());
  const { userId, sessionId } = await openRefreshToken(context.secrets, input.refreshToken, now);
  permitSession('signOut', userId === caller.userId ? 'live' : 'foreign');
  await recordOwn(context, source, 'sign-out', userId);
  await endSessions(context, { userId, sessionIds: [sessionId], reason: 'signed_out' });
}
