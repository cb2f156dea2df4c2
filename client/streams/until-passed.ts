import { hasCode, isPassing } from '../errors.ts';
import { wait, type Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import { retryDelay } from '../retry-delay.ts';

/** The server gives a message up whose author it has not heard of for a minute: an attempt follows soon. */
const longestMs = 2_000;

/** Makes a call that can be repeated, and repeats it for as long as it fails for a reason that passes. */
export async function untilPassed<T>(
  { clock, random }: { clock: Clock; random: Random },
  call: () => Promise<T>,
  goesOn: () => boolean = () => true,
): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await call();
    } catch (error) {
      if (!isPassing(error) || !goesOn()) throw error;
      const delay = retryDelay(error, failures, random);
      // a server that asks for time gets it
      await wait(clock, hasCode(error, 'rate_limited') ? delay : Math.min(longestMs, delay));
    }
  }
}
