import { expect, test } from 'vitest';
import { newClient, signedIn, startServer } from './setup.ts';

test('a bot is made, changed and given tokens, which are revoked, and in the end it is deleted', async () => {
  const server = await startServer();
  const { client } = await signedIn(server, 'alice');
  const { bots } = client;
  const made = await bots.create({ username: 'weather', name: 'Weather' });
  await expect(bots.create({ username: 'bob', name: 'Bob' })).rejects.toMatchObject({
    code: 'username_taken',
  });
  const changed = await bots.update(made.id, { about: 'Rain or sun.' });
  expect(await bots.get(made.id)).toEqual(changed);
  expect((await bots.list()).items).toEqual([changed]);

  const { token, ...shown } = await bots.createToken(made.id, {
    name: 'Office',
    scopes: ['messages:write'],
    expiresIn: null,
  });
  expect(token.startsWith(shown.prefix)).toBe(true);
  expect((await bots.tokens(made.id)).items).toEqual([shown]);
  await bots.revokeToken(made.id, shown.id);
  await expect(bots.revokeToken(made.id, shown.id)).rejects.toMatchObject({ code: 'bot_token_not_found' });

  const { client: bob } = await signedIn(server, 'bob');
  await expect(bob.bots.get(made.id)).rejects.toMatchObject({ code: 'bot_not_found' });
  await bots.remove(made.id);
  expect((await bots.list()).items).toEqual([]);
});

test('given a token, calls and connect sign in with it, and nothing is stored nor renewed', async () => {
  const server = await startServer();
  const { client } = newClient(server, { token: server.accessToken('alice') });
  expect(await client.restore()).toBe(false);
  expect((await client.account.get()).username).toBe('alice');
  expect(client.userId).toBe('usr_alice');
  const { id } = await client.conversations.openDirect('bob');
  await client.connect();
  expect(client.status).toBe('online');
  await client.messages.send(id, 'Hello');
  expect(server.messages(id).map(({ text }) => text)).toEqual(['Hello']);
  expect(server.requests.filter((line) => line.startsWith('POST /auth'))).toEqual([]);
  await expect(client.login({ username: 'alice', password: 'x' })).rejects.toMatchObject({
    code: 'token_provider_in_use',
  });
});

test('given a token that is refused from the start, connect rejects and the session has ended', async () => {
  const server = await startServer();
  const { client } = newClient(server, { token: 'cfb_unknown' });
  const reasons: string[] = [];
  client.on('session:ended', ({ reason }) => reasons.push(reason));
  await expect(client.connect()).rejects.toMatchObject({ code: 'signed_out' });
  await expect(client.account.get()).rejects.toMatchObject({ code: 'signed_out' });
  expect(reasons).toEqual(['expired']);
  expect(client.status).toBe('signed-out');
});

test('given a token that is refused later on, the session ends once, and no call asks again', async () => {
  const server = await startServer();
  const { client } = newClient(server, { token: server.accessToken('alice') });
  const reasons: string[] = [];
  client.on('session:ended', ({ reason }) => reasons.push(reason));
  await client.connect();
  server.expireAccessTokens();
  const calls = await Promise.allSettled([client.account.get(), client.conversations.list()]);
  expect(calls.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const before = server.requests.length;
  await expect(client.account.get()).rejects.toMatchObject({ code: 'signed_out' });
  expect(server.requests).toHaveLength(before);
  expect(reasons).toEqual(['expired']);
  expect(client.userId).toBeUndefined();
});
