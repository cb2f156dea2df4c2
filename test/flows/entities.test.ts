import { describe, expect, it } from 'vitest';
import type {
  AckData,
  Conversation,
  Entity,
  GroupSettings,
  Message,
  MessagePage,
  MessageRevisionPage,
  SentReply,
  SyncReply,
} from '../../shared/protocol/index.ts';
import { keys } from '../../shared/keys.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { startBackend, type Person } from '../support/backend/runtime.ts';

type Loose = Record<string, unknown>;

/** What of entities stands with an entry in clear. */
const inClear = ['formatted', 'mentions', 'mentionsAll'];

/** Ann, Bob and Cid; the conversation has a name, and so is a group of all three, or is one of Ann and Bob. */
async function talking(name?: string, options: Parameters<typeof startBackend>[0] = {}) {
  const backend = await startBackend(options);
  const [ann, bob, cid] = await backend.people('ann', 'bob', 'cid');
  if (!ann || !bob || !cid) throw new Error('three people');
  const { id } = await backend.conversation(ann, name === undefined ? [bob] : [bob, cid], name);
  const path = `/v1/conversations/${id}`;
  const at = (seq: number) => `${path}/messages/${seq}`;
  const as = ({ token }: Person, body?: object) => ({ token, ...(body && { body }) });
  return {
    backend,
    ann,
    bob,
    cid,
    id,
    send: (by: Person, text: string, entities?: readonly Loose[], more: object = {}) =>
      backend.call<SentReply & Loose>(
        'POST',
        `${path}/messages`,
        as(by, { text, ...(entities && { entities }), ...more }),
      ),
    edit: (by: Person, seq: number, text: string, entities?: readonly Loose[]) =>
      backend.call<Message>('PATCH', at(seq), as(by, { text, ...(entities && { entities }) })),
    get: async (by: Person, seq: number) => (await backend.call<Message>('GET', at(seq), as(by))).body,
    remove: (by: Person, seq: number) => backend.call('DELETE', at(seq), as(by)),
    revisions: async (by: Person, seq: number) =>
      (await backend.call<MessageRevisionPage>('GET', `${at(seq)}/edits`, as(by))).body.items,
    history: async (by: Person) =>
      (await backend.call<MessagePage>('GET', `${path}/messages`, as(by))).body.items,
    conversation: async (by: Person, of = id) =>
      (await backend.call<Conversation>('GET', `/v1/conversations/${of}`, as(by))).body,
    read: (by: Person, seq: number) => backend.call('POST', `${path}/read`, as(by, { seq })),
    set: (settings: Partial<GroupSettings>) => backend.call('PATCH', path, as(ann, { settings })),
    /** What each of the answers that count says is unread, and how much of it mentions the user; they must agree. */
    unread: async (by: Person) => {
      const one = (await backend.call<Conversation>('GET', path, as(by))).body;
      const synced = (await backend.call<SyncReply>('GET', '/v1/sync', as(by))).body.conversations[0];
      const list = (await backend.call<{ items: Conversation[] }>('GET', '/v1/conversations', as(by))).body;
      const [count, ...others] = [one, synced, list.items[0]].map((told) => ({
        unread: told?.unreadCount,
        mentions: told?.unreadMentions,
      }));
      for (const other of others) expect(other).toEqual(count);
      return count;
    },
  };
}

const mention = (text: string, name: string, whom: Loose): Loose => ({
  type: 'mention',
  start: text.indexOf(`@${name}`),
  length: name.length + 1,
  ...whom,
});
/** A mention of a user as it stands in a text. */
const of = ({ user }: Person) => user.id;
const at = (start: number, length: number, type: Entity['type'] = 'bold', more: Loose = {}) => ({
  type,
  start,
  length,
  ...more,
});

