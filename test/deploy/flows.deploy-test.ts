import { describe, expect, test } from 'vitest';
import {
  limits,
  type AckData,
  type AuthReply,
  type ChangesPage,
  type Conversation,
  type MediaWithAddresses,
  type Message,
  type MessagePage,
  type OwnProfile,
  type Page,
  type ReceiptPage,
  type SyncReply,
  type TokenReply,
  type UserProfile,
  type UserSummary,
} from '../../shared/protocol/index.ts';
import { edgeHeader } from '../../shared/platform/config.ts';
import { apiOf, type TestApi } from '../support/backend/api.ts';
import { Refused, TestSocket } from '../support/backend/test-socket.ts';
import { uploaderOf } from '../support/backend/uploads.ts';
import { wav } from '../support/sample-files.ts';

const http = process.env['DEPLOYED_HTTP'] ?? '';
const sockets = process.env['DEPLOYED_SOCKETS'] ?? '';
/** What CloudFront would add. */
const edge = { [edgeHeader]: process.env['DEPLOYED_EDGE_SECRET'] ?? '' };

// The emulator does not answer an offered subprotocol, so the token goes in the header here.
const open = (token: string, headers: Record<string, string> = edge) =>
  TestSocket.open(sockets, [], { headers: { authorization: `Bearer ${token}`, ...headers } });
const backend = (): TestApi => apiOf(http, open, edge);

async function get<T>({ call }: TestApi, token: string, path: string): Promise<T> {
  const answer = await call<T>('GET', path, { token });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
}

