import { expect, test } from 'vitest';
import { adminCommand } from '../../local/admin/command.ts';
import { readSettings } from '../../local/settings.ts';
import type { AuthReply, OwnUser, Problem } from '../../shared/protocol/index.ts';
import { problem, startBackend, type Person, type TestBackend } from '../support/backend/runtime.ts';
import { Refused } from '../support/backend/test-socket.ts';
import { ManualClock } from '../support/manual-clock.ts';

const signIn = (backend: TestBackend, { user, password }: Person, typed = password) =>
  backend.call<AuthReply>('POST', '/v1/auth/login', { body: { username: user.username, password: typed } });

test('a suspension ends sockets and tokens at once, and says until when and why to who knows the password', async () => {
  const clock = new ManualClock();
  const backend = await startBackend({ clock });
  const ann = await backend.person('ann');
  const { username, id } = ann.user;
  const socket = await backend.socket(ann);
  const until = new Date(clock.now() + 3600_000).toISOString();
  const suspend = { username, until, reason: 'Spam in three groups' };
  expect(await backend.commands.suspensions({ suspend })).toEqual({ userId: id, until });

  expect(await socket.events('session:ended', 1)).toEqual([{ reason: 'suspended' }]);
  await socket.closed;
  await expect(backend.socket(ann)).rejects.toEqual(new Refused(401));
  const me = await backend.call<OwnUser>('GET', '/v1/users/me', { token: ann.token });
  expect(problem(me)).toMatchObject({ status: 401, code: 'invalid_token' });
  const { refreshToken } = ann;
  const refreshed = await backend.call<AuthReply>('POST', '/v1/auth/refresh', { body: { refreshToken } });
  expect(problem(refreshed)).toMatchObject({ code: 'invalid_refresh_token' });

  expect((await signIn(backend, ann)).body).toMatchObject({
    status: 403,
    code: 'account_suspended',
    detail: `This account is suspended until ${until}.`,
    until,
    reason: 'Spam in three groups',
  } satisfies Partial<Problem>);
  expect(problem(await signIn(backend, ann, 'not the password'))).toMatchObject({
    code: 'invalid_credentials',
  });

  clock.advance(3600_000);
  expect((await signIn(backend, ann)).status).toBe(200);
});

test('a suspension without an end lasts until the user is reinstated, and both are in the audit log', async () => {
  const backend = await startBackend();
  const ann = await backend.person('ann');
  const { username, id } = ann.user;
  const { commands } = backend;
  expect(await commands.suspensions({ suspend: { username } })).toEqual({ userId: id, until: null });
  expect((await signIn(backend, ann)).body).toMatchObject({
    code: 'account_suspended',
    until: null,
    reason: '',
  });
  expect(await commands.suspensions({ reinstate: { username } })).toEqual({ userId: id });
  expect(await commands.suspensions({ reinstate: { username } })).toEqual({ userId: id });
  expect((await signIn(backend, ann)).status).toBe(200);
  for (const action of ['suspend', 'reinstate']) {
    expect(await commands.audit({ list: { action } })).toMatchObject({
      entries: [{ entry: { action, actor: 'operator', subject: id } }],
    });
  }
});

test.each([
  [{ suspend: { username: 'no-such-user' } }, { code: 'user_not_found' }],
  [{ reinstate: { username: 'no-such-user' } }, { code: 'user_not_found' }],
  [{ suspend: { username: 'ann', until: 'tomorrow' } }, { name: 'ZodError' }],
  [{ suspend: { username: 'ann', reason: 'x'.repeat(501) } }, { name: 'ZodError' }],
  [{ suspend: {} }, { name: 'ZodError' }],
])('the function rejects %o', async (request, error) => {
  const { commands, person } = await startBackend();
  await person('ann');
  await expect(commands.suspensions(request)).rejects.toMatchObject(error);
});

test('the command suspends and reinstates on a stopped backend', async () => {
  const backend = await startBackend({ env: { TABLE: 'sqlite' } });
  const { username } = (await backend.person('ann')).user;
  const settings = readSettings({ DATA_DIR: backend.dataDir, LOG_LEVEL: 'silent' });
  const run = (...parameters: string[]) => adminCommand(parameters, settings);
  await backend.stop();
  expect(await run('suspend', username)).toBe(`${username} is suspended until reinstated.`);
  expect(await run('suspend', username, '--until', '2999-12-24T00:00:00Z', '--reason', 'Spam')).toBe(
    `${username} is suspended until 2999-12-24T00:00:00.000Z.`,
  );
  expect(await run('reinstate', username)).toBe(`${username} may sign in.`);
  await expect(run('suspend', username, '--until', 'soon')).rejects.toThrow(/^--until: /);
  await expect(run('suspend', 'no-such-user')).rejects.toThrow('There is no user no-such-user.');
  await expect(run('reinstate', username, '--reason', 'x')).rejects.toThrow(/^npm run admin/);
});
