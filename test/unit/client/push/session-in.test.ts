import { expect, test } from 'vitest';
import { memoryStorage } from '../../../../client/index.ts';
import { sessionIn } from '../../../../client/push/index.ts';
import { fakePassword } from '../../../support/client/fake/backend.ts';
import { newClient, signedIn, startServer } from '../setup.ts';

test('a worker finds in the storage whose session the client keeps there, and which one', async () => {
  const server = await startServer();
  const storage = memoryStorage();
  expect(await sessionIn(storage, server.url)).toBeUndefined();
  const { client } = await signedIn(server, 'alice', { storage });
  const first = await sessionIn(storage, `${server.url}/`);
  expect(first?.userId).toBe('usr_alice');
  await client.logout();
  expect(await sessionIn(storage, server.url)).toBeUndefined();

  await newClient(server, { storage }).client.login({ username: 'alice', password: fakePassword });
  const second = await sessionIn(storage, server.url);
  expect(second?.userId).toBe('usr_alice');
  expect(second?.id).not.toBe(first?.id);
});

test('what is damaged, or by an earlier version, is read as far as it goes', async () => {
  const storage = memoryStorage();
  const url = 'https://chat.example';
  await storage.set(`chatflow ${url}`, '{"userId":"usr_alice","token":"t"}');
  expect(await sessionIn(storage, url)).toEqual({ id: 'usr_alice', userId: 'usr_alice' });
  for (const damaged of ['{', '[]', '{"userId":1}']) {
    await storage.set(`chatflow ${url}`, damaged);
    expect(await sessionIn(storage, url)).toBeUndefined();
  }
});
