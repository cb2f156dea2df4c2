import { ChatError } from '../platform/errors.ts';
import type { AuthReply, LoginRequest } from '../protocol/index.ts';
import type { AccountsContext } from './context.ts';
import { canBePassword, decoyHash } from './policy.ts';
import { issueTokens, newSession } from './sessions.ts';
import { viewOwnUser } from './views.ts';

/**
 * Signs a device in. Throws `invalid_credentials`, after the same work and with the same words, whether the person or
 * only the password is wrong.
 */
export async function login(app: AccountsContext, input: LoginRequest): Promise<AuthReply> {
  const name = input.username.trim();
  const id = name.includes('@') ? await app.accounts.idOfEmail(name) : await app.accounts.idOfUsername(name);
  const account = await app.accounts.get(id ?? 'nobody');
  const acceptable = account !== undefined && canBePassword(input.password);
  const hash = acceptable ? account.passwordHash : decoyHash(app.config.passwordCost);
  const matches = await app.passwords.verify(input.password, hash);
  if (!acceptable || !matches) {
    app.metrics.count('FailedSignIns');
    throw new ChatError('invalid_credentials', 'Wrong username or password.');
  }

  const session = newSession(app, account.id);
  await app.accounts.addSession(session);
  app.metrics.count('SignIns');
  return { ...(await issueTokens(app, account, session)), user: await viewOwnUser(app, account) };
}
