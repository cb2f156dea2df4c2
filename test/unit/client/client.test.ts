import { describe, expect, test } from 'vitest';
import type { Message } from '../../../client/index.ts';
import { fakePassword } from '../../support/client/fake/backend.ts';
import type { FakeServer } from '../../support/client/fake/server.ts';
import { newClient, nextState, online, signedIn, startServer } from './setup.ts';
import { eventually } from '../../support/eventually.ts';

const half = 125;

/** Alice and bob online in their direct conversation. */
async function aliceAndBob(server: FakeServer) {
  const alice = await online(server, 'alice');
  const bob = await online(server, 'bob');
  const { id } = await alice.client.conversations.openDirect('bob');
  return { alice, bob, id };
}
const texts = (messages: Message[]) => messages.map(({ text }) => text);

describe('conversations and people', () => {
  test('are found, opened and created', async () => {
    const server = await startServer();
    const { client } = await signedIn(server, 'alice');
    const direct = await client.conversations.openDirect('bob');
    expect(direct).toMatchObject({ isGroup: false, name: null });
    await expect(client.conversations.openDirect('bob')).resolves.toMatchObject({ id: direct.id });
    const group = await client.conversations.createGroup('Lunch', ['bob', 'carol']);
    expect(group).toMatchObject({ isGroup: true, name: 'Lunch', memberCount: 3 });
    const { items } = await client.conversations.list({ limit: 10 });
    expect(items.map(({ id }) => id)).toEqual([direct.id, group.id]);
    await expect(client.conversations.get(group.id)).resolves.toEqual(group);
    const found = await client.users.search('ca');
    expect(found.items).toMatchObject([{ username: 'carol' }]);
  });

  test('given unknown usernames, the error names each', async () => {
    const server = await startServer();
    const { client } = await signedIn(server, 'alice');
    await expect(client.conversations.openDirect('zoe')).rejects.toMatchObject({
      code: 'unknown_usernames',
      status: 400,
      requestId: 'req_1',
      errors: [{ path: 'participantUsernames.0', message: 'zoe' }],
    });
  });

  test('history goes by sequence numbers', async () => {
    const server = await startServer();
    const { client } = await signedIn(server, 'alice');
    const { id } = await client.conversations.openDirect('bob');
    for (const text of ['a', 'b', 'c', 'd']) server.say(id, 'bob', text);
    expect(texts((await client.messages.list(id)).items)).toEqual(['a', 'b', 'c', 'd']);
    expect(texts((await client.messages.list(id, { before: 4, limit: 2 })).items)).toEqual(['b', 'c']);
    expect(texts((await client.messages.list(id, { after: 3 })).items)).toEqual(['d']);
  });
});

