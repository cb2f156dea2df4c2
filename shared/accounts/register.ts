import { ChatError } from '../platform/errors.ts';
import { newId } from '../platform/ids.ts';
import type { AuthReply, RegisterRequest } from '../protocol/index.ts';
import type { AccountsContext } from './context.ts';
import type { Account } from './model.ts';
import { issueTokens, newSession } from './sessions.ts';
import { accountKeyContext, emailPlace, viewOwnUser } from './views.ts';

/** Creates an account and signs it in. Throws `username_taken` or `email_taken`. */
export async function register(context: AccountsContext, input: RegisterRequest): Promise<AuthReply> {
  // Only the write decides; looking first spares a taken name the cost of hashing.
  if ((await context.accounts.idOfUsername(input.username)) !== undefined)
    throw new ChatError('username_taken');
  if ((await context.accounts.idOfEmail(input.email)) !== undefined) throw new ChatError('email_taken');

  const id = newId(context.random, 'usr');
  const key = await context.envelope.newKey(accountKeyContext(id));
  const account: Account = {
    id,
    username: input.username,
    name: input.name,
    avatar: input.avatar ?? null,
    about: '',
    privacy: { presence: 'everyone', about: 'everyone' },
    role: 'user',
    sealedEmail: await context.envelope.seal(key, emailPlace(id), input.email),
    emailVerified: false,
    passwordHash: await context.passwords.hash(input.password),
    keyId: key.keyId,
    wrappedKey: key.wrapped,
    createdAt: context.clock.now(),
    version: 0,
  };
  const session = newSession(context, id);
  await context.accounts.create(account, input.email, session);
  return { ...(await issueTokens(context, account, session)), user: await viewOwnUser(context, account) };
}
