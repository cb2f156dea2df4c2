import { describe, expect, test } from 'vitest';
import { memoryStorage } from '../../../../client/index.ts';
import { fakePassword } from '../../../support/client/fake/backend.ts';
import { chatState } from '../../../../client/state/index.ts';
import { eventually } from '../../../support/eventually.ts';
import { newClient, online, signedIn, startServer } from '../setup.ts';
import { shown, showing, stored, talk, watch } from './state-world.ts';

describe('the list of conversations', () => {
  test('given an observer, loads the newest activity first, then page by page', async () => {
    const server = await startServer();
    server.timePasses = true;
    const bob = await online(server, 'bob');
    const ids: string[] = [];
    for (let n = 0; n < 60; n++) {
      const { id } = await bob.client.conversations.createGroup(`group ${n}`, ['alice']);
      ids.unshift(id);
      server.say(id, 'bob', `hello ${n}`);
    }
    const { client } = await online(server, 'alice');
    const list = client.state.conversations;
    expect(server.requests.filter((line) => line === 'GET /conversations')).toHaveLength(0);
    const { now } = watch(list);
    const shownIds = () => now().items.map(({ id }) => id);
    await eventually(() => expect(shownIds()).toEqual(ids.slice(0, 50)));
    expect(now()).toMatchObject({ hasMore: true, loaded: true });
    expect(client.state.unreadTotal.getSnapshot()).toBe(50);
    await list.loadMore();
    expect(shownIds()).toEqual(ids);
    expect(now().hasMore).toBe(false);
    expect(client.state.unreadTotal.getSnapshot()).toBe(60);
    server.say(ids.at(-1) ?? '', 'bob', 'up');
    await eventually(() => expect(shownIds()).toEqual([ids.at(-1), ...ids.slice(0, -1)]));
    expect(now().items[0]).toMatchObject({ unreadCount: 2, lastMessage: { text: 'up' } });
  });

  test('changes only the items that something happened to, and calls its listeners once a turn', async () => {
    const server = await startServer();
    const { client } = await online(server, 'alice');
    const { id } = await client.conversations.createGroup('one', ['bob']);
    const other = await client.conversations.createGroup('two', ['bob']);
    const { now, seen } = watch(client.state.conversations);
    const quiet = watch(client.state.conversation(other.id));
    await eventually(() => expect(now()).toMatchObject({ loaded: true, loading: false }));
    const before = now();
    const [count, quietCount] = [seen.length, quiet.seen.length];
    expect(now()).toBe(before);
    client.state.conversations.getSnapshot();
    server.push('alice', { type: 'typing', data: { conversationId: id, userId: 'usr_bob', typing: true } });
    await eventually(() => expect(seen).toHaveLength(count + 1));
    const item = (snapshot: typeof before, which: string) => snapshot.items.find((one) => one.id === which);
    expect(item(now(), id)).not.toBe(item(before, id));
    expect(item(now(), other.id)).toBe(item(before, other.id));
    expect(quiet.seen).toHaveLength(quietCount);
  });

  test('given a message in an unknown conversation, fetches that conversation once', async () => {
    const server = await startServer();
    const { client } = await online(server, 'alice');
    const { now } = watch(client.state.conversations);
    await eventually(() => expect(now().loaded).toBe(true));
    const bob = await online(server, 'bob');
    server.pushes = false;
    const { id } = await bob.client.conversations.openDirect('alice');
    server.pushes = true;
    server.say(id, 'bob', 'hello');
    await eventually(() => expect(now().items).toMatchObject([{ id, unreadCount: 1 }]));
    expect(server.requests.filter((line) => line === `GET /conversations/${id}`).length).toBeLessThanOrEqual(
      1,
    );
  });

  test('says who types, until their message comes', async () => {
    const server = await startServer();
    const { client } = await online(server, 'alice');
    const { id } = await client.conversations.openDirect('bob');
    const { now } = watch(client.state.conversation(id));
    await eventually(() => expect(now()).toBeDefined());
    const bob = await online(server, 'bob');
    bob.client.conversations.setTyping(id, true);
    await eventually(() => expect(now()?.typing).toEqual(['usr_bob']));
    server.say(id, 'bob', 'done');
    await eventually(() => expect(now()?.typing).toEqual([]));
  });
});

