import { expect, it } from 'vitest';
import { Totals } from '../../local/metrics/totals.ts';
import { Unavailable } from '../../shared/platform/errors.ts';
import type { Message } from '../../shared/protocol/index.ts';
import { fanOut } from '../../shared/realtime/index.ts';
import { FaultyTables } from '../support/faults/faulty-tables.ts';
import { startBackend } from '../support/backend/runtime.ts';

/** What is counted before the caller gets an answer; the rest is counted after commit. */
function atOnce(metrics: Totals): object {
  const afterCommit = ['Registrations', 'Conversations', 'Messages'];
  return Object.fromEntries(Object.entries(metrics.sums()).filter(([name]) => !afterCommit.includes(name)));
}

async function countingBackend() {
  const metrics = new Totals();
  const backend = await startBackend({
    env: { DYNAMODB_STREAM: 'on' },
    wrapPorts: (ports) => ({ ...ports, metrics }),
  });
  return { ...backend, metrics };
}

it('sign-ins and failed ones are counted', async () => {
  const { person, call, metrics } = await countingBackend();
  const { user, password } = await person('ann');
  const signIn = (body: object) => call('POST', '/v1/auth/login', { body });
  await signIn({ username: user.username, password });
  await signIn({ username: user.username, password: 'another one' });
  await signIn({ username: 'nobody', password });
  expect(atOnce(metrics)).toEqual({ SignIns: 1, FailedSignIns: 2 });
});

it('sockets are counted when they open and close, and handshakes that fail by our fault', async () => {
  const metrics = new Totals();
  const tables = new FaultyTables();
  const backend = await startBackend({
    env: { DYNAMODB_STREAM: 'on' },
    wrapPorts: (ports) => ({ ...tables.wrapPorts(ports), metrics }),
  });
  const ann = await backend.person('ann');
  const socket = await backend.socket(ann);
  expect(atOnce(metrics)).toEqual({ SocketsOpened: 1 });
  tables.down(({ table, operation }) => table === 'ephemeral' && operation === 'update');
  await expect(backend.socket(ann)).rejects.toThrow();
  expect(atOnce(metrics)).toEqual({ SocketsOpened: 1, FailedConnects: 1 });
  tables.up();
  socket.close();
  await expect.poll(() => atOnce(metrics)).toEqual({ SocketsOpened: 1, FailedConnects: 1, SocketsClosed: 1 });
});

it('stored items are counted once, after commit', async () => {
  const { people, conversation, call, metrics } = await countingBackend();
  const [ann, bob] = await people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const { id } = await conversation(ann, [bob]);
  const send = (clientId: string) =>
    call('POST', `/v1/conversations/${id}/messages`, { token: ann.token, body: { text: 'Hello', clientId } });
  for (const clientId of ['m1', 'm2', 'm1']) await send(clientId);
  const counted = { Registrations: 2, Conversations: 1, Messages: 2 };
  await expect.poll(() => metrics.sums()).toMatchObject(counted);
});

it('a message counts one delivery for each open socket but the sending one; other events count none', async () => {
  const { people, socket, conversation, metrics } = await countingBackend();
  const [ann, bob] = await people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const [first, second, other] = [await socket(ann), await socket(ann), await socket(bob)];
  const { id: conversationId } = await conversation(ann, [bob]);
  const data = { conversationId, clientId: 'm1', text: 'Hello' };
  await first.request('message:send', data);
  await Promise.all([second, other].map((device) => device.events<Message>('message:new', 1)));
  await expect.poll(() => metrics.sums()).toMatchObject({ Deliveries: 2 });

  // a repeated send, a receipt and an indicator deliver nothing
  await first.request('message:send', data);
  await other.request('receipt:read', { conversationId, seq: 1 });
  await first.events('receipt', 1);
  other.send({ type: 'typing', data: { conversationId, typing: true } });
  await first.events('typing', 1);
  expect(metrics.sums()).toMatchObject({ Deliveries: 2, SocketsOpened: 3 });
});

it('the delay runs from the message to its last delivery, also by the work queue', async () => {
  const sentAt = Date.UTC(2026, 10, 20, 9);
  let now = sentAt;
  const metrics = new Totals();
  const { runtime } = await startBackend({
    env: { DYNAMODB_STREAM: 'on' },
    clock: { now: () => now },
    wrapPorts: (ports) => ({
      ...ports,
      metrics,
      sockets: {
        post: (connectionId) => {
          if (connectionId === 'lost') return Promise.reject(new Unavailable('the gateway', undefined));
          if (connectionId === 'gone') return Promise.resolve('gone');
          now += 20;
          return Promise.resolve('sent');
        },
        close: () => Promise.resolve(),
      },
    }),
  });
  const sockets = ['a', 'b', 'gone', 'lost'].map((connectionId) => ({
    userId: 'usr_1',
    connectionId,
    connectedAt: 1,
  }));
  const work = { type: 'fan-out', frame: '{}', sockets } as const;
  await fanOut(runtime.app, { ...work, createdAt: sentAt - 100 });
  expect(metrics.sums()).toEqual({ Deliveries: 2, DeliveryDelay: 140 });
  await fanOut(runtime.app, work);
  expect(metrics.sums()).toEqual({ Deliveries: 2, DeliveryDelay: 140 });
});
