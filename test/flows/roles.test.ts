import { expect, test } from 'vitest';
import { adminCommand } from '../../local/admin/command.ts';
import { readSettings } from '../../local/settings.ts';
import { createRevocations } from '../../shared/accounts/index.ts';
import { changeRole, listAuditLog } from '../../shared/admin/index.ts';
import type { AuthReply, OwnUser, Passkey, PasskeyCeremony } from '../../shared/protocol/index.ts';
import { Authenticator } from '../support/accounts/authenticator.ts';
import { problem, startBackend, type TestBackend } from '../support/backend/runtime.ts';
import { ManualClock } from '../support/manual-clock.ts';

const me = (backend: TestBackend, token: string) => backend.call<OwnUser>('GET', '/v1/users/me', { token });

test('a changed role makes access tokens expired at once, and a refreshed one says it', async () => {
  const backend = await startBackend();
  const [ann, bob] = await backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const { username, id } = ann.user;
  const change = (role: string) => backend.commands.roles({ username, role });
  expect(await change('admin')).toEqual({ userId: id, before: 'user' });
  expect(problem(await me(backend, ann.token))).toMatchObject({ status: 401, code: 'token_expired' });
  expect((await me(backend, bob.token)).status).toBe(200);

  const refresh = async (refreshToken: string) =>
    (await backend.call<AuthReply>('POST', '/v1/auth/refresh', { body: { refreshToken } })).body;
  const fresh = await refresh(ann.refreshToken);
  expect((await me(backend, fresh.token)).body).toMatchObject({ role: 'admin' });
  // the same once more changes nothing, and is recorded once
  expect(await change('admin')).toEqual({ userId: id, before: 'admin' });
  expect((await me(backend, fresh.token)).status).toBe(200);
  await change('user');
  expect(problem(await me(backend, fresh.token))).toMatchObject({ code: 'token_expired' });
  expect((await me(backend, (await refresh(fresh.refreshToken)).token)).body).toMatchObject({ role: 'user' });
  const listed = await backend.commands.audit({ list: { action: 'change-role' } });
  expect(listed).toMatchObject({
    entries: [
      { entry: { actor: 'operator', subject: id, detail: { from: 'admin', to: 'user' } } },
      { entry: { actor: 'operator', subject: id, detail: { from: 'user', to: 'admin' } } },
    ],
  });
});

test('another instance learns of a changed role within 2 seconds, for no further read', async () => {
  const clock = new ManualClock();
  const backend = await startBackend({ clock });
  const ann = await backend.person('ann');
  const { ephemeral } = backend.runtime.app;
  const other = createRevocations({ ephemeral, clock, accessTokenSeconds: 900 });
  const user = { userId: ann.user.id, role: 'user' } as const;
  expect(await other.hasOtherRole(user)).toBe(false);
  await backend.commands.roles({ username: ann.user.username, role: 'moderator' });
  clock.advance(1_000);
  expect(await other.hasOtherRole(user)).toBe(true);
  expect(await other.hasOtherRole({ ...user, role: 'moderator' })).toBe(false);
  // tokens from before have expired by then
  clock.advance(20 * 60_000);
  expect(await other.hasOtherRole(user)).toBe(false);
});

test.each([
  [{ username: 'no-such-user', role: 'admin' }, 'user_not_found'],
  [{ username: 'ann', role: 'owner' }, undefined],
  [{ username: 'ann' }, undefined],
])('the function rejects %o', async (request, code) => {
  const { commands } = await startBackend();
  await expect(commands.roles(request)).rejects.toMatchObject(
    code === undefined ? { name: 'ZodError' } : { code },
  );
});

test('the command gives roles on a stopped backend, and says that a running one has the data', async () => {
  const backend = await startBackend({ env: { TABLE: 'sqlite' } });
  const ann = await backend.person('ann');
  const { username } = ann.user;
  const settings = readSettings({ DATA_DIR: backend.dataDir, LOG_LEVEL: 'silent' });
  const run = (...parameters: string[]) => adminCommand(parameters, settings);
  await expect(run('promote', username)).rejects.toThrow(/in use by another process/);
  await backend.stop();
  const factor = ' The role counts once the account has a second factor: Settings, Security.';
  expect(await run('promote', username)).toBe(`${username} is admin now, before: user.${factor}`);
  expect(await run('promote', username)).toBe(`${username} is admin already.`);
  expect(await run('promote', username, '--role', 'moderator')).toBe(
    `${username} is moderator now, before: admin.${factor}`,
  );
  expect(await run('demote', username)).toBe(`${username} is user now, before: moderator.`);
  await expect(run('promote', 'no-such-user')).rejects.toThrow('There is no user no-such-user.');
  for (const wrong of [
    [],
    ['promote'],
    ['promote', username, '--role', 'user'],
    ['demote', username, 'x'],
    ['list'],
  ]) {
    await expect(run(...wrong)).rejects.toThrow(/npm run admin/);
  }
});

test('a role counts only for an account with a second factor, the last of which cannot be removed', async () => {
  const backend = await startBackend();
  const [ann, bob] = await backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  await backend.commands.roles({ username: ann.user.username, role: 'admin' });
  const { app } = backend.runtime;
  const admin = { userId: ann.user.id, role: 'admin' } as const;
  const promote = () => changeRole(app, { authority: admin }, bob.user.id, 'moderator');
  await expect(promote()).rejects.toMatchObject({ code: 'role_needs_second_factor' });
  await expect(listAuditLog(app, admin, { limit: 1 })).rejects.toMatchObject({
    code: 'role_needs_second_factor',
  });
  // a token that says a role which the account has not
  await expect(
    changeRole(app, { authority: { userId: bob.user.id, role: 'admin' } }, ann.user.id, 'user'),
  ).rejects.toMatchObject({ code: 'forbidden' });
  const { entries } = (await backend.commands.audit({ list: { action: 'use-role' } })) as {
    entries: { entry: { actor: string; outcome: string; detail: { action: string } } }[];
  };
  const recorded = entries.map(({ entry }) => [entry.actor, entry.outcome, entry.detail.action].join(' '));
  expect(recorded.sort()).toEqual(
    [
      `${ann.user.id} refused changeRoles`,
      `${ann.user.id} refused readAuditLog`,
      `${bob.user.id} refused changeRoles`,
    ].sort(),
  );

  const signedIn = await backend.call<AuthReply>('POST', '/v1/auth/login', {
    body: { username: ann.user.username, password: ann.password },
  });
  const { token } = signedIn.body;
  const { password } = ann;
  const phone = new Authenticator(`http://127.0.0.1:${backend.runtime.port}`);
  const begun = await backend.call<PasskeyCeremony>('POST', '/v1/auth/passkeys/options', {
    token,
    body: { password },
  });
  const { challengeId, options } = begun.body;
  const body = { challengeId, name: 'Phone', response: phone.create(options) };
  const { body: passkey } = await backend.call<Passkey>('POST', '/v1/auth/passkeys', { token, body });
  expect(await promote()).toEqual({ userId: bob.user.id, before: 'user' });
  const removing = await backend.call('POST', `/v1/auth/passkeys/${passkey.id}/remove`, {
    token,
    body: { password },
  });
  expect(problem(removing)).toMatchObject({ status: 403, code: 'role_needs_second_factor' });
});