describe('the parts of a text', () => {
  it('come back as they were given, to everyone and everywhere, and are stored sealed', async () => {
    const { backend, ann, bob, id, send, get, history } = await talking();
    const [laptop, phone, bobs] = [
      await backend.socket(ann),
      await backend.socket(ann),
      await backend.socket(bob),
    ];
    const text = 'See 😀 https://example.com, @bob';
    const entities = [
      at(0, text.length, 'quote'),
      at(0, 3, 'bold'),
      at(0, 3, 'italic'),
      at(7, 19, 'link', { url: 'https://example.com/' }),
      at(28, 4, 'mention', { userId: of(bob) }),
    ];
    const ack = await laptop.request<AckData<'message:send'>>('message:send', {
      conversationId: id,
      clientId: 'c1',
      text,
      entities,
    });
    expect(ack.data).toMatchObject({ entities });
    for (const socket of [phone, bobs]) {
      expect(await socket.events('message:new', 1)).toMatchObject([{ text, entities }]);
    }
    expect(await history(bob)).toMatchObject([{ text, entities }]);
    expect(await get(ann, 1)).toMatchObject({ text, entities });
    const stored = await backend.runtime.app.durable.get(keys.logEntry(id, 1));
    expect(stored).toMatchObject({ formatted: true, mentions: [of(bob)] });
    expect(JSON.stringify(stored)).not.toContain('example.com');
    // a text without any says nothing of them, and is stored as before
    await send(ann, 'plain', []);
    const plain = await backend.runtime.app.durable.get(keys.logEntry(id, 2));
    for (const name of inClear) expect(plain).not.toHaveProperty(name);
    expect(await get(bob, 2)).not.toHaveProperty('entities');
  });

  it('are replaced by an edit, kept with the earlier text, and gone with a deleted message', async () => {
    const { backend, id, ann, bob, send, edit, get, remove, revisions, unread } = await talking('Group');
    const name = bob.user.username;
    const text = `Hi @${name}`;
    const entities = [at(0, 2), mention(text, name, { userId: of(bob) })];
    await send(ann, text, entities);
    expect(await unread(bob)).toEqual({ unread: 1, mentions: 1 });
    // the same text with other parts is an edit; the same parts are none
    expect((await edit(ann, 1, text, entities)).body).not.toHaveProperty('changeSeq');
    expect((await edit(ann, 1, text)).body).not.toHaveProperty('changeSeq');
    const italic = [at(0, 2, 'italic')];
    expect((await edit(ann, 1, text, italic)).body).toMatchObject({ text, entities: italic, changeSeq: 2 });
    expect(await unread(bob)).toEqual({ unread: 1, mentions: undefined });
    expect((await edit(ann, 1, `Hello @${name}`)).body).toMatchObject({
      entities: [mention(`Hello @${name}`, name, { userId: of(bob) })],
    });
    expect(await unread(bob)).toEqual({ unread: 1, mentions: 1 });
    expect((await edit(ann, 1, 'Hello')).body).not.toHaveProperty('entities');
    expect(await revisions(bob, 1)).toMatchObject([
      { text: `Hello @${name}`, entities: [{ type: 'mention', userId: of(bob) }] },
      { text, entities: italic },
      { text, entities },
    ]);
    await edit(ann, 1, '@here');
    expect(await unread(bob)).toEqual({ unread: 1, mentions: 1 });
    await remove(ann, 1);
    expect(await get(bob, 1)).not.toHaveProperty('entities');
    const left = await backend.runtime.app.durable.get(keys.logEntry(id, 1));
    for (const name of inClear) expect(left).not.toHaveProperty(name);
    expect(await unread(bob)).toEqual({ unread: 1, mentions: undefined });
  });

  it('belong to a message sent once more under its clientId', async () => {
    const { ann, bob, send } = await talking('Group');
    const text = `Hi @${bob.user.username}`;
    const first = await send(ann, text, undefined, { clientId: 'c1' });
    const found = [mention(text, bob.user.username, { userId: of(bob) })];
    expect(first).toMatchObject({ status: 201, body: { entities: found } });
    // a client that asks once more may know of the parts by now
    for (const entities of [undefined, found]) {
      const again = await send(ann, text, entities, { clientId: 'c1', repeat: true });
      expect(again).toMatchObject({ status: 200, body: first.body });
    }
    expect(await send(ann, text, [at(0, 2)], { clientId: 'c1' })).toMatchObject({
      status: 409,
      body: { code: 'client_id_conflict' },
    });
  });

  const link = (url: unknown) => [at(0, 2, 'link', { url })];
  const wrong: [what: string, text: string, entities: Loose[], field: string][] = [
    ['an end beyond the text', 'hello', [at(3, 3)], 'entities.0'],
    ['a start beyond the text', 'hello', [at(5, 1)], 'entities.0'],
    ['a negative start', 'hello', [at(-1, 2)], 'entities.0.start'],
    ['half a number', 'hello', [at(0.5, 2)], 'entities.0.start'],
    ['no length', 'hello', [at(0, 0)], 'entities.0.length'],
    ['a start within a surrogate pair', 'a😀b', [at(2, 2)], 'entities.0'],
    ['an end within a surrogate pair', 'a😀b', [at(0, 2)], 'entities.0'],
    ['an overlap', 'hello', [at(0, 3), at(2, 3, 'italic')], 'entities.1'],
    ['another order', 'hello', [at(2, 1), at(0, 1)], 'entities.1'],
    ['the inner one first', 'hello', [at(0, 2), at(0, 4, 'italic')], 'entities.1'],
    ['bold in code', 'hello', [at(0, 5, 'code'), at(1, 2)], 'entities.1'],
    ['a link in a link', 'hello', [...link('https://a.b'), ...link('https://a.b')], 'entities.1'],
    ['an unknown type', 'hello', [{ type: 'blink', start: 0, length: 1 }], 'entities.0.type'],
    ['an unknown field', 'hello', [at(0, 1, 'bold', { color: 'red' })], 'entities.0.color'],
    ['101 parts', 'a'.repeat(101), Array.from({ length: 101 }, (_, start) => at(start, 1)), 'entities'],
    ['a link without an address', 'hello', [at(0, 2, 'link')], 'entities.0.url'],
    ['a script', 'hello', link('javascript:alert(1)'), 'entities.0.url'],
    ['data', 'hello', link('data:text/html,x'), 'entities.0.url'],
    ['an address in the page', 'hello', link('/settings'), 'entities.0.url'],
    ['white space before an address', 'hello', link(' https://a.b'), 'entities.0.url'],
    ['a new line in an address', 'hello', link('https://a.b/\njavascript:x'), 'entities.0.url'],
    ['an address without a host', 'hello', link('https://'), 'entities.0.url'],
    ['a long address', 'hello', link(`https://a.b/${'x'.repeat(2_048)}`), 'entities.0.url'],
    [
      'long addresses',
      'hello',
      [0, 1, 2].map((start) => at(start, 1, 'link', { url: `https://a.b/${'x'.repeat(1_500)}` })),
      'entities',
    ],
    ['an address of bold text', 'hello', [at(0, 2, 'bold', { url: 'https://a.b' })], 'entities.0.url'],
    ['a language of bold text', 'hello', [at(0, 2, 'bold', { language: 'ts' })], 'entities.0.language'],
    ['a language of several lines', 'hello', [at(0, 2, 'pre', { language: 'a\nb' })], 'entities.0.language'],
    ['a user who is bold', '@ann', [at(0, 4, 'bold', { userId: 'usr_x' })], 'entities.0.userId'],
    ['a mention of no user', '@ann', [at(0, 4, 'mention')], 'entities.0.userId'],
    [
      'a mention of a user and all',
      '@ann',
      [at(0, 4, 'mention', { userId: 'usr_x', target: 'all' })],
      'entities.0.userId',
    ],
    ['a mention without @', 'ann', [at(0, 3, 'mention', { target: 'all' })], 'entities.0'],
    ['a mention of others', '@ann', [at(0, 4, 'mention', { target: 'them' })], 'entities.0.target'],
    [
      'a mention of a user who does not exist',
      '@x',
      [at(0, 2, 'mention', { userId: 'x' })],
      'entities.0.userId',
    ],
    [
      '51 users',
      '@'.repeat(51),
      Array.from({ length: 51 }, (_, start) => at(start, 1, 'mention', { userId: `u${start}` })),
      'entities',
    ],
  ];
  it('are refused over HTTP, by frame and in edits, where they do not fit, and a mention of a stranger too', async () => {
    const { backend, ann, cid, id, send, edit } = await talking();
    const socket = await backend.socket(ann);
    const { seq } = (await send(ann, 'before')).body;
    const stranger = [at(0, 4, 'mention', { userId: of(cid) })];
    for (const [what, text, entities, path] of [
      ...wrong,
      ['a stranger', '@cid', stranger, 'entities.0.userId'] as const,
    ]) {
      const refused = { code: 'validation_failed', errors: [{ path }] };
      expect.soft(await send(ann, text, entities), what).toMatchObject({ status: 400, body: refused });
      expect.soft(await edit(ann, seq, text, entities), what).toMatchObject({ status: 400, body: refused });
      const data = { conversationId: id, clientId: 'c2', text, entities };
      expect.soft(await socket.request('message:send', data), what).toMatchObject({
        type: 'error',
        error: { code: 'validation_failed' },
      });
    }
    expect(await backend.runtime.app.conversations.head(id)).toMatchObject({ lastSeq: 1 });
  });

  it('of the largest message fit a frame', async () => {
    const { backend, ann, bob, id } = await talking();
    const socket = await backend.socket(ann);
    const text = '@'.repeat(4_000) + '"'.repeat(4_000);
    const entities = Array.from({ length: 100 }, (_, index) =>
      index < 2
        ? at(index, 1, 'link', { url: `https://a.b/${'x'.repeat(2_030)}` })
        : at(3_800 + index, 1, 'mention', { userId: of(bob) }),
    );
    const data = { conversationId: id, clientId: 'c'.repeat(128), text, entities };
    const ack = await socket.request<AckData<'message:send'>>('message:send', data);
    expect(ack.data?.entities).toHaveLength(100);
  });
});

