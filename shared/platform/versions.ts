import { setTimeout } from 'node:timers/promises';
import { Unavailable } from './errors.ts';
import type { Random } from './ports.ts';
import { ConditionFailed, type Condition } from './table.ts';

/**
 * Items whose change depends on what was read carry a `version`, which each change adds 1 to. A write with this
 * condition is done only if nothing changed since; an item without one has version 0.
 */
export function unchangedSince(version: number): Condition {
  // versions only grow, so "below the next one" is "equal", also where the item or the attribute is missing
  return { below: { version: version + 1 } };
}

/** Each failed attempt means that another writer succeeded, and one person's devices are at most 20. */
const maxAttempts = 50;

/** From this attempt on a writer among many waits before the next one, at most so long each time. */
const patientFrom = 4;
const longestWaitMilliseconds = 200;

/**
 * Reads, decides and writes, and begins again when a condition did not hold because of another writer. Rejects with
 * `Unavailable` when others were first every time. Where hundreds may write at once, `random` has them wait for each other, a
 * few seconds in all: of those who try again at once, the attempts would be used up in step.
 */
export async function untilUnchanged<T>(
  readAndWrite: (attempt: number) => Promise<T>,
  random?: Random,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await readAndWrite(attempt);
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      if (attempt === maxAttempts) throw new Unavailable('The database', error);
      if (random && attempt >= patientFrom) {
        const share = (random(1)[0] ?? 0) / 256;
        await setTimeout(share * Math.min(longestWaitMilliseconds, attempt * 20));
      }
    }
  }
}
