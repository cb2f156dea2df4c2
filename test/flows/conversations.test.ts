import { describe, expect, it } from 'vitest';
import { sendMessage } from '../../shared/messages/index.ts';
import type { Conversation, MessagePage, Page } from '../../shared/protocol/index.ts';
import { problem, startBackend, type Person } from '../support/backend/runtime.ts';

describe('direct conversations', () => {
  it('are the same whichever side opens them', async () => {
    const { call, people, socket } = await startBackend();
    const [ann, bob] = await people('ann', 'bob');
    if (!ann || !bob) throw new Error('two people');
    const [annSocket, bobSocket] = [await socket(ann), await socket(bob)];
    const open = (token: string, username: string) =>
      call<Conversation>('POST', '/v1/conversations', { token, body: { participantUsernames: [username] } });

    const first = await open(ann.token, bob.user.username.toUpperCase());
    expect(first.status).toBe(201);
    const { id, username, name } = ann.user;
    expect(first.body).toMatchObject({
      isGroup: false,
      name: null,
      avatar: null,
      about: null,
      createdBy: id,
      memberCount: 2,
      lastSeq: 0,
      unreadCount: 0,
      lastMessage: null,
      me: { role: 'member', readSeq: 0, deliveredSeq: 0, notifications: 'all' },
    });
    expect(first.body.participants).toHaveLength(2);
    expect(first.body.participants).toContainEqual({
      id,
      username,
      name,
      avatar: null,
      online: true,
      lastOnline: expect.any(String) as string,
      role: 'member',
    });
    expect(await bobSocket.events('conversation:new', 1)).toEqual([first.body]);
    expect(await annSocket.events('conversation:new', 1)).toEqual([first.body]);

    for (const again of [
      await open(ann.token, bob.user.username),
      await open(bob.token, ann.user.username),
    ]) {
      expect(again.status).toBe(200);
      expect(again.body.id).toBe(first.body.id);
    }
    expect(await bobSocket.eventsSoFar('conversation:new')).toHaveLength(1);
  });

  it('opened by both sides at once, many times, are one', async () => {
    const { call, people } = await startBackend();
    const [ann, bob] = await people('ann', 'bob');
    const open = (token = '', username = '') =>
      call<Conversation>('POST', '/v1/conversations', { token, body: { participantUsernames: [username] } });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        index % 2 === 0 ? open(ann?.token, bob?.user.username) : open(bob?.token, ann?.user.username),
      ),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const person of [ann, bob]) {
      const list = await call<Page<Conversation>>('GET', '/v1/conversations', { token: person?.token });
      expect(list.body.items).toHaveLength(1);
    }
  });

  it('are refused without another user who exists', async () => {
    const { call, person } = await startBackend();
    const ann = await person('ann');
    const create = (body: object) => call('POST', '/v1/conversations', { token: ann.token, body });
    const myself = await create({ participantUsernames: [ann.user.username] });
    expect(problem(myself)).toEqual({
      status: 400,
      code: 'validation_failed',
      fields: ['participantUsernames'],
    });
    const unknown = await create({
      participantUsernames: ['nobody-1', ann.user.username, 'no one 2'],
      name: 'x',
    });
    expect(problem(unknown)).toEqual({
      status: 400,
      code: 'unknown_usernames',
      fields: ['participantUsernames.0', 'participantUsernames.2'],
    });
    expect(JSON.stringify(unknown.body)).toContain('nobody-1');
  });
});

describe('groups', () => {
  it('are pushed to each member with their own part', async () => {
    const { call, people, conversation, socket } = await startBackend();
    const [owner, ...others] = await people('owner', 'b', 'c', 'd', 'e');
    if (!owner) throw new Error('five people');
    const sockets = await Promise.all(others.map(socket));
    const group = await conversation(owner, others, 'The five');
    expect(group).toMatchObject({ isGroup: true, name: 'The five', memberCount: 5, me: { role: 'owner' } });
    const roles = group.participants.map(({ id, role }) => [id, role]);
    expect(new Map(roles as [string, string][]).get(owner.user.id)).toBe('owner');
    expect(group.participants).toHaveLength(5);
    for (const [index, member] of others.entries()) {
      const [told] = (await sockets[index]?.events<Conversation>('conversation:new', 1)) ?? [];
      expect(told).toEqual({ ...group, me: { ...group.me, role: 'member' } });
      const got = await call<Conversation>('GET', `/v1/conversations/${group.id}`, { token: member.token });
      expect(got.body).toEqual(told);
    }
  });

  it('need a name, and are new each time', async () => {
    const { call, people, conversation } = await startBackend();
    const [ann, bob, eve] = await people('ann', 'bob', 'eve');
    if (!ann || !bob || !eve) throw new Error('three people');
    const participantUsernames = [bob.user.username, eve.user.username];
    const nameless = await call('POST', '/v1/conversations', {
      token: ann.token,
      body: { participantUsernames },
    });
    expect(problem(nameless)).toEqual({ status: 400, code: 'validation_failed', fields: ['name'] });
    const [first, second] = [await conversation(ann, [bob], 'One'), await conversation(ann, [bob], 'One')];
    expect(first.isGroup).toBe(true);
    expect(second.id).not.toBe(first.id);
    const twice = await call<Conversation>('POST', '/v1/conversations', {
      token: ann.token,
      body: { participantUsernames: [bob.user.username, bob.user.username, ann.user.username], name: 'Two' },
    });
    expect(twice.body.memberCount).toBe(2);
  });

  it('can be larger than one transaction, and show the first participants', async () => {
    const { call, people, conversation } = await startBackend();
    const names = Array.from({ length: 71 }, (_, index) => `p${index}`);
    const [owner, ...others] = await people(...names);
    const last = others.at(-1);
    if (!owner || !last) throw new Error('many people');
    const group = await conversation(owner, others, 'Everybody');
    expect(group.memberCount).toBe(71);
    expect(group.participants).toHaveLength(20);
    const seen = await call<Conversation>('GET', `/v1/conversations/${group.id}`, { token: last.token });
    expect(seen.body.memberCount).toBe(71);
    const list = await call<Page<Conversation>>('GET', '/v1/conversations', { token: last.token });
    expect(list.body.items.map(({ id }) => id)).toEqual([group.id]);
  });

  it('do not exist for those who are not members', async () => {
    const { call, people, conversation } = await startBackend();
    const [ann, bob, eve] = await people('ann', 'bob', 'eve');
    if (!ann || !bob || !eve) throw new Error('three people');
    const { id } = await conversation(ann, [bob], 'Private');
    const answer = await call('GET', `/v1/conversations/${id}`, { token: eve.token });
    expect(problem(answer)).toMatchObject({ status: 404, code: 'conversation_not_found' });
    expect(
      (await call<Page<Conversation>>('GET', '/v1/conversations', { token: eve.token })).body.items,
    ).toEqual([]);
  });
});

