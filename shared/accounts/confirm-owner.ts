import { ChatError } from '../platform/errors.ts';
import { requireCode } from './check-code.ts';
import { checkPassword } from './check-password.ts';
import type { AccountsContext } from './context.ts';
import type { Account, Caller } from './model.ts';
import { ownAccount } from './own-account.ts';

/**
 * The caller's account, after its password, and a code where the second factor is on, proved that it is its owner who
 * changes how one signs in. Throws `invalid_credentials`, `second_factor_required`, `invalid_code`, `rate_limited`.
 */
export async function confirmOwner(
  context: AccountsContext,
  caller: Caller,
  { password, code }: { password: string; code?: string | undefined },
): Promise<Account> {
  const account = await ownAccount(context, caller);
  // a session of the account is a known device
  const knownDevice = true;
  const isRight = await checkPassword(context, { guessed: account.id, account, knownDevice }, password);
  if (!isRight) throw new ChatError('invalid_credentials', 'The current password is wrong.');
  await requireCode(context, account, code, { knownDevice });
  return account;
}
