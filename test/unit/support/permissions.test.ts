import { expect, test } from 'vitest';
import type { Functions } from '../../../functions/functions.ts';
import type { Ports } from '../../../shared/platform/ports.ts';
import { answeringPorts } from '../../support/aws/answering-ports.ts';
import { Permissions } from '../../support/aws/permissions.ts';

test('a function that sets or cancels timers without a grant is reported with what it lacks', async () => {
  const permissions = new Permissions();
  const { timers } = permissions.wrapPorts(answeringPorts() as Ports);
  const functions: Partial<Functions> = {
    changes: async () => {
      await timers.set('poll', 1, { type: 'close-poll' });
      await timers.cancel('poll');
      return { batchItemFailures: [] };
    },
  };
  // nothing else of them is called
  const watched = permissions.wrapFunctions({
    http: {},
    sockets: {},
    commands: {},
    ...functions,
  } as Functions);

  await watched.changes({ Records: [] });
  const expected = ['CreateSchedule', 'UpdateSchedule', 'DeleteSchedule'].map(
    (action) => `after-commit: timers ${action}`,
  );
  expect([...permissions.missing]).toEqual(expected);
  expect([...permissions.used]).toEqual(expected);
});
