import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Random } from '../ports.ts';

export interface BackoffOptions {
  random: Random;
  /** Resolves after this number of milliseconds. */
  sleep: (milliseconds: number) => Promise<void>;
}

export const realBackoff: BackoffOptions = {
  random: randomBytes,
  sleep: (milliseconds) => setTimeout(milliseconds),
};

/** Attempts at a request before it is given up. */
export const maxAttempts = 6;
const firstMs = 20;
const longestMs = 400;

/**
 * Waits before attempt 2, 3, …: for a random time ("full jitter") up to a bound that doubles each time, so that those
 * who met do not meet again.
 */
export async function backOff(attempt: number, { random, sleep }: BackoffOptions): Promise<void> {
  const bound = Math.min(longestMs, firstMs * 2 ** (attempt - 2));
  await sleep(bound * fraction(random));
}

/** From 0 to below 1. */
function fraction(random: Random): number {
  const [a = 0, b = 0] = random(2);
  return (a * 256 + b) / 65_536;
}
