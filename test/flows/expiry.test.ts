import { describe, expect, it } from 'vitest';
import { keys } from '../../shared/keys.ts';
import { expireMessage } from '../../shared/messages/index.ts';
import type {
  ChangesPage,
  Conversation,
  Expiry,
  GalleryPage,
  Message,
  MessagePage,
  PinList,
  SearchPage,
  SentReply,
  StarPage,
  SyncReply,
} from '../../shared/protocol/index.ts';
import { blockSize } from '../../shared/search/tree.ts';
import { fillLog } from '../support/backend/fill-log.ts';
import { ManualSchedule } from '../support/backend/manual-schedule.ts';
import { problem, startBackend, type Person } from '../support/backend/runtime.ts';
import { uploaderOf } from '../support/backend/uploads.ts';
import { eventually } from '../support/eventually.ts';
import { ManualClock } from '../support/manual-clock.ts';

const minute = { seconds: 60, from: 'sending' } as const;
const read = { seconds: 60, from: 'reading' } as const;
const week = 7 * 24 * 60 * 60 * 1000;

/** Ann and Bob have a direct conversation, or with a `name` a group with Cem, that Ann owns. */
async function world(name?: string, overrides: Parameters<typeof startBackend>[0] = {}) {
  const clock = new ManualClock();
  const config = { accessTokenSeconds: 30 * 24 * 3_600 };
  const backend = await startBackend({ clock, config, env: { DYNAMODB_STREAM: 'on' }, ...overrides });
  const { app } = backend.runtime;
  const [ann, bob, cem] = (await backend.people('ann', 'bob', 'cem')) as [Person, Person, Person];
  const { id } = await backend.conversation(ann, name === undefined ? [bob] : [bob, cem], name);
  const path = `/v1/conversations/${id}`;
  const get = async <T>({ token }: Person, rest: string) =>
    (await backend.call<T>('GET', `${path}${rest}`, { token })).body;
  return {
    ...{ backend, app, clock, ann, bob, cem, id, path, get },
    set: ({ token }: Person, expiry: Expiry | null) =>
      backend.call<Conversation>('PATCH', path, { token, body: { expiry } }),
    send: async ({ token }: Person, text: string, more: object = {}): Promise<SentReply> => {
      const answer = await backend.call<SentReply>('POST', `${path}/messages`, {
        token,
        body: { text, ...more },
      });
      expect(answer.status, JSON.stringify(answer.body)).toBe(201);
      return answer.body;
    },
    read: ({ token }: Person, seq: number) => backend.call('POST', `${path}/read`, { token, body: { seq } }),
    history: async (person: Person) =>
      (await get<MessagePage>(person, '/messages')).items.filter(({ kind }) => kind === 'text'),
    changes: (person: Person, after: number) => get<ChangesPage>(person, `/changes?after=${after}`),
    conversation: (person: Person) => get<Conversation>(person, ''),
    message: (person: Person, seq: number) =>
      backend.call<Message>('GET', `${path}/messages/${seq}`, { token: person.token }),
    found: async ({ token }: Person, q: string) =>
      (
        await backend.call<SearchPage>('GET', `/v1/conversations/search/all?q=${q}`, { token })
      ).body.items.map(({ message }) => message.text),
    stored: (seq: number) => app.durable.get(keys.logEntry(id, seq)),
    /** What the queue does in time, at once: removes a message, and all that follows from that. */
    remove: async (seq: number) => {
      await expireMessage(app, { conversationId: id, seq });
      await eventually(async () =>
        expect(await app.durable.get(keys.logEntry(id, seq))).toMatchObject({ kind: 'void' }),
      );
    },
  };
}

const texts = (messages: readonly Message[]) => messages.map(({ text }) => text);

