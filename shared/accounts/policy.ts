import { ChatError } from '../platform/errors.ts';
import { limits, utf8Bytes, type ErrorCode } from '../protocol/index.ts';
import type { Account, Session } from './model.ts';

/** Who may do what with a session: its own user, or another one. */
export const sessionPolicy = {
  /** End it by its refresh token. */
  signOut: { owner: 'allow', other: 'invalid_refresh_token' },
} as const satisfies Record<string, Record<'owner' | 'other', 'allow' | ErrorCode>>;

/** Throws the error with which the policy refuses `action` to the user, explained by `detail`. */
export function permitSession(
  action: keyof typeof sessionPolicy,
  session: Pick<Session, 'userId'>,
  userId: string,
  detail: string,
): void {
  const decision = sessionPolicy[action][session.userId === userId ? 'owner' : 'other'];
  if (decision !== 'allow') throw new ChatError(decision, detail);
}

/** Whether others see a part of a profile, by what its owner chose. */
export const profilePolicy = {
  about: { everyone: true, nobody: false },
} as const satisfies Record<string, Record<Account['privacy']['about'], boolean>>;

/**
 * bcrypt reads 72 bytes and ignores the rest, and repeats what is shorter with a NUL in between: a guess that is longer
 * or holds a NUL must never be compared.
 */
export function canBePassword(guess: string): boolean {
  return utf8Bytes(guess) <= limits.passwordBytes.max && !guess.includes('\0');
}

/**
 * A hash that no password has, as costly to check as a real one: checking it where there is no account makes "no such
 * user" take as long as "wrong password".
 */
export function decoyHash(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(53)}`;
}

/** For so long the refresh token that was traded last is answered again. */
const repeatableMs = 30_000;

/**
 * Whether a session, as it is at `now` (milliseconds since the epoch), stands at the successor of `generation`, reached
 * just now. A trade in the future was timed by another machine's clock, or by one that was put right since: no further
 * off than in the past.
 */
export function succeeds(
  session: Pick<Session, 'generation' | 'rotatedAt'>,
  generation: number,
  now: number,
): boolean {
  return session.generation === generation + 1 && Math.abs(now - session.rotatedAt) < repeatableMs;
}