describe('formatted messages', () => {
  it('are quoted with their parts, and forwarded without their mentions', async () => {
    const { backend, ann, bob, cid, id: group, send, get, conversation } = await talking('Group');
    const name = bob.user.username;
    const text = `@${name} ${'x'.repeat(300)}`;
    const found = mention(text, name, { userId: of(bob) });
    const { id } = (await send(ann, text, [found, at(100, 200, 'spoiler')])).body;
    const reply = (await send(cid, 'yes', undefined, { replyTo: id })).body;
    expect((await get(bob, reply.seq)).quote).toMatchObject({
      text: text.slice(0, 200),
      entities: [found, at(100, 100, 'spoiler')],
    });
    const other = await backend.conversation(ann, [bob], 'Other');
    const to = [{ conversationId: other.id, clientId: 'f1' }];
    const forward = () =>
      backend.call('POST', `/v1/conversations/${group}/messages/1/forward`, {
        token: ann.token,
        body: { to },
      });
    const first = await forward();
    expect(first.body).toMatchObject({
      items: [{ sent: { entities: [at(100, 200, 'spoiler')] } }],
    });
    // once more under its clientId is the same message
    expect((await forward()).body).toEqual(first.body);
    expect(await conversation(bob)).toMatchObject({ unreadCount: 2, unreadMentions: 1 });
    expect(await conversation(bob, other.id)).not.toHaveProperty('unreadMentions');
  });
});

