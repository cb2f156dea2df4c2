import { randomBytes } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { newTokenText } from '../../shared/accounts/bots/token-text.ts';
import {
  limits,
  type Bot,
  type BotList,
  type BotTokenList,
  type Conversation,
  type Message,
  type OwnProfile,
  type Page,
  type Problem,
  type UserProfile,
  type UserSummary,
} from '../../shared/protocol/index.ts';
import { makeBot, placeBot } from '../support/backend/bots.ts';
import { problem, startBackend, type Person, type TestBackend } from '../support/backend/runtime.ts';
import { Refused } from '../support/backend/test-socket.ts';
import { ManualClock } from '../support/manual-clock.ts';

const talking = ['conversations:read', 'conversations:write', 'messages:read', 'messages:write'] as const;

/** A bot and its owner, and calls by who makes them. */
async function start(overrides: Parameters<typeof startBackend>[0] = {}) {
  const backend = await startBackend(overrides);
  const ann = await backend.person('ann');
  const helper = await makeBot(backend, ann);
  const call = <T = unknown>(token: string, line: string, body?: object) => {
    const [method = '', path = ''] = line.split(' ');
    return backend.call<T>(method, `/v1${path}`, { token, ...(body && { body }) });
  };
  const codeOf = async (token: string, line: string, body?: object) => {
    const answer = await call<Problem>(token, line, body);
    return answer.status < 300 ? 'ok' : answer.body.code;
  };
  return { backend, ann, helper, call, codeOf };
}

const suspend = (backend: TestBackend, username: string) =>
  backend.commands.suspensions({ suspend: { username } });
const reinstate = (backend: TestBackend, username: string) =>
  backend.commands.suspensions({ reinstate: { username } });

describe('what others see of bots', () => {
  it('given a bot, marks it wherever it is shown, names its owner in its profile, and marks no one else', async () => {
    const { backend, ann, helper, call } = await start();
    const { bot } = helper;
    const bob = await backend.person('bob');
    await call(ann.token, `PATCH /bots/${bot.id}`, { about: 'I help.' });
    const homeless = await placeBot(backend, { username: 'hook', name: 'Hook' });
    const get = async <T>(path: string) => (await call<T>(bob.token, `GET ${path}`)).body;

    expect(await get<UserProfile>(`/users/${bot.id}`)).toMatchObject({
      bot: true,
      about: 'I help.',
      owner: { id: ann.user.id, username: ann.user.username, name: ann.user.name },
    });
    expect((await get<UserProfile>(`/users/${homeless.id}`)).owner).toBeNull();
    const person = await get<UserProfile>(`/users/${ann.user.id}`);
    expect(person).not.toHaveProperty('bot');
    expect(person).not.toHaveProperty('owner');
    const found = await get<Page<UserSummary>>(`/users?q=${bot.username}`);
    expect(found.items).toMatchObject([{ username: bot.username, bot: true }]);
    const { body: chat } = await call<Conversation>(bob.token, 'POST /conversations', {
      participantUsernames: [bot.username],
    });
    expect(new Map(chat.participants.map(({ username, bot }) => [username, bot]))).toEqual(
      new Map([
        [bob.user.username, undefined],
        [bot.username, true],
      ]),
    );
  });

  it('given a bot, lets no one sign in to it', async () => {
    const { helper, backend } = await start();
    for (const password of ['', 'x', 'some password that is long']) {
      const { status } = await backend.call('POST', '/v1/auth/login', {
        body: { username: helper.bot.username, password },
      });
      expect([400, 401]).toContain(status);
    }
    await expect(
      backend.commands.roles({ username: helper.bot.username, role: 'admin' }),
    ).rejects.toMatchObject({ code: 'user_not_found' });
  });
});