describe('a deployed backend', () => {
  test('answers requests that need no token', async () => {
    const { call } = backend();
    expect(await call('GET', '/v1/health')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await call('GET', '/.well-known/jwks.json')).toMatchObject({
      status: 200,
      body: { keys: [{ alg: 'ES256' }] },
    });
    expect(await call('GET', '/v1/nothing')).toMatchObject({
      status: 404,
      body: { code: 'route_not_found' },
    });
    expect(await call('GET', '/v1/conversations')).toMatchObject({ status: 401 });
    await expect(TestSocket.open(sockets, [], { headers: edge })).rejects.toThrow(Refused);
  });

  test('refuses requests that do not come through CloudFront', async () => {
    const { call, person } = backend();
    const { token } = await person('ann');
    for (const secret of ['', 'x'.repeat(48)]) {
      const without = { [edgeHeader]: secret };
      expect(await call('GET', '/v1/users/me', { token, headers: without })).toMatchObject({
        status: 403,
        body: { code: 'edge_required' },
      });
      await expect(open(token, without)).rejects.toEqual(new Refused(403));
    }
  });

  test('delivers a message from one socket to another, and keeps it', async () => {
    const api = backend();
    const [ann, bob] = await api.people('ann', 'bob');
    if (!ann || !bob) throw new Error('two people');
    const { username } = bob.user;
    const login = await api.call<AuthReply>('POST', '/v1/auth/login', {
      body: { username, password: bob.password },
    });
    expect(login.status).toBe(200);
    const [annSocket, bobSocket] = await Promise.all([api.socket(ann), api.socket(login.body)]);

    const { id: conversationId } = await api.conversation(ann, [bob]);
    expect(await bobSocket.events<Conversation>('conversation:new', 1)).toMatchObject([
      { id: conversationId },
    ]);

    const data = { conversationId, clientId: 'm1', text: 'Hello from afar' };
    const sent = await annSocket.request<AckData<'message:send'>>('message:send', data);
    expect(sent).toMatchObject({ type: 'ack', data: { seq: 1, duplicate: false } });
    expect(await bobSocket.events<Message>('message:new', 1)).toMatchObject([{ text: data.text, seq: 1 }]);
    expect(await annSocket.request('message:send', data)).toMatchObject({
      type: 'ack',
      data: { seq: 1, duplicate: true },
    });

    const path = `/v1/conversations/${conversationId}/messages`;
    const reply = await api.call('POST', path, { token: bob.token, body: { text: 'And back' } });
    expect(reply.status).toBe(201);
    expect(await annSocket.events<Message>('message:new', 1)).toMatchObject([{ text: 'And back' }]);

    expect((await get<MessagePage>(api, ann.token, path)).items).toMatchObject([
      { text: data.text },
      { text: 'And back' },
    ]);
  });

  // Every function does all that it can, so that a permission which is missing shows.
  test('handles every other frame and request', async () => {
    const api = backend();
    const [ann, bob] = await api.people('ann', 'bob');
    if (!ann || !bob) throw new Error('two people');
    const [annSocket, bobSocket] = await Promise.all([api.socket(ann), api.socket(bob)]);
    const { id: conversationId } = await api.conversation(ann, [bob], 'Both');
    await annSocket.request('message:send', { conversationId, clientId: 'm1', text: 'One' });
    const replyTo = (await bobSocket.events<Message>('message:new', 1))[0]?.id;
    const second = { conversationId, clientId: 'm2', text: 'Two', replyTo };
    expect(await annSocket.request('message:send', second)).toMatchObject({ type: 'ack' });

    const at = `/v1/conversations/${conversationId}`;
    expect(await bobSocket.request('receipt:read', { conversationId, seq: 1 })).toMatchObject({
      type: 'ack',
    });
    const delivered = await api.call('POST', `${at}/delivered`, { token: bob.token, body: {} });
    expect(delivered).toMatchObject({ status: 200 });
    await annSocket.wait(
      ({ type, data }) => type === 'receipt' && Reflect.get(data ?? {}, 'deliveredSeq') === 2,
    );
    bobSocket.send({ type: 'typing', data: { conversationId, typing: true } });
    await annSocket.events('typing', 1);

    expect((await get<Page<Conversation>>(api, bob.token, '/v1/conversations')).items).toMatchObject([
      { id: conversationId, unreadCount: 1, lastMessage: { text: 'Two' } },
    ]);
    expect((await get<ChangesPage>(api, bob.token, `${at}/changes?after=1`)).items).toHaveLength(1);
    expect((await get<ReceiptPage>(api, bob.token, `${at}/receipts?limit=1`)).nextCursor).not.toBeNull();
    const synced = await get<SyncReply>(api, bob.token, '/v1/sync');
    const third = { conversationId, clientId: 'm3', text: 'Three' };
    expect(await annSocket.request('message:send', third)).toMatchObject({ type: 'ack' });
    const later = await bobSocket.request('sync', { cursor: synced.cursor });
    expect(later).toMatchObject({ type: 'ack', data: { conversations: [{ unreadCount: 2 }] } });

    const renamed = await api.call<OwnProfile>('PATCH', '/v1/users/me', {
      token: bob.token,
      body: { name: 'Robert', privacy: { presence: 'everyone' } },
    });
    expect(renamed).toMatchObject({ status: 200, body: { name: 'Robert', email: bob.user.email } });
    const query = `/v1/users?q=${bob.user.username}`;
    expect((await get<Page<UserSummary>>(api, ann.token, query)).items).toMatchObject([{ name: 'Robert' }]);
    expect(await get<UserProfile>(api, ann.token, `/v1/users/${bob.user.id}`)).toMatchObject({
      online: true,
    });

    const watched = await annSocket.request('presence:watch', { userIds: [bob.user.id] });
    expect(watched).toMatchObject({ type: 'ack', data: { users: [{ online: true }] } });
    await annSocket.request('presence:watch', { userIds: [] });
    await annSocket.request('presence:watch', { userIds: [bob.user.id] });
    const status = await api.call('PUT', '/v1/users/me/status', {
      token: bob.token,
      body: { status: 'away' },
    });
    expect(status).toMatchObject({ status: 200 });
    await annSocket.wait(
      ({ type, data }) => type === 'presence:update' && Reflect.get(data ?? {}, 'status') === 'away',
    );

    // his last socket closes: after a grace, the queue's consumer tells her
    bobSocket.close();
    await annSocket.wait(
      ({ type, data }) => type === 'presence:update' && Reflect.get(data ?? {}, 'online') === false,
    );
  });

  test('looks at what was uploaded, and lets those who got it download it', async () => {
    const api = backend();
    const [ann, bob] = await api.people('ann', 'bob');
    if (!ann || !bob) throw new Error('two people');
    const { id: conversationId } = await api.conversation(ann, [bob]);
    const annSocket = await api.socket(ann);
    const { upload, create, call } = uploaderOf(api, ann);
    const bytes = Buffer.from('Hello');

    const text = await upload({ name: 'hello.txt', bytes });
    expect(text).toMatchObject({ state: 'ready', name: 'hello.txt', size: bytes.length });
    await annSocket.wait(
      ({ type, data }) =>
        type === 'media:updated' && Reflect.get(Reflect.get(data ?? {}, 'media'), 'id') === text.id,
    );
    const recording = await upload({ name: 'beep.wav', contentType: 'audio/wav', bytes: wav(2) });
    expect(recording).toMatchObject({ state: 'ready', kind: 'audio', durationSeconds: 2 });
    // a picture would need the functions' own architecture: what is none is found out without
    expect(await upload({ name: 'none.png', contentType: 'image/png', bytes })).toMatchObject({
      state: 'refused',
      urls: null,
    });

    const sent = await api.call('POST', `/v1/conversations/${conversationId}/messages`, {
      token: ann.token,
      body: { text: 'Listen', attachments: [text.id, recording.id] },
    });
    expect(sent.status, JSON.stringify(sent.body)).toBe(201);
    const got = await get<MediaWithAddresses>(api, bob.token, `/v1/media/${text.id}`);
    const downloaded = await fetch(got.urls?.original ?? '');
    expect(await downloaded.text()).toBe('Hello');
    // who takes no part may not
    const { token } = await api.person('eve');
    expect(await api.call('GET', `/v1/media/${text.id}`, { token })).toMatchObject({ status: 404 });

    const large = { bytes, size: limits.wholeUploadBytes + 1, contentType: 'video/mp4' };
    const { body: begun } = await create(large);
    expect(await call('POST', `/${begun.id}/parts`)).toMatchObject({ status: 200 });
    expect(await call('DELETE', `/${begun.id}`)).toMatchObject({ status: 204 });
  });

  test('given a stolen refresh token, ends the session and its sockets', async () => {
    const api = backend();
    const ann = await api.person('ann');
    const socket = await api.socket(ann);
    const refresh = (refreshToken: string) =>
      api.call<TokenReply>('POST', '/v1/auth/refresh', { body: { refreshToken } });
    const second = await refresh(ann.refreshToken);
    expect(second).toMatchObject({ status: 200 });
    expect(await refresh(second.body.refreshToken)).toMatchObject({ status: 200 });
    // whose successor was used
    const stolen = await refresh(ann.refreshToken);
    expect(stolen).toMatchObject({ status: 401, body: { code: 'refresh_token_reused' } });
    expect(await socket.events('session:ended', 1)).toEqual([{ reason: 'session_revoked' }]);
    await socket.closed;
    await expect(open(ann.token)).rejects.toThrow();
  });

  test('ends the session at sign-out', async () => {
    const api = backend();
    const ann = await api.person('ann');
    const { token, refreshToken } = ann;
    const out = await api.call('POST', '/v1/auth/logout', { token, body: { refreshToken } });
    expect(out.status).toBe(204);
  });
});
