import { ConditionFailed } from '../platform/table.ts';
import type { AccountsContext } from './context.ts';
import type { Account } from './model.ts';
import { canBePassword, decoyHash, hashCost } from './policy.ts';

/**
 * Whether the password is that of the account, which may be missing: that takes as long. `guessed` names what the guess is
 * counted for. Throws `rate_limited`.
 */
export async function checkPassword(
  context: Pick<AccountsContext, 'config' | 'guesses' | 'passwords'>,
  { guessed, account, knownDevice }: { guessed: string; account: Account | undefined; knownDevice: boolean },
  password: string,
): Promise<boolean> {
  return context.guesses.attempt(guessed, { knownDevice }, async () => {
    // an account without a password is like one that does not exist
    const acceptable = account !== undefined && account.passwordHash !== '' && canBePassword(password);
    const hash = acceptable ? account.passwordHash : decoyHash(context.config.passwordCost);
    const matches = await context.passwords.verify(password, hash);
    return acceptable && matches;
  });
}

/** Hashes a password that was just found right once more, if hashes cost more by now. Returns the account as it is then. */
export async function rehash(
  context: Pick<AccountsContext, 'accounts' | 'config' | 'passwords'>,
  account: Account,
  password: string,
): Promise<Account> {
  if (hashCost(account.passwordHash) >= context.config.passwordCost) return account;
  const passwordHash = await context.passwords.hash(password);
  try {
    await context.accounts.changeCredentials(account, { passwordHash });
    return { ...account, passwordHash, version: account.version + 1 };
  } catch (error) {
    // the profile was changed at this moment: the next sign-in hashes anew
    if (error instanceof ConditionFailed) return account;
    throw error;
  }
}
