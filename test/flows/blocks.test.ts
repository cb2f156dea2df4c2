import { describe, expect, it } from 'vitest';
import { limits, type Conversation, type Message, type Page } from '../../shared/protocol/index.ts';
import { keys } from '../../shared/keys.ts';
import { problem, type Person } from '../support/backend/api.ts';
import { startBackend } from '../support/backend/runtime.ts';
import type { TestSocket } from '../support/backend/test-socket.ts';

/** What was pushed to a socket so far. */
async function settled(socket: TestSocket) {
  await socket.request('ping');
  return socket.frames.filter(({ id }) => id === undefined);
}

async function start() {
  const backend = await startBackend();
  const [ann, bob, carol] = [
    await backend.person('ann'),
    await backend.person('bob'),
    await backend.person('carol'),
  ];
  const path = (person: Person) => `/v1/users/me/blocks/${person.user.id}`;
  const block = (by: Person, whom: Person) => backend.call('PUT', path(whom), { token: by.token });
  const unblock = (by: Person, whom: Person) => backend.call('DELETE', path(whom), { token: by.token });
  const blocked = async (by: Person) => {
    const { body } = await backend.call<Page<{ id: string }>>('GET', '/v1/users/me/blocks', {
      token: by.token,
    });
    return body.items.map(({ id }) => id);
  };
  const send = (by: Person, conversationId: string, text: string) =>
    backend.call<{ seq: number }>('POST', `/v1/conversations/${conversationId}/messages`, {
      token: by.token,
      body: { text },
    });
  const get = async <T>(by: Person, path: string) =>
    (await backend.call<T>('GET', `/v1${path}`, { token: by.token })).body;
  const texts = async (by: Person, conversationId: string) =>
    (await get<Page<Message>>(by, `/conversations/${conversationId}/messages`)).items.map(({ text }) => text);
  return { backend, ann, bob, carol, block, unblock, blocked, send, get, texts };
}

describe('the list of blocks', () => {
  it('given a block and another of the same user, lists them once, until it is removed', async () => {
    const { ann, bob, block, unblock, blocked } = await start();
    expect((await block(ann, bob)).status).toBe(204);
    expect((await block(ann, bob)).status).toBe(204);
    expect(await blocked(ann)).toEqual([bob.user.id]);
    expect(await blocked(bob)).toEqual([]);
    expect((await unblock(ann, bob)).status).toBe(204);
    expect((await unblock(ann, bob)).status).toBe(204);
    expect(await blocked(ann)).toEqual([]);
  });

  it('refuses to block oneself and unknown users', async () => {
    const { backend, ann, block, unblock } = await start();
    expect((await unblock(ann, ann)).status).toBe(204);
    expect(problem(await block(ann, ann))).toMatchObject({ status: 400, code: 'cannot_block_self' });
    const unknown = await backend.call('PUT', '/v1/users/me/blocks/usr_none', { token: ann.token });
    expect(problem(unknown)).toMatchObject({ status: 404, code: 'user_not_found' });
    const none = await backend.call('DELETE', '/v1/users/me/blocks/usr_none', { token: ann.token });
    expect(none.status).toBe(204);
  });

  it('has pages, and a limit', async () => {
    const { backend, ann, bob, carol, block, unblock, get } = await start();
    await block(ann, bob);
    await block(ann, carol);
    type Blocks = Page<{ id: string; username: string }>;
    const first = await get<Blocks>(ann, '/users/me/blocks?limit=1');
    const second = await get<Blocks>(ann, `/users/me/blocks?limit=1&cursor=${String(first.nextCursor)}`);
    expect([...first.items, ...second.items].map(({ username }) => username).sort()).toEqual(
      [bob, carol].map(({ user }) => user.username).sort(),
    );
    expect(second.nextCursor).toBeNull();

    await unblock(ann, carol);
    const count = { set: { count: limits.blockedUsers } };
    await backend.runtime.app.durable.update(keys.blockCount(ann.user.id), count);
    expect(problem(await block(ann, carol))).toMatchObject({ status: 409, code: 'block_limit_reached' });
    expect((await block(ann, bob)).status).toBe(204);
  });

  it('given 20 attempts to block one user at once, counts it once', async () => {
    const { backend, ann, bob, block, unblock } = await start();
    await Promise.all(Array.from({ length: 20 }, () => block(ann, bob)));
    const count = () => backend.runtime.app.durable.get(keys.blockCount(ann.user.id));
    expect(await count()).toMatchObject({ count: 1 });
    await Promise.all(Array.from({ length: 20 }, () => unblock(ann, bob)));
    expect(await count()).toMatchObject({ count: 0 });
  });
});

