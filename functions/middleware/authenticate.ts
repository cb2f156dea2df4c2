import type { App } from '../../shared/app.ts';
import { looksLikeBotToken, type Caller } from '../../shared/accounts/index.ts';
import { ChatError } from '../../shared/platform/errors.ts';

/** Who sent a request with this `Authorization` header. Throws `unauthenticated`, `invalid_token`, `token_expired`. */
export async function authenticate(app: App, authorization: string | undefined): Promise<Caller> {
  const [scheme = '', token = '', ...rest] = (authorization ?? '').split(' ');
  if (scheme.toLowerCase() !== 'bearer' || token === '' || rest.length > 0) {
    throw new ChatError('unauthenticated', 'An access token is required: "Authorization: Bearer <token>".');
  }
  const caller = await (looksLikeBotToken(token) ? app.botTokens : app.accessTokens).verify(token);
  if (await app.revocations.has(caller.sessionId)) {
    throw new ChatError('invalid_token', 'This session has ended. Sign in again.');
  }
  if (await app.revocations.hasOtherRole(caller)) {
    throw new ChatError('token_expired', 'Your role has changed. Refresh the access token.');
  }
  return caller;
}