describe('the list of conversations', () => {
  it('gives the newest activity first, page by page, with last message and unread count', async () => {
    let now = Date.now();
    const { call, people, conversation } = await startBackend({ clock: { now: () => (now += 10) } });
    const [ann, ...others] = await people('ann', 'b', 'c', 'd', 'e');
    if (!ann) throw new Error('five people');
    const ids: string[] = [];
    for (const other of others) ids.push((await conversation(ann, [other])).id);
    const list = async (token: string, query = '') =>
      (await call<Page<Conversation>>('GET', `/v1/conversations${query}`, { token })).body;
    expect((await list(ann.token)).items.map(({ id }) => id)).toEqual(ids.toReversed());

    const [first, second] = ids;
    const send = (token: string, id: string | undefined, text: string) =>
      call('POST', `/v1/conversations/${id}/messages`, { token, body: { text } });
    await send(others[1]?.token ?? '', second, 'to ann');
    await send(others[0]?.token ?? '', first, 'one');
    await send(ann.token, first, 'two');
    await send(others[0]?.token ?? '', first, 'three');
    const active = await list(ann.token);
    expect(active.items.map(({ id }) => id)).toEqual([first, second, ids[3], ids[2]]);
    expect(active.items[0]).toMatchObject({
      lastSeq: 3,
      unreadCount: 2,
      lastMessage: { text: 'three', seq: 3, senderId: others[0]?.user.id, status: 'sent' },
    });
    expect(active.items[1]).toMatchObject({ unreadCount: 1, lastMessage: { text: 'to ann' } });
    expect((await list(others[0]?.token ?? '')).items[0]).toMatchObject({ unreadCount: 1 });

    await call('POST', `/v1/conversations/${first}/read`, { token: ann.token, body: { seq: 1 } });
    expect((await list(ann.token)).items[0]).toMatchObject({
      unreadCount: 1,
      me: { readSeq: 1, deliveredSeq: 1 },
    });

    const pages: string[] = [];
    let query = '?limit=3';
    for (;;) {
      const page = await list(ann.token, query);
      pages.push(...page.items.map(({ id }) => id));
      if (page.nextCursor === null) break;
      query = `?limit=3&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
    expect(pages).toEqual(active.items.map(({ id }) => id));
  });

  it.for([6, 51])('of %i shows each conversation as it is shown by itself', async (many) => {
    const { runtime, call, people, conversation } = await startBackend();
    const { app } = runtime;
    const [ann, ...others] = await people('ann', ...Array.from({ length: many }, (_, index) => `p${index}`));
    if (!ann) throw new Error('there are people');
    const send = (id: string, { user }: Person, text: string) =>
      sendMessage(app, { userId: user.id }, { conversationId: id, text });
    for (const [index, other] of others.entries()) {
      const { id } = await conversation(ann, [other], index % 5 === 4 ? 'Group' : undefined);
      // no message, one by the other, one sent and read by the other, a few by both, and more than a few
      for (let sent = 0; sent < ([0, 1, 1, 4, 9][index % 5] ?? 0); sent += 1) {
        await send(id, index % 5 === 2 || sent % 3 === 2 ? ann : other, `${index}: ${sent}`);
      }
      const { lastSeq = 0 } = (await app.conversations.head(id)) ?? {};
      if (index % 5 === 2) await app.conversations.advance(id, other.user.id, 'readSeq', lastSeq);
      // a send that died
      if (index % 2 === 1) await app.conversations.takeSeq(id, app.clock.now());
      if (index % 4 === 3) await app.messages.makeVoid(id, [lastSeq + 1]);
    }
    const { token } = ann;
    const { body: list } = await call<Page<Conversation>>('GET', '/v1/conversations?limit=100', { token });
    expect(list.items).toHaveLength(many);
    expect(list.items.filter(({ lastMessage }) => lastMessage?.status === 'read').length).toBeGreaterThan(0);
    expect(new Set(list.items.map(({ unreadCount }) => unreadCount))).toEqual(new Set([0, 1, 3, 6]));
    for (const item of list.items) {
      const { body } = await call<Conversation>('GET', `/v1/conversations/${item.id}`, { token });
      expect(item).toEqual(body);
      const { body: history } = await call<MessagePage>('GET', `/v1/conversations/${item.id}/messages`, {
        token,
      });
      expect(item.lastMessage).toEqual(history.items.at(-1) ?? null);
      const unread = history.items.filter(({ senderId }) => senderId !== ann.user.id);
      expect(item.unreadCount).toBe(unread.length);
    }
  });
});