describe('mentions', () => {
  it('are found in a text by usernames of members, and nowhere else', async () => {
    const { ann, bob, cid, send, get } = await talking('Group');
    const [name, other] = [bob.user.username, cid.user.username];
    const stranger = 'stranger-of-all';
    const found = async (text: string) => {
      const { seq } = (await send(ann, text)).body;
      return ((await get(bob, seq)).entities ?? []).map(({ start, length, userId, target }) => {
        const whom = target ?? (userId === of(bob) ? 'bob' : userId === of(cid) ? 'cid' : userId);
        return [text.slice(start, start + length), whom];
      });
    };
    expect(await found(`@${name}, (@${other}) and @${name.toUpperCase()}!`)).toEqual([
      [`@${name}`, 'bob'],
      [`@${other}`, 'cid'],
      [`@${name.toUpperCase()}`, 'bob'],
    ]);
    // what ends a sentence is not of the name
    expect(await found(`It was @${name}.`)).toEqual([[`@${name}`, 'bob']]);
    expect(await found(`@${name}... @${name}_`)).toEqual([
      [`@${name}`, 'bob'],
      [`@${name}`, 'bob'],
    ]);
    for (const text of [
      `mail to a@${name}`,
      `a@${name}.com`,
      `x.@${name}`,
      `é@${name}`,
      `https://a.b/@${name}`,
      `@@${name}`,
      `@${name}é`,
      `@${name}@example.com`,
      `@${name}x`,
      `@${stranger}`,
      '@ @a @1abc',
      name,
    ]) {
      expect(await found(text), text).toEqual([]);
    }
  });

  it('are found beside the parts that a client gives, where it asks for that', async () => {
    const { backend, ann, bob, cid, id, send, get } = await talking('Team');
    const [b, c] = [bob.user.username, cid.user.username];
    const text = `Dear @${b}, code @${c}, link @${c} and @${c}!`;
    const part = (type: string, of: string, more: Loose = {}): Loose => ({
      type,
      start: text.indexOf(of),
      length: of.length,
      ...more,
    });
    const given = [
      part('bold', `Dear @${b}`),
      part('code', `code @${c}`),
      part('link', `link @${c}`, { url: 'https://example.com/' }),
    ];
    const found = [
      { type: 'mention', start: text.indexOf(`@${b}`), length: b.length + 1, userId: bob.user.id },
      { type: 'mention', start: text.lastIndexOf(`@${c}`), length: c.length + 1, userId: cid.user.id },
    ];
    const [bold, code, link] = given;
    const all = [bold, found[0], code, link, found[1]];
    const more = { findMentions: true, clientId: 'found' };
    const sent = await send(ann, text, given, more);
    expect(sent.body.entities).toEqual(all);
    // the same once more is the same message
    const again = await send(ann, text, given, more);
    expect([again.status, again.body.seq]).toEqual([200, sent.body.seq]);
    expect((await send(ann, text, given.slice(1), more)).status).toBe(409);
    expect((await send(ann, text, given)).body.entities).toEqual(given);

    const body = { text, entities: given.slice(0, 1), findMentions: true };
    const path = `/v1/conversations/${id}/messages/${sent.body.seq}`;
    await backend.call('PATCH', path, { token: ann.token, body });
    const edited = await get(bob, sent.body.seq);
    const mentions = edited.entities?.filter(({ type }) => type === 'mention');
    expect(mentions?.map(({ userId }) => userId)).toEqual([bob, cid, cid, cid].map(({ user }) => user.id));
    await backend.call('PATCH', path, { token: ann.token, body });
    expect(await get(bob, sent.body.seq)).toEqual(edited);
  });

  it('of all members are found in groups whose setting allows it, and refused where they are given', async () => {
    const { ann, bob, send, get, set, edit, unread } = await talking('Group');
    const text = 'Lunch @all! Or @Here?';
    const all = [at(6, 4, 'mention', { target: 'all' })];
    const both = [...all, at(15, 5, 'mention', { target: 'here' })];
    const first = (await send(bob, text)).body;
    expect(first.entities).toEqual(both);
    expect(await unread(ann)).toEqual({ unread: 1, mentions: 1 });
    expect((await set({ mentionAll: 'admins' })).status).toBe(200);
    const { seq, entities } = (await send(bob, text)).body;
    expect(entities).toBeUndefined();
    expect(await unread(ann)).toEqual({ unread: 2, mentions: 1 });
    const refused = { status: 403, body: { code: 'mention_not_allowed' } };
    expect(await send(bob, text, all)).toMatchObject(refused);
    expect(await edit(bob, seq, text, all)).toMatchObject(refused);
    expect((await edit(bob, seq, `${text}!`)).body).not.toHaveProperty('entities');
    // admins may, and what was sent before stays
    expect((await send(ann, text)).body.entities).toEqual(both);
    expect((await get(bob, first.seq)).entities).toEqual(both);
    await set({ mentionAll: 'everyone' });
    expect((await send(bob, text, all)).body.entities).toEqual(all);
  });

  it('of all members are text in a direct conversation, and refused where they are given', async () => {
    const { ann, bob, send, unread } = await talking();
    expect((await send(ann, '@all @here')).body).not.toHaveProperty('entities');
    const given = await send(ann, '@all', [at(0, 4, 'mention', { target: 'all' })]);
    expect(given).toMatchObject({ status: 403, body: { code: 'mention_not_allowed' } });
    await send(ann, `@${bob.user.username}`);
    expect(await unread(bob)).toEqual({ unread: 2, mentions: 1 });
  });

  it('count as unread until they are read, for others than their sender', async () => {
    const { ann, bob, cid, send, read, unread } = await talking('Group');
    await send(ann, `@${bob.user.username} and @${bob.user.username}`);
    await send(ann, 'nothing');
    await send(bob, `@all, also @${bob.user.username}`);
    expect(await unread(ann)).toEqual({ unread: 1, mentions: 1 });
    expect(await unread(bob)).toEqual({ unread: 2, mentions: 1 });
    expect(await unread(cid)).toEqual({ unread: 3, mentions: 1 });
    await read(bob, 1);
    expect(await unread(bob)).toEqual({ unread: 1, mentions: undefined });
    await read(cid, 3);
    expect(await unread(cid)).toEqual({ unread: 0, mentions: undefined });
  });

  it('are right where their count is remembered and a message changes afterwards', async () => {
    const clock = new ManualClock();
    const { ann, bob, send, edit, remove, unread, backend, id } = await talking('Group', { clock });
    for (let sent = 0; sent < 220; sent += 1)
      await send(ann, sent % 20 === 0 ? `@${bob.user.username}` : 'x');
    expect(await unread(bob)).toEqual({ unread: 220, mentions: 11 });
    const remembered = async () =>
      (await backend.runtime.app.conversations.membersAmong(id, [of(bob)]))[0]?.counted;
    expect(await remembered()).toMatchObject({ upTo: 220, count: 220, mentions: 11 });
    await edit(ann, 2, '@all');
    await remove(ann, 1);
    await remove(ann, 21);
    await edit(ann, 3, 'no mention');
    // while changes are on their way nothing is remembered
    expect(await unread(bob)).toEqual({ unread: 220, mentions: 10 });
    expect(await remembered()).toMatchObject({ mentions: 11 });
    clock.advance(2_001);
    expect(await unread(bob)).toEqual({ unread: 220, mentions: 10 });
    expect(await remembered()).toMatchObject({ upTo: 220, mentions: 10, mentionChanges: 3 });
    expect(await unread(bob)).toEqual({ unread: 220, mentions: 10 });
  });

  it('reach who is in the history alone: not who joined later, where it is hidden from them', async () => {
    const { ann, bob, send, set, unread, backend, id } = await talking('Group');
    await set({ history: 'joined' });
    await send(ann, '@all');
    const [dee] = await backend.people('dee');
    if (!dee) throw new Error('a person');
    const { token } = ann;
    await backend.call('POST', `/v1/conversations/${id}/members`, {
      token,
      body: { usernames: [dee.user.username] },
    });
    await send(ann, '@all');
    expect(await unread(dee)).toEqual({ unread: 1, mentions: 1 });
    expect(await unread(bob)).toMatchObject({ unread: 2, mentions: 2 });
  });
});