describe('a direct conversation with a block', () => {
  it("keeps the blocked user's messages from the other one, for good, and looks to them as if that one were offline", async () => {
    const { backend, ann, bob, block, unblock, send, get, texts } = await start();
    const { id } = await backend.conversation(ann, [bob]);
    await send(bob, id, 'before');
    const sockets = { ann: await backend.socket(ann), bob: await backend.socket(bob) };
    await sockets.ann.request('receipt:read', { conversationId: id, seq: 1 });
    const listed = await get<Page<Conversation>>(ann, '/conversations');
    await block(ann, bob);

    expect((await send(bob, id, 'hidden')).status).toBe(201);
    const data = { conversationId: id, clientId: 'c1', text: 'hidden too' };
    expect((await sockets.bob.request('message:send', data)).data).toMatchObject({
      seq: 3,
      duplicate: false,
    });
    expect(await texts(bob, id)).toEqual(['before', 'hidden', 'hidden too']);
    expect(await texts(ann, id)).toEqual(['before']);
    const changes = await get(ann, `/conversations/${id}/changes?after=1`);
    expect(changes).toEqual({ items: [], upTo: 3, hasMore: false, reset: false });
    const [shown] = (await get<Page<Conversation>>(ann, '/conversations')).items;
    const [before] = listed.items;
    expect(shown).toEqual({
      ...before,
      lastSeq: 3,
      participants: shown?.participants,
    });
    expect(shown).toMatchObject({ unreadCount: 0, lastMessage: { text: 'before' } });
    const sync = await get(ann, '/sync');
    expect(sync).toMatchObject({ conversations: [{ id, lastSeq: 3, unreadCount: 0 }] });

    // receipts of the one who blocks do not show, and none of the other one's either
    await sockets.ann.request('receipt:read', { conversationId: id, seq: 3 });
    await sockets.bob.request('receipt:read', { conversationId: id, seq: 3 });
    await sockets.ann.request('typing', { conversationId: id, typing: true });
    await sockets.bob.request('typing', { conversationId: id, typing: true });
    const statuses = async () =>
      (await get<Page<Message>>(bob, `/conversations/${id}/messages`)).items.map(({ status }) => status);
    expect(await statuses()).toEqual(['read', 'sent', 'sent']);

    await unblock(ann, bob);
    await send(bob, id, 'after');
    expect(await texts(ann, id)).toEqual(['before', 'after']);
    await sockets.ann.request('receipt:read', { conversationId: id, seq: 4 });
    expect(await statuses()).toEqual(['read', 'sent', 'sent', 'read']);
    const seen = (await settled(sockets.ann)).map(({ type }) => type);
    expect(seen.filter((type) => type === 'message:new' || type === 'typing')).toEqual(['message:new']);
  });

  it('refuses messages of the user who blocks, without using up numbers', async () => {
    const { backend, ann, bob, block, unblock, send, get } = await start();
    const { id } = await backend.conversation(ann, [bob]);
    await send(ann, id, 'one');
    await block(ann, bob);
    for (const text of ['two', 'three']) {
      expect(problem(await send(ann, id, text))).toMatchObject({ status: 403, code: 'user_blocked' });
    }
    await block(bob, ann);
    expect(problem(await send(bob, id, 'four'))).toMatchObject({ status: 403, code: 'user_blocked' });
    await unblock(ann, bob);
    await unblock(bob, ann);
    await send(ann, id, 'five');
    const { items } = await get<Page<Message>>(bob, `/conversations/${id}/messages`);
    expect(items.map(({ text }) => text)).toEqual(['one', 'five']);
  });

  it('given a block before the first message, neither can open one', async () => {
    const { backend, ann, bob, carol, block } = await start();
    await block(ann, bob);
    const open = (by: Person, whom: Person[], name?: string) =>
      backend.call('POST', '/v1/conversations', {
        token: by.token,
        body: {
          participantUsernames: whom.map(({ user }) => user.username),
          ...(name !== undefined && { name }),
        },
      });
    const fields = ['participantUsernames.0'];
    expect(problem(await open(ann, [bob]))).toEqual({ status: 403, code: 'user_blocked', fields });
    expect(problem(await open(bob, [ann]))).toEqual({ status: 403, code: 'messages_not_accepted', fields });
    const inGroup = { status: 403, fields: ['participantUsernames.1'] };
    expect(problem(await open(ann, [carol, bob], 'A group'))).toEqual({ ...inGroup, code: 'user_blocked' });
    expect(problem(await open(bob, [carol, ann], 'A group'))).toEqual({
      ...inGroup,
      code: 'invites_not_accepted',
    });
    // the same as a user who lets no one write to them or add them
    const privacy = { messages: 'nobody', groups: 'nobody' };
    await backend.call('PATCH', '/v1/users/me', { token: carol.token, body: { privacy } });
    expect(problem(await open(bob, [carol]))).toEqual({ status: 403, code: 'messages_not_accepted', fields });
    expect(problem(await open(bob, [carol], 'A group'))).toEqual({
      status: 403,
      code: 'invites_not_accepted',
      fields,
    });
  });
});