describe('the bots of a user', () => {
  it('given a bot, lists it to its owner alone, who changes it', async () => {
    const { backend, ann, helper, call, codeOf } = await start();
    const bob = await backend.person('bob');
    const { bot } = helper;
    const list = async (person: Person) => (await call<BotList>(person.token, 'GET /bots')).body;
    expect(await list(ann)).toEqual({ items: [bot], nextCursor: null });
    expect(await list(bob)).toEqual({ items: [], nextCursor: null });
    const { body: changed } = await call<Bot>(ann.token, `PATCH /bots/${bot.id}`, {
      name: 'Weather',
      avatar: 'builtin:03',
      about: 'Rain.',
    });
    expect(changed).toEqual({ ...bot, name: 'Weather', avatar: 'builtin:03', about: 'Rain.' });
    expect((await call<Bot>(ann.token, `GET /bots/${bot.id}`)).body).toEqual(changed);

    for (const line of ['GET', 'PATCH', 'DELETE']) {
      expect(await codeOf(bob.token, `${line} /bots/${bot.id}`, line === 'PATCH' ? {} : undefined)).toBe(
        'bot_not_found',
      );
    }
    for (const id of [ann.user.id, 'bot_x', bob.user.id]) {
      expect(await codeOf(ann.token, `GET /bots/${id}`)).toBe('bot_not_found');
    }
  });

  it('given as many as is possible, and several more at the same time, refuses all of these', async () => {
    const { backend, ann, codeOf } = await start();
    const names = Array.from({ length: limits.botsPerUser + 3 }, (_, index) => `many-${index}`);
    const made = await Promise.all(
      names.map((username) => codeOf(ann.token, 'POST /bots', { username, name: 'One of many' })),
    );
    // one is there already
    expect(made.filter((code) => code === 'ok')).toHaveLength(limits.botsPerUser - 1);
    expect(made.filter((code) => code === 'too_many_bots')).toHaveLength(4);
    const { body } = await backend.call<BotList>('GET', '/v1/bots', { token: ann.token });
    expect(body.items).toHaveLength(limits.botsPerUser);
  });

  it('given the username of a person or of another bot, refuses it', async () => {
    const { backend, ann, helper, codeOf } = await start();
    const bob = await backend.person('bob');
    for (const username of [bob.user.username, helper.bot.username.toUpperCase()]) {
      expect(await codeOf(ann.token, 'POST /bots', { username, name: 'Twin' })).toBe('username_taken');
    }
  });
});

