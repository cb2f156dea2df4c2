import { expect, test } from 'vitest';
import { online, startServer } from './setup.ts';

test('given an admin, webhooks are made, tried, changed and removed', async () => {
  const server = await startServer();
  const { client } = await online(server, 'alice');
  const { id } = await client.conversations.createGroup('Builds', ['bob']);
  const webhooks = await client.webhooks();
  const url = 'https://build.example.com/chat';
  const { secret, ...made } = await webhooks.create(id, { name: 'Build', url, events: ['message.created'] });
  expect(secret).toMatch(/^whsec_/);
  expect(made).toMatchObject({ name: 'Build', url, enabled: true, createdBy: client.userId });
  expect(await webhooks.list(id)).toEqual([made]);
  expect((await webhooks.rotateSecret(id, made.id)).previousSecretUntil).toBeDefined();
  const test = await webhooks.test(id, made.id);
  expect(await webhooks.deliveries(id, made.id)).toMatchObject([
    { id: test.id, event: 'test', delivered: true },
  ]);
  expect(await webhooks.update(id, made.id, { enabled: false })).toMatchObject({ enabled: false, url });
  await expect(webhooks.update(id, made.id, { url: 'https://localhost/' })).rejects.toMatchObject({
    code: 'url_not_allowed',
  });
  await webhooks.remove(id, made.id);
  await expect(webhooks.remove(id, made.id)).rejects.toMatchObject({ code: 'webhook_not_found' });
});

test('given an admin, incoming webhooks are made, get another address, and are removed', async () => {
  const server = await startServer();
  const { client } = await online(server, 'alice');
  const { id } = await client.conversations.createGroup('Builds', ['bob']);
  const webhooks = await client.webhooks();
  const { url, ...hook } = await webhooks.createHook(id, { name: 'Build' });
  expect(await webhooks.hooks(id)).toEqual([hook]);
  expect((await webhooks.rotateHook(id, hook.id)).url).not.toBe(url);
  expect(await webhooks.updateHook(id, hook.id, { name: 'Deploy' })).toEqual({ ...hook, name: 'Deploy' });
  await webhooks.removeHook(id, hook.id);
  expect(await webhooks.hooks(id)).toEqual([]);
});

test('given a member who is no admin, both are refused', async () => {
  const server = await startServer();
  const { client } = await online(server, 'alice');
  const { id } = await client.conversations.createGroup('Builds', ['bob']);
  const bob = await online(server, 'bob');
  const webhooks = await bob.client.webhooks();
  await expect(webhooks.list(id)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(webhooks.createHook(id, { name: 'Build' })).rejects.toMatchObject({ code: 'forbidden' });
});