describe('how long messages stay', () => {
  it('is said by either member of a direct conversation, for what is sent from then on', async () => {
    const { backend, ann, bob, set, send, history, conversation, clock } = await world();
    await send(ann, 'before');
    const anns = await backend.socket(ann);
    expect((await set(bob, minute)).body.expiry).toEqual(minute);
    expect(await anns.events('message:new', 1)).toMatchObject([
      { kind: 'system', senderId: bob.user.id, system: { type: 'expiry', expiry: minute } },
    ]);
    expect(await anns.events('conversation:updated', 1)).toMatchObject([{ expiry: minute }]);
    const { lastSeq } = await conversation(ann);
    // as it is already: nothing is said
    await set(ann, minute);
    expect((await conversation(ann)).lastSeq).toBe(lastSeq);
    const sent = await send(ann, 'gone');
    const expiresAt = new Date(clock.now() + 60_000).toISOString();
    expect(sent).toMatchObject({ expires: minute, expiresAt });
    expect(await anns.events('message:new', 2)).toMatchObject([
      {},
      { text: 'gone', expires: minute, expiresAt },
    ]);
    expect((await set(ann, null)).body).not.toHaveProperty('expiry');
    expect(await send(bob, 'stays')).not.toHaveProperty('expiresAt');
    expect(texts(await history(bob))).toEqual(['before', 'gone', 'stays']);
    clock.advance(59_999);
    expect(texts(await history(bob))).toEqual(['before', 'gone', 'stays']);
    clock.advance(1);
    for (const one of [ann, bob]) expect(texts(await history(one))).toEqual(['before', 'stays']);
  });

  it('is said in a group by its admins, and recorded', async () => {
    const { set, ann, bob, conversation } = await world('Group');
    expect(problem(await set(bob, minute))).toMatchObject({ status: 403, code: 'forbidden' });
    expect((await set(ann, minute)).status).toBe(200);
    expect((await conversation(bob)).expiry).toEqual(minute);
  });

  it('is the one thing that one changes of a direct conversation, and not where there is a block', async () => {
    const { backend, path, set, ann, bob, cem } = await world();
    const body = { expiry: minute, name: 'Ours' };
    expect(problem(await backend.call('PATCH', path, { token: ann.token, body }))).toMatchObject({
      code: 'not_a_group',
    });
    expect(problem(await set(cem, minute))).toMatchObject({ code: 'conversation_not_found' });
    await backend.call('PUT', `/v1/users/me/blocks/${bob.user.id}`, { token: ann.token });
    expect(problem(await set(ann, minute))).toMatchObject({ code: 'user_blocked' });
    expect(problem(await set(bob, minute))).toMatchObject({ code: 'forbidden' });
  });

  it.each([
    [{ seconds: 4, from: 'sending' }],
    [{ seconds: 31_536_001, from: 'sending' }],
    [{ seconds: 60.5, from: 'sending' }],
    [{ seconds: 60, from: 'now' }],
    [{ seconds: 60 }],
    [{ ...minute, more: 1 }],
  ])('is nothing else than allowed: %j', async (given) => {
    const { backend, path, ann } = await world();
    const sent = await backend.call('POST', `${path}/messages`, {
      token: ann.token,
      body: { text: 'x', expires: given },
    });
    const changed = await backend.call('PATCH', path, { token: ann.token, body: { expiry: given } });
    expect([problem(sent).code, problem(changed).code]).toEqual(['validation_failed', 'validation_failed']);
  });

  it('is said for a single message too, also by a frame', async () => {
    const { backend, id, ann, bob, history, clock } = await world();
    const socket = await backend.socket(ann);
    const data = {
      conversationId: id,
      clientId: 'c1',
      text: 'soon',
      expires: { seconds: 5, from: 'sending' },
    };
    expect(await socket.request('message:send', data)).toMatchObject({
      data: { expiresAt: new Date(clock.now() + 5_000).toISOString() },
    });
    clock.advance(5_000);
    expect(await history(bob)).toEqual([]);
    // sent again, as its answer was lost, it is the same message
    expect(await socket.request('message:send', { ...data, repeat: true })).toMatchObject({
      data: { seq: 1, duplicate: true },
    });
  });
});

