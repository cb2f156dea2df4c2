import { newId } from '../platform/ids.ts';
import { epochSeconds } from '../platform/time.ts';
import type { AuthReply, TokenReply } from '../protocol/index.ts';
import type { AccountsContext } from './context.ts';
import type { Account, Session, Source } from './model.ts';
import { deviceName } from './device-name.ts';
import { sealKnownDevice } from './known-devices.ts';
import { sealRefreshToken } from './refresh-tokens.ts';
import { refuseMissingFactor, refuseOldPassword, refuseSuspended } from './suspension.ts';
import { viewOwnUser } from './views.ts';

/**
 * A session for a device that signs in now, not stored yet. Every way of signing in makes it here, once the user has
 * proved who they are. Throws `account_suspended`, `password_change_required`, `second_factor_setup_required`.
 */
export async function newSession(
  context: Pick<AccountsContext, 'clock' | 'config' | 'envelope' | 'random'>,
  account: Account,
  { userAgent }: Pick<Source, 'userAgent'>,
  by: 'password' | 'provider' | 'passkey' = 'password',
): Promise<Session> {
  const now = context.clock.now();
  await refuseSuspended(context, account, now);
  refuseOldPassword(account);
  // a passkey is something that one has, and knows or is: it is no less than a password and a code
  if (by !== 'passkey') refuseMissingFactor(account);
  const { id: userId, sessionEpoch } = account;
  return {
    id: newId(context.random, 'ses'),
    userId,
    epoch: sessionEpoch,
    device: deviceName(userAgent),
    generation: 0,
    rotatedAt: 0,
    createdAt: now,
    expiresAt: refreshExpiry(context),
  };
}

/**
 * When a session ends if it is not used any more, in epoch seconds: once it was unused for long, and a while after it began in
 * any case.
 */
export function endOf(
  { config }: Pick<AccountsContext, 'config'>,
  { createdAt, expiresAt }: Pick<Session, 'createdAt' | 'expiresAt'>,
): number {
  return Math.min(expiresAt, epochSeconds(createdAt) + config.sessionSeconds);
}

/** Whether a session of the account still stands: those of an epoch that is over, and expired ones, may still be stored. */
export const isLive = (
  context: Pick<AccountsContext, 'clock' | 'config'>,
  { sessionEpoch }: Pick<Account, 'sessionEpoch'>,
  session: Session,
): boolean => session.epoch === sessionEpoch && endOf(context, session) > epochSeconds(context.clock.now());

/** When a refresh token issued now stops working, in epoch seconds. */
export function refreshExpiry(context: Pick<AccountsContext, 'clock' | 'config'>): number {
  return epochSeconds(context.clock.now()) + context.config.refreshTokenSeconds;
}

/** The tokens of a session's current generation. */
export async function issueTokens(
  context: Pick<AccountsContext, 'accessTokens' | 'config' | 'secrets'>,
  account: Account,
  session: Pick<Session, 'id' | 'userId' | 'generation' | 'createdAt' | 'expiresAt'>,
): Promise<TokenReply> {
  const { id: sessionId, userId, generation } = session;
  const expiresAt = endOf(context, session);
  return {
    token: await context.accessTokens.issue({ userId, sessionId, role: account.role }),
    refreshToken: await sealRefreshToken(context.secrets, { userId, sessionId, generation, expiresAt }),
    expiresIn: context.config.accessTokenSeconds,
  };
}

/** What a device gets that has just signed in. */
export async function authReply(
  context: Pick<AccountsContext, 'accessTokens' | 'config' | 'envelope' | 'secrets'>,
  account: Account,
  session: Session,
): Promise<AuthReply> {
  return {
    ...(await issueTokens(context, account, session)),
    user: await viewOwnUser(context, account),
    deviceToken: await sealKnownDevice(context.secrets, account.id),
  };
}
