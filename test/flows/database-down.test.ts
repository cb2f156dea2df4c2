import { describe, expect, it } from 'vitest';
import type { AckData, Conversation, MessagePage, SentReply } from '../../shared/protocol/index.ts';
import { FaultyTables, type TableCall } from '../support/faults/faulty-tables.ts';
import { problem, startBackend, type Person, type TestBackend } from '../support/backend/runtime.ts';
import { Refused } from '../support/backend/test-socket.ts';

const unavailable = { status: 503, code: 'service_unavailable', fields: [] };

/** Two people in a direct conversation, on tables that can be made to fail. */
async function start() {
  const tables = new FaultyTables();
  const backend = await startBackend({ wrapPorts: tables.wrapPorts });
  const [ann, bob] = [await backend.person('ann'), await backend.person('bob')];
  const conversation = await backend.conversation(ann, [bob]);
  return { tables, backend, ann, bob, conversation };
}

async function texts(backend: TestBackend, { token }: Person, { id }: Conversation): Promise<string[]> {
  const { body } = await backend.call<MessagePage>('GET', `/v1/conversations/${id}/messages`, { token });
  return body.items.map(({ text }) => text);
}

const takesNumber = ({ operation, partitions: [pk = ''] }: TableCall) =>
  operation === 'update' && pk.startsWith('CONV#');
const storesMessage = ({ partitions }: TableCall) => partitions.some((pk) => pk.startsWith('LOG#'));
const ofEphemeral = ({ table }: TableCall) => table === 'ephemeral';

describe('while the database is down', () => {
  it('every request that needs it gets 503 with Retry-After, and none does once it is back', async () => {
    const { tables, backend, ann, bob, conversation } = await start();
    const conversationPath = `/v1/conversations/${conversation.id}`;
    const requests: [string, string, unknown?][] = [
      ['POST', '/v1/auth/login', { username: ann.user.username, password: ann.password }],
      ['POST', '/v1/auth/refresh', { refreshToken: bob.refreshToken }],
      ['GET', '/v1/users/me'],
      ['PATCH', '/v1/users/me', { about: 'changed' }],
      ['GET', '/v1/users?q=ann'],
      ['GET', `/v1/users/${bob.user.id}`],
      ['GET', '/v1/conversations'],
      ['POST', '/v1/conversations', { participantUsernames: [bob.user.username] }],
      ['GET', conversationPath],
      ['GET', `${conversationPath}/messages`],
      ['POST', `${conversationPath}/messages`, { text: 'hello' }],
      ['GET', `${conversationPath}/changes`],
      ['GET', `${conversationPath}/receipts`],
      ['GET', '/v1/sync'],
      ['PUT', '/v1/users/me/status', { status: 'away' }],
      ['POST', `${conversationPath}/delivered`, {}],
      ['POST', `${conversationPath}/read`, {}],
      ['POST', '/v1/auth/logout', { refreshToken: ann.refreshToken }],
    ];
    const call = ([method, path, body]: (typeof requests)[number]) =>
      backend.call(method, path, { token: ann.token, body });

    tables.down();
    for (const request of requests) {
      const answer = await call(request);
      const label = request.slice(0, 2).join(' ');
      expect.soft(problem(answer), label).toEqual(unavailable);
      expect.soft(answer.headers.get('content-type'), label).toBe('application/problem+json');
      expect.soft(Number(answer.headers.get('retry-after')), label).toBeGreaterThan(0);
      expect.soft(answer.headers.get('x-request-id'), label).toBeTruthy();
      expect.soft(JSON.stringify(answer.body), label).not.toContain('it is down');
    }
    expect((await backend.call('GET', '/v1/health')).status).toBe(200);

    tables.up();
    for (const request of requests) {
      expect.soft((await call(request)).status, request.slice(0, 2).join(' ')).toBeLessThan(300);
    }
  });

  it('a frame gets an error, its socket stays and works again afterwards', async () => {
    const { tables, backend, ann, conversation } = await start();
    const socket = await backend.socket(ann);
    const send = () =>
      socket.request<AckData<'message:send'>>('message:send', {
        conversationId: conversation.id,
        clientId: 'c1',
        text: 'hello',
      });

    tables.down();
    expect(await send()).toMatchObject({ type: 'error', error: { code: 'service_unavailable' } });
    const { id: conversationId } = conversation;
    for (const [type, data] of [
      ['receipt:read', { conversationId, seq: 1 }],
      ['receipt:delivered', { conversationId, seq: 1 }],
      ['typing', { conversationId, typing: true }],
      ['presence:watch', { userIds: [ann.user.id] }],
      ['sync', {}],
    ] as const) {
      const reply = await socket.request(type, data);
      expect(reply, type).toMatchObject({ type: 'error', error: { code: 'service_unavailable' } });
    }
    // what needs no database goes on
    expect((await socket.request('ping')).type).toBe('ack');

    tables.up();
    expect(await send()).toMatchObject({ type: 'ack', data: { duplicate: false } });
    expect(await texts(backend, ann, conversation)).toEqual(['hello']);
  });

  it('no socket opens; one does once it is back', async () => {
    const { tables, backend, ann } = await start();
    tables.down();
    const refusal = await backend.socket(ann).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refused);
    expect(refusal).toMatchObject({ status: 503 });

    tables.up();
    const socket = await backend.socket(ann);
    expect((await socket.request('ping')).type).toBe('ack');
  });
});

