import { lastTakenAt, type Head } from '../../conversations/index.ts';
import { madeAt, type FoundEntry } from '../log-entry.ts';
import { isGivenUp } from '../model.ts';

/**
 * The numbers after `after` up to `upTo` that none of these entries has, which are all that there are in between, ascending; and
 * those of them that are given up, so that they can be made void.
 */
export function missingNumbers(
  entries: readonly FoundEntry[],
  after: number,
  upTo: number,
  head: Head,
  now: number,
): { missing: number[]; givenUp: number[] } {
  const present = new Set(entries.map(({ seq }) => seq));
  const missing = numbersBetween(after, upTo).filter((seq) => !present.has(seq));
  // a number is taken before the next one, so what came after a missing one says how old that is at least
  const telling = entries.filter((entry) => entry.kind === 'void' || madeAt(entry) !== undefined);
  const takenBefore = (seq: number) => {
    const next = telling.find((later) => later.seq > seq);
    // what is void was given up on long after it was taken
    return next === undefined ? lastTakenAt(head) : (madeAt(next) ?? 0);
  };
  return { missing, givenUp: missing.filter((seq) => isGivenUp(takenBefore(seq), now)) };
}

/** The numbers after `after` up to `upTo`. */
function numbersBetween(after: number, upTo: number): number[] {
  return Array.from({ length: Math.max(0, upTo - after) }, (_, index) => after + 1 + index);
}
