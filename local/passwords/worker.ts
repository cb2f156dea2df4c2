import bcrypt from 'bcryptjs';
import { estimatePassword } from '../../shared/platform/passwords/estimate.ts';
import type { PasswordEstimate } from '../../shared/platform/ports.ts';

/** What the threads of `pool.ts` run, by name. A thread has nothing else to do, so it need not yield. */
export function hash({ password, cost }: { password: string; cost: number }): string {
  return bcrypt.hashSync(password, cost);
}

export function verify({ password, hash }: { password: string; hash: string }): boolean {
  return bcrypt.compareSync(password, hash);
}

export function estimate({
  password,
  words,
}: {
  password: string;
  words: readonly string[];
}): Promise<PasswordEstimate> {
  return estimatePassword(password, words);
}
