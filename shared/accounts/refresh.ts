import type { App } from '../app.ts';
import { ChatError } from '../platform/errors.ts';
import { epochSeconds } from '../platform/time.ts';
import type { RefreshRequest, TokenReply } from '../protocol/index.ts';
import { endSession } from './end-session.ts';
import { openRefreshToken } from './refresh-tokens.ts';
import { issueTokens, refreshExpiry } from './sessions.ts';

/**
 * Trades a refresh token for fresh tokens. Each works once: a second use means that somebody else holds a copy, so it
 * ends the session for both. Throws `invalid_refresh_token` or `refresh_token_reused`.
 */
export async function refresh(app: App, input: RefreshRequest): Promise<TokenReply> {
  const now = epochSeconds(app.clock.now());
  const { userId, sessionId, generation } = await openRefreshToken(app.secrets, input.refreshToken, now);
  const expiresAt = refreshExpiry(app);
  const outcome = await app.accounts.rotate(userId, sessionId, generation, expiresAt);
  if (outcome === 'used') {
    await endSession(app, { userId, sessionId, reason: 'session_revoked' });
    throw new ChatError('refresh_token_reused', 'This refresh token was used before: the session has ended.');
  }
  const account = outcome === 'rotated' ? await app.accounts.get(userId) : undefined;
  if (!account) throw new ChatError('invalid_refresh_token', 'This session has ended: sign in again.');
  return issueTokens(app, account, { id: sessionId, userId, generation: generation + 1, expiresAt });
}
