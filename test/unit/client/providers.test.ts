import { expect, test } from 'vitest';
import type { ProviderStart } from '../../../client/index.ts';
import { fakePassword } from '../../support/client/fake/backend.ts';
import { newClient, signedIn, startServer } from './setup.ts';

const password = fakePassword;

/** What the browser brings back from the provider, where `code` signed in. */
const answerOf = ({ ticket, url }: ProviderStart, code: string) => ({
  ticket,
  state: new URL(url).searchParams.get('state') ?? '',
  code,
});

test('a new user of a provider chooses a username, and is signed in at once the next time', async () => {
  const server = await startServer();
  const { client } = newClient(server);
  const { providers } = client;
  expect((await providers.list()).items).toEqual([{ id: 'fake', name: 'Fake' }]);
  await expect(providers.beginSignIn('other')).rejects.toMatchObject({ code: 'provider_not_found' });

  const begun = await providers.beginSignIn('fake');
  const pending = await client.loginWithProvider('fake', answerOf(begun, 'zoe'));
  expect(pending).toMatchObject({ needs: 'username', email: 'zoe@example.com' });
  expect(client.userId).toBeUndefined();
  const { token = '' } = pending ?? {};
  const user = await client.registerWithProvider({ token, username: 'zoe', name: 'Zoe' });
  expect(user).toMatchObject({ username: 'zoe', emailVerified: true });
  await client.logout();
  await expect(client.loginWithProvider('fake', answerOf(begun, 'zoe'))).rejects.toMatchObject({
    code: 'provider_state_invalid',
  });

  const again = answerOf(await providers.beginSignIn('fake'), 'zoe');
  expect(await client.loginWithProvider('fake', again)).toBeUndefined();
  expect(client.userId).toBe(user.id);
});

test('an account at a provider is connected after the password, and disconnected', async () => {
  const server = await startServer();
  const { client } = await signedIn(server, 'alice');
  const { providers } = client;
  await expect(providers.beginConnecting('fake', { password: 'wrong' })).rejects.toMatchObject({
    code: 'invalid_credentials',
  });
  const begun = await providers.beginConnecting('fake', { password });
  const { id } = await providers.connect(answerOf(begun, 'alice at work'));
  expect((await providers.connected()).items).toMatchObject([{ id, name: 'Fake' }]);
  const { client: other } = newClient(server);
  const answer = answerOf(await other.providers.beginSignIn('fake'), 'alice at work');
  expect(await other.loginWithProvider('fake', answer)).toBeUndefined();
  expect(other.userId).toBe(client.userId);
  await providers.disconnect(id, { password });
  await expect(providers.disconnect(id, { password })).rejects.toMatchObject({ code: 'identity_not_found' });
});

test('a second factor is asked for after the provider too', async () => {
  const server = await startServer();
  const { client } = await signedIn(server, 'alice');
  await client.secondFactor.setUp({ password });
  const { recoveryCodes } = await client.secondFactor.turnOn(server.appCode());
  const [one = '', two = ''] = recoveryCodes;
  const begun = await client.providers.beginConnecting('fake', { password, code: one });
  await client.providers.connect(answerOf(begun, 'alice'));
  const { client: other } = newClient(server);
  const answer = answerOf(await other.providers.beginSignIn('fake'), 'alice');
  const pending = await other.loginWithProvider('fake', answer);
  expect(pending?.needs).toBe('code');
  const { token = '' } = pending ?? {};
  await expect(other.confirmProviderLogin({ token, code: '000000' })).rejects.toMatchObject({
    code: 'invalid_code',
  });
  expect(await other.confirmProviderLogin({ token, code: two })).toMatchObject({ username: 'alice' });
});
