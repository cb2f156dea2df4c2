import { ChatError } from '../platform/errors.ts';
import { epochSeconds } from '../platform/time.ts';
import type { RefreshRequest } from '../protocol/index.ts';
import type { AccountsContext } from './context.ts';
import { endSession } from './end-session.ts';
import type { Caller } from './model.ts';
import { openRefreshToken } from './refresh-tokens.ts';

/** Ends the caller's session that the refresh token belongs to. Throws `invalid_refresh_token`. */
export async function logout(app: AccountsContext, caller: Caller, input: RefreshRequest): Promise<void> {
  const now = epochSeconds(app.clock.now());
  const { userId, sessionId } = await openRefreshToken(app.secrets, input.refreshToken, now);
  if (userId !== caller.userId) {
    throw new ChatError('invalid_refresh_token', 'The refresh token belongs to another user.');
  }
  await endSession(app, { userId, sessionId, reason: 'signed_out' });
}
