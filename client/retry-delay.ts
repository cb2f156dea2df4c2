import { ChatClientError } from './errors.ts';
import { backoffDelay } from './platform/backoff.ts';
import type { Random } from './platform/random.ts';

/** However long the server asks to wait, what repeats by itself asks again after this time. */
const longestMs = 5 * 60_000;

/**
 * The delay in milliseconds before what failed is repeated, after `failures` (1 or more) failures in a row: backoff, on
 * top of the time that the server asked for.
 */
export function retryDelay(error: unknown, failures: number, random: Random): number {
  const askedMs = error instanceof ChatClientError ? (error.retryAfterMs ?? 0) : 0;
  return Math.min(longestMs, askedMs) + backoffDelay(failures, random);
}