describe('messages', () => {
  test('reach the other client once, and the sender gets the receipt', async () => {
    const server = await startServer();
    const { alice, bob, id } = await aliceAndBob(server);
    const arrived = new Promise<Message>((resolve) => bob.client.onMessage(resolve));
    const receipt = new Promise((resolve) => alice.client.on('receipt', resolve));
    const sent = await alice.client.messages.send(id, 'hello');
    expect(sent).toEqual({
      id: 'msg_1_1',
      seq: 1,
      createdAt: '2026-11-20T09:00:00.000Z',
      duplicate: false,
    });
    await expect(arrived).resolves.toMatchObject({ id: sent.id, text: 'hello' });
    bob.clock.advance(100);
    await expect(receipt).resolves.toEqual({
      conversationId: id,
      userId: 'usr_bob',
      deliveredSeq: 1,
      readSeq: 0,
    });
    const second = new Promise((resolve) => alice.client.on('receipt', resolve));
    const read = bob.client.messages.markRead(id, sent.seq);
    bob.clock.advance(1_000);
    await read;
    await expect(second).resolves.toEqual({
      conversationId: id,
      userId: 'usr_bob',
      deliveredSeq: 1,
      readSeq: 1,
    });
  });

  test('pushed twice are handed over once, also out of order and among unknown types', async () => {
    const server = await startServer();
    const { bob, id } = await aliceAndBob(server);
    const heard: string[] = [];
    bob.client.onMessage(({ text }) => heard.push(text));
    const first = server.say(id, 'alice', 'one');
    const second = server.say(id, 'alice', 'two');
    for (const data of [second, first, second]) server.push('bob', { type: 'message:new', data });
    server.push('bob', '{"type":"brand:new","data":{}}');
    server.push('bob', 'not json');
    server.say(id, 'alice', 'three');
    await eventually(() => expect(heard).toEqual(['one', 'two', 'three']));
    expect(bob.client.status).toBe('online');
  });

  test('sent by this client are handed over in their place, once', async () => {
    const server = await startServer();
    const { alice, id } = await aliceAndBob(server);
    const { id: replyTo } = await alice.client.messages.send(id, 'first');
    const heard: string[] = [];
    const messages: Message[] = [];
    alice.client.onMessage((message) => {
      messages.push(message);
      heard.push(message.text);
    });
    await alice.client.messages.send(id, 'mine', { replyTo });
    expect(heard).toEqual(['mine']);
    const [, mine] = server.messages(id);
    expect(mine).toMatchObject({ replyTo });
    expect(mine).toEqual(messages[0]);
    if (mine !== undefined) server.push('alice', { type: 'message:new', data: mine });
    server.say(id, 'bob', 'yours');
    await eventually(() => expect(heard).toContain('yours'));
    expect(heard).toEqual(['mine', 'yours']);
  });

  test('are handed over to the listeners also after another user signs in', async () => {
    const server = await startServer();
    const { bob, id } = await aliceAndBob(server);
    const heard: string[] = [];
    bob.client.onMessage(({ text }) => heard.push(text));
    const data = server.say(id, 'carol', 'hello');
    await eventually(() => expect(heard).toEqual(['hello']));
    await bob.client.login({ username: 'alice', password: fakePassword });
    await bob.client.connect();
    // What was handed to Bob is news to Alice when it is pushed to her.
    server.push('alice', { type: 'message:new', data });
    server.say(id, 'carol', 'again');
    await eventually(() => expect(heard).toEqual(['hello', 'hello', 'again']));
  });

  test('unsubscribing ends the events', async () => {
    const server = await startServer();
    const { bob, id } = await aliceAndBob(server);
    const heard: string[] = [];
    const off = bob.client.onMessage(({ text }) => heard.push(`off ${text}`));
    bob.client.onMessage(({ text }) => heard.push(text));
    off();
    server.say(id, 'alice', 'hello');
    await eventually(() => expect(heard).toEqual(['hello']));
  });

  test('a new conversation is an event for its members', async () => {
    const server = await startServer();
    const { bob, id } = await aliceAndBob(server);
    const told = new Promise((resolve) => bob.client.on('conversation:new', resolve));
    const data = await bob.client.conversations.get(id);
    server.push('bob', JSON.stringify({ type: 'conversation:new', data }));
    await expect(told).resolves.toEqual(data);
  });
});