it('a socket that could not be opened does not count as present', async () => {
  const { tables, backend, ann } = await start();
  tables.failOnce('refused', ({ table, operation }) => table === 'durable' && operation === 'get');
  await expect(backend.socket(ann)).rejects.toBeInstanceOf(Refused);
  expect((await backend.runtime.app.presence.of(ann.user.id)).shown.online).toBe(false);
});

describe('registering', () => {
  const person = {
    username: 'carol',
    email: 'carol@example.com',
    name: 'Carol',
    password: 'password of carol',
  };

  it.for(['get', 'transact'] as const)(
    'given that %s fails, claims neither username nor e-mail address',
    async (operation) => {
      const { tables, backend } = await start();
      const register = () => backend.call('POST', '/v1/auth/register', { body: person });
      tables.failOnce('refused', (call) => call.operation === operation);
      expect(problem(await register())).toEqual(unavailable);
      expect((await register()).status).toBe(201);
    },
  );

  it('given that only the answer is lost, leaves a whole account', async () => {
    const { tables, backend } = await start();
    tables.failOnce('lost', ({ operation }) => operation === 'transact');
    expect((await backend.call('POST', '/v1/auth/register', { body: person })).status).toBe(503);
    expect(problem(await backend.call('POST', '/v1/auth/register', { body: person })).code).toBe(
      'username_taken',
    );
    const { username, password } = person;
    expect((await backend.call('POST', '/v1/auth/login', { body: { username, password } })).status).toBe(200);
  });
});

describe('sending', () => {
  const failures = [
    ['before the number is taken', 'refused', takesNumber],
    ['after the number was taken, its answer lost', 'lost', takesNumber],
    ['between the number and the message', 'refused', storesMessage],
    ['after the message was stored, its answer lost', 'lost', storesMessage],
  ] as const;

  it.for(failures)('given a failure %s, a retry stores the message once', async ([, failure, at]) => {
    const { tables, backend, ann, bob, conversation } = await start();
    const path = `/v1/conversations/${conversation.id}/messages`;
    const post = (token: string, body: object) => backend.call<SentReply>('POST', path, { token, body });
    await post(bob.token, { text: 'before' });

    // once over HTTP, and once as a frame
    tables.failOnce(failure, at);
    expect(problem(await post(ann.token, { text: 'by HTTP', clientId: 'c1' }))).toEqual(unavailable);
    const stored = failure === 'lost' && at === storesMessage;
    expect(await texts(backend, ann, conversation)).toEqual(stored ? ['before', 'by HTTP'] : ['before']);
    const repeated = await post(ann.token, { text: 'by HTTP', clientId: 'c1' });
    expect(repeated.status).toBe(stored ? 200 : 201);
    expect((await post(ann.token, { text: 'by HTTP', clientId: 'c1' })).body).toEqual(repeated.body);

    const socket = await backend.socket(ann);
    const frame = { conversationId: conversation.id, clientId: 'c2', text: 'by frame' };
    tables.failOnce(failure, at);
    expect((await socket.request('message:send', frame)).error?.code).toBe('service_unavailable');
    const ack = await socket.request<AckData<'message:send'>>('message:send', frame);
    expect(ack.data?.duplicate).toBe(stored);

    expect(await texts(backend, bob, conversation)).toEqual(['before', 'by HTTP', 'by frame']);
    const { body } = await backend.call<Conversation>('GET', `/v1/conversations/${conversation.id}`, {
      token: bob.token,
    });
    expect(body).toMatchObject({ unreadCount: 2, lastMessage: { id: ack.data?.id, text: 'by frame' } });
  });

  it('does not count a message that was not stored as unread', async () => {
    const { tables, backend, ann, bob, conversation } = await start();
    const path = `/v1/conversations/${conversation.id}`;
    tables.failOnce('refused', storesMessage);
    await backend.call('POST', `${path}/messages`, {
      token: ann.token,
      body: { text: 'lost', clientId: 'c1' },
    });
    const { body } = await backend.call<Conversation>('GET', path, { token: bob.token });
    expect(body).toMatchObject({ unreadCount: 0, lastMessage: null });
  });

  it('given that sockets cannot be looked up, still stores messages and receipts', async () => {
    const { tables, backend, ann, bob, conversation } = await start();
    const [sender, other] = [await backend.socket(ann), await backend.socket(bob)];
    const send = (clientId: string) =>
      sender.request<AckData<'message:send'>>('message:send', {
        conversationId: conversation.id,
        clientId,
        text: clientId,
      });
    tables.down(ofEphemeral);
    expect((await send('c1')).type).toBe('ack');
    const path = `/v1/conversations/${conversation.id}`;
    const body = { text: 'c2', clientId: 'c2' };
    expect((await backend.call('POST', `${path}/messages`, { token: ann.token, body })).status).toBe(201);
    expect((await backend.call('POST', `${path}/read`, { token: bob.token, body: {} })).status).toBe(200);

    tables.up();
    await send('c3');
    await other.events('message:new', 1);
    // the pushes of c1 and c2 are lost, not late
    expect(await other.eventsSoFar<{ text: string }>('message:new')).toMatchObject([{ text: 'c3' }]);
    expect(await texts(backend, bob, conversation)).toEqual(['c1', 'c2', 'c3']);
  });
});

