import { ChatError } from '../platform/errors.ts';
import type { AccountsContext } from './context.ts';
import type { Account, Caller } from './model.ts';

/** The caller's account. Throws `invalid_token` if it is no more. */
export async function ownAccount(
  context: Pick<AccountsContext, 'accounts'>,
  caller: Pick<Caller, 'userId'>,
): Promise<Account> {
  const account = await context.accounts.get(caller.userId);
  if (!account) throw new ChatError('invalid_token', 'The account of this token no longer exists.');
  return account;
}
