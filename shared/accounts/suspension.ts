import { AccountSuspended, ChatError } from '../platform/errors.ts';
import type { AccountsContext } from './context.ts';
import type { Account } from './model.ts';
import { accountKey } from './views.ts';

const reasonPlace = (userId: string) => ['suspension', userId];

/** The suspension of an account that has not ended at `now`, in milliseconds since the epoch. */
export function suspensionNow(
  { suspension }: Pick<Account, 'suspension'>,
  now: number,
): Account['suspension'] {
  const over = suspension !== undefined && suspension.until !== null && suspension.until <= now;
  return over ? undefined : suspension;
}

/** The reason of a suspension as it is stored. */
export async function sealReason(
  { envelope }: Pick<AccountsContext, 'envelope'>,
  account: Account,
  reason: string,
): Promise<string> {
  if (reason === '') return '';
  const sealed = await envelope.seal(accountKey(account), reasonPlace(account.id), reason);
  return Buffer.from(sealed).toString('base64');
}

/** What the user of a suspended account reads; empty where nothing was given. */
export async function openReason(
  { envelope }: Pick<AccountsContext, 'envelope'>,
  account: Account,
): Promise<string> {
  const sealed = account.suspension?.sealedReason ?? '';
  if (sealed === '') return '';
  return envelope.open(accountKey(account), reasonPlace(account.id), Buffer.from(sealed, 'base64'));
}

/**
 * For callers who proved to be the user: no one else learns of a suspension. Throws `account_suspended` where it has not
 * ended at `now`, in milliseconds since the epoch.
 */
export async function refuseSuspended(
  context: Pick<AccountsContext, 'envelope'>,
  account: Account,
  now: number,
): Promise<void> {
  const suspension = suspensionNow(account, now);
  if (suspension) throw new AccountSuspended(suspension.until, await openReason(context, account));
}

/** The same for what an administrator asks of the user first. Throws `password_change_required`. */
export function refuseOldPassword({ mustSetPassword }: Pick<Account, 'mustSetPassword'>): void {
  if (mustSetPassword) {
    throw new ChatError(
      'password_change_required',
      'Sign in with your password and a new one, or have a link mailed that sets one.',
    );
  }
}

/** Throws `second_factor_setup_required` where an administrator asks for an authenticator app, and there is none. */
export function refuseMissingFactor({
  mustSetUpSecondFactor,
  secondFactor,
}: Pick<Account, 'mustSetUpSecondFactor' | 'secondFactor'>): void {
  if (mustSetUpSecondFactor && !secondFactor) {
    throw new ChatError(
      'second_factor_setup_required',
      'Sign in with your password, and a code of the authenticator app that you set up now.',
    );
  }
}

/** Whether an account is suspended at `now`, in milliseconds since the epoch. */
export const isSuspended = (account: Pick<Account, 'suspension'>, now: number): boolean =>
  suspensionNow(account, now) !== undefined;
