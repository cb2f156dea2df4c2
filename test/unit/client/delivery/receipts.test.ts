import { describe, expect, test } from 'vitest';
import { problem } from '../../../support/client/fake/backend.ts';
import type { FakeServer } from '../../../support/client/fake/server.ts';
import { ChatClientError } from '../../../../client/errors.ts';
import { Receipts } from '../../../../client/delivery/receipts.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { nextState, online, predictableRandom, signedIn, startServer } from '../setup.ts';
import { eventually } from '../../../support/eventually.ts';

/** Alice online, in a conversation with bob who wrote `count` messages before she came. */
async function aliceWithMessages(server: FakeServer, count: number) {
  const bob = await signedIn(server, 'bob');
  const { id } = await bob.client.conversations.openDirect('alice');
  for (let n = 1; n <= count; n++) server.say(id, 'bob', `message ${n}`);
  return { ...(await online(server, 'alice')), id };
}
const told = (server: FakeServer) =>
  server.frames.map(({ type, data }) =>
    `${type} ${/"seq":(\d+)/.exec(JSON.stringify(data))?.[1] ?? ''}`.trim(),
  );

describe('receipts', () => {
  test('are sent at most once a second per conversation, the latest only', async () => {
    const server = await startServer();
    const { client, clock, id } = await aliceWithMessages(server, 5);
    await client.messages.markRead(id, 1);
    const marks = [
      client.messages.markRead(id, 2),
      client.messages.markRead(id, 4),
      client.messages.markRead(id, 3),
    ];
    clock.advance(999);
    await client.account.get();
    expect(told(server)).toEqual(['receipt:read 1']);
    clock.advance(1);
    await Promise.all(marks);
    expect(told(server)).toEqual(['receipt:read 1', 'receipt:read 4']);
    await client.messages.markRead(id, 2);
    expect(server.frames).toHaveLength(2);
  });

  test('that the server has already, from any device, are not sent', async () => {
    const server = await startServer();
    const { client, id } = await aliceWithMessages(server, 5);
    const other = await online(server, 'alice');
    const heard = new Promise((resolve) => other.client.on('receipt', resolve));
    await client.messages.markRead(id, 4);
    await heard;
    await other.client.messages.markRead(id, 4);
    await other.client.messages.markDelivered(id, 4);
    const third = await online(server, 'alice');
    await third.client.messages.markRead(id, 3);
    expect(told(server)).toEqual(['receipt:read 4']);
  });

  test('for delivered messages of others are sent automatically', async () => {
    const server = await startServer();
    const { client, clock, id } = await aliceWithMessages(server, 0);
    const seqs: number[] = [];
    client.onMessage(({ seq }) => seqs.push(seq));
    const heard = (seq: number) => eventually(() => expect(seqs.at(-1)).toBe(seq));
    await client.messages.send(id, 'mine');
    server.say(id, 'bob', 'one');
    await heard(2);
    const types = () => told(server).filter((line) => line.startsWith('receipt'));
    clock.advance(99);
    await client.account.get();
    expect(types()).toEqual([]);
    clock.advance(1);
    await eventually(() => expect(types()).toEqual(['receipt:delivered 2']));
    server.say(id, 'bob', 'two');
    await heard(3);
    clock.advance(999);
    await client.account.get();
    expect(types()).toHaveLength(1);
    clock.advance(1);
    await eventually(() => expect(types()).toEqual(['receipt:delivered 2', 'receipt:delivered 3']));
  });

  test('are not sent automatically with autoDelivered off, or where a listener marked the message', async () => {
    const server = await startServer();
    const quiet = await online(server, 'carol', { autoDelivered: false });
    const { client, id } = await aliceWithMessages(server, 0);
    const group = await client.conversations.createGroup('Lunch', ['bob', 'carol']);
    client.onMessage(({ conversationId, seq }) => void client.messages.markRead(conversationId, seq));
    const heard = new Promise((resolve) => quiet.client.onMessage(resolve));
    server.say(group.id, 'bob', 'hello');
    server.say(id, 'bob', 'hello');
    await heard;
    await eventually(() => expect(told(server)).toEqual(['receipt:read 1', 'receipt:read 1']));
    const delivered = quiet.client.messages.markDelivered(group.id, 1);
    quiet.clock.advance(100);
    await delivered;
    expect(told(server)[2]).toBe('receipt:delivered 1');
  });

  test('given a message that is read within 100 ms, are one', async () => {
    const server = await startServer();
    const { client, clock, id } = await aliceWithMessages(server, 0);
    const bob = await online(server, 'bob');
    const receipts: unknown[] = [];
    bob.client.on('receipt', (receipt) => receipts.push(receipt));
    const heard = new Promise((resolve) => client.onMessage(resolve));
    server.say(id, 'bob', 'hello');
    await heard;
    clock.advance(99);
    await client.messages.markRead(id, 1);
    clock.advance(10_000);
    await client.account.get();
    expect(told(server)).toEqual(['receipt:read 1']);
    const both = { conversationId: id, userId: 'usr_alice', deliveredSeq: 1, readSeq: 1 };
    await eventually(() => expect(receipts).toEqual([both]));
  });

  test('that fail after the connection is back are sent again at once', async () => {
    const sends: PromiseWithResolvers<undefined>[] = [];
    const clock = new ManualClock();
    const receipts = new Receipts({
      clock,
      random: predictableRandom,
      send: () => {
        const send = Promise.withResolvers<undefined>();
        sends.push(send);
        return send.promise;
      },
      willResume: () => true,
      onTrouble: (error) => {
        throw error;
      },
    });
    const marked = receipts.mark('read', 'a', 1);
    receipts.resume();
    sends[0]?.reject(new ChatClientError('connection_lost', 'No.'));
    await eventually(() => expect(sends).toHaveLength(2));
    sends[1]?.resolve(undefined);
    await marked;
    clock.advance(10_000);
    expect(sends).toHaveLength(2);
    expect(clock.due).toEqual([]);
  });

  test('wait while there is no connection', async () => {
    const server = await startServer();
    const { client, clock, id } = await aliceWithMessages(server, 2);
    server.onFrame = () => 'close';
    const offline = nextState(client, 'offline');
    const marked = client.messages.markRead(id, 2);
    await offline;
    server.onFrame = () => 'handle';
    clock.advance(125);
    await marked;
    expect(told(server)).toEqual(['receipt:read 2', 'receipt:read 2']);
  });

  test('that are delayed are sent before a disconnect', async () => {
    const server = await startServer();
    const { client, id, clock } = await aliceWithMessages(server, 3);
    await client.messages.markRead(id, 1);
    void client.messages.markRead(id, 2);
    client.disconnect();
    await eventually(() => expect(told(server)).toEqual(['receipt:read 1', 'receipt:read 2']));
    expect(clock.due).toEqual([]);
  });

  test('go over HTTP without a socket', async () => {
    const server = await startServer();
    const { client } = await signedIn(server, 'alice');
    const { id } = await client.conversations.openDirect('bob');
    await client.messages.markDelivered(id, 1);
    expect(server.requests.at(-1)).toBe(`POST /conversations/${id}/delivered`);
  });

  test('given no connect so far, are a plain HTTP call', async () => {
    const server = await startServer();
    const { client } = await signedIn(server, 'alice');
    server.intercept = (line) => (line.endsWith('/read') ? problem('service_unavailable') : undefined);
    await expect(client.messages.markRead('con_1', 1)).rejects.toMatchObject({ code: 'service_unavailable' });
  });

  test('are rejected when refused, and when signing out', async () => {
    const server = await startServer();
    const { client } = await online(server, 'alice');
    const { id } = await client.conversations.openDirect('bob');
    await expect(client.messages.markRead('con_none', 1)).rejects.toMatchObject({
      code: 'conversation_not_found',
    });
    server.onFrame = () => 'drop';
    const outcome = expect(client.messages.markRead(id, 1)).rejects.toMatchObject({ code: 'signed_out' });
    await client.logout();
    await outcome;
  });

  test('of all members can be asked for', async () => {
    const server = await startServer();
    const { client, id } = await aliceWithMessages(server, 2);
    await client.messages.markRead(id, 2);
    await expect(client.messages.receipts(id)).resolves.toEqual({
      items: [
        { userId: 'usr_bob', deliveredSeq: 0, readSeq: 0 },
        { userId: 'usr_alice', deliveredSeq: 2, readSeq: 2 },
      ],
      nextCursor: null,
    });
  });
});
