import { newId } from '../platform/ids.ts';
import { epochSeconds } from '../platform/time.ts';
import type { TokenReply } from '../protocol/index.ts';
import type { AccountsContext } from './context.ts';
import type { Account, Session } from './model.ts';
import { sealRefreshToken } from './refresh-tokens.ts';

/** A session for a device that signs in now, not stored yet. */
export function newSession(
  app: Pick<AccountsContext, 'clock' | 'config' | 'random'>,
  userId: string,
): Session {
  const now = app.clock.now();
  return {
    id: newId(app.random, 'ses'),
    userId,
    generation: 0,
    rotatedAt: 0,
    createdAt: now,
    expiresAt: refreshExpiry(app),
  };
}

/** When a refresh token issued now stops working, in epoch seconds. */
export function refreshExpiry(app: Pick<AccountsContext, 'clock' | 'config'>): number {
  return epochSeconds(app.clock.now()) + app.config.refreshTokenSeconds;
}

/** The tokens of a session's current generation. */
export async function issueTokens(
  app: Pick<AccountsContext, 'accessTokens' | 'config' | 'secrets'>,
  account: Account,
  session: Omit<Session, 'createdAt' | 'rotatedAt'>,
): Promise<TokenReply> {
  const { id: sessionId, userId, generation, expiresAt } = session;
  return {
    token: await app.accessTokens.issue({ userId, sessionId, role: account.role }),
    refreshToken: await sealRefreshToken(app.secrets, { userId, sessionId, generation, expiresAt }),
    expiresIn: app.config.accessTokenSeconds,
  };
}
