import { expect, onTestFinished, test } from 'vitest';
import { memoryStorage, type ChatClient, type TokenReason } from '../../../../client/index.ts';
import { fakePassword } from '../../../support/client/fake/backend.ts';
import { eventually } from '../../../support/eventually.ts';
import { newClient, nextState, startServer } from '../setup.ts';

type Server = Awaited<ReturnType<typeof startServer>>;
type Options = Parameters<typeof newClient>[1];

/** A client whose tokens a provider gives; `provide` is what the provider does, and can be replaced. */
function provided(server: Server, provide: () => string | Promise<string>, options: Options = {}) {
  const provider = { provide, reasons: [] as TokenReason[] };
  const made = newClient(server, {
    ...options,
    tokenProvider: async (reason) => {
      provider.reasons.push(reason);
      return provider.provide();
    },
  });
  const errors: unknown[] = [];
  made.client.on('error', (error) => errors.push(error));
  return { ...made, provider, errors };
}

/** Lets the waits between attempts pass until the client is online. */
async function waitOnline(client: ChatClient, clock: { advance: (ms: number) => void }): Promise<void> {
  await eventually(() => {
    clock.advance(1_000);
    expect(client.status).toBe('online');
  });
}

const requests = (server: Server, line: string) => server.requests.filter((one) => one === line).length;
const texts = (server: Server, id: string) => server.messages(id).map(({ text }) => text);

test('given a token provider, connect signs in its user and nothing but the user id is stored', async () => {
  const server = await startServer();
  const storage = memoryStorage();
  const { client, provider, errors } = provided(server, () => server.accessToken('alice'), { storage });
  await client.connect();
  expect(client.userId).toBe('usr_alice');
  expect(provider.reasons).toEqual(['missing']);
  expect(server.requests).not.toContain('POST /auth/login');
  const { id } = await client.conversations.openDirect('bob');
  await client.messages.send(id, 'hello');
  expect(texts(server, id)).toEqual(['hello']);
  expect(await storage.get(`chatflow ${server.url}`)).toBe('{"userId":"usr_alice"}');
  expect(errors).toEqual([]);
});

test('given requests at the same time, the provider is asked once', async () => {
  const server = await startServer();
  const { client, provider } = provided(server, () => server.accessToken('alice'));
  await client.restore();
  await Promise.all([client.account.get(), client.conversations.list(), client.connect()]);
  server.expireAccessTokens();
  await Promise.all([client.account.get(), client.conversations.list(), client.users.search('b')]);
  expect(provider.reasons).toEqual(['missing', 'refused']);
});

test('given a token that is about to expire, the provider is asked before it does', async () => {
  const server = await startServer();
  const made = provided(server, () => server.accessToken('alice', made.clock.now() + 15 * 60_000));
  const { client, clock, provider } = made;
  await client.restore();
  await client.account.get();
  clock.advance(13 * 60_000);
  await client.account.get();
  expect(provider.reasons).toEqual(['missing']);
  clock.advance(60_000);
  await client.account.get();
  await client.account.get();
  expect(provider.reasons).toEqual(['missing', 'expiring']);
});

test('given a clock that is ahead, a token that looks expired is used until the server refuses it', async () => {
  const server = await startServer();
  const { client, clock, provider } = provided(server, () =>
    server.accessToken('alice', clock.now() - 1_000),
  );
  await client.restore();
  await client.account.get();
  await client.account.get();
  expect(provider.reasons).toEqual(['missing']);
  server.expireAccessTokens();
  await client.account.get();
  expect(provider.reasons).toEqual(['missing', 'refused']);
});

test('given a stored user, an offline start shows the user and sends what was typed once there is a token', async () => {
  const server = await startServer();
  const storage = memoryStorage();
  const before = provided(server, () => server.accessToken('alice'), { storage });
  await before.client.connect();
  const { id } = await before.client.conversations.openDirect('bob');
  before.client.disconnect();
  await before.client.stored();

  const offline = () => Promise.reject(new TypeError('fetch failed'));
  const { client, clock, provider, errors } = provided(server, offline, { storage });
  await expect(client.restore()).resolves.toBe(true);
  expect(client.userId).toBe('usr_alice');
  expect(provider.reasons).toEqual([]);
  const sent = client.messages.send(id, 'typed offline');
  const connected = client.connect();
  await eventually(() => expect(errors).toHaveLength(1));
  provider.provide = () => server.accessToken('alice');
  await waitOnline(client, clock);
  await connected;
  await sent;
  expect(texts(server, id)).toEqual(['typed offline']);
});

