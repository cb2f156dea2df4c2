import { randomBytes } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { aroundTable } from '../../shared/platform/around-table.ts';
import type {
  AuthReply,
  Jwks,
  OwnProfile,
  Page,
  TokenReply,
  UserProfile,
  UserSummary,
} from '../../shared/protocol/index.ts';
import { problem, startBackend } from '../support/backend/runtime.ts';

const unique = () => `u${randomBytes(6).toString('hex')}`;

function registration(username: string) {
  return { username, email: `${username}@example.com`, name: 'Ann Example', password: 'a long password' };
}

describe('usernames and passwords at sign-in', () => {
  it('match despite surrounding space in the username, and in any Unicode composition, but not for look-alikes', async () => {
    const { call } = await startBackend();
    const [composed, decomposed] = ['pässwörd', 'pa\u0308sswo\u0308rd'];
    const account = { username: 'Kim.Blue', email: 'Kim@Example.com', name: 'Kim', password: decomposed };
    expect((await call('POST', '/v1/auth/register', { body: account })).status).toBe(201);
    const login = async (username: string, password: string) =>
      (await call('POST', '/v1/auth/login', { body: { username, password } })).status;
    for (const username of ['kim.blue', ' KIM.BLUE\n', 'kim@example.com', '\tkim@EXAMPLE.com ']) {
      for (const password of [composed, decomposed]) {
        expect.soft(await login(username, password), username).toBe(200);
      }
    }
    for (const username of ['\u212aim.Blue', '\u212aim@example.com', 'K\u0131m.blue', 'kim. blue']) {
      expect.soft(await login(username, composed), username).toBe(401);
    }
    expect(await login('kim.blue', ` ${composed}`)).toBe(401);
  });

  it('the length of a password counts bytes of its composed form', async () => {
    const { call } = await startBackend();
    const register = async (username: string, password: string) =>
      (
        await call('POST', '/v1/auth/register', {
          body: { username, email: `${username}@example.com`, name: 'X', password },
        })
      ).status;
    // 3 letters are 6 bytes composed, and 9 otherwise; 36 are 72, and 108
    expect(await register('short', 'a\u0308o\u0308u\u0308')).toBe(400);
    expect(await register('least', 'a\u0308q7#Lp2')).toBe(201);
    expect(await register('most', 'a\u0308'.repeat(36))).toBe(201);
    expect(await register('beyond', 'a\u0308'.repeat(37))).toBe(400);
  });
});

