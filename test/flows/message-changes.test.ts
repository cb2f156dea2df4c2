import { describe, expect, it } from 'vitest';
import type {
  AckData,
  ChangesPage,
  Conversation,
  Message,
  MessagePage,
  MessageRevisionPage,
  ReactionUserPage,
  SentReply,
} from '../../shared/protocol/index.ts';
import { keys } from '../../shared/keys.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { eventually } from '../support/eventually.ts';
import { problem, startBackend, type Person, type TestBackend } from '../support/backend/runtime.ts';

const hour = 3_600_000;

async function talking(options: Parameters<typeof startBackend>[0] = {}, name?: string) {
  const backend = await startBackend(options);
  const [ann, bob, cid] = await backend.people('ann', 'bob', 'cid');
  if (!ann || !bob || !cid) throw new Error('three people');
  const { id } = await backend.conversation(ann, name === undefined ? [bob] : [bob, cid], name);
  return { backend, ann, bob, cid, id, ...callsIn(backend, id) };
}

function callsIn(backend: TestBackend, id: string) {
  const path = `/v1/conversations/${id}`;
  const at = (seq: number | string) => `${path}/messages/${seq}`;
  const as = ({ token }: Person, body?: object) => ({ token, ...(body && { body }) });
  return {
    say: async (by: Person, text: string) =>
      (await backend.call<SentReply>('POST', `${path}/messages`, as(by, { text }))).body.seq,
    edit: (by: Person, seq: number | string, text: string) =>
      backend.call<Message>('PATCH', at(seq), as(by, { text })),
    remove: (by: Person, seq: number | string) => backend.call('DELETE', at(seq), as(by)),
    get: (by: Person, seq: number | string) => backend.call<Message>('GET', at(seq), as(by)),
    react: (by: Person, seq: number, emoji: string) =>
      backend.call<Message>('PUT', `${at(seq)}/reactions/${encodeURIComponent(emoji)}`, as(by)),
    unreact: (by: Person, seq: number, emoji: string) =>
      backend.call<Message>('DELETE', `${at(seq)}/reactions/${encodeURIComponent(emoji)}`, as(by)),
    revisions: async (by: Person, seq: number, query = '') =>
      (await backend.call<MessageRevisionPage>('GET', `${at(seq)}/edits${query}`, as(by))).body,
    reactions: async (by: Person, seq: number, query = '') =>
      (await backend.call<ReactionUserPage>('GET', `${at(seq)}/reactions${query}`, as(by))).body,
    history: async (by: Person) =>
      (await backend.call<MessagePage>('GET', `${path}/messages`, as(by))).body.items,
    changes: async (by: Person, after: number) =>
      (await backend.call<ChangesPage>('GET', `${path}/changes?after=${after}`, as(by))).body,
    conversation: async (by: Person) => (await backend.call<Conversation>('GET', path, as(by))).body,
  };
}

