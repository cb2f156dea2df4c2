import { AccountSuspended } from '../platform/errors.ts';
import type { Account } from './model.ts';

/**
 * For callers who proved to be the user: no one else learns of a suspension. Throws `account_suspended` where it has not
 * ended at `now`, in milliseconds since the epoch.
 */
export function refuseSuspended(account: Pick<Account, 'suspension'>, now: number): void {
  const { suspension } = account;
  if (suspension && isSuspended(account, now)) {
    throw new AccountSuspended(suspension.until, suspension.reason);
  }
}

/** Whether an account is suspended at `now`, in milliseconds since the epoch. */
export function isSuspended({ suspension }: Pick<Account, 'suspension'>, now: number): boolean {
  return suspension !== undefined && (suspension.until === null || suspension.until > now);
}