describe('registering', () => {
  it('creates the account and signs the user in', async () => {
    const { call, runtime } = await startBackend();
    const username = unique();
    const answer = await call<AuthReply>('POST', '/v1/auth/register', { body: registration(username) });
    expect(answer.status).toBe(201);
    const { token, refreshToken, expiresIn, user } = answer.body;
    expect(user).toEqual({
      id: expect.any(String) as string,
      username,
      name: 'Ann Example',
      email: `${username}@example.com`,
      avatar: null,
      role: 'user',
      emailVerified: false,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
    });
    expect(refreshToken).toEqual(expect.any(String));
    expect(expiresIn).toBe(900);

    const claims = decodeJwt(token);
    expect(claims).toMatchObject({ iss: 'chatflow', aud: 'chatflow', sub: user.id, role: 'user' });
    expect(claims['sid']).toEqual(expect.any(String));
    expect(claims.jti).toEqual(expect.any(String));
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(900);
    const { body: jwks } = await call<Jwks>('GET', '/.well-known/jwks.json');
    expect(jwks.keys.map(({ kid }) => kid)).toContain(decodeProtectedHeader(token).kid);
    expect((await call<Jwks>('GET', '/v1/.well-known/jwks.json')).body).toEqual(jwks);
    expect(runtime.app.config.accessTokenSeconds).toBe(900);
  });

  it('refuses a username or an e-mail address that is taken, in any case', async () => {
    const { call } = await startBackend();
    const username = unique();
    await call('POST', '/v1/auth/register', { body: registration(username) });
    const sameName = { ...registration(unique()), username: username.toUpperCase() };
    expect(problem(await call('POST', '/v1/auth/register', { body: sameName }))).toMatchObject({
      status: 409,
      code: 'username_taken',
    });
    const sameEmail = { ...registration(unique()), email: `${username.toUpperCase()}@EXAMPLE.com` };
    expect(problem(await call('POST', '/v1/auth/register', { body: sameEmail }))).toMatchObject({
      status: 409,
      code: 'email_taken',
    });
  });

  it('given a username, says without a token whether it is free', async () => {
    const { call } = await startBackend();
    const username = unique();
    const isFree = async (name: string) => {
      const answer = await call('GET', `/v1/auth/usernames/${encodeURIComponent(name)}`);
      expect(answer.status, name).toBe(200);
      return answer.body;
    };
    expect(await isFree(username)).toEqual({ available: true });
    await call('POST', '/v1/auth/register', { body: registration(username) });
    expect(await isFree(username)).toEqual({ available: false });
    expect(await isFree(username.toUpperCase())).toEqual({ available: false });
    // what could not be registered is not free: too short, wrong characters, and a letter that folds to a k
    for (const name of ['ab', '1abc', 'a b c', `\u212a${username}`, 'x'.repeat(128)]) {
      expect(await isFree(name), name).toEqual({ available: false });
    }
    const tooLong = await call('GET', `/v1/auth/usernames/${'x'.repeat(129)}`);
    expect(problem(tooLong).code).toBe('user_not_found');
  });

  it('given builtin:01 to builtin:24 as the avatar, stores it, and refuses other numbers', async () => {
    const { call } = await startBackend();
    const register = (avatar: string) =>
      call<AuthReply>('POST', '/v1/auth/register', { body: { ...registration(unique()), avatar } });
    for (const avatar of ['builtin:01', 'builtin:10', 'builtin:24']) {
      expect((await register(avatar)).body.user.avatar).toBe(avatar);
    }
    for (const avatar of [
      'builtin:00',
      'builtin:25',
      'builtin:1',
      'builtin:011',
      'Builtin:01',
      ' builtin:01',
    ]) {
      expect(problem(await register(avatar)), avatar).toMatchObject({
        code: 'validation_failed',
        fields: ['avatar'],
      });
    }
  });

  it('given fifty simultaneous registrations of one username, creates one account', async () => {
    const { call } = await startBackend();
    const username = unique();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        call<AuthReply>('POST', '/v1/auth/register', {
          body: { ...registration(username), email: `${username}-${index}@example.com` },
        }),
      ),
    );
    const created = answers.filter(({ status }) => status === 201);
    expect(created).toHaveLength(1);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(new Set(refused.map((answer) => problem(answer).code))).toEqual(new Set(['username_taken']));
    // a refused registration left nothing behind: its e-mail address is still free
    const loser = answers.findIndex(({ status }) => status !== 201);
    const again = { ...registration(unique()), email: `${username}-${loser}@example.com` };
    expect((await call('POST', '/v1/auth/register', { body: again })).status).toBe(201);
    const winner = created[0]?.body;
    const login = { username, password: 'a long password' };
    const signedIn = await call<AuthReply>('POST', '/v1/auth/login', { body: login });
    expect(signedIn.body.user.id).toBe(winner?.user.id);
  });

  it('given simultaneous registrations of one e-mail address, creates one account', async () => {
    const { call } = await startBackend();
    const email = `${unique()}@example.com`;
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        call('POST', '/v1/auth/register', { body: { ...registration(unique()), email } }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(9);
  });
});