describe('the unread count', () => {
  test('counts what others say, and falls by what is read here or on another device', async () => {
    const server = await startServer();
    const { client, clock } = await online(server, 'alice');
    const { id } = await client.conversations.openDirect('bob');
    const { now } = watch(client.state.conversation(id));
    await eventually(() => expect(now()).toBeDefined());
    const view = await showing(client, id, []);
    const said = talk(server, id, 'bob', 5);
    await client.messages.send(id, 'mine');
    await eventually(() => expect(shown(view.now())).toEqual([...said, 'mine']));
    await eventually(() => expect(now()).toMatchObject({ unreadCount: 5, lastSeq: 6 }));
    const reading = client.state.messages(id).markRead(2);
    expect(now()).toMatchObject({ unreadCount: 3, me: { readSeq: 2 } });
    await reading;
    const phone = await online(server, 'alice');
    await phone.client.messages.markRead(id, 4);
    await eventually(() => expect(now()).toMatchObject({ unreadCount: 1, me: { readSeq: 4 } }));
    const readAll = client.messages.markRead(id, 6);
    expect(now()).toMatchObject({ unreadCount: 0 });
    await eventually(() => {
      clock.advance(1_000);
      expect(server.frames).toContainEqual(expect.objectContaining({ data: { conversationId: id, seq: 6 } }));
    });
    await readAll;
  });

  test('asks the server where the window does not hold what is left', async () => {
    const server = await startServer();
    const { client } = await online(server, 'alice');
    const { id } = await client.conversations.openDirect('bob');
    talk(server, id, 'bob', 200);
    const { now } = watch(client.state.conversation(id));
    await eventually(() => expect(now()?.unreadCount).toBe(200));
    await client.state.messages(id).markRead(30);
    await eventually(() => expect(now()).toMatchObject({ unreadCount: 170, me: { readSeq: 30 } }));
  });

  test('counts mentions with the messages, and follows what is edited, deleted and read', async () => {
    const server = await startServer();
    const { client } = await online(server, 'alice');
    const { id } = await client.conversations.createGroup('Group', ['bob']);
    const { now } = watch(client.state.conversation(id));
    await eventually(() => expect(now()).toMatchObject({ unreadMentions: 0 }));
    const one = server.say(id, 'bob', 'Hi @alice');
    server.say(id, 'bob', 'Hi');
    const three = server.say(id, 'bob', '@all');
    server.say(id, 'alice', '@all');
    await eventually(() => expect(now()).toMatchObject({ unreadCount: 3, unreadMentions: 2, lastSeq: 4 }));
    // here nothing of the messages but the last one is in memory
    server.edit(id, 'bob', one.seq, 'Hi');
    await eventually(() => expect(now()).toMatchObject({ unreadCount: 3, unreadMentions: 1 }));
    await showing(client, id, ['Hi', 'Hi', '@all', '@all']);
    server.edit(id, 'bob', one.seq, '@Alice and @here');
    await eventually(() => expect(now()).toMatchObject({ unreadMentions: 2 }));
    server.erase(id, 'bob', three.seq);
    await eventually(() => expect(now()).toMatchObject({ unreadCount: 3, unreadMentions: 1 }));
    const reading = client.state.messages(id).markRead(one.seq);
    expect(now()).toMatchObject({ unreadCount: 2, unreadMentions: 0 });
    await reading;
  });

  test('is right after a time without a connection', async () => {
    const server = await startServer();
    const { client } = await online(server, 'alice');
    const { id } = await client.conversations.openDirect('bob');
    const { now } = watch(client.state.conversation(id));
    await eventually(() => expect(now()).toBeDefined());
    client.disconnect();
    talk(server, id, 'bob', 3);
    await client.connect();
    await eventually(() => expect(now()).toMatchObject({ unreadCount: 3, lastMessage: { text: 'm3' } }));
  });
});

