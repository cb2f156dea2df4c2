import { expect, test } from 'vitest';
import { answerTimeoutMs } from '../../../client/connection/socket.ts';
import type { ChatClient } from '../../../client/index.ts';
import { problem } from '../../support/client/fake/backend.ts';
import type { FakeServer } from '../../support/client/fake/server.ts';
import { eventually } from '../../support/eventually.ts';
import type { ManualClock } from '../../support/manual-clock.ts';
import { nextState, online, pastSecondSync, signedIn, startServer } from './setup.ts';

/** What `predictableRandom` makes of the backoff after the first failure: half of 250 ms. */
const jitterMs = 125;

/** Refuses the first frames of a type. */
function refuse(server: FakeServer, type: string, times = 1): void {
  let left = times;
  server.onFrame = (frame) => (frame.type === type && left-- > 0 ? 'rate_limited' : 'handle');
}

const framesOf = (server: FakeServer, type: string) => server.frames.filter((frame) => frame.type === type);

function errorsOf(client: ChatClient): unknown[] {
  const errors: unknown[] = [];
  client.on('error', (error) => errors.push(error));
  return errors;
}

test('given too many messages, waits as long as the server says, and sends in the same order', async () => {
  const server = await startServer();
  const { client, clock } = await online(server, 'alice');
  const errors = errorsOf(client);
  const { id } = await client.conversations.openDirect('bob');
  refuse(server, 'message:send');
  const sends = ['one', 'two'].map((text) => client.messages.send(id, text));
  await eventually(() => expect(clock.due).toContain(server.retryAfterMs + jitterMs));
  clock.advance(server.retryAfterMs + jitterMs - 1);
  await client.account.get();
  expect(framesOf(server, 'message:send')).toHaveLength(1);
  clock.advance(1);
  await Promise.all(sends);
  expect(server.messages(id).map(({ text }) => text)).toEqual(['one', 'two']);
  expect(errors).toEqual([]);
});

test('given messages over HTTP, waits as the header says', async () => {
  const server = await startServer();
  server.refusesSockets = true;
  const { client, clock } = await signedIn(server, 'alice');
  const connected = client.connect();
  for (const delay of [125, 250, 500]) {
    await nextState(client, 'offline');
    clock.advance(delay);
  }
  await connected;
  const { id } = await client.conversations.openDirect('bob');
  let refused = 0;
  server.intercept = (request) =>
    request.endsWith('/messages') && refused++ === 0
      ? { ...problem('rate_limited'), headers: { 'retry-after': '20' } }
      : undefined;
  const sent = client.messages.send(id, 'hello');
  await eventually(() => expect(clock.due).toContain(20_000 + jitterMs));
  clock.advance(20_000 + jitterMs);
  await sent;
  expect(refused).toBe(2);
});

test('a server that asks to wait for hours is asked again after five minutes', async () => {
  const server = await startServer();
  const { client, clock } = await online(server, 'alice');
  const { id } = await client.conversations.openDirect('bob');
  server.retryAfterMs = 3 * 60 * 60_000;
  refuse(server, 'message:send');
  const sent = client.messages.send(id, 'hello');
  await eventually(() => expect(clock.due).toContain(5 * 60_000 + jitterMs));
  clock.advance(5 * 60_000 + jitterMs);
  await sent;
});

test('given too many receipts, reports the latest once the time is over', async () => {
  const server = await startServer();
  const { client, clock } = await online(server, 'alice');
  const errors = errorsOf(client);
  const { id } = await client.conversations.openDirect('bob');
  refuse(server, 'receipt:read');
  for (const text of ['one', 'two']) server.say(id, 'bob', text);
  const marks = [client.messages.markRead(id, 1), client.messages.markRead(id, 2)];
  await eventually(() => expect(clock.due).toContain(server.retryAfterMs + jitterMs));
  clock.advance(server.retryAfterMs + jitterMs);
  await Promise.all(marks);
  expect(framesOf(server, 'receipt:read').map(({ data }) => data)).toEqual([
    { conversationId: id, seq: 1 },
    { conversationId: id, seq: 2 },
  ]);
  expect(errors).toEqual([]);
});

test('given too many lists to watch, sends the newest once the time is over', async () => {
  const server = await startServer();
  const { client, clock } = await online(server, 'alice');
  const errors = errorsOf(client);
  refuse(server, 'presence:watch');
  const seen: string[] = [];
  client.on('presence', ({ userId }) => seen.push(userId));
  await client.presence.watch(['usr_bob']);
  await eventually(() => expect(clock.due).toContain(server.retryAfterMs + jitterMs));
  expect(seen).toEqual([]);
  clock.advance(server.retryAfterMs + jitterMs);
  await eventually(() => expect(seen).toEqual(['usr_bob']));
  expect(errors).toEqual([]);
});

test('given a sign-out while a list waits, sends it for no other user', async () => {
  const server = await startServer();
  const { client, clock } = await online(server, 'alice');
  refuse(server, 'presence:watch');
  await client.presence.watch(['usr_bob']);
  await eventually(() => expect(clock.due).toContain(server.retryAfterMs + jitterMs));
  await client.logout();
  await client.login({ username: 'carol', password: 'correct horse' });
  await client.connect();
  clock.advance(server.retryAfterMs + jitterMs);
  await client.account.get();
  expect(framesOf(server, 'presence:watch')).toHaveLength(1);
});

/** Lets time pass from one timer to the next, each request with its answer before time goes on. */
async function pass(clock: ManualClock, ms: number): Promise<void> {
  for (let left = ms; left > 0;) {
    const step = Math.min(left, clock.due[0] ?? left);
    clock.advance(step);
    left -= step;
    await eventually(() => expect(clock.due).not.toContain(answerTimeoutMs));
  }
}

test('given too many syncs, tries again once the time is over, and stays connected', async () => {
  const server = await startServer();
  const { client, clock } = await online(server, 'alice');
  await pastSecondSync(clock);
  const errors = errorsOf(client);
  const before = server.syncs;
  const states: string[] = [];
  client.on('state', ({ state }) => states.push(state));
  refuse(server, 'sync');
  await pass(clock, 15 * 60_000);
  await eventually(() => expect(clock.due).toContain(server.retryAfterMs + jitterMs));
  clock.advance(server.retryAfterMs + jitterMs);
  await eventually(() => expect(server.syncs).toBe(before + 2));
  expect(client.status).toBe('online');
  expect(states).toEqual([]);
  expect(errors).toEqual([]);
});