describe('signing in', () => {
  it('accepts the username or the e-mail address, in any case', async () => {
    const { call, person } = await startBackend();
    const { user, password } = await person('ann');
    for (const username of [
      user.username,
      user.username.toUpperCase(),
      user.email,
      ` ${user.email.toUpperCase()}`,
    ]) {
      const answer = await call<AuthReply>('POST', '/v1/auth/login', { body: { username, password } });
      expect(answer.status).toBe(200);
      expect(answer.body.user).toEqual(user);
    }
  });

  it('answers a wrong password and an unknown user alike, after the same work', async () => {
    const { call, person, runtime } = await startBackend();
    const { user } = await person('ann');
    const hashes: string[] = [];
    const real = runtime.app.passwords;
    runtime.app.passwords = {
      ...real,
      verify(password, hash) {
        hashes.push(hash);
        return real.verify(password, hash);
      },
    };
    const attempts = [
      { username: user.username, password: 'wrong password' },
      { username: unique(), password: 'wrong password' },
      { username: 'nobody@example.com', password: 'wrong password' },
    ];
    const answers = await Promise.all(attempts.map((body) => call('POST', '/v1/auth/login', { body })));
    const bodies = answers.map(({ body }) => ({ ...(body as object), requestId: '' }));
    expect(bodies[0]).toMatchObject({ status: 401, code: 'invalid_credentials' });
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual(bodies[0]);
    // every attempt compared one hash, and all of the same cost
    expect(hashes).toHaveLength(3);
    expect(new Set(hashes.map((hash) => hash.slice(0, 7)))).toHaveLength(1);
  });

  it('refuses a password that only shares the first 72 bytes', async () => {
    const { call } = await startBackend();
    const username = unique();
    const password = 'x'.repeat(72);
    await call('POST', '/v1/auth/register', { body: { ...registration(username), password } });
    const login = (guess: string) => call('POST', '/v1/auth/login', { body: { username, password: guess } });
    expect((await login(password)).status).toBe(200);
    expect(problem(await login(`${password}y`)).code).toBe('invalid_credentials');
  });
});

