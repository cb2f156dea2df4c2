import { expect, test } from 'vitest';
import { rateLimits } from '../../shared/platform/limits/rate-limits.ts';
import type { AuthReply } from '../../shared/protocol/index.ts';
import { mailsTo, newestToken } from '../support/accounts/mails.ts';
import { problem, startBackend, type Person, type TestBackend } from '../support/backend/runtime.ts';
import { ManualClock } from '../support/manual-clock.ts';

const start = (clock = new ManualClock()) => startBackend({ clock, config: { rateLimits: 'on' } });
const limited = { status: 429, code: 'rate_limited', fields: [] };

const signIn = (backend: TestBackend, { user }: Person, password: string, deviceToken?: string) =>
  backend.call<AuthReply>('POST', '/v1/auth/login', {
    body: { username: user.username, password, ...(deviceToken !== undefined && { deviceToken }) },
  });

/** What `times` calls at once are answered, as counts by status. */
async function statuses(times: number, call: () => Promise<{ status: number }>) {
  const answers = await Promise.all(Array.from({ length: times }, call));
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

test('wrong passwords are refused from the ninth on, known name or not, and say when to come again', async () => {
  const backend = await start();
  const ann = await backend.person('ann');
  const unknown = { ...ann, user: { ...ann.user, username: 'no-such-user' } };
  for (const person of [ann, unknown]) {
    expect(await statuses(12, () => signIn(backend, person, 'wrong'))).toEqual({ 401: 8, 429: 4 });
    const refused = await signIn(backend, person, 'wrong');
    expect(problem(refused)).toEqual(limited);
    expect(refused.headers.get('retry-after')).toBe('900');
    expect(refused.headers.get('ratelimit')).toBe('"default";r=0;t=900');
    expect(refused.headers.get('ratelimit-policy')).toBe('"default";q=8;w=900');
  }
});

test('a stranger who guesses does not lock out a device that was signed in before', async () => {
  const backend = await start();
  const ann = await backend.person('ann');
  await statuses(20, () => signIn(backend, ann, 'wrong'));
  expect(problem(await signIn(backend, ann, ann.password))).toEqual(limited);
  expect((await signIn(backend, ann, ann.password, ann.deviceToken)).status).toBe(200);
  // proof of another account does not help
  const mallory = await backend.person('mallory');
  expect(problem(await signIn(backend, ann, ann.password, mallory.deviceToken))).toEqual(limited);
});

test('a new password by mail lets its owner in at once, and a stranger no further', async () => {
  const backend = await start();
  const ann = await backend.person('ann');
  await statuses(20, () => signIn(backend, ann, 'wrong'));
  await backend.call('POST', '/v1/auth/password/forgot', { body: { email: ann.user.email } });
  const token = await newestToken(backend, ann.user.email);
  const password = 'seven purple umbrellas';
  const reset = await backend.call('POST', '/v1/auth/password/reset', { body: { token, password } });
  expect(reset.status).toBe(204);
  expect((await signIn(backend, ann, password)).status).toBe(200);
});

test('of 20 resets in a minute 5 are mailed, and an unknown address is refused alike', async () => {
  const backend = await start();
  const ann = await backend.person('ann');
  const forgot = (email: string) => () =>
    backend.call('POST', '/v1/auth/password/forgot', { body: { email } });
  expect(await statuses(10, forgot(ann.user.email))).toEqual({ 202: 5, 429: 5 });
  expect(await statuses(10, forgot('nobody@example.org'))).toEqual({ 202: 5, 429: 5 });
  expect(await mailsTo(backend, ann.user.email)).toHaveLength(1 + 5);
});

test('a socket gets an error frame with the time to wait, and stays', async () => {
  const clock = new ManualClock();
  const backend = await start(clock);
  const ann = await backend.person('ann');
  const socket = await backend.socket(ann);
  const { burst, lot } = rateLimits.watchPresence;
  const frames = await Promise.all(
    Array.from({ length: burst + lot }, () => socket.request('presence:watch', { userIds: [] })),
  );
  const refused = frames.filter(({ type }) => type === 'error');
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.error).toMatchObject({
    code: 'rate_limited',
    retryAfterMs: expect.any(Number) as number,
  });
  clock.advance(refused[0]?.error?.retryAfterMs ?? 0);
  expect((await socket.request('presence:watch', { userIds: [] })).type).toBe('ack');
});

test('all requests of one person together have a ceiling, and other people are not touched', async () => {
  const backend = await start();
  const [ann, bob] = await backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const { burst, lot } = rateLimits.everything;
  const { limits } = backend.runtime.app;
  // what the requests would count, without making them all
  for (let count = 0; count < burst; count += 1) await limits.take('everything', ann.user.id);
  const get =
    ({ token }: Person) =>
    () =>
      backend.call('GET', '/v1/users/me', { token });
  expect(await statuses(lot, get(ann))).toMatchObject({ 429: 1 });
  expect(problem(await get(ann)())).toEqual(limited);
  expect((await get(bob)()).status).toBe(200);
});

test('a send that is refused stores nothing, and goes through later under the same id', async () => {
  const clock = new ManualClock();
  const backend = await start(clock);
  const [ann, bob] = await backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const { id } = await backend.conversation(ann, [bob]);
  const { limits } = backend.runtime.app;
  const { burst, lot } = rateLimits.send;
  for (let count = 0; count < burst + lot - 1; count += 1) await limits.take('send', ann.user.id);
  const send = () =>
    backend.call<{ seq: number }>('POST', `/v1/conversations/${id}/messages`, {
      token: ann.token,
      body: { text: 'hello', clientId: 'c1' },
    });
  const refused = await send();
  expect(problem(refused)).toEqual(limited);
  clock.advance(Number(refused.headers.get('retry-after')) * 1000);
  expect(await send()).toMatchObject({ status: 201, body: { seq: 1 } });
});
