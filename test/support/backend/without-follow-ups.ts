import type { Functions } from '../../../functions/functions.ts';
import type { Ports } from '../../../shared/platform/ports.ts';

/** A backend in which nothing follows after commit: what is pushed is what requests push. */
export const nothingAfterCommit = (functions: Functions): Functions => ({
  ...functions,
  changes: () => Promise.resolve({ batchItemFailures: [] }),
});

/**
 * A backend in which nothing follows a request by itself: no mail, and nothing after commit. Tests that count what a request
 * writes would count what followed earlier ones, whenever that comes.
 */
export const withoutFollowUps = (wrapPorts: (ports: Ports) => Ports) => ({
  wrapPorts: (ports: Ports): Ports =>
    wrapPorts({
      ...ports,
      work: {
        add: (work, delaySeconds) =>
          work.type === 'account-mail' ? Promise.resolve() : ports.work.add(work, delaySeconds),
      },
    }),
  wrapFunctions: nothingAfterCommit,
});
