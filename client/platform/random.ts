/** Cryptographically strong random bytes. */
export type Random = (bytes: number) => Uint8Array;

/** `getRandomValues` rather than `randomUUID`: browsers offer it on plain http pages too. */
export const systemRandom: Random = (bytes) => crypto.getRandomValues(new Uint8Array(bytes));

/** A random identifier of 128 bits, in hexadecimal. */
export function randomId(random: Random): string {
  return Array.from(random(16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A random number from 0 up to, not including, 1. */
export function fraction(random: Random): number {
  return random(4).reduce((sum, byte) => sum * 256 + byte, 0) / 2 ** 32;
}