describe('editing', () => {
  it('gives a message another text everywhere, under a number of its own, and keeps the earlier ones', async () => {
    const clock = new ManualClock();
    const { backend, ann, bob, id, say, edit, history, changes, revisions, conversation } = await talking({
      clock,
    });
    const [laptop, phone, bobs] = [
      await backend.socket(ann),
      await backend.socket(ann),
      await backend.socket(bob),
    ];
    const sentAt = new Date(clock.now()).toISOString();
    const seq = await say(ann, 'Helo');
    clock.advance(1_000);
    const firstEdit = new Date(clock.now()).toISOString();
    const ack = await laptop.request<AckData<'message:edit'>>('message:edit', {
      conversationId: id,
      seq,
      text: 'Hello',
    });
    const expected = { seq, text: 'Hello', editedAt: firstEdit, createdAt: sentAt, changeSeq: seq + 1 };
    expect(ack.data).toMatchObject({
      ...expected,
      editableUntil: new Date(Date.parse(sentAt) + 48 * hour).toISOString(),
    });
    const change = { type: 'edited', seq: seq + 1, messageSeq: seq, userId: ann.user.id };
    for (const socket of [phone, bobs]) {
      expect(await socket.events('message:updated', 1)).toMatchObject([{ ...expected, change }]);
    }
    expect(await laptop.eventsSoFar('message:updated')).toEqual([]);

    clock.advance(1_000);
    const again = await edit(ann, seq, 'Hello Bob');
    expect(again).toMatchObject({ status: 200, body: { text: 'Hello Bob', changeSeq: seq + 2 } });
    // the same once more takes no number
    expect((await edit(ann, seq, 'Hello Bob')).body).toEqual(again.body);
    expect(await history(bob)).toMatchObject([{ seq, text: 'Hello Bob', changeSeq: seq + 2 }]);
    expect(JSON.stringify(await history(bob))).not.toContain('editableUntil');
    expect(await conversation(bob)).toMatchObject({
      lastSeq: seq + 2,
      unreadCount: 1,
      lastMessage: { text: 'Hello Bob' },
    });
    // who was away gets each change by its number, and the message once, as it is
    const page = await changes(bob, seq);
    expect(page).toMatchObject({
      upTo: seq + 2,
      items: [
        { kind: 'change', seq: seq + 1, text: '', change },
        { kind: 'change', seq: seq + 2, change: { type: 'edited', messageSeq: seq } },
      ],
      messages: [{ seq, text: 'Hello Bob' }],
    });
    expect(page.messages).toHaveLength(1);
    expect(await revisions(bob, seq)).toEqual({
      items: [
        { text: 'Hello', writtenAt: firstEdit },
        { text: 'Helo', writtenAt: sentAt },
      ],
      nextCursor: null,
    });
    const first = await revisions(bob, seq, '?limit=1');
    expect(first.items).toHaveLength(1);
    const next = await revisions(bob, seq, `?limit=1&cursor=${first.nextCursor}`);
    expect(next.items).toEqual([{ text: 'Helo', writtenAt: sentAt }]);
  });

  it('is for the author alone, and only for a time that can be set', async () => {
    const clock = new ManualClock();
    const { ann, bob, say, edit, get } = await talking({ clock, env: { MESSAGE_EDIT_SECONDS: '60' } });
    const seq = await say(ann, 'Hello');
    expect(problem(await edit(bob, seq, 'Mine'))).toMatchObject({ status: 403, code: 'forbidden' });
    clock.advance(60_000);
    expect(await edit(ann, seq, 'Just in time')).toMatchObject({ status: 200 });
    clock.advance(1);
    expect(problem(await edit(ann, seq, 'Too late'))).toMatchObject({ status: 403, code: 'edit_expired' });
    // an answer that got lost is asked for again later
    expect(await edit(ann, seq, 'Just in time')).toMatchObject({ status: 200 });
    expect((await get(bob, seq)).body).toMatchObject({ text: 'Just in time' });
  });

  it('is refused for what is no message, or not in this conversation, or says nothing', async () => {
    const { backend, ann, bob, say, edit, remove } = await talking();
    const seq = await say(ann, 'Hello');
    for (const wrong of [seq + 7, 0, 'x', '01', '9999999999999999']) {
      expect(problem(await edit(ann, wrong, 'Hello'))).toMatchObject({
        status: 404,
        code: 'message_not_found',
      });
    }
    for (const text of ['', ' \n', 'x'.repeat(8_001), '\u0007']) {
      expect(problem(await edit(ann, seq, text))).toMatchObject({ status: 400, code: 'validation_failed' });
    }
    const stranger = await backend.person('stranger');
    expect(problem(await edit(stranger, seq, 'Hello'))).toMatchObject({
      status: 404,
      code: 'conversation_not_found',
    });
    await remove(ann, seq);
    expect(problem(await edit(ann, seq, 'Back'))).toMatchObject({ status: 410, code: 'message_deleted' });
    const group = await backend.conversation(ann, [bob], 'Group');
    const inGroup = callsIn(backend, group.id);
    await backend.call('PATCH', `/v1/conversations/${group.id}`, {
      token: ann.token,
      body: { name: 'Renamed' },
    });
    expect(problem(await inGroup.edit(ann, 1, 'Hello'))).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it('is no way around a mute, a restriction or a block', async () => {
    const { backend, ann, bob, id, say, edit, history } = await talking({}, 'Group');
    const seq = await say(bob, 'Hello');
    const settings = (post: string) =>
      backend.call('PATCH', `/v1/conversations/${id}`, { token: ann.token, body: { settings: { post } } });
    await settings('admins');
    expect(problem(await edit(bob, seq, 'News'))).toMatchObject({ status: 403, code: 'posting_restricted' });
    await settings('everyone');
    await backend.call('PATCH', `/v1/conversations/${id}/members/${bob.user.id}`, {
      token: ann.token,
      body: { mutedUntil: 'forever' },
    });
    expect(problem(await edit(bob, seq, 'News'))).toMatchObject({ status: 403, code: 'muted' });
    expect((await history(ann)).at(-1)).toMatchObject({ kind: 'system' });

    const { id: directId } = await backend.conversation(ann, [bob]);
    const direct = callsIn(backend, directId);
    const [anns, bobs] = [await direct.say(ann, 'From Ann'), await direct.say(bob, 'From Bob')];
    await backend.call('PUT', `/v1/users/me/blocks/${bob.user.id}`, { token: ann.token });
    expect(problem(await direct.edit(ann, anns, 'No'))).toMatchObject({ status: 403, code: 'user_blocked' });
    // it tells nothing of the block
    expect(problem(await direct.edit(bob, bobs, 'No'))).toMatchObject({ status: 403, code: 'edit_expired' });
    // what is gone for one is gone for both
    expect(await direct.remove(bob, bobs)).toMatchObject({ status: 204 });
    expect((await direct.history(ann)).map(({ text }) => text)).toEqual(['From Ann', '']);
  });

  it('given a lost answer to a send and an edit since, the repeat is still the first one', async () => {
    const { backend, ann, id, edit } = await talking();
    const send = () =>
      backend.call<SentReply>('POST', `/v1/conversations/${id}/messages`, {
        token: ann.token,
        body: { text: 'Helo', clientId: 'one', repeat: true },
      });
    const { body } = await send();
    await edit(ann, body.seq, 'Hello');
    expect(await send()).toMatchObject({ status: 200, body: { seq: body.seq } });
  });

  it('ends after a hundred edits', async () => {
    const { ann, say, edit } = await talking();
    const seq = await say(ann, 'Edit 0');
    for (let n = 1; n <= 100; n += 1) expect((await edit(ann, seq, `Edit ${n}`)).status).toBe(200);
    expect(problem(await edit(ann, seq, 'Edit 101'))).toMatchObject({
      status: 409,
      code: 'edit_limit_reached',
    });
  });

  it('given edits at once, takes them one after the other', async () => {
    const { ann, bob, say, edit, changes, get, revisions } = await talking();
    const seq = await say(ann, 'Edit');
    const all = await Promise.all(Array.from({ length: 8 }, (_, n) => edit(ann, seq, `Edit ${n}`)));
    expect(all.map(({ status }) => status)).toEqual(all.map(() => 200));
    const page = await changes(bob, seq);
    expect(page.items.filter(({ kind }) => kind === 'change')).toHaveLength(8);
    expect((await get(bob, seq)).body).toMatchObject({ changeSeq: page.items.at(-1)?.seq });
    expect((await revisions(bob, seq)).items).toHaveLength(8);
  });
});

describe('deleting for everyone', () => {
  it('leaves where the message stood, and nothing that it said, in no table', async () => {
    const { backend, ann, bob, id, say, edit, remove, react, history, changes, revisions, reactions } =
      await talking({ env: { DYNAMODB_STREAM: 'on' } });
    const bobs = await backend.socket(bob);
    const seq = await say(ann, 'Secret one');
    await edit(ann, seq, 'Secret two');
    await react(bob, seq, '👍');
    expect(problem(await remove(bob, seq))).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await remove(ann, seq)).toMatchObject({ status: 204 });
    const left = { seq, kind: 'text', text: '', attachments: [], senderId: ann.user.id, editedAt: null };
    const [event] = await bobs.events('message:deleted', 1);
    expect(event).toMatchObject({
      ...left,
      change: { type: 'deleted', seq: seq + 3, messageSeq: seq, userId: ann.user.id },
    });
    expect(event).not.toHaveProperty('reactions');
    expect(await history(bob)).toMatchObject([{ ...left, deletedAt: expect.any(String) as string }]);
    expect((await changes(bob, seq)).messages).toMatchObject([left]);
    expect(await revisions(bob, seq)).toEqual({ items: [], nextCursor: null });
    expect(await reactions(bob, seq)).toEqual({ items: [], nextCursor: null });
    // once more takes no number
    expect(await remove(ann, seq)).toMatchObject({ status: 204 });
    expect((await changes(bob, seq)).upTo).toBe(seq + 3);
    const { durable } = backend.runtime.app;
    await eventually(async () => {
      const of = (partition: { pk: string }) => durable.query(partition).then(({ items }) => items);
      expect(await of(keys.revisions(id, seq))).toEqual([]);
      // no emoji either
      expect(await of(keys.reactions(id, seq))).toEqual([]);
    });
    expect(await durable.get(keys.logEntry(id, seq))).not.toHaveProperty('sealedText');
  });

  it('in a group is for admins too', async () => {
    const { backend, ann, bob, cid, id, say, remove, history } = await talking({}, 'Group');
    const seq = await say(bob, 'Spam');
    expect(problem(await remove(cid, seq))).toMatchObject({ status: 403, code: 'forbidden' });
    await backend.call('PATCH', `/v1/conversations/${id}/members/${cid.user.id}`, {
      token: ann.token,
      body: { role: 'admin' },
    });
    expect(await remove(cid, seq)).toMatchObject({ status: 204 });
    expect((await history(bob)).find((one) => one.seq === seq)).toMatchObject({ text: '' });
  });

  it('cannot be replied to, reacted to or repeated into another message', async () => {
    const { backend, ann, bob, id, remove, react, history } = await talking();
    const path = `/v1/conversations/${id}/messages`;
    const send = (body: object) => backend.call<SentReply>('POST', path, { token: ann.token, body });
    const { body } = await send({ text: 'One', clientId: 'one' });
    await remove(ann, body.seq);
    expect(problem(await send({ text: 'Reply', replyTo: body.id }))).toMatchObject({
      status: 404,
      code: 'message_not_found',
    });
    expect(problem(await react(bob, body.seq, '👍'))).toMatchObject({ status: 410, code: 'message_deleted' });
    expect(await send({ text: 'One', clientId: 'one', repeat: true })).toMatchObject({ status: 200 });
    expect(await history(bob)).toHaveLength(1);
  });
});

describe('reactions', () => {
  it('are one for each user and emoji, counted, and no unread message', async () => {
    const { backend, ann, bob, cid, say, react, unreact, get, reactions, conversation, changes } =
      await talking({}, 'Group');
    const seq = await say(ann, 'Lunch?');
    const before = await conversation(cid);
    const anns = await backend.socket(ann);
    const first = await react(bob, seq, '👍');
    expect(first.body).toMatchObject({
      reactions: [{ emoji: '👍', count: 1, userIds: [bob.user.id], mine: true }],
    });
    expect((await react(bob, seq, '👍')).body).toEqual(first.body);
    await react(cid, seq, '👍');
    await react(cid, seq, '🎉');
    const both = [bob.user.id, cid.user.id];
    expect((await get(bob, seq)).body.reactions).toEqual([
      { emoji: '👍', count: 2, userIds: both, mine: true },
      { emoji: '🎉', count: 1, userIds: [cid.user.id], mine: false },
    ]);
    expect(await anns.events('message:updated', 3)).toMatchObject([
      { reactions: [{ emoji: '👍', count: 1, userIds: [bob.user.id] }] },
      { reactions: [{ count: 2 }] },
      { reactions: [{ count: 2 }, { emoji: '🎉' }], change: { type: 'reactions', userId: cid.user.id } },
    ]);
    const after = await conversation(cid);
    expect(after.unreadCount).toBe(before.unreadCount);
    expect(after.lastMessage).toMatchObject({ seq });
    expect(after.lastSeq).toBe(before.lastSeq + 3);
    const listed = await reactions(ann, seq);
    expect(listed.items.map(({ emoji, username }) => `${emoji} ${username}`).sort()).toEqual(
      [`🎉 ${cid.user.username}`, `👍 ${bob.user.username}`, `👍 ${cid.user.username}`].sort(),
    );
    const page = await reactions(ann, seq, '?limit=2');
    expect((await reactions(ann, seq, `?limit=2&cursor=${page.nextCursor}`)).items).toHaveLength(1);
    expect((await unreact(bob, seq, '👍')).body.reactions).toEqual([
      { emoji: '👍', count: 1, userIds: [cid.user.id], mine: false },
      { emoji: '🎉', count: 1, userIds: [cid.user.id], mine: false },
    ]);
    await unreact(cid, seq, '👍');
    await unreact(cid, seq, '🎉');
    expect((await unreact(cid, seq, '🎉')).body).not.toHaveProperty('reactions');
    expect((await changes(ann, seq)).items).toHaveLength(6);
  });

  it('come and go over a socket too', async () => {
    const { backend, ann, bob, id, say } = await talking();
    const seq = await say(ann, 'Lunch?');
    const [anns, bobs] = [await backend.socket(ann), await backend.socket(bob)];
    const reaction = { conversationId: id, seq, emoji: '👍' };
    const react = async (data: object) =>
      (await bobs.request<AckData<'message:react'>>('message:react', data)).data;
    expect(await react(reaction)).toMatchObject({ reactions: [{ emoji: '👍', count: 1, mine: true }] });
    expect(await react({ ...reaction, remove: true })).not.toHaveProperty('reactions');
    const [given, taken] = await anns.events('message:updated', 2);
    expect(given).toMatchObject({ reactions: [{ emoji: '👍', count: 1 }] });
    expect(taken).not.toHaveProperty('reactions');
  });

  it('are one emoji each, in one form', async () => {
    const { ann, say, react } = await talking();
    const seq = await say(ann, 'Hello');
    for (const wrong of ['x', 'ok', '👍👍', '👍x', '1', ' ', '🇽🇽', '<b>']) {
      expect(problem(await react(ann, seq, wrong))).toMatchObject({ status: 400, code: 'not_an_emoji' });
    }
    for (const right of ['❤', '❤️', '👨‍👩‍👧‍👦', '🇩🇪', '#️⃣', '👍🏽', '🏴󠁧󠁢󠁳󠁣󠁴󠁿']) {
      expect((await react(ann, seq, right)).status).toBe(200);
    }
    const { body } = await react(ann, seq, '❤');
    expect(body.reactions?.map(({ emoji }) => emoji)).toEqual(['❤️', '👨‍👩‍👧‍👦', '🇩🇪', '#️⃣', '👍🏽', '🏴󠁧󠁢󠁳󠁣󠁴󠁿']);
  });

  it('are at most twenty different ones, of however many users', async () => {
    const { ann, bob, say, react } = await talking();
    const seq = await say(ann, 'Hello');
    const emoji = '😀 😃 😄 😁 😆 😅 🤣 😂 🙂 🙃 🫠 😉 😊 😇 🥰 😍 🤩 😘 😗 😚'.split(' ');
    for (const one of emoji) await react(ann, seq, one);
    expect(problem(await react(bob, seq, '😙'))).toMatchObject({ status: 409, code: 'too_many_reactions' });
    expect((await react(bob, seq, '😀')).body.reactions?.[0]).toMatchObject({ count: 2, mine: true });
  });

  it('given more users than are named, each still sees their own', async () => {
    const backend = await startBackend();
    const names = Array.from({ length: 14 }, (_, n) => `user${n}`);
    const people = await backend.people(...names);
    const [ann, ...others] = people;
    const last = others.at(-1);
    if (!ann || !last) throw new Error('people');
    const { id } = await backend.conversation(ann, others, 'Group');
    const { say, react, get, history } = callsIn(backend, id);
    const seq = await say(ann, 'All hands');
    for (const one of others) await react(one, seq, '🙌');
    expect((await get(ann, seq)).body.reactions).toMatchObject([{ count: 13, mine: false }]);
    expect((await get(last, seq)).body.reactions).toMatchObject([{ count: 13, mine: true }]);
    const mine = (await history(last)).find((one) => one.seq === seq)?.reactions?.[0];
    expect(mine?.userIds).toHaveLength(10);
    expect(mine?.userIds).not.toContain(last.user.id);
    expect(mine?.mine).toBe(true);
  });

  it('given many at once, loses none', async () => {
    const { backend, ann, bob, cid, say, react, get } = await talking({}, 'Group');
    const seq = await say(ann, 'Vote');
    const all = await Promise.all(
      [ann, bob, cid].flatMap((by) => ['👍', '👎', '🎉'].map((emoji) => react(by, seq, emoji))),
    );
    expect(all.map(({ status }) => status)).toEqual(all.map(() => 200));
    const { body } = await get(ann, seq);
    expect(body.reactions?.map(({ count }) => count)).toEqual([3, 3, 3]);
    expect(backend.runtime.url).toMatch(/^http/);
  });

  it('of a blocked user are seen by that user alone', async () => {
    const { backend, ann, bob, say, react, get, reactions, changes } = await talking();
    const seq = await say(ann, 'Hello');
    const anns = await backend.socket(ann);
    await backend.call('PUT', `/v1/users/me/blocks/${bob.user.id}`, { token: ann.token });
    expect(problem(await react(ann, seq, '👍'))).toMatchObject({ status: 403, code: 'user_blocked' });
    expect((await react(bob, seq, '🎉')).body.reactions).toMatchObject([{ count: 1, mine: true }]);
    expect((await get(bob, seq)).body.reactions).toMatchObject([{ count: 1 }]);
    expect((await get(ann, seq)).body).not.toHaveProperty('reactions');
    expect((await reactions(ann, seq)).items).toEqual([]);
    expect((await reactions(bob, seq)).items).toHaveLength(1);
    expect((await changes(ann, seq)).items).toEqual([]);
    expect(await anns.eventsSoFar('message:updated')).toEqual([]);
  });
});

describe('what became of messages that a newcomer may not read', () => {
  it('passes them, and is not pushed to them', async () => {
    const { backend, ann, bob, id, say, edit, changes, get } = await talking({}, 'Group');
    await backend.call('PATCH', `/v1/conversations/${id}`, {
      token: ann.token,
      body: { settings: { history: 'joined' } },
    });
    const seq = await say(ann, 'Before');
    const dan = await backend.person('dan');
    await backend.call('POST', `/v1/conversations/${id}/members`, {
      token: ann.token,
      body: { usernames: [dan.user.username] },
    });
    const [dans, bobs] = [await backend.socket(dan), await backend.socket(bob)];
    await edit(ann, seq, 'Changed');
    await say(ann, 'After');
    await bobs.events('message:updated', 1);
    await dans.events('message:new', 1);
    expect(await dans.eventsSoFar('message:updated')).toEqual([]);
    const page = await changes(dan, 0);
    expect(page.items.some(({ kind }) => kind === 'change')).toBe(false);
    expect(page.messages).toBeUndefined();
    expect(problem(await get(dan, seq))).toMatchObject({ status: 404, code: 'message_not_found' });
  });
});
