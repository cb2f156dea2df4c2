import { expect, test } from 'vitest';
import { eventually } from '../../../support/eventually.ts';
import { online, signedIn, startServer } from '../setup.ts';
import { watch } from './state-world.ts';

test('given blocks and an end of one, the list follows while it is observed', async () => {
  const server = await startServer();
  const { client } = await signedIn(server, 'alice');
  const { now } = watch(client.state.blocks);
  expect(now()).toBeUndefined();
  await client.connect();
  await eventually(() => expect(now()).toEqual([]));
  await client.blocks.add('usr_bob');
  await client.blocks.add('usr_carol');
  await eventually(() => expect(now()?.map(({ username }) => username)).toEqual(['bob', 'carol']));
  expect((await client.blocks.list()).items).toEqual(now());
  await client.blocks.remove('usr_bob');
  await eventually(() => expect(now()?.map(({ username }) => username)).toEqual(['carol']));
  await client.logout();
  expect(now()).toBeUndefined();
});

test('given a block, refuses to write to that user, and names the mistakes', async () => {
  const server = await startServer();
  const { client } = await online(server, 'alice');
  const { id } = await client.conversations.openDirect('bob');
  await client.blocks.add('usr_bob');
  await expect(client.messages.send(id, 'Hello')).rejects.toMatchObject({ code: 'user_blocked' });
  await expect(client.blocks.add('usr_alice')).rejects.toMatchObject({ code: 'cannot_block_self' });
  await expect(client.blocks.add('usr_none')).rejects.toMatchObject({ code: 'user_not_found' });
});
