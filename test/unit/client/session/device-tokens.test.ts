import { expect, test } from 'vitest';
import { createClient, memoryStorage, type Storage } from '../../../../client/index.ts';
import { fakePassword } from '../../../support/client/fake/backend.ts';
import { FakeServer } from '../../../support/client/fake/server.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { startServer } from '../setup.ts';

/** A client, and what its sign-ins carry as proof of earlier ones. */
function clientOn(server: FakeServer, storage: Storage) {
  const proofs: unknown[] = [];
  const client = createClient({
    baseUrl: server.url,
    clock: new ManualClock(),
    storage,
    fetch: (input, init) => {
      const url = input instanceof Request ? input.url : input.toString();
      if (url.endsWith('/auth/login') && typeof init?.body === 'string')
        proofs.push((JSON.parse(init.body) as { deviceToken?: string }).deviceToken);
      return fetch(input, init);
    },
  });
  return { client, proofs };
}

test('the proof of a sign-in stays after the sign-out, and goes with the next sign-in of this user alone', async () => {
  const server = await startServer();
  const storage = memoryStorage();
  const { client, proofs } = clientOn(server, storage);
  await client.login({ username: 'alice', password: fakePassword });
  await client.logout();
  // as after a reload
  const later = clientOn(server, storage);
  await later.client.login({ username: 'bob', password: fakePassword });
  await later.client.logout();
  await later.client.login({ username: ' ALICE', password: fakePassword }).catch(() => undefined);
  await later.client.login({ username: 'Alice', password: fakePassword, deviceToken: 'of the application' });
  expect(proofs).toEqual([undefined]);
  expect(later.proofs).toEqual([undefined, 'device-alice', 'of the application']);
});

test('given a new account, keeps its proof', async () => {
  const server = await startServer();
  const { client, proofs } = clientOn(server, memoryStorage());
  await client.register({
    username: 'dora',
    name: 'Dora',
    email: 'dora@example.com',
    password: fakePassword,
  });
  await client.logout();
  await client.login({ username: 'dora', password: fakePassword });
  expect(proofs).toEqual(['device-dora']);
});

test('for an e-mail address, sends the proof of the last account, and stores no address', async () => {
  const server = await startServer();
  const storage = memoryStorage();
  const { client, proofs } = clientOn(server, storage);
  await client.login({ username: 'alice@example.com', password: fakePassword });
  await client.logout();
  await client.login({ username: 'alice@example.com', password: fakePassword });
  expect(proofs).toEqual([undefined, 'device-alice']);
  const stored = await storage.get(`chatflow ${server.url} devices`);
  expect(JSON.parse(stored ?? '')).toEqual([{ username: 'alice', token: 'device-alice' }]);
});

test('given more than five accounts, forgets those that signed in the longest ago', async () => {
  const names = ['u1', 'u2', 'u3', 'u4', 'u5', 'u6'].map((name) => `user-${name}`);
  const server = await FakeServer.start(...names);
  const { client, proofs } = clientOn(server, memoryStorage());
  for (const username of names) await client.login({ username, password: fakePassword });
  for (const username of ['user-u1', 'user-u3']) await client.login({ username, password: fakePassword });
  expect(proofs.slice(-2)).toEqual([undefined, 'device-user-u3']);
  await server.stop();
});