describe('refreshing tokens', () => {
  it('trades a refresh token for tokens that work, once', async () => {
    const { call, person } = await startBackend();
    const { refreshToken, user } = await person('ann');
    const first = await call<TokenReply>('POST', '/v1/auth/refresh', { body: { refreshToken } });
    expect(first.status).toBe(200);
    expect(Object.keys(first.body).sort()).toEqual(['expiresIn', 'refreshToken', 'token']);
    const me = await call<OwnProfile>('GET', '/v1/users/me', { token: first.body.token });
    expect(me.body.id).toBe(user.id);
    const second = await call('POST', '/v1/auth/refresh', {
      body: { refreshToken: first.body.refreshToken },
    });
    expect(second.status).toBe(200);
  });

  /** A backend on a clock of the test's, and a person on it whose refresh tokens are traded. */
  async function startTrading() {
    let now = Date.now();
    const backend = await startBackend({ clock: { now: () => now } });
    const trade = (refreshToken: string) =>
      backend.call<TokenReply>('POST', '/v1/auth/refresh', { body: { refreshToken } });
    const ann = await backend.person('ann');
    return { ...backend, ann, trade, pass: (ms: number) => void (now += ms) };
  }

  it('given the same refresh token again within 30 seconds, returns the same successor', async () => {
    const { ann, trade, pass, call } = await startTrading();
    const first = await trade(ann.refreshToken);
    pass(29_999);
    const again = await trade(ann.refreshToken);
    expect(again.status).toBe(200);
    expect(again.body.refreshToken).toBe(first.body.refreshToken);
    for (const { token } of [first.body, again.body]) {
      expect((await call<OwnProfile>('GET', '/v1/users/me', { token })).body.id).toBe(ann.user.id);
    }
    // both copies are one token, which is as good as if it had been given out once
    expect((await trade(first.body.refreshToken)).status).toBe(200);
  });

  it.each([
    ['30 seconds later', 30_000],
    ['though the clock was put back since', -30_000],
  ])('given a used refresh token again %s, ends the whole session', async (_, ms) => {
    const { ann, trade, pass, socket } = await startTrading();
    const open = await socket(ann);
    const fresh = await trade(ann.refreshToken);
    pass(ms);
    expect(problem(await trade(ann.refreshToken))).toMatchObject({
      status: 401,
      code: 'refresh_token_reused',
    });
    expect(problem(await trade(fresh.body.refreshToken))).toMatchObject({
      status: 401,
      code: 'invalid_refresh_token',
    });
    expect(await open.events('session:ended', 1)).toEqual([{ reason: 'session_revoked' }]);
    await open.closed;
  });

  it('given a used refresh token whose successor was used, ends the session at once', async () => {
    const { ann, trade } = await startTrading();
    const second = (await trade(ann.refreshToken)).body;
    const third = (await trade(second.refreshToken)).body;
    expect(problem(await trade(ann.refreshToken)).code).toBe('refresh_token_reused');
    expect(problem(await trade(third.refreshToken)).code).toBe('invalid_refresh_token');
  });

  it('given a successor traded twice, more than 30 seconds apart, ends the session', async () => {
    const { ann, trade, pass } = await startTrading();
    const mine = (await trade(ann.refreshToken)).body;
    const stolen = (await trade(ann.refreshToken)).body;
    pass(14 * 60_000);
    const next = await trade(stolen.refreshToken);
    expect(next.status).toBe(200);
    pass(31_000);
    expect(problem(await trade(mine.refreshToken)).code).toBe('refresh_token_reused');
    expect(problem(await trade(next.body.refreshToken)).code).toBe('invalid_refresh_token');
  });

  it('given simultaneous uses of one token, returns the same working successor to all', async () => {
    const { ann, trade } = await startTrading();
    const answers = await Promise.all(Array.from({ length: 5 }, () => trade(ann.refreshToken)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const [successor = '', ...others] = new Set(answers.map(({ body }) => body.refreshToken));
    expect(others).toEqual([]);
    expect((await trade(successor)).status).toBe(200);
  });

  it('refuses made-up, changed and expired tokens without ending a session', async () => {
    let now = Date.now();
    const { call, person } = await startBackend({ clock: { now: () => now } });
    const { refreshToken } = await person('ann');
    const [userId, sessionId, , expiresAt, mac] = refreshToken.split('.');
    const forged = [userId, sessionId, '1', expiresAt, mac].join('.');
    for (const guess of ['x', 'a.b.c.d.e', forged, `${refreshToken}x`, `${refreshToken}.x`]) {
      const answer = await call('POST', '/v1/auth/refresh', { body: { refreshToken: guess } });
      expect(problem(answer)).toMatchObject({ status: 401, code: 'invalid_refresh_token' });
    }
    now += 31 * 24 * 3600 * 1000;
    const late = await call('POST', '/v1/auth/refresh', { body: { refreshToken } });
    expect(problem(late)).toMatchObject({ status: 401, code: 'invalid_refresh_token' });
    now -= 31 * 24 * 3600 * 1000;
    expect((await call('POST', '/v1/auth/refresh', { body: { refreshToken } })).status).toBe(200);
  });
});

describe('signing out', () => {
  it('ends the session and its sockets, and no other session', async () => {
    const { call, person, socket } = await startBackend();
    const ann = await person('ann');
    const { username } = ann.user;
    const phone = (
      await call<AuthReply>('POST', '/v1/auth/login', { body: { username, password: ann.password } })
    ).body;
    const [laptopSocket, phoneSocket] = [await socket(ann), await socket(phone)];

    const answer = await call('POST', '/v1/auth/logout', {
      token: ann.token,
      body: { refreshToken: ann.refreshToken },
    });
    expect(answer.status).toBe(204);
    expect(answer.body).toBeUndefined();
    expect(await laptopSocket.events('session:ended', 1)).toEqual([{ reason: 'signed_out' }]);
    await laptopSocket.closed;
    const refreshed = await call('POST', '/v1/auth/refresh', { body: { refreshToken: ann.refreshToken } });
    expect(problem(refreshed)).toMatchObject({ status: 401, code: 'invalid_refresh_token' });

    expect((await phoneSocket.request('ping')).type).toBe('ack');
    expect(await phoneSocket.eventsSoFar('session:ended')).toEqual([]);
    const other = await call('POST', '/v1/auth/refresh', { body: { refreshToken: phone.refreshToken } });
    expect(other.status).toBe(200);
  });

  it("does not end another user's session", async () => {
    const { call, people } = await startBackend();
    const [ann, bob] = await people('ann', 'bob');
    const answer = await call('POST', '/v1/auth/logout', {
      token: bob?.token,
      body: { refreshToken: ann?.refreshToken },
    });
    expect(problem(answer)).toMatchObject({ status: 401, code: 'invalid_refresh_token' });
    const still = await call('POST', '/v1/auth/refresh', { body: { refreshToken: ann?.refreshToken } });
    expect(still.status).toBe(200);
  });
});

describe('profiles', () => {
  it('are shown to and changed by their owner', async () => {
    const { call, person } = await startBackend();
    const { token, user } = await person('ann');
    const before = await call<OwnProfile>('GET', '/v1/users/me', { token });
    const everyone = 'everyone' as const;
    const open = { presence: everyone, avatar: everyone, about: everyone, receipts: everyone };
    const privacy = { ...open, messages: everyone, groups: everyone, forwards: everyone, linkPreviews: true };
    expect(before.body).toEqual({ ...user, about: '', privacy });

    const change = { name: 'Ann Änderson', about: 'Two\nlines', avatar: 'https://example.com/ann.png' };
    const changed = await call<OwnProfile>('PATCH', '/v1/users/me', {
      token,
      body: { ...change, privacy: { about: 'nobody' } },
    });
    expect(changed.status).toBe(200);
    const expected = { ...before.body, ...change, privacy: { ...privacy, about: 'nobody' } };
    expect(changed.body).toEqual(expected);
    expect((await call('GET', '/v1/users/me', { token })).body).toEqual(expected);
    const cleared = await call<OwnProfile>('PATCH', '/v1/users/me', { token, body: { avatar: null } });
    expect(cleared.body).toEqual({ ...expected, avatar: null });
  });

  it('show others what their owner does not hide, and never the e-mail address', async () => {
    const { call, people, socket } = await startBackend();
    const [ann, bob] = await people('ann', 'bob');
    if (!ann || !bob) throw new Error('two people');
    const path = `/v1/users/${ann.user.id}`;
    const seen = async () => (await call<UserProfile>('GET', path, { token: bob.token })).body;
    const { id, username, name, avatar, createdAt } = ann.user;
    const offline = { id, username, name, avatar, createdAt, about: '', online: false, lastOnline: null };
    expect(await seen()).toEqual(offline);

    await call('PATCH', '/v1/users/me', { token: ann.token, body: { about: 'hi' } });
    await socket(ann);
    expect(await seen()).toEqual({
      ...offline,
      about: 'hi',
      online: true,
      lastOnline: expect.any(String) as string,
    });
    const hidden = { presence: 'nobody', about: 'nobody' };
    await call('PATCH', '/v1/users/me', { token: ann.token, body: { privacy: hidden } });
    expect(await seen()).toEqual({ ...offline, about: null });

    const nobody = await call('GET', '/v1/users/usr_0000000000000000000000', { token: bob.token });
    expect(problem(nobody)).toMatchObject({ status: 404, code: 'user_not_found' });
  });
});

describe('searching users', () => {
  it('matches the start of the username and of each word of the name, in any case', async () => {
    const { call, person } = await startBackend();
    const { token } = await person('searcher');
    const tag = `q${randomBytes(5).toString('hex')}`;
    const register = async (username: string, name: string) =>
      (await call<AuthReply>('POST', '/v1/auth/register', { body: { ...registration(username), name } })).body
        .user;
    const first = await register(`${tag}-one`, 'Xavier');
    const second = await register(unique(), `Maria ${tag.toUpperCase()}son  de la Cruz`);
    const third = await register(`${tag}-two`, `${tag} ${tag}`);
    const search = async (q: string, more = '') =>
      (await call<Page<UserSummary>>('GET', `/v1/users?q=${encodeURIComponent(q)}${more}`, { token })).body;

    const found = await search(tag);
    expect(new Set(found.items.map(({ id }) => id))).toEqual(new Set([first.id, second.id, third.id]));
    expect(found.items).toHaveLength(3);
    expect(found.nextCursor).toBeNull();
    expect((await search(`${tag}-ON`)).items).toEqual([
      {
        id: first.id,
        username: first.username,
        name: 'Xavier',
        avatar: null,
        online: false,
        lastOnline: null,
      },
    ]);
    expect((await search(`${tag}son de la`)).items.map(({ id }) => id)).toEqual([second.id]);
    expect((await search(`${tag}nobody`)).items).toEqual([]);

    // page by page, each person once
    const paged: string[] = [];
    let cursor = '';
    do {
      const page = await search(tag, `&limit=1${cursor}`);
      paged.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor === null ? '' : `&cursor=${encodeURIComponent(page.nextCursor)}`;
    } while (cursor !== '');
    expect(paged.sort()).toEqual([first.id, second.id, third.id].sort());
  });

  it('accepts one or two characters, and pages through many matches', async () => {
    const { call, person } = await startBackend();
    const { token } = await person('searcher');
    const names = Array.from('абвгдежзиклмн').flatMap((letter) => [`Жя${letter}а`, `Жя${letter}б`]);
    const all = ['Жя', 'Ж', ...names];
    for (const name of all) {
      const answer = await call('POST', '/v1/auth/register', { body: { ...registration(unique()), name } });
      expect(answer.status).toBe(201);
    }
    async function search(q: string, limit: number) {
      const found: string[] = [];
      let cursor = '';
      do {
        const path = `/v1/users?q=${encodeURIComponent(q)}&limit=${limit}${cursor}`;
        const { items, nextCursor } = (await call<Page<UserSummary>>('GET', path, { token })).body;
        expect(items.length).toBeLessThanOrEqual(limit);
        found.push(...items.map(({ name }) => name));
        cursor = nextCursor === null ? '' : `&cursor=${encodeURIComponent(nextCursor)}`;
      } while (cursor !== '');
      return found;
    }
    for (const limit of [100, 7, 1]) {
      expect(await search('ж', limit)).toEqual(['Ж', 'Жя', ...names]);
      expect(await search('жя', limit)).toEqual(['Жя', ...names]);
      expect(await search('жяд', limit)).toEqual(['Жяда', 'Жядб']);
    }
    const path = `/v1/users?q=${encodeURIComponent('жя')}&limit=100`;
    expect((await call<Page<UserSummary>>('GET', path, { token })).body).toMatchObject({ nextCursor: null });
    expect(await search('жь', 10)).toEqual([]);
  });

  it('registrations do not all write to the same partition', async () => {
    const written: string[] = [];
    const { call } = await startBackend({
      wrapPorts: (ports) => ({
        ...ports,
        durable: aroundTable(ports.durable, ({ operation, keys }, perform) => {
          if (operation === 'transact') written.push(...keys.map(({ pk }) => pk));
          return perform();
        }),
      }),
    });
    const names = ['Anna', 'Andy', 'Anton', 'Anja', 'Anke'];
    for (const name of [...names, ...names]) {
      const username = `${name}-${unique()}`;
      await call('POST', '/v1/auth/register', { body: { ...registration(username), name } });
    }
    // the audit log is spread over ten partitions a day, by chance
    const others = written.filter((pk) => !pk.startsWith('AUDIT'));
    const shared = [...Map.groupBy(others, (pk) => pk)].filter(([, writes]) => writes.length > 5);
    expect(shared.map(([pk]) => pk)).toEqual([]);
    expect(written.filter((pk) => pk === 'NAMES#a')).toHaveLength(5);
  });

  it('finds a user by the new name after a change, and not by the old one', async () => {
    const { call, person } = await startBackend();
    const { token, user } = await person('ann');
    const [before, after] = [unique(), unique()];
    const rename = (name: string) => call('PATCH', '/v1/users/me', { token, body: { name } });
    const found = async (q: string) =>
      (await call<Page<UserSummary>>('GET', `/v1/users?q=${q}`, { token })).body.items.map(({ id }) => id);
    await rename(before);
    expect(await found(before)).toEqual([user.id]);
    await rename(after);
    expect(await found(before)).toEqual([]);
    expect(await found(after)).toEqual([user.id]);
    expect(await found(user.username)).toEqual([user.id]);
    await Promise.all([rename(unique()), rename(unique()), rename(unique())]);
    const { body: me } = await call<OwnProfile>('GET', '/v1/users/me', { token });
    expect(await found(me.name)).toEqual([user.id]);
  });
});