describe('tokens of bots', () => {
  it('given a new token, shows it once and lists it without, with the hour of its last use', async () => {
    const clock = new ManualClock();
    const { ann, helper, call } = await start({ clock });
    const { bot } = helper;
    const { body: made } = await helper.create({ name: 'Office', scopes: ['messages:read'] });
    const { token, ...shown } = made;
    expect(token).toMatch(/^cfb_[\w-]{44}_[\w-]{49}$/);
    expect(shown).toEqual({
      id: made.id,
      name: 'Office',
      scopes: ['messages:read'],
      prefix: token.slice(0, 12),
      createdAt: new Date(clock.now()).toISOString(),
      expiresAt: new Date(clock.now() + limits.botTokenSeconds.usual * 1_000).toISOString(),
      lastUsedAt: null,
    });
    const listed = async () => (await call<BotTokenList>(ann.token, `GET /bots/${bot.id}/tokens`)).body.items;
    expect(await listed()).toEqual([shown]);
    await call(token, 'GET /users/me');
    const hour = new Date(clock.now() - (clock.now() % 3_600_000)).toISOString();
    expect(await listed()).toEqual([{ ...shown, lastUsedAt: hour }]);
  });

  it('given as many as is possible, refuses another, until one has expired', async () => {
    const clock = new ManualClock();
    const { ann, helper, call } = await start({ clock });
    const made = await Promise.all(
      Array.from({ length: limits.tokensPerBot + 2 }, (_, index) =>
        helper.create({ name: `${index}`, scopes: ['presence'], expiresIn: index < 5 ? 600 : null }),
      ),
    );
    expect(made.filter(({ status }) => status === 201)).toHaveLength(limits.tokensPerBot);
    const refused = made.filter(({ status }) => status !== 201);
    expect(refused.map((answer) => problem(answer).code)).toEqual(Array(2).fill('too_many_bot_tokens'));
    clock.advance(600_000);
    const { status } = await helper.create({ name: 'Another', scopes: ['presence'] });
    expect(status).toBe(201);
    const { body } = await call<BotTokenList>(ann.token, `GET /bots/${helper.bot.id}/tokens`);
    expect(body.items.length).toBeLessThanOrEqual(limits.tokensPerBot);
  });

  it('given what is no token of a bot, refuses it', async () => {
    const { helper, codeOf } = await start();
    const { body: made } = await helper.create({ name: 'One', scopes: ['messages:read'] });
    const { token } = made;
    const changed = (at: number) =>
      token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
    // with the right checksum: only what is stored tells them apart
    const { text: guessed } = newTokenText(randomBytes, helper.bot.id, made.id);
    const { text: unknown } = newTokenText(randomBytes, helper.bot.id, `tok_${'x'.repeat(22)}`);
    for (const wrong of ['cfb_', 'cfb_x', `${token}x`, changed(10), changed(97), guessed, unknown]) {
      expect(await codeOf(wrong, 'GET /users/me'), wrong).toBe('invalid_token');
    }
    expect(await codeOf(token, 'GET /users/me')).toBe('ok');
  });

  it('given a token that has expired, says so, and lets nothing through to its open socket', async () => {
    const clock = new ManualClock();
    const { backend, ann, helper, codeOf } = await start({ clock });
    const token = await helper.token([...talking], { expiresIn: 60 });
    const group = await botIn(backend, ann, helper.bot, 'Both');
    const socket = await backend.socket({ token });
    expect(await codeOf(token, 'GET /users/me')).toBe('ok');
    clock.advance(60_000);
    expect(await codeOf(token, 'GET /users/me')).toBe('token_expired');
    expect((await socket.request('sync', {})).error?.code).toBe('token_expired');
    await expect(backend.socket({ token })).rejects.toEqual(new Refused(401));
    await backend.call('POST', `/v1/conversations/${group.id}/messages`, {
      token: ann.token,
      body: { text: 'Are you there?' },
    });
    await socket.request('ping');
    expect(socket.frames.filter(({ type }) => type === 'message:new')).toEqual([]);
  });

  it('given a revoked token, refuses the next request and closes its sockets, but not those of another token', async () => {
    const { backend, ann, helper, codeOf } = await start();
    const { body: made } = await helper.create({ name: 'One', scopes: [...talking] });
    const other = await helper.token([...talking]);
    const [socket, otherSocket] = [await backend.socket(made), await backend.socket({ token: other })];
    expect(await codeOf(made.token, 'GET /users/me')).toBe('ok');
    const line = `DELETE /bots/${helper.bot.id}/tokens/${made.id}`;
    expect(await codeOf(ann.token, line)).toBe('ok');
    expect(await codeOf(made.token, 'GET /users/me')).toBe('invalid_token');
    expect(await socket.events('session:ended', 1)).toEqual([{ reason: 'session_revoked' }]);
    await socket.closed;
    await expect(backend.socket(made)).rejects.toEqual(new Refused(401));
    expect((await otherSocket.request('ping')).type).toBe('ack');
    expect(await codeOf(other, 'GET /users/me')).toBe('ok');
    expect(await codeOf(ann.token, line)).toBe('bot_token_not_found');
  });

  it('given the tokens and sessions of others, lets no one list or revoke them, nor a bot manage anything', async () => {
    const { backend, ann, helper, codeOf } = await start();
    const bob = await backend.person('bob');
    const his = await makeBot(backend, bob);
    const { body: mine } = await helper.create({ name: 'Mine', scopes: [...talking] });
    const session = (await backend.runtime.app.accessTokens.verify(ann.token)).sessionId;
    expect(await codeOf(bob.token, `GET /bots/${helper.bot.id}/tokens`)).toBe('bot_not_found');
    expect(await codeOf(bob.token, `DELETE /bots/${helper.bot.id}/tokens/${mine.id}`)).toBe('bot_not_found');
    for (const id of [mine.id, session]) {
      expect(await codeOf(bob.token, `DELETE /bots/${his.bot.id}/tokens/${id}`)).toBe('bot_token_not_found');
    }
    expect(await codeOf(mine.token, 'GET /users/me')).toBe('ok');
    expect(await codeOf(ann.token, 'GET /users/me')).toBe('ok');
    for (const line of ['GET /bots', `GET /bots/${helper.bot.id}/tokens`, 'GET /auth/sessions']) {
      expect(await codeOf(mine.token, line)).toBe('insufficient_scope');
    }
  });

  it('given a suspended owner or bot, refuses its tokens and closes its sockets until that is over', async () => {
    const clock = new ManualClock();
    const { backend, ann, helper, codeOf } = await start({ clock });
    const token = await helper.token([...talking]);
    for (const username of [ann.user.username, helper.bot.username]) {
      const socket = await backend.socket({ token });
      await suspend(backend, username);
      expect(await socket.events('session:ended', 1)).toEqual([{ reason: 'suspended' }]);
      await socket.closed;
      // what was read of a token is remembered for five seconds; a socket is checked anew
      await expect(backend.socket({ token })).rejects.toEqual(new Refused(401));
      clock.advance(5_000);
      expect(await codeOf(token, 'GET /users/me')).toBe('invalid_token');
      await reinstate(backend, username);
      clock.advance(5_000);
      expect(await codeOf(token, 'GET /users/me')).toBe('ok');
    }
  });
});

/** A group of a person with a bot in it. */
async function botIn(backend: TestBackend, owner: Person, bot: Bot, name: string): Promise<Conversation> {
  const { body, status } = await backend.call<Conversation>('POST', '/v1/conversations', {
    token: owner.token,
    body: { participantUsernames: [bot.username], name },
  });
  expect(status).toBe(201);
  return body;
}

