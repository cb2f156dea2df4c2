import bcrypt from 'bcryptjs';
import { estimatePassword } from '../../passwords/estimate.ts';
import type { PasswordHasher } from '../../ports.ts';

/** bcrypt at 2^`cost` rounds in this thread: a Lambda serves one request at a time, so it stalls no other. */
export function createInProcessPasswords(cost: number): PasswordHasher {
  return {
    hash: (password) => bcrypt.hash(password, cost),
    verify: (password, hash) => bcrypt.compare(password, hash),
    estimate: estimatePassword,
  };
}
