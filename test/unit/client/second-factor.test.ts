import { expect, test } from 'vitest';
import { fakePassword } from '../../support/client/fake-backend.ts';
import { newClient, signedIn, startServer } from './setup.ts';

const password = fakePassword;

async function aliceWithApp() {
  const server = await startServer();
  const { client } = await signedIn(server, 'alice');
  await client.secondFactor.setUp({ password });
  const { recoveryCodes } = await client.secondFactor.turnOn(server.appCode());
  return { server, client, recoveryCodes };
}

test('the second factor is off until a code of the app that was set up turns it on', async () => {
  const server = await startServer();
  const { client } = await signedIn(server, 'alice');
  const { secondFactor } = client;
  expect(await secondFactor.get()).toEqual({ on: false, since: null, recoveryCodesLeft: 0 });
  await expect(secondFactor.setUp({ password: 'wrong' })).rejects.toMatchObject({
    code: 'invalid_credentials',
  });
  const { secret, uri } = await secondFactor.setUp({ password });
  expect(uri).toContain(secret);
  await expect(secondFactor.turnOn('000000')).rejects.toMatchObject({ code: 'invalid_code' });
  expect((await secondFactor.turnOn(server.appCode())).recoveryCodes).toHaveLength(10);
  expect(await secondFactor.get()).toMatchObject({ on: true, recoveryCodesLeft: 10 });
});

test('a sign-in without a code says that it takes one, and works with one of the app or a recovery code', async () => {
  const { server, recoveryCodes } = await aliceWithApp();
  const { client } = newClient(server);
  const login = (code?: string) => client.login({ username: 'alice', password, ...(code && { code }) });
  await expect(login()).rejects.toMatchObject({ code: 'second_factor_required' });
  await expect(login('000000')).rejects.toMatchObject({ code: 'invalid_code' });
  expect(await login(server.appCode())).toMatchObject({ username: 'alice' });
  await client.logout();
  expect(await login(recoveryCodes[0])).toMatchObject({ username: 'alice' });
  expect(await client.secondFactor.get()).toMatchObject({ recoveryCodesLeft: 9 });
});

test('fresh recovery codes and turning it off take the password and a code', async () => {
  const { server, client, recoveryCodes } = await aliceWithApp();
  const { secondFactor } = client;
  await expect(secondFactor.renewRecoveryCodes({ password })).rejects.toMatchObject({
    code: 'second_factor_required',
  });
  const fresh = await secondFactor.renewRecoveryCodes({ password, code: server.appCode() });
  expect(fresh.recoveryCodes).not.toEqual(recoveryCodes);
  await expect(secondFactor.turnOff({ password, code: '000000' })).rejects.toMatchObject({
    code: 'invalid_code',
  });
  await secondFactor.turnOff({ password, code: fresh.recoveryCodes[0] ?? '' });
  expect(await secondFactor.get()).toMatchObject({ on: false });
  await client.logout();
  expect(await client.login({ username: 'alice', password })).toMatchObject({ username: 'alice' });
});