describe('a bot that talks', () => {
  it('given a person who writes to it, gets that pushed, answers over HTTP and by frames, and streams a message', async () => {
    const { backend, ann, helper, call } = await start();
    const token = await helper.token([...talking]);
    const group = await botIn(backend, ann, helper.bot, 'Both');
    const [socket, hers] = [await backend.socket({ token }), await backend.socket(ann)];
    const conversationId = group.id;
    await hers.request('message:send', { conversationId, clientId: 'a1', text: 'Will it rain?' });
    expect(await socket.events('message:new', 1)).toMatchObject([{ text: 'Will it rain?' }]);

    await call(token, `POST /conversations/${conversationId}/messages`, { text: 'Over HTTP' });
    expect(
      await socket.request('message:send', { conversationId, clientId: 'b1', text: 'By a frame' }),
    ).toMatchObject({ type: 'ack' });
    const opened = await socket.request<{ seq: number }>('message:open', {
      conversationId,
      clientId: 's1',
    });
    const seq = opened.data?.seq ?? 0;
    await socket.request('message:append', { conversationId, seq, offset: 0, text: 'Piece ' });
    await socket.request('message:close', { conversationId, seq, text: 'Piece by piece' });
    const { body } = await call<Page<Message>>(ann.token, `GET /conversations/${conversationId}/messages`);
    expect(
      body.items.filter(({ kind }) => kind === 'text').map(({ text, senderId }) => [senderId, text]),
    ).toEqual([
      [ann.user.id, 'Will it rain?'],
      [helper.bot.id, 'Over HTTP'],
      [helper.bot.id, 'By a frame'],
      [helper.bot.id, 'Piece by piece'],
    ]);
    const { body: profile } = await call<UserProfile>(ann.token, `GET /users/${helper.bot.id}`);
    expect(profile.online).toBe(true);
    const { body: self } = await call<OwnProfile>(token, 'GET /users/me');
    expect(self).toMatchObject({ id: helper.bot.id, email: '', role: 'user' });
  });

  it('given a direct conversation with a person, writes there', async () => {
    const { backend, helper, call } = await start();
    const bob = await backend.person('bob');
    const token = await helper.token([...talking]);
    const { body: direct } = await call<Conversation>(token, 'POST /conversations', {
      participantUsernames: [bob.user.username],
    });
    const socket = await backend.socket(bob);
    await call(token, `POST /conversations/${direct.id}/messages`, { text: 'Hello' });
    expect(await socket.events('message:new', 1)).toMatchObject([{ text: 'Hello', senderId: helper.bot.id }]);
  });

  it('given scopes, names the one that is missing, and lets through what they allow', async () => {
    const { backend, ann, helper, call } = await start();
    const group = await botIn(backend, ann, helper.bot, 'Both');
    const messages = `/conversations/${group.id}/messages`;
    const missing = async (token: string, line: string, body?: object) => {
      const answer = await call<Problem>(token, line, body);
      return answer.status < 300 ? undefined : (answer.body.scope ?? answer.body.code);
    };
    const writer = await helper.token(['messages:write']);
    expect(await missing(writer, `POST ${messages}`, { text: 'News' })).toBeUndefined();
    expect(await missing(writer, `GET ${messages}`)).toBe('messages:read');
    expect(await missing(writer, 'GET /conversations')).toBe('conversations:read');
    expect(await missing(writer, 'GET /users?q=a')).toBe('users:read');
    expect(await missing(writer, 'PATCH /users/me', { about: 'x' })).toBe('profile');
    expect(await missing(writer, 'PUT /users/me/status', { status: 'away' })).toBe('presence');
    expect(await missing(writer, 'GET /media?ids=med_x')).toBe('media:read');
    expect(await missing(writer, 'POST /media', {})).toBe('media:write');
    expect(await missing(writer, `GET /conversations/${group.id}/bans`)).toBe('members:write');
    expect(await missing(writer, `POST /conversations/${group.id}/leave`)).toBe('conversations:write');
    expect(await missing(writer, 'GET /notifications')).toBe('insufficient_scope');
    const socket = await backend.socket({ token: writer });
    const refused = await socket.request('sync', {});
    expect(refused.error).toMatchObject({ code: 'insufficient_scope', scope: 'conversations:read' });
    expect((await socket.request('focus', { conversationId: null })).error?.code).toBe('insufficient_scope');
  });

  it('given a token that may see conversations but no messages, shows and pushes no text of any', async () => {
    const { backend, ann, helper, call } = await start();
    const token = await helper.token(['conversations:read', 'presence']);
    const group = await botIn(backend, ann, helper.bot, 'Both');
    const socket = await backend.socket({ token });
    const secret = 'The secret text';
    await call(ann.token, `POST /conversations/${group.id}/messages`, { text: secret });
    await call(ann.token, `PATCH /conversations/${group.id}`, { name: 'Another name' });
    const [pushed] = await socket.events('conversation:updated', 1);
    expect(pushed).toMatchObject({ name: 'Another name', lastMessage: null });
    const { body } = await call<Page<Conversation>>(token, 'GET /conversations');
    expect(body.items).toMatchObject([{ id: group.id, lastMessage: null, unreadCount: 1 }]);
    const { body: one } = await call<Conversation>(token, `GET /conversations/${group.id}`);
    expect(one.lastMessage).toBeNull();
    await socket.request('ping');
    expect(JSON.stringify(socket.frames)).not.toContain(secret);
    expect(socket.frames.map(({ type }) => type)).not.toContain('message:new');
  });

  it('given a bot, makes it the owner of no group', async () => {
    const { backend, ann, helper, call, codeOf } = await start();
    const bob = await backend.person('bob');
    const token = await helper.token([...talking]);
    expect(
      await codeOf(token, 'POST /conversations', {
        participantUsernames: [bob.user.username],
        name: 'Mine',
      }),
    ).toBe('forbidden');
    const group = await botIn(backend, ann, helper.bot, 'Both');
    expect(
      await codeOf(ann.token, `POST /conversations/${group.id}/transfer`, { userId: helper.bot.id }),
    ).toBe('forbidden');
    // the longest-serving member is the bot, but the heir is a person
    await call(ann.token, `PATCH /conversations/${group.id}/members/${helper.bot.id}`, { role: 'admin' });
    await call(ann.token, `POST /conversations/${group.id}/members`, { usernames: [bob.user.username] });
    expect(await codeOf(ann.token, `POST /conversations/${group.id}/leave`)).toBe('ok');
    const { body } = await call<Conversation>(bob.token, `GET /conversations/${group.id}`);
    expect(body.me.role).toBe('owner');
    // no person is left: the group is over
    const socket = await backend.socket({ token });
    expect(await codeOf(bob.token, `POST /conversations/${group.id}/leave`)).toBe('ok');
    expect(await codeOf(token, `GET /conversations/${group.id}`)).toBe('conversation_not_found');
    await socket.request('ping');
  });
});

