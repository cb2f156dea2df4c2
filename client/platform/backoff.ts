import { fraction, type Random } from './random.ts';

const baseMs = 250;
const capMs = 30_000;

/**
 * The delay after `failures` (1 or more) failures in a row, in milliseconds. Full jitter, so that clients that lost the
 * same server do not reconnect at the same instant.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffDelay(failures: number, random: Random): number {
  return fraction(random) * Math.min(capMs, baseMs * 2 ** (failures - 1));
}
