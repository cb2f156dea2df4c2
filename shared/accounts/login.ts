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
export async function login(context: AccountsContext, input: LoginRequest): Promise<AuthReply> {
  const name = input.username.trim();
  const id = name.includes('@')
    ? await context.accounts.idOfEmail(name)
    : await context.accounts.idOfUsername(name);
  const account = await context.accounts.get(id ?? 'nobody');
  const acceptable = account !== undefined && canBePassword(input.password);
  const hash = acceptable ? account.passwordHash : decoyHash(context.config.passwordCost);
  const matches = await context.passwords.verify(input.password, hash);
  if (!acceptable || !matches) {
    context.metrics.count('FailedSignIns');
    throw new ChatError('invalid_credentials', 'Wrong username or password.');
  }

  const session = newSession(context, account.id);
  await context.accounts.addSession(session);
  context.metrics.count('SignIns');
  return { ...(await issueTokens(context, account, session)), user: await viewOwnUser(context, account) };
}