describe('presence between two users with a block', () => {
  it('is offline both ways from the moment of the block, and back after it', async () => {
    const { backend, ann, bob, carol, block, unblock, get } = await start();
    const sockets = {
      ann: await backend.socket(ann),
      bob: await backend.socket(bob),
      carol: await backend.socket(carol),
    };
    await sockets.ann.request('presence:watch', { userIds: [bob.user.id] });
    await sockets.bob.request('presence:watch', { userIds: [ann.user.id] });
    await sockets.carol.request('presence:watch', { userIds: [ann.user.id] });
    await block(ann, bob);
    const hidden = { online: false, status: 'offline', lastOnline: null };
    expect((await settled(sockets.bob)).map(({ data }) => data)).toEqual([
      { userId: ann.user.id, ...hidden },
    ]);
    expect((await settled(sockets.ann)).map(({ data }) => data)).toEqual([
      { userId: bob.user.id, ...hidden },
    ]);
    expect(await get(bob, `/users/${ann.user.id}`)).toMatchObject({
      online: false,
      lastOnline: null,
      about: null,
      avatar: null,
    });
    expect(await get(carol, `/users/${ann.user.id}`)).toMatchObject({ online: true });

    const status = { token: ann.token, body: { status: 'away' } };
    await backend.call('PUT', '/v1/users/me/status', status);
    expect((await settled(sockets.bob)).length).toBe(1);
    expect((await settled(sockets.carol)).map(({ data }) => data)).toMatchObject([{ status: 'away' }]);
    await unblock(ann, bob);
    expect((await settled(sockets.bob)).map(({ data }) => data).slice(1)).toMatchObject([
      { userId: ann.user.id, online: true, status: 'away' },
    ]);
  });
});

describe('a group with a block between two of its members', () => {
  it('goes on, without typing and receipts between the two', async () => {
    const { backend, ann, bob, carol, block, send, texts } = await start();
    const { id } = await backend.conversation(carol, [ann, bob], 'A group');
    await block(ann, bob);
    const sockets = { ann: await backend.socket(ann), carol: await backend.socket(carol) };
    const bobs = await backend.socket(bob);
    await send(bob, id, 'hello all');
    expect(await texts(ann, id)).toEqual(['hello all']);
    await bobs.request('typing', { conversationId: id, typing: true });
    await bobs.request('receipt:read', { conversationId: id, seq: 1 });
    await sockets.carol.events('receipt', 1);
    const typesOf = async (who: keyof typeof sockets) =>
      (await settled(sockets[who])).map(({ type }) => type);
    expect(await typesOf('carol')).toEqual(['message:new', 'typing', 'receipt']);
    expect(await typesOf('ann')).toEqual(['message:new']);
  });
});
