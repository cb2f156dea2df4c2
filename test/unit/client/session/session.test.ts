import { describe, expect, test } from 'vitest';
import type { Storage } from '../../../../client/index.ts';
import { fakePassword, problem } from '../../../support/client/fake/backend.ts';
import type { FakeServer } from '../../../support/client/fake/server.ts';
import { newClient, nextState, online, signedIn, startServer } from '../setup.ts';

const refreshes = (server: FakeServer) =>
  server.requests.filter((line) => line === 'POST /auth/refresh').length;

function mapStorage(): Storage & { values: Map<string, string> } {
  const values = new Map<string, string>();
  return {
    values,
    get: async (key) => values.get(key),
    set: async (key, value) => void values.set(key, value),
    remove: async (key) => void values.delete(key),
  };
}

describe('signing in', () => {
  test('gives the user, and calls carry the token', async () => {
    const server = await startServer();
    const { client } = newClient(server);
    expect(client.status).toBe('signed-out');
    await expect(client.account.get()).rejects.toMatchObject({ code: 'signed_out' });
    await expect(client.login({ username: 'alice', password: fakePassword })).resolves.toMatchObject({
      username: 'alice',
    });
    expect(client.status).toBe('offline');
    await expect(client.account.get()).resolves.toMatchObject({ username: 'alice' });
  });

  test('with a wrong password is refused, without an attempt to renew anything', async () => {
    const server = await startServer();
    const { client } = newClient(server);
    await expect(client.login({ username: 'alice', password: 'wrong' })).rejects.toMatchObject({
      code: 'invalid_credentials',
      status: 401,
    });
    expect(server.requests).toEqual(['POST /auth/login']);
  });

  test('without a server is a network error', async () => {
    const server = await startServer();
    const { client } = newClient(server, { baseUrl: 'http://127.0.0.1:1' });
    await expect(client.login({ username: 'alice', password: fakePassword })).rejects.toMatchObject({
      code: 'network_error',
    });
  });
});

describe('tokens are renewed', () => {
  test('a minute before they expire', async () => {
    const server = await startServer();
    const { client, clock } = await signedIn(server, 'alice');
    clock.advance(839_999);
    await client.account.get();
    expect(refreshes(server)).toBe(0);
    clock.advance(1);
    await client.account.get();
    expect(refreshes(server)).toBe(1);
  });

  test('after three quarters of a short life', async () => {
    const server = await startServer();
    server.expiresIn = 20;
    const { client, clock } = await signedIn(server, 'alice');
    clock.advance(14_999);
    await client.account.get();
    expect(refreshes(server)).toBe(0);
    clock.advance(1);
    await client.account.get();
    expect(refreshes(server)).toBe(1);
  });

  test('before a socket opens', async () => {
    const server = await startServer();
    const { client, clock } = await signedIn(server, 'alice');
    clock.advance(900_000);
    await client.connect();
    expect(server.requests).toEqual(['POST /auth/login', 'POST /auth/refresh']);
  });

  test('once when refused, by all calls together', async () => {
    const server = await startServer();
    const { client } = await signedIn(server, 'alice');
    server.expireAccessTokens();
    const people = await Promise.all([
      client.account.get(),
      client.account.get(),
      client.account.get(),
      client.conversations.list(),
    ]);
    expect(people).toHaveLength(4);
    expect(refreshes(server)).toBe(1);
  });

  test('once only: refused again is the error', async () => {
    const server = await startServer();
    const { client } = await signedIn(server, 'alice');
    server.intercept = (line) => (line === 'GET /users/me' ? problem('invalid_token') : undefined);
    await expect(client.account.get()).rejects.toMatchObject({ code: 'invalid_token' });
    expect(refreshes(server)).toBe(1);
    expect(client.status).toBe('offline');
  });

  test('given a refused renewal, the client signs out, emits it once and stops', async () => {
    const server = await startServer();
    const storage = mapStorage();
    const { client, clock } = await signedIn(server, 'alice', { storage });
    const told: unknown[] = [];
    client.on('session:ended', ({ reason }) => told.push(reason));
    client.on('state', ({ state }) => told.push(state));
    server.revokeSessions();
    await expect(client.account.get()).rejects.toMatchObject({ code: 'signed_out' });
    await expect(client.connect()).rejects.toMatchObject({ code: 'signed_out' });
    expect(told).toEqual(['signed-out', 'expired']);
    expect([...storage.values.keys()]).toEqual([`chatflow ${server.url} devices`]);
    expect(clock.due).toEqual([]);
    expect(refreshes(server)).toBe(1);
  });

  test('given a server that cannot be reached, the client stays signed in', async () => {
    const server = await startServer();
    let down = false;
    const { client, clock } = await signedIn(server, 'alice', {
      fetch: (...input) => (down ? Promise.reject(new TypeError('fetch failed')) : fetch(...input)),
    });
    clock.advance(900_000);
    down = true;
    await expect(client.account.get()).rejects.toMatchObject({ code: 'network_error' });
    down = false;
    server.intercept = (line) => (line === 'POST /auth/refresh' ? problem('service_unavailable') : undefined);
    await expect(client.account.get()).rejects.toMatchObject({ code: 'service_unavailable' });
    server.intercept = () => undefined;
    await expect(client.account.get()).resolves.toMatchObject({ username: 'alice' });
    expect(client.status).toBe('offline');
  });

  test('while reconnecting, a refusal ends the attempts and what waits', async () => {
    const server = await startServer();
    const { client, clock } = await online(server, 'alice');
    const offline = nextState(client, 'offline');
    server.revokeSessions();
    server.closeSockets();
    await offline;
    const waiting = expect(client.messages.send('con_1', 'too late')).rejects.toMatchObject({
      code: 'signed_out',
    });
    const signedOut = nextState(client, 'signed-out');
    // The first handshake is refused, which leads to a look at the token.
    clock.advance(250);
    await nextState(client, 'offline');
    clock.advance(500);
    await signedOut;
    await waiting;
    expect(clock.due).toEqual([]);
  });
});