test.each<[string, () => string | Promise<string>]>([
  ['that rejects', () => Promise.reject(new Error('The identity provider is down.'))],
  [
    'that throws',
    () => {
      throw new Error('Not implemented.');
    },
  ],
  ['whose token the server refuses', () => 'made up'],
  ['that gives no token', () => ''],
])(
  'given a provider %s, calls reject with a code, it is reported once, and connect goes on',
  async (_, fail) => {
    const server = await startServer();
    const { client, clock, provider, errors } = provided(server, fail);
    await client.restore();
    await expect(client.account.get()).rejects.toMatchObject({
      code: 'token_provider_failed',
      cause: expect.any(Error) as Error,
    });
    const connected = client.connect();
    await eventually(() => {
      clock.advance(1_000);
      expect(provider.reasons.length).toBeGreaterThan(3);
    });
    expect(client.status).not.toBe('signed-out');
    expect(errors).toMatchObject([{ code: 'token_provider_failed' }]);
    provider.provide = () => server.accessToken('alice');
    await waitOnline(client, clock);
    await connected;
    expect(client.userId).toBe('usr_alice');
  },
);

test('given a provider that does not answer, calls reject after 30 seconds', async () => {
  const server = await startServer();
  const { client, clock, provider } = provided(server, () => new Promise(() => undefined));
  await client.restore();
  const outcome = client.account.get().catch((error: unknown) => error);
  await eventually(() => expect(provider.reasons).toHaveLength(1));
  clock.advance(30_000);
  await expect(outcome).resolves.toMatchObject({ code: 'token_provider_failed' });
});

test('given a token of another user, the unsent messages of the first stay for them and the other is connected', async () => {
  const server = await startServer();
  const storage = memoryStorage();
  let user = 'alice';
  const { client, clock, errors } = provided(server, () => server.accessToken(user), { storage });
  await client.connect();
  const { id } = await client.conversations.openDirect('bob');
  const kept: string[] = [];
  client.on('message:kept', ({ message }) => kept.push(message.text));
  server.onFrame = ({ type }) => (type === 'message:send' ? 'drop' : 'handle');
  const outcome = client.messages.send(id, 'from alice').catch((error: unknown) => error);
  await eventually(() => expect(server.frames.some(({ type }) => type === 'message:send')).toBe(true));
  server.onFrame = () => 'handle';

  user = 'carol';
  server.expireAccessTokens();
  // what alice began does not continue as carol
  await expect(client.account.get()).rejects.toMatchObject({ code: 'signed_out' });
  await expect(outcome).resolves.toMatchObject({ code: 'signed_out' });
  expect(kept).toEqual(['from alice']);
  await waitOnline(client, clock);
  expect(client.userId).toBe('usr_carol');
  expect(client.messages.unsent()).toEqual([]);
  await expect(client.account.get()).resolves.toMatchObject({ username: 'carol' });
  expect(texts(server, id)).toEqual([]);

  user = 'alice';
  server.expireAccessTokens();
  await expect(client.account.get()).rejects.toMatchObject({ code: 'signed_out' });
  await eventually(() => {
    clock.advance(1_000);
    expect(texts(server, id)).toEqual(['from alice']);
  });
  expect(server.messages(id)).toMatchObject([{ senderId: 'usr_alice' }]);
  expect(errors).toEqual([]);
});

test('given a reconnect with a token of another user, connect goes on as that user', async () => {
  const server = await startServer();
  let user = 'alice';
  const { client, clock } = provided(server, () => server.accessToken(user));
  await client.connect();
  const offline = nextState(client, 'offline');
  user = 'bob';
  server.expireAccessTokens();
  server.closeSockets();
  await offline;
  await waitOnline(client, clock);
  expect(client.userId).toBe('usr_bob');
});

