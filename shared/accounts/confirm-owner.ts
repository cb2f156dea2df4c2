import { ChatError } from '../platform/errors.ts';
import { recordRefusal, recordWrongCode, type OwnAction } from './audit.ts';
import { requireCode } from './check-code.ts';
import { checkPassword } from './check-password.ts';
import type { AccountsContext } from './context.ts';
import type { Account, Caller, Source } from './model.ts';
import { ownAccount } from './own-account.ts';

/**
 * The caller's account, after its password, and a code where the second factor is on, proved that it is its owner who
 * changes how one signs in. Where it did not, that is recorded as `action` refused. Throws `invalid_credentials`, `password_missing`, `second_factor_required`, `invalid_code`, `rate_limited`.
 */
export async function confirmOwner(
  context: AccountsContext,
  caller: Caller,
  source: Source,
  action: OwnAction,
  { password, code }: { password: string; code?: string | undefined },
): Promise<Account> {
  const account = await ownAccount(context, caller);
  if (account.passwordHash === '') {
    throw new ChatError(
      'password_missing',
      'This account has no password yet. Have a link mailed that sets one, as for a forgotten password.',
    );
  }
  // a session of the account is a known device
  const knownDevice = true;
  const isRight = await checkPassword(context, { guessed: account.id, account, knownDevice }, password);
  if (!isRight) {
    await recordRefusal(context, source, action, account.id);
    throw new ChatError('invalid_credentials', 'The current password is wrong.');
  }
  await recordWrongCode(context, source, action, account.id, () =>
    requireCode(context, account, code, { knownDevice }),
  );
  return account;
}
