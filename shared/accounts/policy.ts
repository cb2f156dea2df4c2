import { limits, utf8Bytes } from '../protocol/index.ts';

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