test('given a deleted bot, ends its tokens and sockets, has it leave its groups, keeps what it wrote, and frees its name', async () => {
  const { backend, ann, helper, call, codeOf } = await start({ env: { DYNAMODB_STREAM: 'on' } });
  const { bot } = helper;
  const token = await helper.token([...talking]);
  const group = await botIn(backend, ann, bot, 'Both');
  await call(token, `POST /conversations/${group.id}/messages`, { text: 'I was here' });
  const { body: direct } = await call<Conversation>(token, 'POST /conversations', {
    participantUsernames: [ann.user.username],
  });
  const sendAt = new Date(Date.now() + 3_600_000).toISOString();
  const scheduled = { conversationId: direct.id, text: 'Too late', sendAt };
  expect(await codeOf(token, 'POST /scheduled', scheduled)).toBe('ok');
  const [socket, hers] = [await backend.socket({ token }), await backend.socket(ann)];
  expect(await codeOf(ann.token, `DELETE /bots/${bot.id}`)).toBe('ok');
  expect(await socket.events('session:ended', 1)).toEqual([{ reason: 'session_revoked' }]);
  expect(await codeOf(token, 'GET /users/me')).toBe('invalid_token');
  expect((await call<BotList>(ann.token, 'GET /bots')).body.items).toEqual([]);
  expect(await codeOf(ann.token, `GET /bots/${bot.id}`)).toBe('bot_not_found');
  // done again, it completes what was interrupted
  expect(await codeOf(ann.token, `DELETE /bots/${bot.id}`)).toBe('ok');
  const left = (await hers.events('message:new', 1)).at(-1) as Message;
  expect(left).toMatchObject({ kind: 'system', system: { type: 'left' } });
  expect(await backend.runtime.app.later.allScheduled(bot.id)).toEqual([]);
  const { body } = await call<Page<Message>>(ann.token, `GET /conversations/${group.id}/messages`);
  expect(body.items.map(({ text }) => text)).toContain('I was here');
  expect((await call<Page<UserSummary>>(ann.token, `GET /users?q=${bot.username}`)).body.items).toEqual([]);
  expect(await codeOf(ann.token, 'POST /bots', { username: bot.username, name: 'Next' })).toBe('ok');
});
