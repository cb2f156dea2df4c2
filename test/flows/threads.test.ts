import { describe, expect, it } from 'vitest';
import type {
  ForwardReply,
  Message,
  MessagePage,
  SentReply,
  ThreadPage,
  ThreadStanding,
} from '../../shared/protocol/index.ts';
import { problem, startBackend, type Person, type TestBackend } from '../support/backend/runtime.ts';
import { uploaderOf } from '../support/backend/uploads.ts';

function callsIn(backend: TestBackend, id: string) {
  const path = `/v1/conversations/${id}`;
  const as = ({ token }: Person, body?: object) => ({ token, ...(body && { body }) });
  const at = (seq: number) => `${path}/messages/${seq}`;
  return {
    send: async (by: Person, text: string, more: object = {}) =>
      (await backend.call<SentReply>('POST', `${path}/messages`, as(by, { text, ...more }))).body,
    get: async (by: Person, seq: number) => (await backend.call<Message>('GET', at(seq), as(by))).body,
    history: async (by: Person) =>
      (await backend.call<MessagePage>('GET', `${path}/messages`, as(by))).body.items,
    replies: (by: Person, seq: number, query = '') =>
      backend.call<MessagePage>('GET', `${at(seq)}/replies${query}`, as(by)),
    thread: (by: Person, seq: number, change: object) =>
      backend.call<ThreadStanding>('PUT', `${at(seq)}/thread`, as(by, change)),
    remove: (by: Person, seq: number) => backend.call('DELETE', at(seq), as(by)),
    edit: (by: Person, seq: number, text: string) => backend.call('PATCH', at(seq), as(by, { text })),
    forward: (by: Person, seq: number, to: object[]) =>
      backend.call<ForwardReply>('POST', `${at(seq)}/forward`, as(by, { to })),
  };
}

const threads = async (backend: TestBackend, { token }: Person, query = '') =>
  (await backend.call<ThreadPage>('GET', `/v1/conversations/threads/all${query}`, { token })).body;

async function group() {
  const backend = await startBackend();
  const [ann, bob, cid] = await backend.people('ann', 'bob', 'cid');
  if (!ann || !bob || !cid) throw new Error('three people');
  const { id } = await backend.conversation(ann, [bob, cid], 'Group');
  // the first entry is a system message
  await backend.call('PATCH', `/v1/conversations/${id}`, { token: ann.token, body: { name: 'Renamed' } });
  return { backend, ann, bob, cid, id, ...callsIn(backend, id) };
}

describe('a reply', () => {
  it('shows what it replies to, as that is now, to who may see it', async () => {
    const { backend, ann, bob, id, send, get, history, edit, remove } = await group();
    const first = await send(ann, `Shall we meet ${'at noon '.repeat(50)}?`);
    const bobs = await backend.socket(bob);
    const reply = await send(ann, 'Or later', { replyTo: first.id });
    expect((await get(bob, reply.seq)).quote).toEqual({
      seq: first.seq,
      senderId: ann.user.id,
      text: `Shall we meet ${'at noon '.repeat(50)}`.slice(0, 200),
      deletedAt: null,
    });
    const [event] = await bobs.events('message:new', 1);
    expect(event).toMatchObject({ replyTo: first.id, threadSeq: first.seq });
    expect(event).not.toHaveProperty('quote');
    await edit(ann, first.seq, 'At one?');
    expect((await history(bob)).at(-1)?.quote).toMatchObject({ text: 'At one?' });
    await remove(ann, first.seq);
    expect((await get(bob, reply.seq)).quote).toMatchObject({
      text: '',
      deletedAt: expect.any(String) as string,
    });

    const file = (await uploaderOf(backend, ann).upload({ bytes: Buffer.from('Hello') })).id;
    const withFile = await send(ann, '', { attachments: [file] });
    const toFile = await send(bob, 'Nice', { replyTo: withFile.id });
    expect((await get(ann, toFile.seq)).quote).toMatchObject({ text: '', attachment: 'document' });

    await backend.call('PATCH', `/v1/conversations/${id}`, {
      token: ann.token,
      body: { settings: { history: 'joined' } },
    });
    const dan = await backend.person('dan');
    const body = { usernames: [dan.user.username] };
    await backend.call('POST', `/v1/conversations/${id}/members`, { token: ann.token, body });
    const late = await send(bob, 'As said', { replyTo: withFile.id });
    expect(await get(dan, late.seq)).not.toHaveProperty('quote');
    expect(await get(ann, late.seq)).toHaveProperty('quote');
  });
});