describe('a message that has expired', () => {
  it('is gone at once from all that is read, before the store removes it', async () => {
    const { backend, ann, bob, id, path, send, get, history, message, changes, conversation, found, clock } =
      await world();
    const { call } = backend;
    const stays = await send(bob, 'stays here');
    const { upload } = uploaderOf(backend, ann);
    const file = await upload({ bytes: Buffer.from('secret') });
    const gone = await send(ann, 'gone soon', { expires: minute, attachments: [file.id] });
    const { id: goneId } = (await history(ann))[1] ?? {};
    const reply = await send(bob, 'a reply', { replyTo: goneId });
    expect((await message(bob, reply.seq)).body.quote).toMatchObject({
      text: 'gone soon',
      expiresAt: gone.expiresAt,
    });
    const { token } = bob;
    await call('PUT', `${path}/messages/${gone.seq}/reactions/👍`, { token });
    await call('PATCH', `${path}/messages/${gone.seq}`, { token: ann.token, body: { text: 'gone now' } });
    await call('PUT', `${path}/pins/${gone.seq}`, { token });
    await call('PUT', `${path}/messages/${gone.seq}/star`, { token });
    expect((await message(bob, gone.seq)).body).toMatchObject({
      text: 'gone now',
      expiresAt: gone.expiresAt,
    });
    expect(await found(bob, 'gone')).toEqual(['gone now']);
    const media = (by: Person) => call('GET', `/v1/media/${file.id}`, { token: by.token });
    expect((await media(bob)).status).toBe(200);
    expect((await conversation(bob)).unreadCount).toBe(1);

    clock.advance(60_000);
    expect(texts(await history(bob))).toEqual(['stays here', 'a reply']);
    for (const one of [ann, bob]) {
      expect(problem(await message(one, gone.seq))).toMatchObject({ code: 'message_not_found' });
    }
    expect((await message(bob, reply.seq)).body).not.toHaveProperty('quote');
    const caught = await changes(bob, 0);
    expect(caught.items.map(({ seq }) => seq)).not.toContain(gone.seq);
    expect(texts(caught.messages ?? [])).toEqual([]);
    expect(caught.upTo).toBe((await conversation(bob)).lastSeq);
    expect((await get<PinList>(bob, '/pins')).items).toEqual([]);
    expect((await get<GalleryPage>(bob, '/media?kind=document')).items).toEqual([]);
    expect((await media(bob)).status).toBe(404);
    expect((await call<StarPage>('GET', '/v1/stars', { token })).body.items).toEqual([]);
    expect(await found(bob, 'gone')).toEqual([]);
    expect((await conversation(ann)).unreadCount).toBe(2);
    expect((await conversation(bob)).unreadCount).toBe(0);
    const rest = [
      `/messages/${gone.seq}/edits`,
      `/messages/${gone.seq}/reactions`,
      `/messages/${gone.seq}/replies`,
    ];
    for (const one of rest) {
      expect(problem(await call('GET', `${path}${one}`, { token }))).toMatchObject({
        code: 'message_not_found',
      });
    }
    const acts: [string, string, object?][] = [
      ['PATCH', `/messages/${gone.seq}`, { text: 'again' }],
      ['DELETE', `/messages/${gone.seq}`],
      ['DELETE', `/messages/${gone.seq}?for=me`],
      ['PUT', `/messages/${gone.seq}/reactions/👎`],
      ['POST', `/messages/${gone.seq}/forward`, { to: [{ conversationId: id, clientId: 'f1' }] }],
      ['POST', `/messages`, { text: 'late reply', replyTo: goneId }],
    ];
    for (const [method, rest, body] of acts) {
      const answer = await call(method, `${path}${rest}`, { token: ann.token, ...(body && { body }) });
      expect(problem(answer), `${method} ${rest}`).toMatchObject({ code: 'message_not_found' });
    }
    expect(stays.seq).toBe(1);
  });

  it('is not the last one of its conversation, nor unread', async () => {
    const { backend, ann, bob, send, conversation, clock } = await world();
    await send(ann, 'first');
    for (let n = 0; n < 30; n += 1) await send(ann, `gone ${n}`, { expires: minute });
    expect(await conversation(bob)).toMatchObject({ unreadCount: 31, lastMessage: { text: 'gone 29' } });
    clock.advance(60_000);
    expect(await conversation(bob)).toMatchObject({ unreadCount: 1, lastMessage: { text: 'first' } });
    const heads = await backend.call<SyncReply>('GET', '/v1/sync', { token: bob.token });
    expect(heads.body.conversations).toMatchObject([{ unreadCount: 1 }]);
  });

  it('does not stay in a count that was remembered', async () => {
    const { app, ann, bob, id, send, conversation, clock } = await world();
    await send(ann, 'gone', { expires: minute });
    const many = Array.from({ length: 250 }, (_, n) => ({
      ...{ senderId: ann.user.id, text: `stays ${n}`, createdAt: clock.now() + n },
    }));
    await fillLog(app, id, many);
    expect((await conversation(bob)).unreadCount).toBe(251);
    clock.advance(60_000);
    expect((await conversation(bob)).unreadCount).toBe(250);
  });

  it('is removed by the queue when its time has come, with all that belonged to it', async () => {
    const timers = new ManualSchedule();
    const { backend, app, clock, ann, bob, id, path, send, history, stored, conversation, changes } =
      await world(undefined, { schedule: timers.schedule });
    const { call } = backend;
    const root = await send(bob, 'root');
    const { id: rootId } = (await history(ann))[0] ?? {};
    const gone = await send(ann, 'gone', { expires: minute, replyTo: rootId });
    const { id: goneId } = (await history(ann))[1] ?? {};
    await send(bob, 'under it', { replyTo: goneId });
    await call('PUT', `${path}/messages/${gone.seq}/reactions/👍`, { token: bob.token });
    await call('PATCH', `${path}/messages/${gone.seq}`, { token: ann.token, body: { text: 'edited' } });
    await call('PUT', `${path}/pins/${gone.seq}`, { token: bob.token });
    expect((await conversation(bob)).pinCount).toBe(1);
    await eventually(() => expect(timers.due).toContain(60_000));
    expect(await stored(gone.seq)).toMatchObject({ expiresAt: Math.ceil((clock.now() + 60_000) / 1000) });
    clock.advance(60_000);
    timers.advance(60_000);
    await eventually(async () => {
      timers.advance(0);
      expect(await stored(gone.seq)).toMatchObject({ kind: 'void' });
    });
    const { durable } = app;
    for (const rest of [keys.reactions(id, gone.seq), keys.revisions(id, gone.seq), keys.pins(id)]) {
      expect((await durable.query(rest)).items).toEqual([]);
    }
    const replies = await durable.query(keys.replyRange(id, root.seq, 0, 999));
    expect(replies.items.map(keys.replyOf)).toEqual([3]);
    expect(await conversation(bob)).not.toHaveProperty('pinCount');
    const page = await changes(bob, 0);
    expect(page).toMatchObject({ hasMore: false, reset: false });
    expect(page.items.map(({ seq }) => seq)).not.toContain(gone.seq);
    expect(page.upTo).toBe((await conversation(bob)).lastSeq);
  });

  it('takes its file along, unless another message has it', async () => {
    const { backend, clock, ann, bob, send, remove } = await world();
    const { upload } = uploaderOf(backend, ann);
    const [alone, shared] = [
      await upload({ bytes: Buffer.from('alone') }),
      await upload({ bytes: Buffer.from('shared') }),
    ];
    await send(ann, 'kept', { attachments: [shared.id] });
    const { seq } = await send(ann, 'gone', { expires: minute, attachments: [alone.id, shared.id] });
    clock.advance(60_000);
    await remove(seq);
    const status = async (by: Person, id: string) =>
      (await backend.call('GET', `/v1/media/${id}`, { token: by.token })).status;
    await eventually(async () => expect(await status(ann, alone.id)).toBe(404));
    expect(await status(bob, shared.id)).toBe(200);
  });

  it('leaves no word in the index, in which words of messages that expire never are', async () => {
    const { backend, app, clock, ann, bob, id, send, found, remove } = await world();
    const gone = await send(ann, 'needle', { expires: minute });
    const rest = Array.from({ length: blockSize }, (_, n) => ({
      ...{ senderId: ann.user.id, text: `thread ${n}`, createdAt: clock.now() + n },
    }));
    await fillLog(app, id, rest);
    const shard = async () =>
      [...(await app.searchIndex.shards([{ conversationId: id, level: 0, n: 0, shard: 0 }])).values()][0];
    await eventually(async () => expect((await shard())?.wild).toEqual([0]));
    expect(await found(bob, 'needle')).toEqual(['needle']);
    clock.advance(60_000);
    expect(await found(bob, 'needle')).toEqual([]);
    await remove(gone.seq);
    await eventually(async () => expect((await shard())?.wild).toBeUndefined());
    expect(await found(bob, 'thread 99')).toEqual(['thread 99']);
    expect(backend.permissions.missing.size).toBe(0);
  });

  it('stays gone where it was deleted before', async () => {
    const { backend, clock, ann, bob, path, send, history, remove } = await world();
    const { seq } = await send(ann, 'gone', { expires: minute });
    await backend.call('DELETE', `${path}/messages/${seq}`, { token: ann.token });
    expect(await history(bob)).toMatchObject([{ deletedAt: expect.any(String) as string }]);
    clock.advance(60_000);
    expect(await history(bob)).toEqual([]);
    await remove(seq);
    expect(await history(ann)).toEqual([]);
  });

  it('leaves nothing in a group that was deleted meanwhile', async () => {
    const { backend, app, clock, ann, id, path, send } = await world('Group');
    const { seq } = await send(ann, 'gone', { expires: minute });
    await backend.call('DELETE', path, { token: ann.token });
    clock.advance(60_000);
    await eventually(async () =>
      expect((await app.durable.query(keys.logRange(id, 0, 99))).items).toEqual([]),
    );
    await expireMessage(app, { conversationId: id, seq });
    expect((await app.durable.query(keys.logRange(id, 0, 99))).items).toEqual([]);
  });
});

