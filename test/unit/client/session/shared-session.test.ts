import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { memoryStorage, type ChatClient, type Storage } from '../../../../client/index.ts';
import { fakePassword, problem } from '../../../support/client/fake/backend.ts';
import type { FakeServer } from '../../../support/client/fake/server.ts';
import { newClient, nextState, signedIn, startServer } from '../setup.ts';

const bob = { username: 'bob', password: fakePassword };
const alice = { username: 'alice', password: fakePassword };
const refreshes = (server: FakeServer) =>
  server.requests.filter((line) => line === 'POST /auth/refresh').length;

const isRefresh = (input: Parameters<typeof fetch>[0]) => new Request(input).url.endsWith('/auth/refresh');

/** A `fetch` whose first answer to `/auth/refresh` is held on its way back, from `began` until `release`. */
function holdingRefresh() {
  const began = Promise.withResolvers<undefined>();
  const released = Promise.withResolvers<undefined>();
  let held = 0;
  return {
    began: began.promise,
    release: () => released.resolve(undefined),
    fetch: async (...[url, init]: Parameters<typeof fetch>): Promise<Response> => {
      const response = await fetch(url, init);
      if (isRefresh(url) && held++ === 0) {
        began.resolve(undefined);
        await released.promise;
      }
      return response;
    },
  };
}

/** Who is signed in after a reload, and whether the server agrees. */
async function afterReload(server: FakeServer, storage: Storage): Promise<string | undefined> {
  const { client } = newClient(server, { storage });
  return (await client.restore()) ? (await client.account.get()).username : undefined;
}

describe('while a tab renews the tokens', () => {
  /** Two tabs of alice on one storage, the first of which waits for its renewal. */
  async function renewing(before: (server: FakeServer) => void = () => undefined) {
    const server = await startServer();
    const storage = memoryStorage();
    const held = holdingRefresh();
    const { client: one } = await signedIn(server, 'alice', { storage, fetch: held.fetch });
    const { client: two } = newClient(server, { storage });
    await two.restore();
    server.expireAccessTokens();
    before(server);
    const outcome = one.account.get().then(
      ({ username }) => username,
      (error: unknown) => error,
    );
    await held.began;
    return { server, storage, one, two, outcome, release: held.release };
  }
  const signedOut = { code: 'signed_out' };

  test.each<[string, (tabs: { one: ChatClient; two: ChatClient }) => Promise<unknown>, string | undefined]>([
    ['another tab signs in as another user', ({ two }) => two.login(bob), 'bob'],
    ['another signs in anew', ({ two }) => two.login(alice), 'alice'],
    ['another signs out', ({ two }) => two.logout(), undefined],
    ['it signs in as another user itself', ({ one }) => one.login(bob), 'bob'],
    ['it signs out itself', ({ one }) => one.logout(), undefined],
  ])('%s: the reply changes nothing', async (_, change, expected) => {
    const { server, storage, one, two, outcome, release } = await renewing();
    await change({ one, two });
    const before = await storage.get(`chatflow ${server.url}`);
    release();
    await expect(outcome).resolves.toMatchObject(signedOut);
    expect(await storage.get(`chatflow ${server.url}`)).toBe(before);
    expect(await afterReload(server, storage)).toBe(expected);
  });

  test('a refusal that comes after another sign-in does not sign out', async () => {
    const { server, storage, two, outcome, release } = await renewing((server) => server.endSessions());
    await two.login(bob);
    release();
    await expect(outcome).resolves.toMatchObject(signedOut);
    await expect(two.account.get()).resolves.toMatchObject({ username: 'bob' });
    expect(await afterReload(server, storage)).toBe('bob');
  });

  test('the server ends the session: the reply does not bring it back', async () => {
    const { server, storage, one, outcome, release } = await renewing();
    const told: unknown[] = [];
    one.on('session:ended', ({ reason }) => told.push(reason));
    server.endSessions();
    release();
    await outcome;
    server.expireAccessTokens();
    await expect(one.account.get()).rejects.toMatchObject(signedOut);
    expect(told).toEqual(['expired']);
    expect(await afterReload(server, storage)).toBeUndefined();
  });
});

test('given a call that one user began, it does not go on as another', async () => {
  const server = await startServer();
  const { client } = await signedIn(server, 'alice');
  const refused = Promise.withResolvers<undefined>();
  const began = Promise.withResolvers<undefined>();
  server.intercept = (line) => {
    if (line !== 'GET /users/me') return undefined;
    began.resolve(undefined);
    return refused.promise.then(() => problem('token_expired'));
  };
  const outcome = expect(client.account.get()).rejects.toMatchObject({ code: 'signed_out' });
  await began.promise;
  await client.login(bob);
  refused.resolve(undefined);
  await outcome;
});