describe('opening a conversation', () => {
  it('happens wholly or not at all, and a retry gives the same conversation', async () => {
    const { tables, backend, ann } = await start();
    const carol = await backend.person('carol');
    const list = async ({ token }: Person) =>
      (await backend.call<{ items: Conversation[] }>('GET', '/v1/conversations', { token })).body.items;
    const open = () =>
      backend.call<Conversation>('POST', '/v1/conversations', {
        token: ann.token,
        body: { participantUsernames: [carol.user.username] },
      });
    const isTransaction = ({ operation }: TableCall) => operation === 'transact';

    tables.failOnce('refused', isTransaction);
    expect(problem(await open())).toEqual(unavailable);
    expect(await list(carol)).toEqual([]);

    tables.failOnce('lost', isTransaction);
    expect(problem(await open())).toEqual(unavailable);
    const again = await open();
    expect(again.status).toBe(200);
    expect((await list(carol)).map(({ id }) => id)).toEqual([again.body.id]);
  });

  it('of a big group that fails half way leaves nothing visible', async () => {
    const { tables, backend, ann } = await start();
    const members = await Promise.all(Array.from({ length: 60 }, (_, n) => backend.person(`member${n}`)));
    const isHead = ({ operation, partitions }: TableCall) =>
      operation === 'transact' && partitions.length < 100;
    const [member] = members;
    if (!member) throw new Error('no person was registered');

    tables.failOnce('refused', isHead);
    await expect(backend.conversation(ann, members, 'all')).rejects.toThrow('service_unavailable');
    for (const { token } of [ann, member]) {
      const { body } = await backend.call<{ items: Conversation[] }>('GET', '/v1/conversations', { token });
      expect(body.items.filter(({ isGroup }) => isGroup)).toEqual([]);
    }
    const group = await backend.conversation(ann, members, 'all');
    expect(group.memberCount).toBe(61);
  });
});

describe('tokens', () => {
  it.each([
    ['before anything was stored', 'refused', 'update'],
    ['though it was stored', 'lost', 'update'],
    ['after it was stored', 'refused', 'get'],
  ] as const)(
    'a refresh that failed %s can be retried with the same refresh token',
    async (_, failure, at) => {
      const { tables, backend, ann } = await start();
      const refresh = () =>
        backend.call('POST', '/v1/auth/refresh', { body: { refreshToken: ann.refreshToken } });
      tables.failOnce(failure, ({ operation }) => operation === at);
      expect(problem(await refresh())).toEqual(unavailable);
      expect((await refresh()).status).toBe(200);
    },
  );

  it('a sign-out that failed can be retried', async () => {
    const { tables, backend, ann } = await start();
    const body = { refreshToken: ann.refreshToken };
    const logout = () => backend.call('POST', '/v1/auth/logout', { token: ann.token, body });
    tables.failOnce('refused', ({ operation }) => operation === 'delete');
    expect(problem(await logout())).toEqual(unavailable);
    expect((await logout()).status).toBe(204);
    expect(problem(await backend.call('POST', '/v1/auth/refresh', { body })).code).toBe(
      'invalid_refresh_token',
    );
  });
});
