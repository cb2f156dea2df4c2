import { AccountSuspended } from '../platform/errors.ts';
import type { Account } from './model.ts';

/**
 * For callers who proved to be the user: no one else learns of a suspension. Throws `account_suspended` where it has not
 * ended at `now`, in milliseconds since the epoch.
 */
export function refuseSuspended({ suspension }: Pick<Account, 'suspension'>, now: number): void {
  if (suspension === undefined) return;
  const { until, reason } = suspension;
  if (until === null || until > now) throw new AccountSuspended(until, reason);
}