describe('after a start', () => {
  test('shows offline what was known, and then what happened since', async () => {
    const server = await startServer();
    const storage = memoryStorage();
    const { client, clock } = await online(server, 'alice', { storage });
    const { id } = await client.conversations.openDirect('bob');
    const list = watch(client.state.conversations);
    await eventually(() => expect(list.now().loaded).toBe(true));
    const said = talk(server, id, 'bob', 3);
    await showing(client, id, said);
    server.onFrame = ({ type }) => (type === 'message:send' ? 'validation_failed' : 'handle');
    await expect(client.state.messages(id).send('refused')).rejects.toMatchObject({
      code: 'validation_failed',
    });
    await stored(client, clock);
    client.disconnect();
    server.say(id, 'bob', 'later');

    const again = newClient(server, { storage });
    const { state } = again.client;
    await again.client.restore();
    const view = watch(state.messages(id));
    await eventually(() => expect(shown(view.now())).toEqual([...said, 'refused (failed)']));
    expect(watch(state.conversations).now()).toMatchObject({
      items: [{ id, unreadCount: 3 }],
      loaded: false,
    });
    expect(state.conversation(id).getSnapshot()).toMatchObject({ failedCount: 1 });
    await again.client.connect();
    await eventually(() => expect(shown(view.now())).toEqual([...said, 'later', 'refused (failed)']));
    await eventually(() =>
      expect(state.conversations.getSnapshot()).toMatchObject({ loaded: true, items: [{ unreadCount: 4 }] }),
    );
    expect(state.unreadTotal.getSnapshot()).toBe(4);
  });

  test('given messages that were handed over right before the end and not stored, finds them', async () => {
    const server = await startServer();
    const storage = memoryStorage();
    const { client, clock } = await online(server, 'alice', { storage });
    const { id } = await client.conversations.openDirect('bob');
    server.say(id, 'bob', 'one');
    await showing(client, id, ['one']);
    await stored(client, clock);
    server.say(id, 'bob', 'two');
    await eventually(() => expect(shown(client.state.messages(id).getSnapshot())).toEqual(['one', 'two']));
    // The position is stored, the state is not: the program dies.
    clock.advance(300);
    const again = newClient(server, { storage });
    const { state } = again.client;
    await again.client.connect();
    const view = watch(state.messages(id));
    await eventually(() => expect(shown(view.now())).toEqual(['one', 'two']));
    await eventually(() => expect(state.conversation(id).getSnapshot()).toMatchObject({ unreadCount: 2 }));
    expect(view.now().hasNewer).toBe(false);
  });

  test.each([
    ['an index that is not JSON', (storage: Map<string, string>, key: string) => storage.set(key, '{')],
    ['another version', (storage: Map<string, string>, key: string) => storage.set(key, '{"version":99}')],
    [
      'a conversation of another shape',
      (storage: Map<string, string>, key: string) => storage.set(`${key} conversation 0`, '{"id":1}'),
    ],
    [
      'messages of another shape',
      (storage: Map<string, string>, key: string) =>
        storage.set(`${key} messages 0`, '{"from":0,"to":9,"messages":[{}]}'),
    ],
  ])('drops %s, and is whole again with the server', async (_, damage) => {
    const server = await startServer();
    const values = new Map<string, string>();
    const storage = {
      get: (key: string) => values.get(key),
      set: (key: string, value: string) => void values.set(key, value),
      remove: (key: string) => void values.delete(key),
    };
    const { client, clock } = await online(server, 'alice', { storage });
    const { id } = await client.conversations.openDirect('bob');
    watch(client.state.conversations);
    server.say(id, 'bob', 'one');
    await showing(client, id, ['one']);
    await eventually(() => expect(client.state.conversation(id).getSnapshot()).toBeDefined());
    await stored(client, clock);
    const key = `chatflow ${server.url} usr_alice state`;
    expect([...values.keys()].filter((one) => one.startsWith(key))).toContain(`${key} messages 0`);
    client.disconnect();
    damage(values, key);
    const again = newClient(server, { storage });
    const errors: unknown[] = [];
    again.client.on('error', (error) => errors.push(error));
    const view = watch(again.client.state.messages(id));
    const list = watch(again.client.state.conversations);
    await again.client.connect();
    await eventually(() => expect(shown(view.now())).toEqual(['one']));
    await eventually(() => expect(list.now().items).toMatchObject([{ id }]));
    expect(errors).toEqual([]);
  });

  test('keeps nothing of a user who signed out, and shows nothing of them to the next', async () => {
    const server = await startServer();
    const storage = new Map<string, string>();
    const { client, clock } = await online(server, 'alice', {
      storage: {
        get: (key) => storage.get(key),
        set: (key, value) => void storage.set(key, value),
        remove: (key) => void storage.delete(key),
      },
    });
    const { id } = await client.conversations.openDirect('bob');
    const list = watch(client.state.conversations);
    server.say(id, 'bob', 'secret');
    const view = await showing(client, id, ['secret']);
    await eventually(() => expect(list.now().items).toHaveLength(1));
    await stored(client, clock);
    expect(JSON.stringify([...storage])).toContain('secret');
    await client.logout();
    clock.advance(5_000);
    expect(list.now().items).toEqual([]);
    expect(shown(view.now())).toEqual([]);
    expect(client.state.session.getSnapshot().userId).toBeUndefined();
    expect([...storage.keys()]).toEqual([`chatflow ${server.url} devices`]);
    view.end();
    await client.login({ username: 'carol', password: fakePassword });
    await client.connect();
    await eventually(() => expect(list.now().loaded).toBe(true));
    expect(list.now().items).toEqual([]);
    expect(JSON.stringify([...storage])).not.toContain('secret');
  });
});

