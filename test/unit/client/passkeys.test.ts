import { expect, test } from 'vitest';
import { Authenticator } from '../../support/accounts/authenticator.ts';
import { fakePassword } from '../../support/client/fake/backend.ts';
import { newClient, signedIn, startServer } from './setup.ts';

const password = fakePassword;

test('a passkey is added after the password, signs in without it, and is removed', async () => {
  const server = await startServer();
  const { client } = await signedIn(server, 'alice');
  const { passkeys } = client;
  const phone = new Authenticator('http://localhost');
  await expect(passkeys.beginAdding({ password: 'wrong' })).rejects.toMatchObject({
    code: 'invalid_credentials',
  });
  const { challengeId, options } = await passkeys.beginAdding({ password });
  // what the contract does not name reaches the browser too
  expect(options).toHaveProperty('user');
  const added = await passkeys.add({ challengeId, name: 'My phone', response: phone.create({ ...options }) });
  expect(added).toMatchObject({ name: 'My phone', lastUsedAt: null });

  const { client: other } = newClient(server);
  const begun = await other.passkeys.beginSignIn();
  const signed = { challengeId: begun.challengeId, response: phone.get(begun.options) };
  expect(await other.loginWithPasskey(signed)).toMatchObject({ username: 'alice' });
  expect(other.userId).toBe(client.userId);
  await other.logout();
  await expect(other.loginWithPasskey(signed)).rejects.toMatchObject({ code: 'invalid_passkey' });

  await passkeys.remove(added.id, { password });
  await expect(passkeys.remove(added.id, { password })).rejects.toMatchObject({ code: 'passkey_not_found' });
  expect((await passkeys.list()).items).toEqual([]);
});
