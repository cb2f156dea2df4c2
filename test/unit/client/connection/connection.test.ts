import { describe, expect, test } from 'vitest';
import type { ClientState } from '../../../../client/index.ts';
import { fakePassword } from '../../../support/client/fake/backend.ts';
import { newClient, nextState, online, signedIn, startServer, pastSecondSync } from '../setup.ts';
import { eventually } from '../../../support/eventually.ts';

const minute = 60_000;

describe('connecting', () => {
  test('offers the subprotocols, token included, and reports its state', async () => {
    const server = await startServer();
    const { client } = await signedIn(server, 'alice');
    const states: ClientState[] = [];
    client.on('state', ({ state }) => states.push(state));
    await client.connect();
    await client.connect();
    client.disconnect();
    expect(states).toEqual(['connecting', 'catching-up', 'online', 'offline']);
    expect(server.handshakes).toEqual([expect.stringMatching(/^chat\.v1, ?bearer\.access-alice-\d+$/)]);
  });

  test('without a session rejects with signed_out', async () => {
    const server = await startServer();
    await expect(newClient(server).client.connect()).rejects.toMatchObject({ code: 'signed_out' });
  });

  test('rejects when disconnect comes first', async () => {
    const server = await startServer();
    const { client, clock } = await signedIn(server, 'alice');
    const outcome = expect(client.connect()).rejects.toMatchObject({ code: 'disconnected' });
    await nextState(client, 'connecting');
    client.disconnect();
    await outcome;
    expect(client.status).toBe('offline');
    expect(clock.due).toEqual([]);
    await client.connect();
    expect(client.status).toBe('online');
  });

  test('to a server that does not answer the handshake is tried again after 10 s', async () => {
    const server = await startServer();
    const opened: string[] = [];
    class Silent extends EventTarget {
      readonly url: string;
      constructor(url: string) {
        super();
        this.url = url;
        opened.push(url);
      }
      close() {
        opened.push('closed');
      }
    }
    const { client, clock } = await signedIn(server, 'alice', {
      // Just what the client needs of a socket that never opens.
      WebSocket: Silent as typeof WebSocket,
    });
    void client.connect().catch(() => undefined);
    await eventually(() => expect(opened).toHaveLength(1));
    expect(opened[0]).toBe(`${server.url.replace('http', 'ws')}/ws`);
    expect(clock.due[0]).toBe(10_000);
    clock.advance(10_000);
    expect(opened).toHaveLength(2);
    expect(client.status).toBe('offline');
  });
});

describe('a lost connection', () => {
  test('is opened again after a jittered delay that doubles until a connection lasts', async () => {
    const server = await startServer();
    const { client, clock } = await online(server, 'alice');
    const waits: (number | undefined)[] = [];
    for (let round = 0; round < 3; round++) {
      const offline = nextState(client, 'offline');
      server.closeSockets();
      await offline;
      waits.push(clock.due[0]);
      const back = nextState(client, 'online');
      clock.advance(waits.at(-1) ?? 0);
      await back;
    }
    expect(waits).toEqual([125, 250, 500]);
    clock.advance(10_000);
    const offline = nextState(client, 'offline');
    server.closeSockets();
    await offline;
    expect(clock.due[0]).toBe(125);
  });

  test('is opened again at once on another connect', async () => {
    const server = await startServer();
    const { client, clock } = await online(server, 'alice');
    const offline = nextState(client, 'offline');
    server.closeSockets();
    await offline;
    await client.connect();
    expect(client.status).toBe('online');
    expect(clock.due).toContain(4 * minute);
  });

  test('stays closed after disconnect', async () => {
    const server = await startServer();
    const { client, clock } = await online(server, 'alice');
    client.disconnect();
    await eventually(() => expect(server.openSockets).toBe(0));
    expect(client.status).toBe('offline');
    expect(clock.due).toEqual([]);
  });

  test('given a token that the handshake refuses, is opened again with a renewed one', async () => {
    const server = await startServer();
    const { client, clock } = await signedIn(server, 'alice');
    server.expireAccessTokens();
    const connected = client.connect();
    await nextState(client, 'offline');
    clock.advance(125);
    await connected;
    expect(server.requests).toEqual([
      'POST /auth/login',
      'GET /users/me',
      'POST /auth/refresh',
      'GET /users/me',
    ]);
  });
});

describe('keep-alive', () => {
  test('sends a ping every 4 minutes', async () => {
    const server = await startServer();
    const { client, clock } = await online(server, 'alice');
    await pastSecondSync(clock);
    clock.advance(4 * minute - 2_001);
    await client.messages.markRead('con_0', 1).catch(() => undefined);
    expect(server.frames.map(({ type }) => type)).toEqual(['receipt:read']);
    clock.advance(1);
    await eventually(() => expect(server.frames.map(({ type }) => type)).toEqual(['receipt:read', 'ping']));
    // The ack is in when no answer is awaited any more.
    await eventually(() => expect(clock.due).not.toContain(10_000));
    clock.advance(4 * minute);
    await eventually(() => expect(server.frames).toHaveLength(3));
    expect(client.status).toBe('online');
  });

  test('given a ping without a reply for 10 s, opens a new connection', async () => {
    const server = await startServer();
    const { client, clock } = await online(server, 'alice');
    server.onFrame = () => 'drop';
    const offline = nextState(client, 'offline');
    clock.advance(4 * minute);
    clock.advance(10_000);
    await offline;
    server.onFrame = () => 'handle';
    const back = nextState(client, 'online');
    clock.advance(125);
    await back;
    expect(server.handshakes).toHaveLength(2);
  });
});

describe('session:ended', () => {
  test.each(['signed_out', 'session_revoked', 'suspended'] as const)('%s signs out', async (reason) => {
    const server = await startServer();
    const { client, clock } = await online(server, 'alice');
    const told: unknown[] = [];
    client.on('session:ended', (data) => told.push(data));
    const signedOut = nextState(client, 'signed-out');
    server.push('alice', { type: 'session:ended', data: { reason } });
    await signedOut;
    expect(told).toEqual([{ reason }]);
    expect(clock.due).toEqual([]);
    await expect(client.connect()).rejects.toMatchObject({ code: 'signed_out' });
  });

  test.each(['too_many_sockets', 'brand_new'])('%s disconnects until the next connect', async (reason) => {
    const server = await startServer();
    const { client, clock } = await online(server, 'alice');
    const offline = nextState(client, 'offline');
    server.push('alice', JSON.stringify({ type: 'session:ended', data: { reason } }));
    await offline;
    await eventually(() => expect(server.openSockets).toBe(0));
    expect(clock.due).toEqual([]);
    await client.connect();
    expect(client.status).toBe('online');
  });
});

test('signing in as another user replaces the connection', async () => {
  const server = await startServer();
  const { client } = await online(server, 'alice');
  await client.login({ username: 'bob', password: fakePassword });
  expect(client.status).toBe('offline');
  await client.connect();
  expect(server.handshakes[1]).toContain('bearer.access-bob');
});
