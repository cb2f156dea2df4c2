import { describe, expect, it } from 'vitest';
import type {
  AckData,
  AppendedReply,
  ChangesPage,
  Conversation,
  Message,
  MessagePage,
  OpenedStream,
  SearchPage,
  ServerEventData,
} from '../../shared/protocol/index.ts';
import { aroundTable } from '../../shared/platform/around-table.ts';
import type { Ports } from '../../shared/platform/ports.ts';
import { keys } from '../../shared/keys.ts';
import { HeldWork } from '../support/backend/held-work.ts';
import { problem, startBackend, type Person, type TestBackend } from '../support/backend/runtime.ts';
import type { TestSocket } from '../support/backend/test-socket.ts';
import { eventually } from '../support/eventually.ts';
import { ManualClock } from '../support/manual-clock.ts';

type Appended = ServerEventData<'message:appended'>;

async function talking(options: Parameters<typeof startBackend>[0] = {}, name?: string) {
  const clock = new ManualClock();
  const backend = await startBackend({ clock, ...options });
  const [ann, bob, cid] = await backend.people('ann', 'bob', 'cid');
  if (!ann || !bob || !cid) throw new Error('three people');
  const { id } = await backend.conversation(ann, name === undefined ? [bob] : [bob, cid], name);
  return { backend, clock, ann, bob, cid, id, ...callsIn(backend, id) };
}

function callsIn(backend: TestBackend, id: string) {
  const path = `/v1/conversations/${id}`;
  const at = (seq: number) => `${path}/messages/${seq}`;
  const as = ({ token }: Person, body?: object) => ({ token, ...(body && { body }) });
  let opened = 0;
  return {
    path,
    open: async (by: Person, replyTo?: string) => {
      const body = { clientId: `stream-${++opened}`, ...(replyTo !== undefined && { replyTo }) };
      return (await backend.call<OpenedStream>('POST', `${path}/messages/stream`, as(by, body))).body;
    },
    append: (by: Person, seq: number, offset: number, text: string, checkpoint = false) =>
      backend.call<AppendedReply>('POST', `${at(seq)}/append`, as(by, { offset, text, checkpoint })),
    close: (by: Person, seq: number, text: string) =>
      backend.call<Message>('POST', `${at(seq)}/close`, as(by, { text })),
    stop: (by: Person, seq: number) => backend.call<Message>('POST', `${at(seq)}/stop`, as(by)),
    get: async (by: Person, seq: number) => (await backend.call<Message>('GET', at(seq), as(by))).body,
    say: async (by: Person, text: string) =>
      (await backend.call<{ id: string; seq: number }>('POST', `${path}/messages`, as(by, { text }))).body,
    history: async (by: Person) =>
      (await backend.call<MessagePage>('GET', `${path}/messages`, as(by))).body.items,
    changes: async (by: Person, after: number) =>
      (await backend.call<ChangesPage>('GET', `${path}/changes?after=${after}`, as(by))).body,
    conversation: async (by: Person) => (await backend.call<Conversation>('GET', path, as(by))).body,
    search: async (by: Person, q: string) =>
      (await backend.call<SearchPage>('GET', `/v1/conversations/search/all?q=${q}`, as(by))).body,
  };
}

