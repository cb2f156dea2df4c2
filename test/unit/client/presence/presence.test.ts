import { expect, test } from 'vitest';
import type { Presence } from '../../../../client/index.ts';
import { nextState, online, signedIn, startServer, pastSecondSync } from '../setup.ts';
import { eventually } from '../../../support/eventually.ts';

const away = { userId: 'usr_bob', online: true, status: 'away' as const, lastOnline: null };

test('the presence of watched users is reported at once, when it changes, and after a reconnect', async () => {
  const server = await startServer();
  const { client, clock } = await signedIn(server, 'alice');
  const heard: Presence[] = [];
  client.on('presence', (presence) => heard.push(presence));
  await client.presence.watch(['usr_bob', 'usr_carol', 'usr_bob']);
  expect(server.frames).toEqual([]);
  await client.connect();
  const offline = (userId: string) => ({ userId, online: false, status: 'offline', lastOnline: null });
  const both = [offline('usr_bob'), offline('usr_carol')];
  await eventually(() => expect(heard).toEqual(both));
  server.push('alice', { type: 'presence:update', data: away });
  await eventually(() => expect(heard).toEqual([...both, away]));
  const lost = nextState(client, 'offline');
  server.closeSockets();
  await lost;
  clock.advance(125);
  await eventually(() => expect(heard).toEqual([...both, away, ...both]));
  expect(server.frames.map(({ data }) => data)).toEqual([
    { userIds: ['usr_bob', 'usr_carol'] },
    { userIds: ['usr_bob', 'usr_carol'] },
  ]);
});

test('presence is requested again with every sync, so that missed pushes show', async () => {
  const server = await startServer();
  const { client, clock } = await online(server, 'alice');
  const heard: Presence[] = [];
  client.on('presence', (presence) => heard.push(presence));
  await client.presence.watch(['usr_bob', 'usr_carol']);
  await eventually(() => expect(heard).toHaveLength(2));
  const asked = () => server.frames.filter(({ type }) => type === 'presence:watch').length;
  expect(asked()).toBe(1);
  await pastSecondSync(clock);
  await eventually(() => expect(asked()).toBe(2));
  server.push('alice', { type: 'presence:update', data: away });
  await eventually(() => expect(heard).toHaveLength(3));
  clock.sleep(3 * 60_000);
  clock.advance(0);
  await eventually(() => expect(heard).toHaveLength(4));
  expect(heard.at(-1)).toEqual({ userId: 'usr_bob', online: false, status: 'offline', lastOnline: null });
  expect(asked()).toBe(3);
});

test('given a push while the answer is on its way, the push wins', async () => {
  const server = await startServer();
  const { client } = await online(server, 'alice');
  server.onFrame = ({ type }) => {
    if (type === 'presence:watch') server.push('alice', { type: 'presence:update', data: away });
    return 'handle';
  };
  const heard: Presence[] = [];
  client.on('presence', (presence) => heard.push(presence));
  await client.presence.watch(['usr_bob', 'usr_carol']);
  const carol = { userId: 'usr_carol', online: false, status: 'offline', lastOnline: null };
  await eventually(() => expect(heard).toEqual([away, carol]));
});

test('the latest list of users replaces those before', async () => {
  const server = await startServer();
  const { client } = await online(server, 'alice');
  const heard: string[] = [];
  client.on('presence', ({ userId }) => heard.push(userId));
  await client.presence.watch(['usr_bob']);
  await client.presence.watch(['usr_carol']);
  await eventually(() => expect(heard).toEqual(['usr_carol']));
});

test('lists are requested one at a time, so that the server never keeps an older one', async () => {
  const server = await startServer();
  const { client } = await online(server, 'alice');
  const heard: string[] = [];
  client.on('presence', ({ userId }) => heard.push(userId));
  server.onFrame = ({ type }) => (type === 'presence:watch' ? 'drop' : 'handle');
  for (const name of ['usr_alice', 'usr_bob', 'usr_carol']) await client.presence.watch([name]);
  await client.account.get();
  const lists = () => server.frames.map(({ data }) => data);
  expect(lists()).toEqual([{ userIds: ['usr_alice'] }]);
  const [first] = server.frames;
  const data = { users: [{ userId: 'usr_alice', online: false, lastOnline: null }] };
  server.onFrame = () => 'handle';
  server.push('alice', JSON.stringify({ type: 'ack', id: first?.id, data }));
  await eventually(() => expect(heard).toEqual(['usr_carol']));
  expect(lists()).toEqual([{ userIds: ['usr_alice'] }, { userIds: ['usr_carol'] }]);
});

test('more than 200 users cannot be watched, and a refusal of the server is an error', async () => {
  const server = await startServer();
  const { client } = await online(server, 'alice');
  const many = Array.from({ length: 201 }, (_, index) => `usr_${index}`);
  await expect(client.presence.watch(many)).rejects.toMatchObject({ code: 'validation_failed' });
  server.onFrame = () => 'internal_error';
  const error = new Promise((resolve) => client.on('error', resolve));
  await client.presence.watch(['usr_bob']);
  await expect(error).resolves.toMatchObject({ code: 'internal_error' });
});

test('the user sets their own presence as a status', async () => {
  const server = await startServer();
  const { client } = await signedIn(server, 'alice');
  await client.presence.setStatus('invisible');
  expect(server.requests.at(-1)).toBe('PUT /users/me/status');
});
