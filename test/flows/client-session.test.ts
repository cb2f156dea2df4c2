import { expect, onTestFinished, test, vi } from 'vitest';
import { createClient, memoryStorage, type ClientOptions } from '../../client/index.ts';
import { startBackend } from '../support/backend/runtime.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** A person on a running backend, and clients of theirs on clocks of the test's. */
async function start() {
  const backend = await startBackend();
  const { user, password } = await backend.person('ann');
  const newClient = (options: Partial<ClientOptions>) => {
    const clock = new ManualClock();
    const baseUrl = `http://127.0.0.1:${backend.runtime.port}`;
    const client = createClient({ baseUrl, clock, ...options });
    onTestFinished(() => client.disconnect());
    return { client, clock };
  };
  return { newClient, login: { username: user.username, password }, username: user.username };
}
const almostExpired = 14 * 60_000;
const isRefresh = (input: Parameters<typeof fetch>[0]) => new Request(input).url.endsWith('/auth/refresh');

test('given a renewal whose reply is lost, the user stays signed in', async () => {
  const { newClient, login, username } = await start();
  let lost = 0;
  const { client, clock } = newClient({
    fetch: async (...[url, init]: Parameters<typeof fetch>) => {
      const response = await fetch(url, init);
      if (isRefresh(url) && lost++ === 0) throw new TypeError('terminated');
      return response;
    },
  });
  await client.login(login);
  clock.advance(almostExpired);
  await expect(client.account.get()).resolves.toMatchObject({ username });
  expect(lost).toBe(2);
  clock.advance(almostExpired);
  await expect(client.account.get()).resolves.toMatchObject({ username });
});

test('given two clients that renew the same token at once without a lock, both stay signed in', async () => {
  const { newClient, login, username } = await start();
  // Locks that lock nothing.
  const request = (_name: string, work: () => unknown) => work();
  vi.stubGlobal('navigator', { locks: { request } });
  onTestFinished(() => void vi.unstubAllGlobals());
  const values = new Map<string, string>();
  const copy = () => {
    const own = memoryStorage();
    for (const [key, value] of values) void own.set(key, value);
    return own;
  };
  const first = newClient({
    storage: {
      get: (key) => values.get(key),
      set: (key, value) => void values.set(key, value),
      remove: (key) => void values.delete(key),
    },
  });
  await first.client.login(login);
  let waiting = 0;
  const both = Promise.withResolvers<undefined>();
  const together: typeof fetch = async (...[url, init]: Parameters<typeof fetch>) => {
    if (isRefresh(url) && ++waiting === 2) both.resolve(undefined);
    if (isRefresh(url)) await both.promise;
    return fetch(url, init);
  };
  const clients = [copy(), copy()].map((storage) => newClient({ storage, fetch: together }));
  for (const { client, clock } of clients) {
    await client.restore();
    clock.advance(almostExpired);
  }
  for (let round = 0; round < 2; round++) {
    const people = await Promise.all(clients.map(({ client }) => client.account.get()));
    expect(people).toMatchObject([{ username }, { username }]);
  }
});

test('given tokens from a server that signs users in, the client chats, renews, and takes over another user', async () => {
  const backend = await startBackend();
  const [ann, bob] = await backend.people('ann', 'bob');
  if (ann === undefined || bob === undefined) throw new Error('There are two people.');
  const reasons: string[] = [];
  /** What the server of an application does for the user of its own session. */
  let user = ann;
  const clock = new ManualClock();
  const client = createClient({
    baseUrl: `http://127.0.0.1:${backend.runtime.port}`,
    clock,
    tokenProvider: async (reason) => {
      reasons.push(reason);
      const login = { username: user.user.username, password: user.password };
      const { body } = await backend.call<{ token: string }>('POST', '/v1/auth/login', { body: login });
      return body.token;
    },
  });
  onTestFinished(() => client.disconnect());
  await client.connect();
  expect(client.userId).toBe(ann.user.id);
  const { id } = await client.conversations.openDirect(bob.user.username);
  const { seq } = await client.messages.send(id, 'from ann');

  clock.advance(almostExpired);
  await expect(client.account.get()).resolves.toMatchObject({ username: ann.user.username });
  expect(reasons).toEqual(['missing', 'expiring']);

  user = bob;
  const taken = new Promise<void>((resolve) => {
    client.on('state', ({ state }) => {
      if (state === 'online' && client.userId === bob.user.id) resolve();
    });
  });
  clock.advance(almostExpired);
  await expect(client.account.get()).rejects.toMatchObject({ code: 'signed_out' });
  await taken;
  await expect(client.messages.list(id)).resolves.toMatchObject({ items: [{ text: 'from ann', seq }] });
  await client.messages.send(id, 'from bob');
  const { items } = await client.messages.list(id);
  expect(items).toMatchObject([{ senderId: ann.user.id }, { senderId: bob.user.id, text: 'from bob' }]);
});
