import { Unavailable } from './errors.ts';
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

/**
 * Reads, decides and writes, and begins again when a condition did not hold because of another writer. Rejects with
 * `Unavailable` when others were first every time.
 */
export async function untilUnchanged<T>(readAndWrite: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await readAndWrite(attempt);
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      if (attempt === maxAttempts) throw new Unavailable('The database', error);
    }
  }
}