test('given a clock that was wrong at sign-in, no tab is signed out', async () => {
  const server = await startServer();
  const storage = memoryStorage();
  const one = newClient(server, { storage });
  const two = newClient(server, { storage });
  one.clock.advance(2 * 3_600_000);
  await one.client.login(alice);
  await two.client.restore();
  // Put right since, for the first tab too, and the tokens expire in time.
  const { client: right } = newClient(server, { storage });
  await right.restore();
  server.expireAccessTokens();
  for (const client of [two.client, one.client, right, two.client]) {
    await expect(client.account.get()).resolves.toMatchObject({ username: 'alice' });
  }
  expect(refreshes(server)).toBe(1);
});

test('given a session that an earlier version stored, it is restored', async () => {
  const server = await startServer();
  const storage = memoryStorage();
  await signedIn(server, 'alice', { storage });
  const key = `chatflow ${server.url}`;
  const { id, ...earlier } = JSON.parse((await storage.get(key)) ?? '') as Record<string, unknown>;
  expect(id).toEqual(expect.any(String));
  await storage.set(key, JSON.stringify(earlier));
  server.expireAccessTokens();
  const { client } = newClient(server, { storage });
  await client.restore();
  await expect(client.account.get()).resolves.toMatchObject({ username: 'alice' });
  expect(await afterReload(server, storage)).toBe('alice');
});

describe('only a reply of the backend ends a session', () => {
  test('given a renewal whose reply got lost, it is repeated at once', async () => {
    const server = await startServer();
    let lost = 0;
    const { client } = await signedIn(server, 'alice', {
      fetch: async (...[url, init]: Parameters<typeof fetch>) => {
        const response = await fetch(url, init);
        if (isRefresh(url) && lost++ === 0) throw new TypeError('terminated');
        return response;
      },
    });
    server.expireAccessTokens();
    await expect(client.account.get()).resolves.toMatchObject({ username: 'alice' });
    expect(refreshes(server)).toBe(2);
  });

  test.each([
    ['a portal', 401, '<html>Sign in to this network'],
    ['a portal that says it nicely', 200, '<html>Sign in to this network'],
    ['a proxy', 403, ''],
    ['a gateway', 401, '{"message":"Unauthorized"}'],
    ['a busy gateway', 429, '{"message":"Too Many Requests"}'],
    ['a broken gateway', 500, '{"message":"Internal Server Error"}'],
  ])('%s in place of the server (%i %s) does not sign out', async (_, status, body) => {
    const server = await startServer();
    const storage = memoryStorage();
    const { client } = await signedIn(server, 'alice', { storage });
    const ends: unknown[] = [];
    client.on('session:ended', (end) => ends.push(end));
    void client.messages.send('con_1', 'unsent').catch(() => undefined);
    server.expireAccessTokens();
    server.intercept = (line) => (line === 'POST /auth/refresh' ? { status, body } : undefined);
    await expect(client.account.get()).rejects.toMatchObject({ code: 'unexpected_reply', status });
    expect(client.messages.unsent()).toMatchObject([{ text: 'unsent' }]);
    server.intercept = () => undefined;
    await expect(client.account.get()).resolves.toMatchObject({ username: 'alice' });
    expect(ends).toEqual([]);
    expect(await afterReload(server, storage)).toBe('alice');
  });
});

test('without Web Locks, two tabs renew the tokens once, together', async () => {
  vi.stubGlobal('navigator', {});
  onTestFinished(() => void vi.unstubAllGlobals());
  const server = await startServer();
  const storage = memoryStorage();
  const clock = { now: () => Date.now(), elapsed: () => performance.now(), after: systemTimer };
  const { client: one } = await signedIn(server, 'alice', { storage, clock });
  const { client: two } = newClient(server, { storage, clock });
  await two.restore();
  server.expireAccessTokens();
  await Promise.all([one.account.get(), two.account.get()]);
  expect(refreshes(server)).toBe(1);
  const out = nextState(two, 'signed-out');
  await one.logout();
  server.expireAccessTokens();
  await expect(two.account.get()).rejects.toMatchObject({ code: 'signed_out' });
  await out;
});

function systemTimer(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
}
