import { expect, test } from 'vitest';
import { createRevocations } from '../../shared/accounts/index.ts';
import { Unavailable } from '../../shared/platform/errors.ts';
import type { AuthReply, SessionList } from '../../shared/protocol/index.ts';
import { problem, startBackend, type Person, type TestBackend } from '../support/backend/runtime.ts';
import { ManualClock } from '../support/manual-clock.ts';

const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:146.0) Gecko/20100101 Firefox/146.0';
const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1';

async function signIn(backend: TestBackend, { user, password }: Person, userAgent: string) {
  const body = { username: user.username, password };
  const answer = await backend.call<AuthReply>('POST', '/v1/auth/login', {
    body,
    headers: { 'user-agent': userAgent },
  });
  return { ...answer.body, password };
}
const list = async (backend: TestBackend, { token }: Person) =>
  (await backend.call<SessionList>('GET', '/v1/auth/sessions', { token })).body.items;
const end = (backend: TestBackend, { token }: Person, path: string) =>
  backend.call('DELETE', `/v1/auth/sessions${path}`, { token });
const me = async (backend: TestBackend, { token }: Person) =>
  (await backend.call('GET', '/v1/users/me', { token })).status;

test('the sessions of a user name the device, the last use and whether they are connected', async () => {
  const clock = new ManualClock();
  const backend = await startBackend({ clock });
  const ann = await backend.person('ann');
  clock.advance(60_000);
  const laptop = await signIn(backend, ann, firefox);
  clock.advance(60_000);
  const phone = await signIn(backend, ann, safari);
  await backend.socket(phone);
  clock.advance(60_000);
  await backend.call('POST', '/v1/auth/refresh', { body: { refreshToken: laptop.refreshToken } });

  const at = (ago: number) => new Date(clock.now() - ago).toISOString();
  expect(await list(backend, phone)).toMatchObject([
    {
      device: 'Firefox on Windows',
      current: false,
      connected: false,
      createdAt: at(120_000),
      lastUsedAt: at(0),
    },
    {
      device: 'Safari on iOS',
      current: true,
      connected: true,
      createdAt: at(60_000),
      lastUsedAt: at(60_000),
    },
    { device: '', current: false, connected: false, createdAt: at(180_000), lastUsedAt: at(180_000) },
  ]);
});

test('ending one session signs that device out at once and leaves the others', async () => {
  const backend = await startBackend();
  const ann = await backend.person('ann');
  const phone = await signIn(backend, ann, safari);
  const socket = await backend.socket(phone);
  const [session] = (await list(backend, ann)).filter(({ current }) => !current);
  expect((await end(backend, ann, `/${session?.id}`)).status).toBe(204);

  expect(await socket.events('session:ended', 1)).toEqual([{ reason: 'session_revoked' }]);
  expect([await me(backend, phone), await me(backend, ann)]).toEqual([401, 200]);
  expect(await list(backend, ann)).toHaveLength(1);
  expect(problem(await end(backend, ann, `/${session?.id}`))).toMatchObject({ code: 'session_not_found' });
});

test.each([
  ['?except=current', [200, 401, 401]],
  ['', [401, 401, 401]],
])('ending all sessions with "%s"', async (query, expected) => {
  const backend = await startBackend();
  const ann = await backend.person('ann');
  const others = [await signIn(backend, ann, firefox), await signIn(backend, ann, safari)];
  expect((await end(backend, ann, query)).status).toBe(204);
  expect(await Promise.all([ann, ...others].map((device) => me(backend, device)))).toEqual(expected);
});

test('the session of another user cannot be ended', async () => {
  const backend = await startBackend();
  const [ann, bob] = await backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const [session] = await list(backend, bob);
  expect(problem(await end(backend, ann, `/${session?.id}`))).toMatchObject({ code: 'session_not_found' });
  expect(await me(backend, bob)).toBe(200);
});

test('after a sign-out the access token is refused, over HTTP and for sockets', async () => {
  const backend = await startBackend();
  const ann = await backend.person('ann');
  const { token, refreshToken } = ann;
  await backend.call('POST', '/v1/auth/logout', { token, body: { refreshToken } });
  expect(problem(await backend.call('GET', '/v1/users/me', { token }))).toMatchObject({
    code: 'invalid_token',
  });
  await expect(backend.socket(ann)).rejects.toMatchObject({ status: 401 });
});

test('a socket that could not be closed serves the ended session no more', async () => {
  const backend = await startBackend({
    wrapPorts: (ports) => ({
      ...ports,
      sockets: {
        post: (id, frame) =>
          frame.includes('session:ended')
            ? Promise.reject(new Unavailable('The gateway', undefined))
            : ports.sockets.post(id, frame),
        close: () => Promise.reject(new Unavailable('The gateway', undefined)),
      },
    }),
  });
  const ann = await backend.person('ann');
  const phone = await signIn(backend, ann, safari);
  const socket = await backend.socket(phone);
  expect((await socket.request('ping')).type).toBe('ack');
  expect((await end(backend, ann, '?except=current')).status).toBe(204);
  expect((await socket.request('ping')).error?.code).toBe('unauthenticated');
});

test('another backend on the same tables refuses a signed-out token within 2 seconds, for one read a second', async () => {
  const clock = new ManualClock();
  const first = await startBackend({ clock });
  const ann = await first.person('ann');
  const reads: number[] = [];
  // what another function instance knows, on the same store
  const { ephemeral } = first.runtime.app;
  const counted = {
    ...ephemeral,
    put: ephemeral.put.bind(ephemeral),
    query: (query: Parameters<typeof ephemeral.query>[0]) => {
      reads.push(clock.now());
      return ephemeral.query(query);
    },
  };
  const other = createRevocations({ ephemeral: counted, clock, accessTokenSeconds: 900 });
  const { sid } = JSON.parse(Buffer.from(ann.token.split('.')[1] ?? '', 'base64url').toString()) as {
    sid: string;
  };

  expect(await other.has(sid)).toBe(false);
  await first.call('POST', '/v1/auth/logout', { token: ann.token, body: { refreshToken: ann.refreshToken } });
  for (let request = 0; request < 100; request += 1) await other.has(sid);
  expect(reads).toHaveLength(1);
  clock.advance(1_000);
  expect(await Promise.all(Array.from({ length: 100 }, () => other.has(sid)))).toEqual(Array(100).fill(true));
  expect(reads).toHaveLength(2);
  // its last token has expired by then
  clock.advance(20 * 60_000);
  expect(await other.has(sid)).toBe(false);
});

test('a session ends a year after it began, however much it is used', async () => {
  const clock = new ManualClock();
  const backend = await startBackend({ clock });
  const ann = await backend.person('ann');
  const refresh = async (refreshToken: string) =>
    backend.call<AuthReply>('POST', '/v1/auth/refresh', { body: { refreshToken } });
  let { refreshToken } = ann;
  const day = 24 * 3600_000;
  // every four weeks: never unused for 30 days
  for (let used = 0; used < 13; used += 1) {
    clock.advance(28 * day);
    ({ refreshToken } = (await refresh(refreshToken)).body);
  }
  clock.advance(day - 60_000);
  const last = (await refresh(refreshToken)).body;
  const { token } = last;
  expect(await list(backend, { ...ann, token })).toMatchObject([{ current: true }]);
  clock.advance(60_000);
  expect(problem(await refresh(last.refreshToken))).toMatchObject({ code: 'invalid_refresh_token' });
  expect(await list(backend, { ...ann, token })).toEqual([]);
});