describe('the storage', () => {
  test('keeps a person signed in over a reload', async () => {
    const server = await startServer();
    const storage = mapStorage();
    await signedIn(server, 'alice', { storage });
    const { client } = newClient(server, { storage });
    await expect(client.restore()).resolves.toBe(true);
    expect(client.status).toBe('offline');
    await expect(client.account.get()).resolves.toMatchObject({ username: 'alice' });
  });

  test('is read by connect', async () => {
    const server = await startServer();
    const storage = mapStorage();
    await signedIn(server, 'alice', { storage });
    const { client } = newClient(server, { storage });
    await client.connect();
    expect(client.status).toBe('online');
  });

  test.each([['nothing'], ['{"token":'], ['{"token":"t"}']])(
    'with %s in it does not sign in',
    async (text) => {
      const server = await startServer();
      const { client } = newClient(server, { storage: { ...mapStorage(), get: () => text } });
      await expect(client.restore()).resolves.toBe(false);
      await expect(client.connect()).rejects.toMatchObject({ code: 'signed_out' });
    },
  );

  test('shared by two tabs: they renew the tokens once, together', async () => {
    const server = await startServer();
    const storage = mapStorage();
    const { client: one } = await signedIn(server, 'alice', { storage });
    const { client: two } = newClient(server, { storage });
    await two.restore();
    server.expireAccessTokens();
    await Promise.all([one.account.get(), two.account.get()]);
    expect(refreshes(server)).toBe(1);
    // Both go on with the new tokens.
    server.requests.length = 0;
    await Promise.all([one.account.get(), two.account.get()]);
    expect(server.requests).toEqual(['GET /users/me', 'GET /users/me']);
  });

  test('shared by two tabs: signing out in one signs out the other, also if another user signs in', async () => {
    const server = await startServer();
    const storage = mapStorage();
    const { client: one } = await signedIn(server, 'alice', { storage });
    const { client: two } = newClient(server, { storage });
    await two.restore();
    await one.logout();
    await one.login({ username: 'bob', password: fakePassword });
    server.expireAccessTokens();
    await expect(two.account.get()).rejects.toMatchObject({ code: 'signed_out' });
    await expect(one.account.get()).resolves.toMatchObject({ username: 'bob' });
  });
});

describe('signing out', () => {
  test('ends the session on the server and here, and closes the socket', async () => {
    const server = await startServer();
    const storage = mapStorage();
    const { client, clock } = await online(server, 'alice', { storage });
    const told: unknown[] = [];
    client.on('session:ended', ({ reason }) => told.push(reason));
    await client.logout();
    expect(client.status).toBe('signed-out');
    expect(server.requests.at(-1)).toBe('POST /auth/logout');
    expect([...storage.values.keys()]).toEqual([`chatflow ${server.url} devices`]);
    expect(told).toEqual([]);
    expect(clock.due).toEqual([]);
    await expect(client.messages.send('con_1', 'hello')).rejects.toMatchObject({ code: 'signed_out' });
  });

  test('sends the refresh token that is good after a renewal', async () => {
    const server = await startServer();
    const { client } = await signedIn(server, 'alice');
    server.expireAccessTokens();
    await expect(client.logout()).resolves.toBeUndefined();
    expect(server.requests.slice(1)).toEqual([
      'POST /auth/logout',
      'POST /auth/refresh',
      'POST /auth/logout',
    ]);
  });

  test('given a session that has ended already, resolves', async () => {
    const server = await startServer();
    const { client } = await signedIn(server, 'alice');
    server.revokeSessions();
    await client.logout();
    expect(client.status).toBe('signed-out');
    await expect(client.logout()).resolves.toBeUndefined();
  });

  test('also ends it locally when the server is unreachable', async () => {
    const server = await startServer();
    const { client } = await signedIn(server, 'alice');
    server.intercept = () => problem('internal_error');
    await expect(client.logout()).rejects.toMatchObject({ code: 'internal_error' });
    expect(client.status).toBe('signed-out');
  });
});
