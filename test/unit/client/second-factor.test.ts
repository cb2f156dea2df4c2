import { expect, test } from 'vitest';
import { fakePassword } from '../../support/client/fake/backend.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { newClient, signedIn, startServer } from './setup.ts';

const password = fakePassword;

/** A server whose clock the test moves: each code counts once. */
async function startWithClock() {
  const server = await startServer();
  const clock = new ManualClock();
  server.now = () => clock.now();
  const nextCode = () => {
    clock.advance(30_000);
    return server.appCode();
  };
  return { server, nextCode };
}

async function aliceWithApp() {
  const { server, nextCode } = await startWithClock();
  const { client } = await signedIn(server, 'alice');
  await client.secondFactor.setUp({ password });
  const { recoveryCodes } = await client.secondFactor.turnOn(nextCode());
  return { server, client, recoveryCodes, nextCode };
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
  const { server, recoveryCodes, nextCode } = await aliceWithApp();
  const { client } = newClient(server);
  const login = (code?: string) => client.login({ username: 'alice', password, ...(code && { code }) });
  await expect(login()).rejects.toMatchObject({ code: 'second_factor_required' });
  await expect(login('000000')).rejects.toMatchObject({ code: 'invalid_code' });
  const code = nextCode();
  expect(await login(code)).toMatchObject({ username: 'alice' });
  await client.logout();
  await expect(login(code)).rejects.toMatchObject({ code: 'invalid_code' });
  expect(await login(recoveryCodes[0])).toMatchObject({ username: 'alice' });
  expect(await client.secondFactor.get()).toMatchObject({ recoveryCodesLeft: 9 });
});

test('fresh recovery codes and turning it off take the password and a code', async () => {
  const { client, recoveryCodes, nextCode } = await aliceWithApp();
  const { secondFactor } = client;
  await expect(secondFactor.renewRecoveryCodes({ password })).rejects.toMatchObject({
    code: 'second_factor_required',
  });
  const fresh = await secondFactor.renewRecoveryCodes({ password, code: nextCode() });
  expect(fresh.recoveryCodes).not.toEqual(recoveryCodes);
  await expect(secondFactor.turnOff({ password, code: '000000' })).rejects.toMatchObject({
    code: 'invalid_code',
  });
  await secondFactor.turnOff({ password, code: fresh.recoveryCodes[0] ?? '' });
  expect(await secondFactor.get()).toMatchObject({ on: false });
  await client.logout();
  expect(await client.login({ username: 'alice', password })).toMatchObject({ username: 'alice' });
});

test('a code of a clock that is off says by how much', async () => {
  const { client, nextCode } = await aliceWithApp();
  const early = nextCode();
  for (let period = 0; period < 4; period += 1) nextCode();
  const turnOff = client.secondFactor.turnOff({ password, code: early });
  await expect(turnOff).rejects.toMatchObject({ code: 'invalid_code', clockSkewSeconds: -120 });
});
