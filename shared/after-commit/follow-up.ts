import type { Change } from './change.ts';
import { consequencesOf, type Consequence } from './consequences.ts';
import type { AfterCommitContext } from './context.ts';

/**
 * Does what follows from a change. Changes are delivered at least once, so it may be done again: work that is added here must
 * bear that. Counts do not: a change that is delivered twice is counted twice, which is seldom, and cheaper than remembering
 * which ones were.
 */
export async function followUp(context: AfterCommitContext, change: Change): Promise<void> {
  await Promise.all(consequencesOf(change).map((consequence) => perform(context, consequence)));
}

async function perform(
  { metrics, audit, work }: AfterCommitContext,
  consequence: Consequence,
): Promise<void> {
  switch (consequence.type) {
    case 'count':
      metrics.count(consequence.counter);
      return;
    case 'later':
      await work.add(consequence.work, consequence.delaySeconds);
      return;
    case 'seal':
      await audit.seal(consequence.entry);
      return;
    // all others are work
    default:
      await work.add(consequence);
  }
}