describe('sending', () => {
  test('waits while offline, and keeps the order', async () => {
    const server = await startServer();
    const { client } = await signedIn(server, 'alice');
    const { id } = await client.conversations.openDirect('bob');
    const sends = ['a', 'b', 'c'].map((text) => client.messages.send(id, text));
    expect(server.frames).toEqual([]);
    await client.connect();
    expect((await Promise.all(sends)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(texts(server.messages(id))).toEqual(['a', 'b', 'c']);
  });

  test('keeps the order of a conversation also when an ack is late, and holds up no other', async () => {
    const server = await startServer();
    const { alice, id } = await aliceAndBob(server);
    const { id: other } = await alice.client.conversations.openDirect('carol');
    server.onFrame = ({ data }) => (JSON.stringify(data).includes('"a"') ? 'drop' : 'handle');
    const sends = [alice.client.messages.send(id, 'a'), alice.client.messages.send(id, 'b')];
    await alice.client.messages.send(other, 'elsewhere');
    expect(server.frames.map(({ data }) => data)).toMatchObject([{ text: 'a' }, { text: 'elsewhere' }]);
    expect(server.messages(id)).toEqual([]);
    server.onFrame = () => 'handle';
    alice.clock.advance(10_000);
    alice.clock.advance(half);
    await Promise.all(sends);
    expect(texts(server.messages(id))).toEqual(['a', 'b']);
  });

  test('over a connection that breaks before the ack stores the message once', async () => {
    const server = await startServer();
    const { alice, id } = await aliceAndBob(server);
    server.onFrame = () => 'no-ack';
    const sent = alice.client.messages.send(id, 'once');
    await eventually(() => expect(server.messages(id)).toHaveLength(1));
    server.onFrame = () => 'handle';
    const offline = nextState(alice.client, 'offline');
    server.closeSockets();
    await offline;
    alice.clock.advance(half);
    await expect(sent).resolves.toMatchObject({ seq: 1, duplicate: true });
    expect(server.messages(id)).toHaveLength(1);
  });

  test('without an ack for 10 s is retried over a fresh socket, under the same id', async () => {
    const server = await startServer();
    const { alice, id } = await aliceAndBob(server);
    server.onFrame = () => 'drop';
    const sent = alice.client.messages.send(id, 'again', { clientId: 'mine-1' });
    await eventually(() => expect(server.frames).toHaveLength(1));
    server.onFrame = () => 'handle';
    alice.clock.advance(9_999);
    expect(alice.client.status).toBe('online');
    const offline = nextState(alice.client, 'offline');
    alice.clock.advance(1);
    await offline;
    alice.clock.advance(half);
    await expect(sent).resolves.toMatchObject({ seq: 1, duplicate: false });
    expect(server.frames.map(({ data }) => data)).toEqual([
      { conversationId: id, text: 'again', clientId: 'mine-1' },
      { conversationId: id, text: 'again', clientId: 'mine-1', repeat: true },
    ]);
  });

  test('given sockets that break again and again, stores each message once', async () => {
    const server = await startServer();
    const { alice, id } = await aliceAndBob(server);
    let breaks = 0;
    server.onFrame = ({ type }) => (type === 'message:send' && ++breaks <= 3 ? 'close' : 'handle');
    const offline = () => nextState(alice.client, 'offline');
    let lost = offline();
    const sent = alice.client.messages.send(id, 'stubborn');
    for (let round = 0; round < 3; round++) {
      await lost;
      lost = offline();
      alice.clock.advance(alice.clock.due[0] ?? 0);
    }
    await expect(sent).resolves.toMatchObject({ seq: 1 });
  });

  test('given the same clientId again, sends nothing twice', async () => {
    const server = await startServer();
    const { alice, id } = await aliceAndBob(server);
    const first = await alice.client.messages.send(id, 'x', { clientId: 'same' });
    const second = await alice.client.messages.send(id, 'x', { clientId: 'same' });
    expect(second).toEqual({ ...first, duplicate: true });
  });

  test('a duplicate is handed over as the server has it now', async () => {
    const server = await startServer();
    const { alice, id } = await aliceAndBob(server);
    const heard: (string | null)[] = [];
    alice.client.onMessage(({ editedAt }) => heard.push(editedAt));
    server.onFrame = () => 'no-ack';
    const sent = alice.client.messages.send(id, 'hello');
    await eventually(() => expect(server.messages(id)).toHaveLength(1));
    const editedAt = '2026-11-20T09:05:00.000Z';
    for (const message of server.messages(id)) message.editedAt = editedAt;
    server.onFrame = () => 'handle';
    const offline = nextState(alice.client, 'offline');
    server.closeSockets();
    await offline;
    alice.clock.advance(half);
    await expect(sent).resolves.toMatchObject({ seq: 1, duplicate: true });
    await eventually(() => {
      alice.clock.advance(half);
      expect(heard).toEqual([editedAt]);
    });
  });

  test('a refused message is rejected at once, and the next one is sent', async () => {
    const server = await startServer();
    const { alice, id } = await aliceAndBob(server);
    await expect(alice.client.messages.send('con_none', 'x')).rejects.toMatchObject({
      name: 'ChatClientError',
      code: 'conversation_not_found',
      message: 'refused: conversation_not_found',
    });
    server.onFrame = ({ data }) => (JSON.stringify(data).includes('bad') ? 'validation_failed' : 'handle');
    const sends = await Promise.allSettled([
      alice.client.messages.send(id, 'bad'),
      alice.client.messages.send(id, 'good'),
    ]);
    expect(sends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });

  test.each([
    ['a blank text', ' \n', 'data.text'],
    ['more than 8,000 characters', 'x'.repeat(8_001), 'data.text'],
  ])('%s is refused before it is sent', async (_, text, path) => {
    const server = await startServer();
    const { client } = await signedIn(server, 'alice');
    await expect(client.messages.send('con_1', text)).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ path }],
    });
  });

  test('the longest texts fit into a frame', async () => {
    const server = await startServer();
    const { alice, id } = await aliceAndBob(server);
    for (const text of ['"'.repeat(8_000), '\n\\'.repeat(3_999) + 'é', '🦊'.repeat(4_096)]) {
      await alice.client.messages.send(id, text);
      const bytes = Buffer.byteLength(JSON.stringify(server.frames.at(-1)));
      expect(bytes).toBeLessThanOrEqual(32 * 1024);
    }
  });

  test('while the service is unavailable, a message waits', async () => {
    const server = await startServer();
    const { alice, id } = await aliceAndBob(server);
    server.onFrame = () => 'service_unavailable';
    const sent = alice.client.messages.send(id, 'x');
    alice.clock.advance(250);
    for (const delay of [125, 250, 500, 1_000]) {
      await eventually(() => expect(alice.clock.due).toContain(delay));
      alice.clock.advance(delay);
    }
    await eventually(() => expect(alice.clock.due).toContain(2_000));
    server.onFrame = () => 'handle';
    alice.clock.advance(2_000);
    await expect(sent).resolves.toMatchObject({ seq: 1 });
  });

  test('a message that the server fails on is given up after ten attempts, and later ones are sent', async () => {
    const server = await startServer();
    const { alice, id } = await aliceAndBob(server);
    server.onFrame = (frame) => (JSON.stringify(frame).includes('"x"') ? 'internal_error' : 'handle');
    const failed = alice.client.messages.send(id, 'x').then(
      () => 'sent',
      (error: unknown) => error,
    );
    const next = alice.client.messages.send(id, 'y');
    const attempts = () => server.frames.filter(({ type }) => type === 'message:send').length;
    for (let n = 1; n < 10; n++) {
      await eventually(() => expect(attempts()).toBe(n));
      const delay = Math.min(15_000, 125 * 2 ** (n - 1));
      await eventually(() => expect(alice.clock.due).toContain(delay));
      alice.clock.advance(delay);
    }
    await expect(failed).resolves.toMatchObject({ code: 'internal_error' });
    await expect(next).resolves.toMatchObject({ seq: 1 });
  });

  test('waiting messages are given up when signing out', async () => {
    const server = await startServer();
    const { client } = await signedIn(server, 'alice');
    const outcome = expect(client.messages.send('con_1', 'x')).rejects.toMatchObject({ code: 'signed_out' });
    await client.logout();
    await outcome;
    await client.login({ username: 'bob', password: fakePassword });
    await client.connect();
    expect(server.frames).toEqual([]);
  });
});

test('registering signs in', async () => {
  const server = await startServer();
  const account = { username: 'zoe', email: 'zoe@example.com', name: 'Zoe', password: fakePassword };
  server.intercept = (line) =>
    line === 'POST /auth/register'
      ? {
          status: 201,
          body: {
            token: 't',
            refreshToken: 'r',
            expiresIn: 900,
            user: {
              id: 'usr_zoe',
              username: 'zoe',
              name: 'Zoe',
              email: account.email,
              avatar: null,
              role: 'user',
              emailVerified: false,
              createdAt: '2026-11-20T09:00:00.000Z',
            },
            deviceToken: 'device-zoe',
          },
        }
      : undefined;
  const { client } = newClient(server);
  await expect(client.register(account)).resolves.toMatchObject({ username: 'zoe' });
  expect(client.status).toBe('offline');
});
