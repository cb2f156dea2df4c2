import { describe, expect, test } from 'vitest';
import type { ChatClient, ClientStatus, Message } from '../../../../client/index.ts';
import type { FakeServer } from '../../../support/client/fake/server.ts';
import { nextState, online, signedIn, startServer } from '../setup.ts';
import { eventually } from '../../../support/eventually.ts';

function hear(client: ChatClient): string[] {
  const heard: string[] = [];
  client.onMessage(({ text }) => heard.push(text));
  return heard;
}

/** Alice online in her conversation with bob, who is not. */
async function alice(server: FakeServer) {
  const made = await online(server, 'alice');
  const { id } = await made.client.conversations.openDirect('bob');
  return { ...made, id, heard: hear(made.client) };
}

async function lose({ client }: { client: ChatClient }, server: FakeServer) {
  const offline = nextState(client, 'offline');
  server.closeSockets();
  await offline;
}

test('given a reconnect, missed messages come first, and the state is catching-up', async () => {
  const server = await startServer();
  const made = await alice(server);
  const { client, clock, id, heard } = made;
  await lose(made, server);
  const { id: other } = await client.conversations.openDirect('carol');
  server.say(id, 'bob', 'one');
  server.say(id, 'bob', 'two');
  server.say(other, 'carol', 'hello');
  const statuses: ClientStatus[] = [];
  client.on('state', (status) => statuses.push(status));
  // Pushed while the answer to the first question is on its way.
  server.intercept = (line) => {
    if (!line.endsWith('/changes')) return undefined;
    server.intercept = () => undefined;
    server.say(id, 'bob', 'three');
    return undefined;
  };
  const back = nextState(client, 'online');
  clock.advance(125);
  await back;
  expect(heard.filter((text) => text !== 'hello')).toEqual(['one', 'two', 'three']);
  expect(heard).toContain('hello');
  expect(statuses.map(({ state, behind }) => `${state} ${behind}`)).toEqual([
    'connecting 0',
    'catching-up 0',
    'catching-up 2',
    'catching-up 1',
    'online 0',
  ]);
  expect(client.behind).toBe(0);
});

test('given messages that are missing, connect resolves before they arrive', async () => {
  const server = await startServer();
  const { client, id, heard, clock } = await alice(server);
  client.disconnect();
  const seq = server.takeSeq(id);
  await client.connect();
  expect(client.status).toBe('catching-up');
  expect(client.behind).toBe(1);
  server.land(id, 'bob', seq, 'late');
  await eventually(() => expect(heard).toEqual(['late']));
  expect(client.status).toBe('online');
  await eventually(() => expect(clock.due).not.toContain(10_000));
});

test('given a gap between pushes, it is filled after 300 ms', async () => {
  const server = await startServer();
  const { client, clock, id, heard } = await alice(server);
  server.pushes = false;
  server.say(id, 'bob', 'one');
  const void_ = server.takeSeq(id);
  server.void(id, void_);
  server.pushes = true;
  const receipts = new Promise((resolve) => client.on('receipt', resolve));
  server.say(id, 'bob', 'three');
  await signedIn(server, 'bob').then(({ client: bob }) => bob.messages.markRead(id, 1));
  await receipts;
  expect(heard).toEqual([]);
  clock.advance(300);
  await eventually(() => expect(heard).toEqual(['one', 'three']));
  expect(client.status).toBe('online');
});

test('given an ack after a gap, your message is handed over once the gap is filled', async () => {
  const server = await startServer();
  const { client, clock, id, heard } = await alice(server);
  server.pushes = false;
  server.say(id, 'bob', 'before');
  await client.messages.send(id, 'mine');
  expect(heard).toEqual([]);
  clock.advance(300);
  await eventually(() => expect(heard).toEqual(['before', 'mine']));
});

test('given more than the server replays, a reset comes and all messages are handed over', async () => {
  const server = await startServer();
  const made = await alice(server);
  const { client, clock, id, heard } = made;
  const resets: unknown[] = [];
  client.on('reset', (reset) => resets.push(reset));
  await lose(made, server);
  for (let n = 1; n <= 620; n++) server.say(id, 'bob', `message ${n}`);
  const back = nextState(client, 'online');
  clock.advance(125);
  await back;
  expect(resets).toEqual([{ conversationId: id }]);
  expect(heard).toEqual(server.messages(id).map(({ text }) => text));
});

test('given a server that lost data, a reset comes too', async () => {
  const server = await startServer();
  const made = await alice(server);
  const { client, clock, id, heard } = made;
  for (const text of ['one', 'two', 'three']) await client.messages.send(id, text);
  await lose(made, server);
  server.loseAfter(id, 1);
  const reset = new Promise((resolve) => client.on('reset', resolve));
  clock.advance(125);
  await expect(reset).resolves.toEqual({ conversationId: id });
  server.say(id, 'bob', 'new');
  await eventually(() => expect(heard).toEqual(['one', 'two', 'three', 'new']));
});

test('all devices of all users hear the same messages', async () => {
  const server = await startServer();
  const one = await online(server, 'alice');
  const two = await online(server, 'alice');
  const bob = await online(server, 'bob');
  const heard: Message[][] = [one, two, bob].map(({ client }) => {
    const messages: Message[] = [];
    client.onMessage((message) => messages.push(message));
    return messages;
  });
  const { id } = await one.client.conversations.openDirect('bob');
  await Promise.all(
    [one, two, bob, one, two, bob].map(({ client }, index) => client.messages.send(id, `message ${index}`)),
  );
  const seen = (['alice', 'alice', 'bob'] as const).map((name) => server.messages(id, name));
  await eventually(() => expect(heard).toEqual(seen));
  // An echo can be matched with what was sent, on the other device too; other people are not shown by what.
  const own = server.messages(id).map(({ senderId, clientId }) => senderId === 'usr_alice' && clientId);
  expect(seen[1]?.map(({ clientId = false }) => clientId)).toEqual(own);
});

test('given a listener that throws, `error` is emitted and no message is missed', async () => {
  const server = await startServer();
  const { client, id, heard } = await alice(server);
  const errors: unknown[] = [];
  client.on('error', (error) => errors.push(error));
  client.onMessage(({ text }) => {
    throw new Error(`broken by ${text}`);
  });
  server.say(id, 'bob', 'one');
  server.say(id, 'bob', 'two');
  await eventually(() => expect(heard).toEqual(['one', 'two']));
  expect(errors).toEqual([new Error('broken by one'), new Error('broken by two')]);
});

describe('given a socket that the server has forgotten', () => {
  test('the client opens another, and repeats its request there', async () => {
    const server = await startServer();
    const { client, clock, id } = await alice(server);
    server.onFrame = ({ type }) => (type === 'message:send' ? 'unauthenticated' : 'handle');
    const offline = nextState(client, 'offline');
    const sent = client.messages.send(id, 'hello');
    await offline;
    server.onFrame = () => 'handle';
    clock.advance(125);
    await expect(sent).resolves.toMatchObject({ seq: 1 });
  });
});