describe('the limits', () => {
  test('let the least recently viewed windows go, but none on screen', async () => {
    const server = await startServer();
    const { client } = await online(server, 'alice', { state: chatState({ windows: 2 }) });
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) {
      const { id } = await client.conversations.createGroup(name, ['bob']);
      ids.push(id);
      talk(server, id, 'bob', 1);
    }
    const [a = '', b = '', c = '', d = ''] = ids;
    const first = await showing(client, a, ['m1']);
    for (const id of [b, c, d]) (await showing(client, id, ['m1'])).end();
    expect(client.state.size.windows).toBe(2);
    expect(shown(first.now())).toEqual(['m1']);
    expect(client.state.messages(d).getSnapshot().loaded).toBe(true);
    expect(client.state.messages(b).getSnapshot().loaded).toBe(false);
  });

  test('let messages go that are far from where the user reads, which are loaded again on the way back', async () => {
    const server = await startServer();
    const { client } = await online(server, 'alice', { state: chatState({ messages: 100 }) });
    const { id } = await client.conversations.openDirect('bob');
    const said = talk(server, id, 'bob', 220);
    const { now } = await showing(client, id, said.slice(-50));
    const view = client.state.messages(id);
    await view.loadOlder();
    expect(shown(now())).toEqual(said.slice(70, 170));
    expect(now()).toMatchObject({ hasNewer: true, hasOlder: true });
    view.setVisible(75, 90);
    await view.loadNewer();
    expect(shown(now())).toEqual(said.slice(74, 220));
    await view.jumpToNewest();
    expect(now().hasNewer).toBe(false);
  });

  test('let the conversations without activity for the longest go', async () => {
    const server = await startServer();
    server.timePasses = true;
    const bob = await online(server, 'bob');
    const ids: string[] = [];
    for (let n = 0; n < 8; n++) {
      const { id } = await bob.client.conversations.createGroup(`group ${n}`, ['alice']);
      ids.unshift(id);
      server.say(id, 'bob', 'x');
    }
    const { client } = await online(server, 'alice', { state: chatState({ conversations: 5 }) });
    const { now } = watch(client.state.conversations);
    await eventually(() => expect(now().items.map(({ id }) => id)).toEqual(ids.slice(0, 5)));
    expect(now().hasMore).toBe(false);
    expect(client.state.size.conversations).toBe(5);
  });
});

describe('presence', () => {
  test('of those who are observed is watched, in one list a turn', async () => {
    const server = await startServer();
    const { client } = await online(server, 'alice');
    const bob = watch(client.state.presence('usr_bob'));
    watch(client.state.presence('usr_carol'));
    expect(bob.now()).toBeUndefined();
    await eventually(() => expect(bob.now()).toMatchObject({ online: false }));
    const lists = server.frames.filter(({ type }) => type === 'presence:watch').map(({ data }) => data);
    expect(lists).toEqual([{ userIds: ['usr_bob', 'usr_carol'] }]);
    server.push('alice', {
      type: 'presence:update',
      data: { userId: 'usr_bob', online: true, status: 'online', lastOnline: null },
    });
    await eventually(() => expect(bob.now()).toMatchObject({ online: true }));
  });
});

test('connection, session and account follow the client', async () => {
  const server = await startServer();
  const { client } = await signedIn(server, 'alice');
  const { state } = client;
  const [connection, session, account] = [
    watch(state.connection),
    watch(state.session),
    watch(state.account),
  ];
  expect(connection.now().state).toBe('offline');
  expect(session.now()).toEqual({ userId: 'usr_alice', ended: undefined });
  await client.connect();
  await eventually(() => expect(connection.now().state).toBe('online'));
  await eventually(() => expect(account.now()).toMatchObject({ username: 'alice' }));
  server.push('alice', { type: 'session:ended', data: { reason: 'session_revoked' } });
  await eventually(() => expect(session.now()).toEqual({ userId: undefined, ended: 'session_revoked' }));
  expect(account.now()).toBeUndefined();
});