test('given a session that the server ends, the provider is asked again only when the application connects', async () => {
  const server = await startServer();
  const storage = memoryStorage();
  const { client, provider } = provided(server, () => server.accessToken('alice'), { storage });
  await client.connect();
  const ended = new Promise((resolve) => client.on('session:ended', resolve));
  server.push('alice', { type: 'session:ended', data: { reason: 'session_revoked' } });
  await expect(ended).resolves.toEqual({ reason: 'session_revoked' });
  expect(client.status).toBe('signed-out');
  await expect(client.account.get()).rejects.toMatchObject({ code: 'signed_out' });
  await eventually(async () => expect(await storage.get(`chatflow ${server.url}`)).toBeUndefined());
  expect(provider.reasons).toEqual(['missing']);
  await client.connect();
  expect(provider.reasons).toEqual(['missing', 'missing']);
});

test('given forget, nothing of the user stays on the device and no call is made', async () => {
  const server = await startServer();
  const values = new Map<string, string>();
  const storage = {
    get: (key: string) => values.get(key),
    set: (key: string, value: string) => void values.set(key, value),
    remove: (key: string) => void values.delete(key),
  };
  const { client } = provided(server, () => server.accessToken('alice'), { storage });
  await client.connect();
  const { id } = await client.conversations.openDirect('bob');
  server.onFrame = ({ type }) => (type === 'message:send' ? 'drop' : 'handle');
  const outcome = client.messages.send(id, 'unsent').catch((error: unknown) => error);
  const before = server.requests.length;
  await client.forget();
  await expect(outcome).resolves.toMatchObject({ code: 'signed_out' });
  expect([...values.keys()]).toEqual([]);
  expect(client.userId).toBeUndefined();
  expect(server.requests.slice(before)).toEqual([]);
});

test('given a renewal that forget overtakes, its token signs no one in', async () => {
  const server = await startServer();
  const answer = Promise.withResolvers<string>();
  const { client, provider } = provided(server, () => answer.promise);
  await client.restore();
  const outcome = client.account.get().catch((error: unknown) => error);
  await eventually(() => expect(provider.reasons).toHaveLength(1));
  await client.forget();
  answer.resolve(server.accessToken('alice'));
  await expect(outcome).resolves.toMatchObject({ code: 'signed_out' });
  expect(client.userId).toBeUndefined();
});

test('given sockets that are blocked, messages are sent over HTTP with tokens of the provider', async () => {
  const server = await startServer();
  server.refusesSockets = true;
  const { client, clock, provider } = provided(server, () => server.accessToken('alice'));
  const connected = client.connect();
  await eventually(() => {
    clock.advance(1_000);
    expect(client.status).toBe('polling');
  });
  await connected;
  const { id } = await client.conversations.openDirect('bob');
  provider.provide = () => Promise.reject(new Error('down'));
  server.expireAccessTokens();
  const sent = client.messages.send(id, 'hello');
  await eventually(() => expect(provider.reasons.length).toBeGreaterThan(2));
  provider.provide = () => server.accessToken('alice');
  await eventually(() => {
    clock.advance(1_000);
    expect(texts(server, id)).toEqual(['hello']);
  });
  await sent;
});

test('given two clients on one storage, their providers run one at a time', async () => {
  const server = await startServer();
  const storage = memoryStorage();
  let running = 0;
  let most = 0;
  const provide = async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return server.accessToken('alice');
  };
  const clients = [1, 2].map(() => provided(server, provide, { storage }).client);
  onTestFinished(() => clients.forEach((client) => client.disconnect()));
  await Promise.all(clients.map((client) => client.connect()));
  expect(most).toBe(1);
});

test.each<[string, (client: ChatClient) => Promise<unknown>]>([
  [
    'register',
    (client) =>
      client.register({ username: 'dan', email: 'dan@example.org', name: 'Dan', password: fakePassword }),
  ],
  ['login', (client) => client.login({ username: 'alice', password: fakePassword })],
  ['logout', (client) => client.logout()],
])('given a token provider, %s rejects with token_provider_in_use and changes nothing', async (_, call) => {
  const server = await startServer();
  const { client } = provided(server, () => server.accessToken('alice'));
  await client.connect();
  const before = requests(server, 'GET /users/me');
  await expect(call(client)).rejects.toMatchObject({ code: 'token_provider_in_use' });
  expect(client.status).toBe('online');
  expect(requests(server, 'GET /users/me')).toBe(before);
});
