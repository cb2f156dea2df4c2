import { sameText } from '../platform/cursor.ts';
import { ChatError } from '../platform/errors.ts';
import type { Secrets } from '../platform/secrets.ts';

/** What a refresh token says; only this server can have made it, see `seal`. */
export interface RefreshToken {
  userId: string;
  sessionId: string;
  /** The how-many-th token of its session it is. */
  generation: number;
  /** Epoch seconds. */
  expiresAt: number;
}

/**
 * A refresh token is its content and a keyed hash over it. So a used one is distinguished from a made-up one without storing
 * either: a genuine token of an older generation was traded before. Reading the database is not enough to make one.
 */
export async function sealRefreshToken(secrets: Secrets, token: RefreshToken): Promise<string> {
  const body = [token.userId, token.sessionId, token.generation, token.expiresAt].join('.');
  return `${body}.${await secrets.mac('refresh-token', body)}`;
}

/** The content of a token that this server made and that has not expired. Throws `invalid_refresh_token`. */
export async function openRefreshToken(
  secrets: Secrets,
  text: string,
  nowSeconds: number,
): Promise<RefreshToken> {
  const [userId = '', sessionId = '', generation = '', expiresAt = '', mac = '', ...rest] = text.split('.');
  const expected = await secrets.mac('refresh-token', [userId, sessionId, generation, expiresAt].join('.'));
  if (rest.length > 0 || !sameText(mac, expected)) {
    throw new ChatError('invalid_refresh_token', 'The refresh token was not issued by this server.');
  }
  if (Number(expiresAt) <= nowSeconds) {
    throw new ChatError('invalid_refresh_token', 'The refresh token has expired. Sign in again.');
  }
  return { userId, sessionId, generation: Number(generation), expiresAt: Number(expiresAt) };
}
