import { fraction, type Random } from './random.ts';

const baseMs = 250;
const capMs = 30_000;

/**
 * How long to wait after `failures` (1 or more) failures in a row, in milliseconds. Full jitter, so that clients which
 * lost the same server do not come back at the same instant.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffDelay(failures: number, random: Random): number {
  return fraction(random) * Math.min(capMs, baseMs * 2 ** (failures - 1));
}
