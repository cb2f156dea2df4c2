import { describe, expect, test } from 'vitest';
import { fakePassword, problem } from '../../../support/client/fake/backend.ts';
import { chatState } from '../../../../client/state/index.ts';
import { eventually } from '../../../support/eventually.ts';
import { online, signedIn, startServer } from '../setup.ts';
import { watch } from './state-world.ts';

const fetches = (requests: string[]) => requests.filter((line) => line.startsWith('GET /users/usr_'));

describe('a user', () => {
  test('given by a conversation or a search, is known without a call', async () => {
    const server = await startServer();
    const { client } = await online(server, 'alice');
    const { state } = client;
    await client.conversations.openDirect('bob');
    await client.users.search('carol');
    const [bob, carol] = [watch(state.user('usr_bob')), watch(state.user('usr_carol'))];
    expect(bob.now()).toMatchObject({ id: 'usr_bob', username: 'bob', name: 'bob', avatar: null });
    expect(carol.now()).toMatchObject({ username: 'carol' });
    expect(fetches(server.requests)).toEqual([]);
  });

  test('that is unknown is fetched once, with the first connection, and an id of none stays unknown', async () => {
    const server = await startServer();
    const { client } = await signedIn(server, 'alice');
    const [bob, again] = [watch(client.state.user('usr_bob')), watch(client.state.user('usr_bob'))];
    const none = watch(client.state.user('usr_none'));
    expect(bob.now()).toBeUndefined();
    await client.connect();
    await eventually(() => expect(bob.now()).toMatchObject({ username: 'bob' }));
    expect(again.now()).toBe(bob.now());
    await eventually(() =>
      expect(fetches(server.requests)).toEqual(['GET /users/usr_bob', 'GET /users/usr_none']),
    );
    expect(none.now()).toBeUndefined();
  });

  test('that is a bot stays one when its profile changes, which says nothing of that', async () => {
    const server = await startServer();
    const { client } = await online(server, 'alice');
    server.intercept = (line) =>
      line === 'GET /users/bot_helper'
        ? {
            status: 200,
            body: {
              id: 'bot_helper',
              username: 'helper',
              name: 'Helper',
              avatar: null,
              bot: true,
              online: false,
              lastOnline: null,
              about: null,
              createdAt: '2026-01-01T00:00:00.000Z',
              owner: null,
            },
          }
        : undefined;
    const bot = watch(client.state.user('bot_helper'));
    await eventually(() => expect(bot.now()).toMatchObject({ name: 'Helper', bot: true }));
    const data = { id: 'bot_helper', username: 'helper', name: 'Helpful', avatar: null, about: null };
    server.push('alice', { type: 'user:updated', data });
    await eventually(() => expect(bot.now()).toMatchObject({ name: 'Helpful', bot: true }));
  });

  test('has a live presence while observed, and is another object only when something changed', async () => {
    const server = await startServer();
    const { client } = await online(server, 'alice');
    const { id } = await client.conversations.openDirect('bob');
    const { now, seen } = watch(client.state.user('usr_bob'));
    await eventually(() => expect(now()?.presence).toMatchObject({ status: 'offline' }));
    const before = now();
    const count = seen.length;
    await client.conversations.get(id);
    expect(now()).toBe(before);
    const data = { userId: 'usr_bob', online: true, status: 'online' as const, lastOnline: null };
    server.push('alice', { type: 'presence:update', data });
    await eventually(() => expect(now()?.presence).toMatchObject({ status: 'online' }));
    expect(seen).toHaveLength(count + 1);
  });

  test('goes from memory when there are more than the limit, unless observed', async () => {
    const server = await startServer();
    const { client } = await online(server, 'alice', { state: chatState({ users: 2 }) });
    const bob = watch(client.state.user('usr_bob'));
    await eventually(() => expect(bob.now()).toBeDefined());
    for (const id of ['usr_alice', 'usr_carol']) await client.users.get(id);
    expect(client.state.size.users).toBe(2);
    expect(bob.now()).toBeDefined();
    expect(client.state.user('usr_alice').getSnapshot()).toBeUndefined();
  });

  test('and what a call of the last session brings do not reach the next one', async () => {
    const server = await startServer();
    const { client } = await online(server, 'alice');
    const { state } = client;
    const answered = Promise.withResolvers<undefined>();
    const asked = Promise.withResolvers<undefined>();
    server.intercept = (line) => {
      if (line !== 'GET /users/usr_bob') return undefined;
      asked.resolve(undefined);
      const body = { id: 'usr_bob', username: 'bob', name: 'Bob', avatar: null, online: false };
      return answered.promise.then(() => ({
        status: 200,
        body: { ...body, lastOnline: null, about: null, createdAt: new Date(0).toISOString() },
      }));
    };
    const call = client.users.get('usr_bob');
    await asked.promise;
    await client.login({ username: 'carol', password: fakePassword });
    answered.resolve(undefined);
    await expect(call).resolves.toMatchObject({ name: 'Bob' });
    expect(state.user('usr_bob').getSnapshot()).toBeUndefined();
  });
});

describe('the account of the signed-in user', () => {
  test('changes with an update, for its user item too', async () => {
    const server = await startServer();
    const { client } = await online(server, 'alice');
    const account = watch(client.state.account);
    await eventually(() => expect(account.now()).toMatchObject({ name: 'alice' }));
    const before = account.now();
    server.intercept = (line) =>
      line === 'PATCH /users/me' ? { status: 200, body: { ...before, name: 'Alice' } } : undefined;
    await client.account.update({ name: 'Alice' });
    expect(account.now()).toMatchObject({ name: 'Alice' });
    expect(client.state.user('usr_alice').getSnapshot()).toMatchObject({ name: 'Alice' });
    server.intercept = () => problem('validation_failed');
    await expect(client.account.update({ name: '' })).rejects.toMatchObject({ code: 'validation_failed' });
    expect(account.now()).toMatchObject({ name: 'Alice' });
  });
});
