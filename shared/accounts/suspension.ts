import { RefusedUntil } from '../platform/errors.ts';
import { wireTime } from '../platform/time.ts';
import type { Account } from './model.ts';

/** Whether an account is suspended at `now`, in milliseconds since the epoch. */
export function isSuspended({ suspension }: Pick<Account, 'suspension'>, now: number): boolean {
  return suspension !== undefined && (suspension.until === null || suspension.until > now);
}

/** For callers who proved to be the user: no one else learns of a suspension. Throws `account_suspended`. */
export function refuseSuspended({ suspension }: Pick<Account, 'suspension'>, now: number): void {
  if (!suspension || !isSuspended({ suspension }, now)) return;
  const { until, reason } = suspension;
  const ends = until === null ? '' : ` until ${wireTime(until)}`;
  throw new RefusedUntil('account_suspended', `This account is suspended${ends}.`, until, reason);
}