describe('a message that is written piece by piece', () => {
  it('is one entry that readers see grow, and says in the end what its author closes it with', async () => {
    const { backend, clock, ann, bob, id, get, history, changes, conversation } = await talking();
    const [laptop, phone, bobs] = [
      await backend.socket(ann),
      await backend.socket(ann),
      await backend.socket(bob),
    ];
    const opening = { conversationId: id, clientId: 'answer' };
    const opened = (await laptop.request<AckData<'message:open'>>('message:open', opening)).data;
    expect(opened).toMatchObject({ offset: 0, duplicate: false });
    const seq = opened?.seq ?? 0;
    for (const socket of [phone, bobs]) {
      expect(await socket.events('message:new', 1)).toMatchObject([{ seq, text: '', streaming: true }]);
    }
    expect(await conversation(bob)).toMatchObject({ unreadCount: 1, lastMessage: { streaming: true } });

    const append = async (offset: number, text: string, checkpoint = false) =>
      (
        await laptop.request<AppendedReply>('message:append', {
          conversationId: id,
          seq,
          offset,
          text,
          checkpoint,
        })
      ).data?.offset;
    expect(await append(0, 'Hel')).toBe(0);
    expect(await append(0, 'Hello')).toBe(0);
    expect((await get(bob, seq)).text).toBe('');
    clock.advance(1_000);
    expect(await append(0, 'Hello 🌍', true)).toBe(8);
    expect(await get(bob, seq)).toMatchObject({ text: 'Hello 🌍', streaming: true });
    expect(await append(8, ', all')).toBe(8);
    const pushed = [
      { offset: 0, text: 'Hel' },
      { offset: 0, text: 'Hello' },
      { offset: 0, text: 'Hello 🌍' },
      { offset: 8, text: ', all' },
    ];
    for (const socket of [phone, bobs]) {
      expect(await socket.events('message:appended', 4)).toEqual(
        pushed.map((piece) => ({ conversationId: id, seq, ...piece })),
      );
    }
    // the text so far is with its entry, and takes no number
    expect(await changes(bob, seq - 1)).toMatchObject({
      upTo: seq,
      items: [{ seq, text: 'Hello 🌍', streaming: true }],
    });

    const closing = { conversationId: id, seq, text: 'Hello @bob', entities: undefined };
    const closed = (await laptop.request<Message>('message:close', closing)).data;
    expect(closed).toMatchObject({ seq, text: 'Hello @bob', changeSeq: seq + 1, editedAt: null });
    expect(closed).not.toHaveProperty('streaming');
    const change = { type: 'written', seq: seq + 1, messageSeq: seq, userId: ann.user.id };
    for (const socket of [phone, bobs]) {
      expect(await socket.events('message:updated', 1)).toMatchObject([{ text: 'Hello @bob', change }]);
    }
    // a repeat of it changes nothing
    expect((await laptop.request('message:close', closing)).data).toEqual(closed);
    expect(await history(bob)).toMatchObject([{ seq, text: 'Hello @bob', changeSeq: seq + 1 }]);
    expect(await changes(bob, seq)).toMatchObject({
      upTo: seq + 1,
      items: [{ kind: 'change', change }],
      messages: [{ seq, text: 'Hello @bob' }],
    });
    expect((await conversation(bob)).unreadCount).toBe(1);
    expect(await laptop.eventsSoFar('message:appended')).toEqual([]);
  });

  it('is opened once for a clientId, and an opening that is repeated says where to go on', async () => {
    const { backend, clock, ann, id } = await talking();
    const socket = await backend.socket(ann);
    const open = (data: object = {}) =>
      socket.request<AckData<'message:open'>>('message:open', {
        conversationId: id,
        clientId: 'once',
        ...data,
      });
    const first = (await open()).data;
    const seq = first?.seq ?? 0;
    clock.advance(1_000);
    await socket.request('message:append', {
      conversationId: id,
      seq,
      offset: 0,
      text: 'Hello',
      checkpoint: true,
    });
    expect((await open({ repeat: true })).data).toEqual({ ...first, offset: 5, duplicate: true });
    expect((await open()).data).toEqual({ ...first, offset: 5, duplicate: true });
    const sent = { conversationId: id, clientId: 'once', text: 'Hello' };
    expect((await socket.request('message:send', sent)).error?.code).toBe('client_id_conflict');
    await socket.request('message:send', { ...sent, clientId: 'sent' });
    expect((await open({ clientId: 'sent' })).error?.code).toBe('client_id_conflict');
  });

  it('is stored once a second at most, and takes what is repeated or was lost', async () => {
    const { clock, ann, bob, open, append, get } = await talking();
    const { seq } = await open(ann);
    expect((await append(ann, seq, 0, 'a', true)).body.offset).toBe(0);
    clock.advance(1_000);
    expect((await append(ann, seq, 0, 'ab', true)).body.offset).toBe(2);
    clock.advance(999);
    expect((await append(ann, seq, 2, 'c', true)).body.offset).toBe(2);
    // the answer to the first checkpoint was lost: all of it comes again, with more
    expect((await append(ann, seq, 0, 'abcd')).body.offset).toBe(2);
    expect((await append(ann, seq, 1, 'b')).body.offset).toBe(2);
    clock.advance(1);
    expect((await append(ann, seq, 0, 'abcd', true)).body.offset).toBe(4);
    expect((await get(bob, seq)).text).toBe('abcd');
  });

  it('refuses offsets and texts that do not go on from what is stored', async () => {
    const { clock, ann, bob, open, append, get } = await talking();
    const { seq } = await open(ann);
    clock.advance(1_000);
    await append(ann, seq, 0, 'a🌍b', true);
    for (const [offset, text] of [
      [5, 'x'],
      [16_000, 'x'],
      [0, 'x'],
      [1, 'a🌍b'],
      // in the middle of the globe
      [2, 'x'],
      [2, 'b'],
      [3, 'bb'.replace('b', 'c')],
    ] as const) {
      const answer = await append(ann, seq, offset, text, true);
      expect(problem(answer), `${offset} ${text}`).toMatchObject({ status: 409, code: 'stream_conflict' });
    }
    for (const offset of [-1, 0.5, 16_001, Number.MAX_SAFE_INTEGER]) {
      expect(problem(await append(ann, seq, offset, 'x'))).toMatchObject({ code: 'validation_failed' });
    }
    for (const text of ['\ud83c', '\udf0d', '\u0000', 'a\rb']) {
      expect(problem(await append(ann, seq, 4, text))).toMatchObject({ code: 'validation_failed' });
    }
    expect((await get(bob, seq)).text).toBe('a🌍b');
  });

  it('is as long as a message can be: then an append is refused, and what was accepted stays', async () => {
    const { clock, ann, bob, open, append, get, close } = await talking();
    for (const [character, most] of [
      ['x', 8_000],
      ['€', Math.floor((16 * 1024) / 3)],
      ['🌍', 4_096],
    ] as const) {
      const { seq } = await open(ann);
      const half = character.repeat(Math.floor(most / 2));
      clock.advance(1_000);
      const { offset } = (await append(ann, seq, 0, half, true)).body;
      expect(offset).toBe(half.length);
      const rest = character.repeat(Math.ceil(most / 2));
      expect(problem(await append(ann, seq, offset, rest + character))).toMatchObject({
        status: 413,
        code: 'message_too_long',
      });
      clock.advance(1_000);
      expect((await append(ann, seq, offset, rest, true)).status).toBe(200);
      const whole = half + rest;
      expect((await get(bob, seq)).text).toBe(whole);
      expect((await close(ann, seq, whole)).body.text).toBe(whole);
    }
  });

  it('is its author’s alone, and there must be one', async () => {
    const { backend, ann, bob, open, append, close, say, stop } = await talking();
    const { seq } = await open(ann);
    const stranger = await backend.person('stranger');
    for (const act of [
      (by: Person, at: number) => append(by, at, 0, 'x'),
      (by: Person, at: number) => close(by, at, 'x'),
    ]) {
      expect(problem(await act(bob, seq))).toMatchObject({ status: 403, code: 'forbidden' });
      expect(problem(await act(stranger, seq))).toMatchObject({ code: 'conversation_not_found' });
      expect(problem(await act(ann, seq + 7))).toMatchObject({ code: 'message_not_found' });
      expect(problem(await act(ann, (await say(ann, 'Hello')).seq))).toMatchObject({ code: 'stream_ended' });
    }
    expect(problem(await stop(stranger, seq))).toMatchObject({ code: 'conversation_not_found' });
    expect(problem(await close(ann, seq, ' \n'))).toMatchObject({ code: 'validation_failed' });
    expect(problem(await close(ann, seq, ''))).toMatchObject({ code: 'validation_failed' });
  });

  it('cannot be edited or forwarded meanwhile; reactions, replies and its deletion work', async () => {
    const { backend, clock, ann, bob, id, path, open, append, get, say, close } = await talking();
    const { seq, id: messageId } = await open(ann);
    clock.advance(1_000);
    await append(ann, seq, 0, 'Hello', true);
    const at = `${path}/messages/${seq}`;
    const edit = await backend.call('PATCH', at, { token: ann.token, body: { text: 'Other' } });
    expect(problem(edit)).toMatchObject({ status: 409, code: 'message_streaming' });
    const to = [{ conversationId: id, clientId: 'f1' }];
    const forward = await backend.call('POST', `${at}/forward`, { token: bob.token, body: { to } });
    expect(problem(forward)).toMatchObject({ code: 'message_streaming' });
    await backend.call('PUT', `${at}/reactions/${encodeURIComponent('👍')}`, { token: bob.token });
    clock.advance(1_000);
    expect((await append(ann, seq, 5, ' Bob', true)).body.offset).toBe(9);
    expect(await get(bob, seq)).toMatchObject({ text: 'Hello Bob', reactions: [{ emoji: '👍' }] });
    const reply = { text: 'Thanks', replyTo: messageId };
    await backend.call('POST', `${path}/messages`, { token: bob.token, body: reply });
    expect((await close(ann, seq, 'Hello Bob!')).body).toMatchObject({
      text: 'Hello Bob!',
      thread: { count: 1 },
      reactions: [{ emoji: '👍' }],
    });
    expect((await say(ann, 'Next')).seq).toBeGreaterThan(seq);

    // what was written can be edited, and both texts read
    await backend.call('PATCH', at, { token: ann.token, body: { text: 'Edited' } });
    await backend.call('PATCH', at, { token: ann.token, body: { text: 'Edited again' } });
    const { body } = await backend.call('GET', `${at}/edits`, { token: bob.token });
    expect(body).toMatchObject({ items: [{ text: 'Edited' }, { text: 'Hello Bob!' }] });
    expect(await get(bob, seq)).toMatchObject({ text: 'Edited again' });

    const { seq: deleted } = await open(ann);
    await backend.call('DELETE', `${path}/messages/${deleted}`, { token: ann.token });
    clock.advance(1_000);
    for (const answer of [await append(ann, deleted, 0, 'x', true), await close(ann, deleted, 'x')]) {
      expect(problem(answer)).toMatchObject({ status: 410, code: 'message_deleted' });
    }
    expect(await get(bob, deleted)).toMatchObject({ text: '', deletedAt: expect.any(String) as string });
  });

  it('is stored sealed, each time for its place alone: no earlier text can be put back', async () => {
    const { backend, clock, ann, bob, id, path, open, append, get } = await talking();
    const { durable } = backend.runtime.app;
    const { seq } = await open(ann);
    const key = keys.logEntry(id, seq);
    clock.advance(1_000);
    await append(ann, seq, 0, 'pineapple', true);
    const sealedText = (await durable.get(key))?.['sealedText'] ?? '';
    clock.advance(1_000);
    await append(ann, seq, 9, ' pizza', true);
    expect(await get(bob, seq)).toMatchObject({ text: 'pineapple pizza' });
    const stored = JSON.stringify(await durable.get(key), (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    expect(stored).not.toContain('pineapple');
    await durable.update(key, { set: { sealedText } });
    const replayed = await backend.call('GET', `${path}/messages/${seq}`, { token: bob.token });
    expect(problem(replayed)).toMatchObject({ status: 500, code: 'internal_error' });
  });

  it('is found by search once it is closed', async () => {
    const { clock, ann, bob, open, append, close, search } = await talking({
      env: { DYNAMODB_STREAM: 'on' },
    });
    const { seq } = await open(ann);
    clock.advance(1_000);
    await append(ann, seq, 0, 'pineapple', true);
    expect((await search(bob, 'pineapple')).items).toEqual([]);
    await close(ann, seq, 'pineapple pizza');
    await eventually(async () => expect((await search(bob, 'pizza')).items).toHaveLength(1));
  });
});

describe('two sockets of an author that write at one message', () => {
  it('agree on one text: what does not go on from it is refused', async () => {
    const { backend, clock, ann, bob, id, open, get } = await talking();
    const { seq } = await open(ann);
    const sockets = [await backend.socket(ann), await backend.socket(ann)];
    const texts = ['one', 'two'];
    clock.advance(1_000);
    const answers = await Promise.all(
      sockets.map((socket, index) =>
        socket.request<AppendedReply>('message:append', {
          conversationId: id,
          seq,
          offset: 0,
          text: texts[index],
          checkpoint: true,
        }),
      ),
    );
    const won = answers.findIndex(({ data }) => data !== undefined);
    expect(answers.map(({ data, error }) => data?.offset ?? error?.code).sort()).toEqual([
      3,
      'stream_conflict',
    ]);
    expect((await get(bob, seq)).text).toBe(texts[won]);
  });

  it('that close and append at once leave what was closed', async () => {
    const { backend, clock, ann, bob, id, open, get } = await talking();
    const [first, second] = [await backend.socket(ann), await backend.socket(ann)];
    for (let round = 0; round < 5; round += 1) {
      const { seq } = await open(ann);
      clock.advance(1_000);
      const place = { conversationId: id, seq };
      const [closed, appended] = await Promise.all([
        first.request<Message>('message:close', { ...place, text: 'closed' }),
        second.request('message:append', { ...place, offset: 0, text: 'more', checkpoint: true }),
      ]);
      expect(closed.data?.text).toBe('closed');
      expect([undefined, 'stream_ended']).toContain(appended.error?.code);
      expect((await get(bob, seq)).text).toBe('closed');
    }
  });
});

describe('a message that is stopped at the moment in which more of it is stored', () => {
  /** A table that keeps one write back until the test lets it through. */
  const held = (operation: 'transact' | 'update') => {
    const [reached, released] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const gate = { closed: false, reached: reached.promise, release: () => released.resolve(undefined) };
    const wrapPorts = (ports: Ports): Ports => ({
      ...ports,
      durable: aroundTable(ports.durable, async (call, perform) => {
        const isIt = call.operation === operation && call.keys.some(({ pk }) => pk.startsWith('LOG#'));
        if (gate.closed && isIt) {
          gate.closed = false;
          reached.resolve(undefined);
          await released.promise;
        }
        return perform();
      }),
    });
    return { gate, wrapPorts };
  };

  it('says all that was acknowledged, where the stop comes second', async () => {
    const { gate, wrapPorts } = held('transact');
    const { clock, ann, bob, open, append, stop, get } = await talking({ wrapPorts });
    const { seq } = await open(ann);
    clock.advance(1_000);
    gate.closed = true;
    const stopping = stop(bob, seq);
    await gate.reached;
    expect((await append(ann, seq, 0, 'Hello', true)).body.offset).toBe(5);
    gate.release();
    expect((await stopping).body).toMatchObject({ text: 'Hello', incomplete: 'stopped' });
    expect(await get(ann, seq)).toMatchObject({ text: 'Hello', incomplete: 'stopped' });
  });

  it('does not grow any more, where the stop comes first', async () => {
    const { gate, wrapPorts } = held('update');
    const { clock, ann, bob, open, append, stop, get } = await talking({ wrapPorts });
    const { seq } = await open(ann);
    clock.advance(1_000);
    gate.closed = true;
    const appending = append(ann, seq, 0, 'Hello', true);
    await gate.reached;
    expect((await stop(bob, seq)).body).toMatchObject({ text: '', incomplete: 'stopped' });
    gate.release();
    expect(problem(await appending)).toMatchObject({ code: 'stream_ended' });
    expect(await get(bob, seq)).toMatchObject({ text: '', incomplete: 'stopped' });
  });
});

describe('stopping', () => {
  const written = async (socket: TestSocket) =>
    (await socket.events<Message>('message:updated', 1)).map(({ text, incomplete }) => ({
      text,
      incomplete,
    }));

  it('in a direct conversation is for both: the message says what is stored of it', async () => {
    const { backend, clock, ann, bob, open, append, close, stop, history } = await talking();
    const [anns, bobs] = [await backend.socket(ann), await backend.socket(bob)];
    const { seq } = await open(ann);
    clock.advance(1_000);
    await append(ann, seq, 0, 'Hello', true);
    await append(ann, seq, 5, ' Bob');
    const stopped = await stop(bob, seq);
    expect(stopped).toMatchObject({ status: 200, body: { text: 'Hello', incomplete: 'stopped' } });
    expect(stopped.body).not.toHaveProperty('streaming');
    for (const socket of [anns, bobs]) {
      expect(await written(socket)).toEqual([{ text: 'Hello', incomplete: 'stopped' }]);
    }
    clock.advance(1_000);
    for (const answer of [await append(ann, seq, 5, ' Bob', true), await close(ann, seq, 'Hello Bob')]) {
      expect(problem(answer)).toMatchObject({ status: 409, code: 'stream_ended' });
    }
    // once more is a no-op
    expect((await stop(ann, seq)).body).toMatchObject({ changeSeq: stopped.body.changeSeq });
    expect(await history(ann)).toMatchObject([{ text: 'Hello', incomplete: 'stopped' }]);
  });

  it('in a group is for its author, for admins, and for the one whom it answers', async () => {
    const { ann, bob, cid, open, stop, say } = await talking({}, 'Team');
    const question = await say(bob, 'What is new?');
    const { seq } = await open(cid, question.id);
    expect((await stop(bob, seq)).status).toBe(200);
    const unasked = await open(cid);
    expect(problem(await stop(bob, unasked.seq))).toMatchObject({ status: 403, code: 'forbidden' });
    expect((await stop(cid, unasked.seq)).status).toBe(200);
    // ann owns the group
    expect((await stop(ann, (await open(cid)).seq)).status).toBe(200);
    expect(problem(await stop(cid, question.seq))).toMatchObject({ code: 'forbidden' });
  });
});

describe('a message whose author', () => {
  it('is not heard of for a minute is unfinished: it says what was stored, and can still be written on before', async () => {
    const work = new HeldWork();
    const { backend, clock, ann, bob, open, append, get, changes } = await talking({
      wrapPorts: (ports) => ({ ...ports, work }),
    });
    const bobs = await backend.socket(bob);
    const { seq } = await open(ann);
    expect(await work.queued.nth(1)).toEqual({
      work: expect.objectContaining({ type: 'end-stream', seq }) as object,
      delaySeconds: 60,
    });
    clock.advance(40_000);
    await append(ann, seq, 0, 'Hello', true);
    clock.advance(20_000);
    await append(ann, seq, 5, ' lost');
    expect(await work.run(backend.runtime.app, 1)).toEqual([]);
    expect((await work.queued.nth(2)).delaySeconds).toBe(40);
    clock.advance(39_000);
    // the author is back
    expect((await append(ann, seq, 5, ' Bob', true)).body.offset).toBe(9);
    clock.advance(1_000);
    await work.run(backend.runtime.app, 2);
    expect((await work.queued.nth(3)).delaySeconds).toBe(59);
    expect(await get(bob, seq)).toMatchObject({ text: 'Hello Bob', streaming: true });
    clock.advance(59_000);
    await work.run(backend.runtime.app, 3);
    const expected = { text: 'Hello Bob', incomplete: 'unfinished' };
    expect(await bobs.events('message:updated', 1)).toMatchObject([expected]);
    expect(await changes(bob, seq)).toMatchObject({ items: [{ kind: 'change' }], messages: [expected] });
    expect(problem(await append(ann, seq, 9, '!', true))).toMatchObject({ code: 'stream_ended' });
    // what is delivered again changes nothing
    await work.run(backend.runtime.app, 3);
    expect((await get(bob, seq)).changeSeq).toBe(seq + 1);
  });

  it('vanished while the queue forgot is ended by the first who reads it', async () => {
    const work = new HeldWork();
    const { backend, clock, ann, bob, open, history } = await talking({
      wrapPorts: (ports) => ({ ...ports, work }),
    });
    const { seq } = await open(ann);
    clock.advance(70_001);
    expect(await history(bob)).toMatchObject([{ seq, streaming: true }]);
    expect(await work.queued.nth(2)).toMatchObject({ work: { type: 'end-stream', seq }, delaySeconds: 0 });
    await work.run(backend.runtime.app, 2);
    expect(await history(bob)).toMatchObject([{ seq, incomplete: 'unfinished' }]);
  });

  it('is muted or removed meanwhile cannot write on, and it ends with that', async () => {
    const { backend, clock, ann, bob, cid, id, path, open, append, get } = await talking({}, 'Team');
    const [first, second] = [await open(bob), await open(cid)];
    clock.advance(1_000);
    await append(bob, first.seq, 0, 'Hello', true);
    await append(cid, second.seq, 0, 'Bye', true);
    await backend.call('PATCH', `${path}/members/${bob.user.id}`, {
      token: ann.token,
      body: { mutedUntil: 'forever' },
    });
    await backend.call('DELETE', `${path}/members/${cid.user.id}`, { token: ann.token });
    expect(problem(await append(bob, first.seq, 5, '!'))).toMatchObject({ code: 'muted' });
    expect(problem(await append(cid, second.seq, 3, '!'))).toMatchObject({ code: 'conversation_not_found' });
    expect(await get(ann, first.seq)).toMatchObject({ text: 'Hello', incomplete: 'stopped' });
    expect(await get(ann, second.seq)).toMatchObject({ text: 'Bye', incomplete: 'stopped' });
    expect(id).not.toBe('');
  });

  it('is blocked meanwhile writes to no one else any more; behind a block it looks as ever', async () => {
    const { backend, clock, ann, bob, open, append, get, close, history } = await talking();
    const before = await open(ann);
    const bobs = await backend.socket(bob);
    await backend.call('PUT', `/v1/users/me/blocks/${ann.user.id}`, { token: bob.token });
    expect(problem(await append(ann, before.seq, 0, 'Hello'))).toMatchObject({ code: 'stream_ended' });
    const { seq } = await open(ann);
    clock.advance(1_000);
    expect((await append(ann, seq, 0, 'Hello', true)).body.offset).toBe(5);
    expect((await close(ann, seq, 'Hello Bob')).body).toMatchObject({ text: 'Hello Bob', status: 'sent' });
    expect(await get(ann, seq)).toMatchObject({ text: 'Hello Bob' });
    expect(await bobs.eventsSoFar<Appended>('message:appended')).toEqual([]);
    expect((await history(bob)).map((message) => message.seq)).toEqual([before.seq]);
    expect(problem(await append(bob, (await open(bob)).seq, 0, 'x'))).toMatchObject({ status: 404 });
  });
});
