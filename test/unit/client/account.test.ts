import { describe, expect, test } from 'vitest';
import type { EndReason } from '../../../client/connection/frames.ts';
import { fakePassword } from '../../support/client/fake/backend.ts';
import { eventually } from '../../support/eventually.ts';
import { newClient, online, signedIn, startServer } from './setup.ts';

const password = 'seven purple umbrellas';

describe('a forgotten password', () => {
  test('is reset by the link of a mail, signed out, which ends the sessions', async () => {
    const server = await startServer();
    const other = await online(server, 'alice');
    const ended = new Promise<EndReason>((resolve) => {
      other.client.on('session:ended', ({ reason }) => resolve(reason));
    });
    const { client } = newClient(server);
    await client.account.forgotPassword('alice@example.com');
    const token = server.linkFor('alice@example.com');
    await expect(client.account.resetPassword({ token, password: 'password1' })).rejects.toMatchObject({
      code: 'weak_password',
      errors: [{ path: 'password' }],
    });
    await client.account.resetPassword({ token, password });
    expect(await ended).toBe('session_revoked');
    await expect(client.account.resetPassword({ token, password })).rejects.toMatchObject({
      code: 'invalid_link',
    });
    await expect(client.login({ username: 'alice', password: fakePassword })).rejects.toMatchObject({
      code: 'invalid_credentials',
    });
    await client.login({ username: 'alice', password });
  });
});

test('a password is changed with the current one', async () => {
  const server = await startServer();
  const { client } = await signedIn(server, 'alice');
  const change = (currentPassword: string) =>
    client.account.changePassword({ currentPassword, newPassword: password });
  await expect(change('wrong')).rejects.toMatchObject({ code: 'invalid_credentials' });
  await change(fakePassword);
  await expect(client.account.get()).resolves.toMatchObject({ username: 'alice' });
});

test('a new account is verified, and its address changed, by links', async () => {
  const server = await startServer();
  const { client } = newClient(server);
  await client.register({ username: 'dora', name: 'Dora', email: 'dora@example.com', password });
  await client.account.resendVerification();
  await client.account.verifyEmail(server.linkFor('dora@example.com'));
  expect(await client.account.get()).toMatchObject({ email: 'dora@example.com', emailVerified: true });
  await client.account.changeEmail({ email: 'dora@example.net', password });
  await client.account.verifyEmail(server.linkFor('dora@example.net'));
  expect((await client.account.get()).email).toBe('dora@example.net');
});

describe('sessions', () => {
  test('are listed, and one of them is ended', async () => {
    const server = await startServer();
    const phone = await online(server, 'alice');
    const { client } = await signedIn(server, 'alice');
    const { items } = await client.sessions.list();
    expect(items.map(({ current, connected }) => [current, connected]).sort()).toEqual([
      [false, true],
      [true, false],
    ]);
    const other = items.find(({ current }) => !current);
    await client.sessions.end(other?.id ?? '');
    await eventually(() => expect(phone.client.status).toBe('signed-out'));
    await expect(client.sessions.end(other?.id ?? '')).rejects.toMatchObject({ code: 'session_not_found' });
  });

  test('are ended, first all others, then all', async () => {
    const server = await startServer();
    const phone = await online(server, 'alice');
    const laptop = await online(server, 'alice');
    await laptop.client.sessions.endAll({ except: 'current' });
    await eventually(() => expect(phone.client.status).toBe('signed-out'));
    expect(laptop.client.status).not.toBe('signed-out');
    await laptop.client.sessions.endAll();
    await eventually(() => expect(laptop.client.status).toBe('signed-out'));
  });
});