describe('a thread', () => {
  it('collects the replies to a message and to its replies, and who wrote them', async () => {
    const { backend, ann, bob, cid, send, get, replies } = await group();
    const root = await send(ann, 'Plan');
    await send(bob, 'Aside');
    const one = await send(bob, 'One', { replyTo: root.id });
    const two = await send(cid, 'Two', { replyTo: one.id });
    await send(bob, 'Three', { replyTo: two.id });
    const { thread } = await get(ann, root.seq);
    expect(thread).toEqual({
      count: 3,
      lastSeq: two.seq + 1,
      userIds: [bob.user.id, cid.user.id],
      following: true,
      unreadCount: 3,
    });
    const all = (await replies(ann, root.seq)).body;
    expect(all.items.map(({ text, threadSeq }) => [text, threadSeq])).toEqual(
      ['One', 'Two', 'Three'].map((text) => [text, root.seq]),
    );
    expect(all.nextCursor).toBeNull();
    const newest = (await replies(ann, root.seq, '?limit=2')).body;
    expect(newest.items.map(({ text }) => text)).toEqual(['Two', 'Three']);
    const older = (await replies(ann, root.seq, `?limit=2&cursor=${newest.nextCursor}`)).body;
    expect(older.items.map(({ text }) => text)).toEqual(['One']);
    const after = (await replies(ann, root.seq, `?after=${one.seq}&limit=1`)).body;
    expect(after.items.map(({ text }) => text)).toEqual(['Two']);
    expect(problem(await replies(ann, 999))).toMatchObject({ code: 'message_not_found' });
    expect(problem(await replies(ann, root.seq, '?cursor=x'))).toMatchObject({ code: 'invalid_cursor' });
    const stranger = await backend.person('stranger');
    expect(problem(await replies(stranger, root.seq))).toMatchObject({ code: 'conversation_not_found' });
  });

  it('is followed by its author and who replies, read on all devices, and left', async () => {
    const { backend, ann, bob, cid, send, get, thread } = await group();
    const root = await send(ann, 'Plan');
    await send(bob, 'One', { replyTo: root.id });
    expect((await get(ann, root.seq)).thread).toMatchObject({ following: true, unreadCount: 1 });
    expect((await get(bob, root.seq)).thread).toMatchObject({ following: true, unreadCount: 0 });
    expect((await get(cid, root.seq)).thread).toMatchObject({ following: false, unreadCount: 0 });
    const tablet = await backend.socket(ann);
    expect((await thread(ann, root.seq, { read: true })).body).toEqual({ following: true, unreadCount: 0 });
    expect(await tablet.events('thread:updated', 1)).toMatchObject([
      { seq: root.seq, following: true, unreadCount: 0 },
    ]);
    await send(bob, 'Two', { replyTo: root.id });
    expect((await threads(backend, ann)).items).toMatchObject([
      { message: { seq: root.seq, thread: { count: 2, unreadCount: 1 } } },
    ]);
    expect((await thread(ann, root.seq, { following: false })).body).toEqual({
      following: false,
      unreadCount: 0,
    });
    expect((await threads(backend, ann)).items).toEqual([]);
    // who follows anew has nothing to catch up with, and who replies follows again
    expect((await thread(cid, root.seq, { following: true })).body).toEqual({
      following: true,
      unreadCount: 0,
    });
    await send(ann, 'Three', { replyTo: root.id });
    expect((await get(ann, root.seq)).thread).toMatchObject({ following: true, unreadCount: 0 });
    expect((await get(cid, root.seq)).thread).toMatchObject({ following: true, unreadCount: 1 });
    expect(problem(await thread(cid, 1, { following: true }))).toMatchObject({ code: 'message_not_found' });
  });

  it('stands among others by its last reply, in conversations that the user is still in', async () => {
    const { backend, ann, bob, id, send } = await group();
    const roots = [];
    for (const text of ['A', 'B', 'C']) {
      const root = await send(ann, text);
      await send(bob, 'Re', { replyTo: root.id });
      roots.push(root);
    }
    await send(bob, 'Again', { replyTo: roots[0]?.id });
    const texts = ({ items }: ThreadPage) => items.map(({ message }) => message.text);
    expect(texts(await threads(backend, ann))).toEqual(['A', 'C', 'B']);
    const first = await threads(backend, ann, '?limit=2');
    expect(texts(await threads(backend, ann, `?limit=2&cursor=${first.nextCursor}`))).toEqual(['B']);
    await backend.call('POST', `/v1/conversations/${id}/leave`, { token: bob.token });
    expect((await threads(backend, bob)).items).toEqual([]);
  });

  it('given replies at once, counts all of them', async () => {
    const { ann, bob, cid, send, get, replies } = await group();
    const root = await send(ann, 'Plan');
    await Promise.all(
      [ann, bob, cid, ann, bob, cid].map((by, n) => send(by, `Reply ${n}`, { replyTo: root.id })),
    );
    const { thread } = await get(ann, root.seq);
    expect(thread?.count).toBe(6);
    expect([...(thread?.userIds ?? [])].sort()).toEqual([ann, bob, cid].map(({ user }) => user.id).sort());
    expect((await replies(ann, root.seq)).body.items).toHaveLength(6);
  });

  it('goes on after its first message was deleted', async () => {
    const { ann, bob, send, remove, get, replies } = await group();
    const root = await send(ann, 'Plan');
    const one = await send(bob, 'One', { replyTo: root.id });
    await remove(ann, root.seq);
    await send(ann, 'Two', { replyTo: one.id });
    expect(await get(bob, root.seq)).toMatchObject({ text: '', thread: { count: 2 } });
    expect((await replies(bob, root.seq)).body.items.map(({ text }) => text)).toEqual(['One', 'Two']);
  });
});

