/* eslint-disable @typescript-eslint/no-deprecated -- the old names are what is tested here */
import { expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../client/index.ts';
import { startBackend } from '../support/backend/runtime.ts';

async function start() {
  const backend = await startBackend();
  const { user, password } = await backend.person('ann');
  const bob = await backend.person('bob');
  const client = createClient({ baseUrl: `http://127.0.0.1:${backend.runtime.port}` });
  onTestFinished(() => client.disconnect());
  await client.login({ username: user.username, password });
  return { client, bob: bob.user };
}

test('the old names of calls do what the new ones do', async () => {
  const { client, bob } = await start();
  await client.connect();
  const group = await client.createGroup('Lunch', [bob.username]);
  const direct = await client.openDirect(bob.username);
  const { seq } = await client.send(group.id, 'hello', { clientId: 'c1' });
  await client.markRead(group.id, seq);
  await client.markDelivered(group.id, seq);
  client.typing(group.id, true);
  await client.watchPresence([bob.id]);
  await client.setStatus('away');
  await client.updateProfile({ about: 'I write programs.' });

  const pairs: [old: unknown, current: unknown][] = [
    [direct.id, (await client.conversations.openDirect(bob.username)).id],
    [client.unsent(), client.messages.unsent()],
    [await client.history(group.id), await client.messages.list(group.id)],
    [await client.receipts(group.id), await client.messages.receipts(group.id)],
    [await client.conversations(), await client.conversations.list()],
    [await client.conversation(group.id), await client.conversations.get(group.id)],
    [await client.searchUsers('bo'), await client.users.search('bo')],
    [await client.user(bob.id), await client.users.get(bob.id)],
    [await client.me(), await client.account.get()],
  ];
  for (const [old, current] of pairs) expect(old).toEqual(current);
  expect(await client.account.get()).toMatchObject({ about: 'I write programs.' });
  expect((await client.history(group.id)).items).toMatchObject([{ clientId: 'c1', text: 'hello' }]);
});

test('the same calls reject with signed_out without a session', async () => {
  const { client } = await start();
  await client.logout();
  const calls = [
    () => client.send('con_1', 'hello'),
    () => client.messages.send('con_1', 'hello'),
    () => client.watchPresence([]),
    () => client.presence.watch([]),
    () => client.conversations(),
  ];
  for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'signed_out' });
});