describe('a message that expires from its reading', () => {
  it('stays until the other one has read it, which all devices learn by a change', async () => {
    const { backend, clock, ann, bob, send, read: markRead, history, message, changes } = await world();
    const { seq, expiresAt } = await send(ann, 'read me', { expires: read });
    expect(expiresAt).toBe(new Date(clock.now() + week + 60_000).toISOString());
    clock.advance(3_600_000);
    const [anns, bobs] = [await backend.socket(ann), await backend.socket(bob)];
    const end = new Date(clock.now() + 60_000).toISOString();
    await markRead(bob, seq);
    for (const socket of [anns, bobs]) {
      expect(await socket.events('message:updated', 1)).toMatchObject([
        { seq, expiresAt: end, change: { type: 'expiring', messageSeq: seq, userId: bob.user.id } },
      ]);
    }
    expect((await message(ann, seq)).body).toMatchObject({ expires: read, expiresAt: end });
    expect(await changes(ann, seq)).toMatchObject({
      items: [{ kind: 'change', seq: seq + 1 }],
      messages: [{ seq, expiresAt: end }],
    });
    // read again, nothing begins again
    await markRead(bob, seq + 1);
    clock.advance(59_999);
    expect(texts(await history(ann))).toEqual(['read me']);
    clock.advance(1);
    for (const one of [ann, bob]) expect(await history(one)).toEqual([]);
    // who was offline passes both numbers
    expect(await changes(ann, 0)).toMatchObject({
      items: [{ kind: 'change' }],
      upTo: seq + 1,
      hasMore: false,
    });
  });

  it('in a group stays until all others have read it', async () => {
    const { clock, ann, bob, cem, set, send, read: markRead, message } = await world('Group');
    await set(ann, read);
    const first = await send(ann, 'first');
    const second = await send(bob, 'second');
    const ends = async (seq: number) =>
      Date.parse((await message(ann, seq)).body.expiresAt ?? '') - clock.now();
    await markRead(bob, second.seq);
    await markRead(cem, first.seq);
    await eventually(async () => expect(await ends(first.seq)).toBe(60_000));
    expect(await ends(second.seq)).toBe(week + 60_000);
    await markRead(ann, second.seq);
    await markRead(cem, second.seq);
    await eventually(async () => expect(await ends(second.seq)).toBe(60_000));
  });

  it('is taken for read after a week', async () => {
    const { clock, ann, bob, send, history } = await world();
    await send(ann, 'never read', { expires: read });
    clock.advance(week + 59_999);
    expect(texts(await history(ann))).toEqual(['never read']);
    clock.advance(1);
    for (const one of [ann, bob]) expect(await history(one)).toEqual([]);
  });

  it('does not tell what settings or a block keep back', async () => {
    const { backend, app, id, clock, ann, bob, send, read: markRead, message } = await world();
    await backend.call('PATCH', '/v1/users/me', {
      token: bob.token,
      body: { privacy: { receipts: 'nobody' } },
    });
    const { seq } = await send(ann, 'hidden receipt', { expires: read });
    await markRead(bob, seq);
    expect((await app.durable.query(keys.waitingUpTo(id, seq))).items).toHaveLength(1);
    expect((await message(ann, seq)).body.expiresAt).toBe(
      new Date(clock.now() + week + 60_000).toISOString(),
    );
  });

  it('costs receipts nothing where no message expires so', async () => {
    const { app, ann, bob, id, send, read: markRead } = await world();
    const { seq } = await send(ann, 'plain', { expires: minute });
    await markRead(bob, seq);
    expect((await app.conversations.head(id))?.waitsUntil).toBeUndefined();
  });

  it('waits also where the sender knew the conversation from before it had the rule', async () => {
    const { app, ann, bob, id, set, send, read: markRead, message, clock } = await world();
    await send(ann, 'known');
    await set(bob, read);
    const { seq } = await send(ann, 'read me');
    expect((await app.conversations.head(id))?.waitsUntil).toBe(clock.now() + week);
    await markRead(bob, seq);
    await eventually(async () =>
      expect(Date.parse((await message(ann, seq)).body.expiresAt ?? '') - clock.now()).toBe(60_000),
    );
  });
});