describe('forwarding', () => {
  it('sends a message with its files to several conversations, once each, and says what was refused', async () => {
    const { backend, ann, bob, cid, send, forward } = await group();
    const file = (await uploaderOf(backend, ann).upload({ bytes: Buffer.from('Hello') })).id;
    const original = await send(ann, 'Look', { attachments: [file] });
    const withCid = await backend.conversation(bob, [cid]);
    const silent = await backend.conversation(ann, [bob], 'News');
    await backend.call('PATCH', `/v1/conversations/${silent.id}`, {
      token: ann.token,
      body: { settings: { post: 'admins' } },
    });
    const to = [
      { conversationId: withCid.id, clientId: 'f1' },
      { conversationId: silent.id, clientId: 'f2' },
      { conversationId: 'cnv_none', clientId: 'f3' },
    ];
    const first = await forward(bob, original.seq, to);
    expect(first.status).toBe(200);
    expect(first.body.items.map(({ sent, error }) => sent?.seq ?? error?.code)).toEqual([
      1,
      'posting_restricted',
      'conversation_not_found',
    ]);
    // once more is the same message
    expect((await forward(bob, original.seq, to)).body.items[0]?.sent).toMatchObject({ seq: 1 });
    const there = callsIn(backend, withCid.id);
    expect(await there.history(cid)).toMatchObject([
      {
        text: 'Look',
        senderId: bob.user.id,
        attachments: [{ id: file }],
        forwarded: { senderId: ann.user.id },
      },
    ]);
    // forwarded on, it still is the first author's
    const again = await backend.conversation(cid, [ann]);
    await there.forward(cid, 1, [{ conversationId: again.id, clientId: 'g1' }]);
    expect(await callsIn(backend, again.id).history(ann)).toMatchObject([
      { senderId: cid.user.id, forwarded: { senderId: ann.user.id } },
    ]);
  });

  it('keeps back who wrote it, where they chose so', async () => {
    const { backend, ann, bob, cid, send, forward } = await group();
    await backend.call('PATCH', '/v1/users/me', {
      token: ann.token,
      body: { privacy: { forwards: 'nobody' } },
    });
    const original = await send(ann, 'Between us');
    const withCid = await backend.conversation(bob, [cid]);
    await forward(bob, original.seq, [{ conversationId: withCid.id, clientId: 'f1' }]);
    const [message] = await callsIn(backend, withCid.id).history(cid);
    expect(message).toMatchObject({ text: 'Between us', forwarded: { senderId: null } });
    expect(JSON.stringify(message)).not.toContain(ann.user.id);
  });

  it('is refused for what is deleted, what the system says, and to nowhere', async () => {
    const { ann, bob, send, forward, remove } = await group();
    const original = await send(ann, 'Look');
    const nowhere = [{ conversationId: 'cnv_x', clientId: 'f1' }];
    expect(problem(await forward(bob, 1, nowhere))).toMatchObject({ code: 'forbidden' });
    expect(problem(await forward(bob, original.seq, []))).toMatchObject({ code: 'validation_failed' });
    const many = Array.from({ length: 11 }, (_, n) => ({ conversationId: 'cnv_x', clientId: `f${n}` }));
    expect(problem(await forward(bob, original.seq, many))).toMatchObject({ code: 'validation_failed' });
    await remove(ann, original.seq);
    expect(problem(await forward(bob, original.seq, nowhere))).toMatchObject({ code: 'message_deleted' });
  });
});
