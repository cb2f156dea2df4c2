import { describe, expect, test } from 'vitest';
import { problem } from '../../support/fake-backend.ts';
import type { FakeServer } from '../../support/fake-server.ts';
import { nextState, signedIn, startServer } from './setup.ts';
import { eventually } from '../../support/eventually.ts';

/** Lets a client find out that no socket gets through. */
async function polling(server: FakeServer, username = 'alice') {
  server.refusesSockets = true;
  const made = await signedIn(server, username);
  const { client, clock } = made;
  const heard: string[] = [];
  client.onMessage(({ text }) => heard.push(text));
  const connected = client.connect();
  for (const delay of [125, 250, 500]) {
    await nextState(client, 'offline');
    clock.advance(delay);
  }
  await connected;
  expect(client.state).toBe('polling');
  return { ...made, heard };
}
const syncs = (server: FakeServer) => server.requests.filter((line) => line === 'GET /sync').length;

describe('where no socket gets through', () => {
  test('messages come by asking, and go by HTTP', async () => {
    const server = await startServer();
    const { client, clock, heard } = await polling(server);
    const { id } = await client.openDirect('bob');
    server.say(id, 'bob', 'one');
    clock.advance(2_000);
    await eventually(() => expect(heard).toEqual(['one']));
    const sent = await client.send(id, 'two', { clientId: 'mine' });
    expect(sent).toMatchObject({ seq: 2, duplicate: false });
    await expect(client.send(id, 'two', { clientId: 'mine' })).resolves.toEqual({ ...sent, duplicate: true });
    expect(heard).toEqual(['one', 'two']);
    const read = client.markRead(id, 1);
    clock.advance(1_000);
    await read;
    expect(server.requests).toContain(`POST /conversations/${id}/read`);
    expect(server.frames).toEqual([]);
  });

  test('it asks less often while nothing happens, and often again when something does', async () => {
    const server = await startServer();
    const { client, clock, heard } = await polling(server);
    const { id } = await client.openDirect('bob');
    const poll = async (ms: number) => {
      const before = syncs(server);
      expect(clock.due).toContain(ms);
      clock.advance(ms);
      await eventually(() => expect(syncs(server)).toBe(before + 1));
    };
    await poll(2_000);
    for (const ms of [3_000, 4_500, 6_750]) {
      await eventually(() => expect(clock.due).toContain(ms));
      await poll(ms);
    }
    await eventually(() => expect(clock.due).toContain(10_125));
    client.touch();
    expect(clock.due).toContain(2_000);
    server.say(id, 'bob', 'hello');
    await poll(2_000);
    await eventually(() => expect(heard).toEqual(['hello']));
    expect(clock.due).toContain(2_000);
  });

  test('a socket is tried every minute, unnoticed until one opens', async () => {
    const server = await startServer();
    const { client, clock } = await polling(server);
    const states: string[] = [];
    client.on('state', ({ state }) => states.push(state));
    const handshakes = server.handshakes.length;
    for (let n = 1; n <= 2; n++) {
      await eventually(() => expect(clock.due).toContain(60_000));
      clock.advance(60_000);
      await eventually(() => expect(server.handshakes).toHaveLength(handshakes + n));
    }
    await eventually(() => expect(clock.due).toContain(60_000));
    expect(states).toEqual([]);
    server.refusesSockets = false;
    const back = nextState(client, 'online');
    clock.advance(60_000);
    await back;
    expect(states).toEqual(['catching-up', 'online']);
  });

  test('a server that is away is offline, and polled again only if sockets still fail', async () => {
    const server = await startServer();
    server.refusesSockets = true;
    let down = false;
    const { client, clock } = await signedIn(server, 'alice', {
      fetch: (...input) => (down ? Promise.reject(new TypeError('fetch failed')) : fetch(...input)),
    });
    const connected = client.connect();
    for (const delay of [125, 250, 500]) {
      await nextState(client, 'offline');
      clock.advance(delay);
    }
    await connected;
    down = true;
    const offline = nextState(client, 'offline');
    clock.advance(2_000);
    await offline;
    const failed = nextState(client, 'offline');
    clock.advance(125);
    await failed;
    down = false;
    server.refusesSockets = false;
    const back = nextState(client, 'online');
    clock.advance(250);
    await back;
  });

  test('a sync that fails is repeated', async () => {
    const server = await startServer();
    const { client, clock } = await polling(server);
    const errors: unknown[] = [];
    client.on('error', (error) => errors.push(error));
    server.intercept = (line) => (line === 'GET /sync' ? problem('internal_error') : undefined);
    const before = syncs(server);
    clock.advance(2_000);
    await eventually(() => expect(clock.due).toContain(125));
    expect(errors).toMatchObject([{ code: 'internal_error' }]);
    server.intercept = () => undefined;
    clock.advance(125);
    await eventually(() => expect(syncs(server)).toBe(before + 2));
    expect(client.state).toBe('polling');
  });
});

test('sockets that open and never say anything count as refused', async () => {
  const server = await startServer();
  const { client, clock } = await signedIn(server, 'alice');
  server.onFrame = () => 'drop';
  const connected = client.connect();
  for (const delay of [125, 250, 500]) {
    await nextState(client, 'catching-up');
    const offline = nextState(client, 'offline');
    clock.advance(10_000);
    await offline;
    clock.advance(delay);
  }
  await connected;
  expect(client.state).toBe('polling');
});
