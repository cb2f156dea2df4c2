import { expect, test } from 'vitest';
import { OperationCounter } from '../../shared/platform/counting/counter.ts';
import { countingPorts } from '../../shared/platform/counting/counting-ports.ts';
import { ManualSchedule } from '../support/backend/manual-schedule.ts';
import { problem, startBackend } from '../support/backend/runtime.ts';

/** A backend that counts what a request takes, and does what follows from it when nothing looks. */
async function start() {
  const counter = new OperationCounter();
  const schedule = new ManualSchedule();
  const backend = await startBackend({
    schedule: schedule.schedule,
    config: { rateLimits: 'on' },
    wrapPorts: (ports) => countingPorts(ports, counter),
    wrapFunctions: (functions) => ({
      ...functions,
      changes: () => Promise.resolve({ batchItemFailures: [] }),
    }),
  });
  const ann = await backend.person('ann');
  async function count(path: string, body: object) {
    counter.take();
    const answer = await backend.call('POST', `/v1/auth${path}`, { body });
    return { counts: counter.take(), answer };
  }
  return { ann, count };
}

test('signing in by a known and an unknown name takes the same operations, and says the same', async () => {
  const { ann, count } = await start();
  const { username, email } = ann.user;
  const [known, ...others] = [username, `${username}x`, email, `x${email}`] as const;
  const expected = await count('/login', { username: known, password: 'not it' });
  expect(problem(expected.answer)).toEqual({ status: 401, code: 'invalid_credentials', fields: [] });
  expect(expected.counts).toMatchObject({ passwordHashes: 1, put: 1 });
  for (const name of others) {
    const { counts, answer } = await count('/login', { username: name, password: 'not it' });
    expect(counts, name).toEqual(expected.counts);
    expect({ ...(answer.body as object), requestId: '' }).toEqual({
      ...(expected.answer.body as object),
      requestId: '',
    });
  }
});

test('asking for a new password takes the same operations for a known and an unknown address', async () => {
  const { ann, count } = await start();
  const known = await count('/password/forgot', { email: ann.user.email });
  const unknown = await count('/password/forgot', { email: `x${ann.user.email}` });
  expect(known.counts).toMatchObject({ queued: 1 });
  expect(unknown.counts).toEqual(known.counts);
  expect([known.answer.status, unknown.answer.status]).toEqual([202, 202]);
});
