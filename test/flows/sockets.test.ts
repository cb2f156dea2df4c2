import { describe, expect, it } from 'vitest';
import { keys } from '../../shared/keys.ts';
import type { AckData, AuthReply, UserProfile } from '../../shared/protocol/index.ts';
import { startBackend } from '../support/backend/runtime.ts';
import { Refused, TestSocket } from '../support/backend/test-socket.ts';

describe('connecting', () => {
  it('accepts the token from the subprotocol or the header', async () => {
    const { person, runtime } = await startBackend();
    const { token } = await person('ann');
    const address = `ws://127.0.0.1:${runtime.port}/ws`;
    const bySubprotocol = await TestSocket.open(address, ['chat.v1', `bearer.${token}`]);
    expect(bySubprotocol.subprotocol).toBe('chat.v1');
    const headers = { authorization: `Bearer ${token}` };
    const byHeader = await TestSocket.open(address, [], { headers });
    expect(byHeader.subprotocol).toBe('');
    const byBoth = await TestSocket.open(address, ['chat.v1'], { headers });
    expect(byBoth.subprotocol).toBe('chat.v1');
    for (const socket of [bySubprotocol, byHeader, byBoth]) {
      expect((await socket.request('ping')).type).toBe('ack');
      socket.terminate();
    }
  });

  it('is refused with 401 without a valid token, and after signing out', async () => {
    const { call, person, runtime } = await startBackend();
    const { token, refreshToken } = await person('ann');
    const address = `ws://127.0.0.1:${runtime.port}/ws`;
    const refusal = (subprotocols: string[]) =>
      TestSocket.open(address, subprotocols).then(
        () => 'opened',
        (error: unknown) => (error instanceof Refused ? error.status : error),
      );
    expect(await refusal([])).toBe(401);
    expect(await refusal(['chat.v1'])).toBe(401);
    expect(await refusal(['chat.v1', 'bearer.nonsense'])).toBe(401);
    await call('POST', '/v1/auth/logout', { token, body: { refreshToken } });
    expect(await refusal(['chat.v1', `bearer.${token}`])).toBe(401);
  });

  it('closes the oldest of more than 20 sockets', async () => {
    let now = Date.now();
    const { person, socket } = await startBackend({ clock: { now: () => (now += 5) } });
    const ann = await person('ann');
    const sockets = [];
    for (let index = 0; index < 22; index++) sockets.push(await socket(ann));
    const [first, second, third] = sockets;
    for (const oldest of [first, second]) {
      expect(await oldest?.events('session:ended', 1)).toEqual([{ reason: 'too_many_sockets' }]);
      await oldest?.closed;
    }
    expect(await third?.eventsSoFar('session:ended')).toEqual([]);
    expect((await sockets.at(-1)?.request('ping'))?.type).toBe('ack');
  });
});

describe('a socket', () => {
  it('answers pings with the time', async () => {
    const { person, socket } = await startBackend({ clock: { now: () => Date.UTC(2026, 10, 20, 9) } });
    const open = await socket(await person('ann'));
    const ack = await open.request<AckData<'ping'>>('ping', {});
    expect(ack.data).toEqual({ serverTime: '2026-11-20T09:00:00.000Z' });
  });

  it('gets no answer to a frame without an id, unless the frame is refused', async () => {
    const { person, socket } = await startBackend();
    const open = await socket(await person('ann'));
    open.send({ type: 'ping' });
    open.send({ type: 'nonsense' });
    const error = await open.wait(({ type }) => type === 'error');
    expect(error).toMatchObject({ type: 'error', error: { code: 'unknown_frame' } });
    expect(error).not.toHaveProperty('id');
    await open.request('ping');
    expect(open.frames).toHaveLength(2);
  });

  it('shows its user online until it closes', async () => {
    const { call, people, socket } = await startBackend();
    const [ann, bob] = await people('ann', 'bob');
    if (!ann || !bob) throw new Error('two people');
    const seen = async () =>
      (await call<UserProfile>('GET', `/v1/users/${ann.user.id}`, { token: bob.token })).body;
    const [first, second] = [await socket(ann), await socket(ann)];
    expect(await seen()).toMatchObject({ online: true });
    first.close();
    await first.closed;
    expect(await seen()).toMatchObject({ online: true });
    second.close();
    await second.closed;
    await expect.poll(seen).toMatchObject({ online: false, lastOnline: expect.any(String) as string });
  });

  it('that is gone without a close is forgotten at the next push', async () => {
    const { people, conversation, socket, runtime } = await startBackend();
    const [ann, bob] = await people('ann', 'bob');
    if (!ann || !bob) throw new Error('two people');
    const { id } = await conversation(ann, [bob]);
    const { presence } = runtime.app;
    const ghost = {
      connectionId: 'ghost=',
      userId: bob.user.id,
      sessionId: 'ses_x',
      connectedAt: Date.now() - 60_000,
    };
    await presence.add(ghost);
    expect(await presence.socketsOf([bob.user.id])).toEqual([ghost]);
    const [annSocket, bobSocket] = [await socket(ann), await socket(bob)];
    await annSocket.request('message:send', { conversationId: id, clientId: '1', text: 'anybody there?' });
    expect(await bobSocket.events('message:new', 1)).toHaveLength(1);
    await expect
      .poll(async () => (await presence.socketsOf([bob.user.id])).map(({ connectionId }) => connectionId))
      .not.toContain('ghost=');
    expect(await presence.socketsOf([bob.user.id])).toHaveLength(1);
  });

  it('older than two hours is not counted, and is removed when its user connects', async () => {
    let now = Date.now();
    const { call, person, socket, runtime } = await startBackend({ clock: { now: () => now } });
    const { user, password } = await person('ann');
    const { presence, ephemeral } = runtime.app;
    const old = { connectionId: 'old=', userId: user.id, sessionId: 'ses_x', connectedAt: now };
    await presence.add(old);
    now += 2 * 3600 * 1000 + 1;
    expect(await presence.of(user.id)).toMatchObject({ shown: { online: false } });
    expect(await presence.socketsOf([user.id])).toEqual([]);
    const login = { username: user.username, password };
    await socket((await call<AuthReply>('POST', '/v1/auth/login', { body: login })).body);
    expect(await presence.socketsOf([user.id])).toHaveLength(1);
    expect(Object.keys((await ephemeral.get(keys.presence(user.id))) ?? {})).not.toContain('s:old=');
  });
});
