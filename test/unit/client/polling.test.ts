import { describe, expect, test } from 'vitest';
import { problem } from '../../support/client/fake/backend.ts';
import type { FakeServer } from '../../support/client/fake/server.ts';
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
  expect(client.status).toBe('polling');
  return { ...made, heard };
}
const syncs = (server: FakeServer) => server.requests.filter((line) => line === 'GET /sync').length;

describe('given sockets that are blocked', () => {
  test('messages are fetched by polling and sent over HTTP', async () => {
    const server = await startServer();
    const { client, clock, heard } = await polling(server);
    const { id } = await client.conversations.openDirect('bob');
    server.say(id, 'bob', 'one');
    clock.advance(2_000);
    await eventually(() => expect(heard).toEqual(['one']));
    const sent = await client.messages.send(id, 'two', { clientId: 'mine' });
    expect(sent).toMatchObject({ seq: 2, duplicate: false });
    await expect(client.messages.send(id, 'two', { clientId: 'mine' })).resolves.toEqual({
      ...sent,
      duplicate: true,
    });
    expect(heard).toEqual(['one', 'two']);
    const read = client.messages.markRead(id, 1);
    clock.advance(1_000);
    await read;
    expect(server.requests).toContain(`POST /conversations/${id}/read`);
    expect(server.frames).toEqual([]);
  });

  test('it polls less often while nothing happens, and often again after news', async () => {
    const server = await startServer();
    const { client, clock, heard } = await polling(server);
    const { id } = await client.conversations.openDirect('bob');
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

  test('it tries a socket every minute, and its state changes only when one opens', async () => {
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

  test('given a server that is away, it is offline, and polls again only if sockets still fail', async () => {
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
    expect(client.status).toBe('polling');
  });
});

describe('given a proxy that answers in place of the server', () => {
  test.each([
    [401, '<html>Sign in to this network'],
    [403, ''],
    [404, '<html>'],
    [429, '{"message":"Too Many Requests"}'],
    [500, '{"message":"Internal Server Error"}'],
    [502, '<html>'],
    [504, '{"message":"Endpoint request timed out"}'],
    [200, '<html>'],
  ])('with %i %s fails no message: it is repeated, and stored once', async (status, body) => {
    const server = await startServer();
    const { client, clock } = await polling(server);
    const { id } = await client.conversations.openDirect('bob');
    const failed: unknown[] = [];
    client.on('message:failed', (failure) => failed.push(failure));
    let attempts = 0;
    server.intercept = (line) => {
      if (line !== `POST /conversations/${id}/messages` || attempts++ >= 4) return undefined;
      // The server stored the first one; the answer is not its own.
      if (attempts === 1) server.sendAs('alice', id, { text: 'one', clientId: 'c1' });
      return { status, body };
    };
    const sent = client.messages.send(id, 'one', { clientId: 'c1' });
    for (const delay of [125, 250, 500, 1_000]) {
      await eventually(() => expect(clock.due).toContain(delay));
      clock.advance(delay);
    }
    await expect(sent).resolves.toMatchObject({ seq: 1, duplicate: true });
    expect(server.messages(id)).toHaveLength(1);
    expect(failed).toEqual([]);
  });

  test('no receipt is lost', async () => {
    const server = await startServer();
    const { client, clock } = await polling(server);
    const { id } = await client.conversations.openDirect('bob');
    server.say(id, 'bob', 'one');
    server.intercept = (line) => (line.endsWith('/read') ? { status: 502, body: '<html>' } : undefined);
    const read = client.messages.markRead(id, 1);
    await eventually(() => expect(server.requests).toContain(`POST /conversations/${id}/read`));
    server.intercept = () => undefined;
    // With the next sync.
    await eventually(() => expect(clock.due).toContain(2_000));
    clock.advance(2_000);
    await read;
  });
});

describe('before it polls', () => {
  test('the tokens are renewed, once', async () => {
    const server = await startServer();
    await polling(server);
    expect(server.requests.filter((line) => line === 'POST /auth/refresh')).toHaveLength(1);
  });

  test('given a renewal that fails for the moment, it polls anyway', async () => {
    const server = await startServer();
    server.intercept = (line) => (line === 'POST /auth/refresh' ? problem('service_unavailable') : undefined);
    const { client } = await polling(server);
    expect(client.status).toBe('polling');
  });

  test('given a session that has ended, it signs out, though the access token still works over HTTP', async () => {
    const server = await startServer();
    server.refusesSockets = true;
    const { client, clock } = await signedIn(server, 'alice');
    const ends: unknown[] = [];
    client.on('session:ended', (end) => ends.push(end));
    server.endSessions();
    const connected = expect(client.connect()).rejects.toMatchObject({ code: 'signed_out' });
    for (const delay of [125, 250, 500]) {
      await nextState(client, 'offline');
      clock.advance(delay);
    }
    await connected;
    expect(ends).toEqual([{ reason: 'expired' }]);
    expect(client.status).toBe('signed-out');
    expect(syncs(server)).toBe(0);
  });
});

test('given sockets that open and stay silent, it polls as if they were refused', async () => {
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
  expect(client.status).toBe('polling');
});
