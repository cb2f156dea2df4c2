import { newId } from '../platform/ids.ts';
import { epochSeconds } from '../platform/time.ts';
import type { TokenReply } from '../protocol/index.ts';
import type { AccountsContext } from './context.ts';
import type { Account, Session } from './model.ts';
import { sealRefreshToken } from './refresh-tokens.ts';

/** A session for a device that signs in now, not stored yet. */
export function newSession(
  context: Pick<AccountsContext, 'clock' | 'config' | 'random'>,
  userId: string,
): Session {
  const now = context.clock.now();
  return {
    id: newId(context.random, 'ses'),
    userId,
    generation: 0,
    rotatedAt: 0,
    createdAt: now,
    expiresAt: refreshExpiry(context),
  };
}

/** When a refresh token issued now stops working, in epoch seconds. */
export function refreshExpiry(context: Pick<AccountsContext, 'clock' | 'config'>): number {
  return epochSeconds(context.clock.now()) + context.config.refreshTokenSeconds;
}

/** The tokens of a session's current generation. */
export async function issueTokens(
  context: Pick<AccountsContext, 'accessTokens' | 'config' | 'secrets'>,
  account: Account,
  session: Omit<Session, 'createdAt' | 'rotatedAt'>,
): Promise<TokenReply> {
  const { id: sessionId, userId, generation, expiresAt } = session;
  return {
    token: await context.accessTokens.issue({ userId, sessionId, role: account.role }),
    refreshToken: await sealRefreshToken(context.secrets, { userId, sessionId, generation, expiresAt }),
    expiresIn: context.config.accessTokenSeconds,
  };
}
