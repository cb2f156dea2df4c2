import { describe, expect, it } from 'vitest';
import type {
  AckData,
  ChangesPage,
  Conversation,
  Message,
  MessagePage,
  Page,
  Receipt,
  SentReply,
} from '../../shared/protocol/index.ts';
import type { TestSocket } from '../support/backend/test-socket.ts';
import { problem, startBackend, type Person, type TestBackend } from '../support/backend/runtime.ts';

type Ack = AckData<'message:send'>;

async function pair(backend: TestBackend): Promise<{ ann: Person; bob: Person; id: string }> {
  const [ann, bob] = await backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const { id } = await backend.conversation(ann, [bob]);
  return { ann, bob, id };
}

async function history(backend: TestBackend, token: string, id: string, query = ''): Promise<MessagePage> {
  return (await backend.call<MessagePage>('GET', `/v1/conversations/${id}/messages${query}`, { token })).body;
}

describe('sending', () => {
  it('by WebSocket is acknowledged, and pushed to every socket of every member but the sending one', async () => {
    const backend = await startBackend();
    const { ann, bob, id } = await pair(backend);
    const [laptop, phone] = [await backend.socket(ann), await backend.socket(ann)];
    const bobs = [await backend.socket(bob), await backend.socket(bob)];

    const data = { conversationId: id, clientId: 'first', text: 'Hello Bob\n\tthis is Ann 👋' };
    const ack = await laptop.request<Ack>('message:send', data);
    expect(ack).toEqual({
      type: 'ack',
      id: expect.any(String) as string,
      data: {
        id: expect.any(String) as string,
        seq: 1,
        createdAt: expect.any(String) as string,
        duplicate: false,
      },
    });
    const expected: Message = {
      id: ack.data?.id ?? '',
      seq: 1,
      conversationId: id,
      senderId: ann.user.id,
      kind: 'text',
      text: data.text,
      attachments: [],
      replyTo: null,
      createdAt: ack.data?.createdAt ?? '',
      editedAt: null,
      deletedAt: null,
      status: 'sent',
    };
    for (const socket of bobs) expect(await socket.events('message:new', 1)).toEqual([expected]);
    // What it was sent under is for the sender's other devices only.
    expect(await phone.events('message:new', 1)).toEqual([{ ...expected, clientId: 'first' }]);
    expect(await laptop.eventsSoFar('message:new')).toEqual([]);
    expect((await history(backend, bob.token, id)).items).toEqual([expected]);
  });

  it('by HTTP stores the same message, pushed to all sockets', async () => {
    const backend = await startBackend();
    const { ann, bob, id } = await pair(backend);
    const sockets = [await backend.socket(ann), await backend.socket(bob)];
    const answer = await backend.call<SentReply>('POST', `/v1/conversations/${id}/messages`, {
      token: ann.token,
      body: { text: 'over HTTP' },
    });
    expect(answer.status).toBe(201);
    expect(Object.keys(answer.body).sort()).toEqual(['createdAt', 'id', 'seq']);
    for (const socket of sockets) {
      expect(await socket.events('message:new', 1)).toMatchObject([{ ...answer.body, text: 'over HTTP' }]);
    }
  });

  it('shows the clientId to its sender only, wherever messages are shown', async () => {
    const backend = await startBackend();
    const { ann, bob, id } = await pair(backend);
    const [socket, early] = [await backend.socket(ann), await backend.socket(bob)];
    await socket.request<Ack>('message:send', { conversationId: id, clientId: 'by-frame', text: '1' });
    // its sockets were found by then: those that open now are not among them
    await early.events('message:new', 1);
    const [anns, bobs] = [await backend.socket(ann), await backend.socket(bob)];
    const path = `/v1/conversations/${id}`;
    await backend.call('POST', `${path}/messages`, {
      token: ann.token,
      body: { clientId: 'by-http', text: '2' },
    });
    const clientIdsSeenBy = async ({ token }: Person, socket: TestSocket) => {
      const { body: changes } = await backend.call<ChangesPage>('GET', `${path}/changes?after=0`, { token });
      const { body: list } = await backend.call<Page<Conversation>>('GET', '/v1/conversations', { token });
      const { body: one } = await backend.call<Conversation>('GET', path, { token });
      const seen: Record<string, (Message | null | undefined)[]> = {
        history: (await history(backend, token, id)).items,
        changes: changes.items,
        last: [list.items[0]?.lastMessage, one.lastMessage],
        pushed: await socket.events('message:new', 1),
      };
      expect(JSON.stringify(seen).includes('clientId')).toBe(token === ann.token);
      return Object.values(seen).map((messages) => messages.map((message) => message?.clientId));
    };
    const both = ['by-frame', 'by-http'];
    expect(await clientIdsSeenBy(ann, anns)).toEqual([both, both, ['by-http', 'by-http'], ['by-http']]);
    await clientIdsSeenBy(bob, bobs);
  });

  it('replies to a message of the same conversation only', async () => {
    const backend = await startBackend();
    const { ann, bob, id } = await pair(backend);
    const other = await backend.conversation(ann, [bob], 'Other');
    const send = (conversationId: string, body: object) =>
      backend.call<SentReply>('POST', `/v1/conversations/${conversationId}/messages`, {
        token: ann.token,
        body,
      });
    const first = await send(id, { text: 'first' });
    expect((await send(id, { text: 'reply', replyTo: first.body.id })).status).toBe(201);
    expect((await history(backend, bob.token, id)).items.map(({ replyTo }) => replyTo)).toEqual([
      null,
      first.body.id,
    ]);
    const missing = first.body.id.replace(/_1$/, '_zz');
    for (const [conversationId, replyTo] of [
      [other.id, first.body.id],
      [id, missing],
      [id, 'nonsense'],
    ] as const) {
      const refused = await send(conversationId, { text: 'reply', replyTo });
      expect(refused).toMatchObject({ status: 404, body: { code: 'message_not_found' } });
    }
  });
});

describe('idempotence', () => {
  it('given the same clientId again, over either way in, returns the first reply and stores nothing', async () => {
    const backend = await startBackend();
    const { ann, bob, id } = await pair(backend);
    const [annSocket, bobSocket] = [await backend.socket(ann), await backend.socket(bob)];
    const data = { conversationId: id, clientId: 'once', text: 'only once' };
    const first = await annSocket.request<Ack>('message:send', data);
    const again = await annSocket.request<Ack>('message:send', data);
    expect(again.data).toEqual({ ...first.data, duplicate: true });
    const byHttp = await backend.call<SentReply>('POST', `/v1/conversations/${id}/messages`, {
      token: ann.token,
      body: { text: 'only once', clientId: 'once' },
    });
    const { id: messageId, seq, createdAt } = first.data ?? {};
    expect(byHttp).toMatchObject({ status: 200, body: { id: messageId, seq, createdAt } });
    await bobSocket.events('message:new', 1);
    expect(await bobSocket.eventsSoFar('message:new')).toHaveLength(1);
    expect((await history(backend, bob.token, id)).items.map(({ text }) => text)).toEqual(['only once']);

    // another person's clientId is another message
    const bobs = await bobSocket.request<Ack>('message:send', data);
    expect(bobs.data?.duplicate).toBe(false);
  });

  it('given another text under the same clientId, over either way in, refuses it', async () => {
    const backend = await startBackend();
    const { ann, bob, id } = await pair(backend);
    const { id: elsewhere } = await backend.conversation(ann, [bob], 'Elsewhere');
    const socket = await backend.socket(ann);
    const before = await socket.request<Ack>('message:send', {
      conversationId: id,
      clientId: 'before',
      text: 'before',
    });
    const data = { conversationId: id, clientId: 'once', text: 'only once', attachments: [], replyTo: null };
    const first = await socket.request<Ack>('message:send', data);

    for (const other of [
      { text: 'changed' },
      { replyTo: before.data?.id },
      { conversationId: elsewhere },
      { text: 'changed', conversationId: elsewhere },
    ]) {
      for (const repeat of [undefined, true]) {
        const { conversationId, ...body } = { ...data, ...other, repeat };
        const frame = await socket.request('message:send', { conversationId, ...body });
        expect(frame.error?.code).toBe('client_id_conflict');
        const path = `/v1/conversations/${conversationId}/messages`;
        const answer = await backend.call('POST', path, { token: ann.token, body });
        expect(problem(answer)).toEqual({ status: 409, code: 'client_id_conflict', fields: [] });
      }
    }
    // what is left out is what stands there by default
    const { conversationId, clientId, text } = data;
    const same = await socket.request<Ack>('message:send', { conversationId, clientId, text });
    expect(same.data).toEqual({ ...first.data, duplicate: true });
    expect((await history(backend, bob.token, id)).items).toHaveLength(2);
    expect((await history(backend, bob.token, elsewhere)).items).toEqual([]);
  });

  it('given a known repeat, takes no number and moves nothing', async () => {
    const backend = await startBackend();
    const { ann, id } = await pair(backend);
    const socket = await backend.socket(ann);
    const data = { conversationId: id, clientId: 'once', text: 'only once' };
    const first = await socket.request<Ack>('message:send', data);
    const { conversations } = backend.runtime.app;
    const before = await conversations.head(id);
    for (let attempt = 2; attempt <= 12; attempt++) {
      const again = await socket.request<Ack>('message:send', { ...data, repeat: true });
      expect(again.data).toEqual({ ...first.data, duplicate: true });
      const { clientId, text } = data;
      const byHttp = await backend.call<SentReply>('POST', `/v1/conversations/${id}/messages`, {
        token: ann.token,
        body: { clientId, text, repeat: true },
      });
      expect(byHttp).toMatchObject({ status: 200, body: { seq: 1 } });
    }
    expect(await conversations.head(id)).toEqual(before);

    // one that never arrived is sent
    const lost = await socket.request<Ack>('message:send', { ...data, clientId: 'lost', repeat: true });
    expect(lost.data).toMatchObject({ seq: 2, duplicate: false });
  });

  it('holds while the first attempt is still running', async () => {
    const backend = await startBackend();
    const { ann, bob, id } = await pair(backend);
    const sockets = await Promise.all([1, 2, 3, 4].map(() => backend.socket(ann)));
    const data = { conversationId: id, clientId: 'raced', text: 'raced' };
    const acks = await Promise.all(
      sockets.flatMap((socket) => [1, 2, 3, 4, 5].map(() => socket.request<Ack>('message:send', data))),
    );
    expect(new Set(acks.map((ack) => ack.data?.id)).size).toBe(1);
    expect(acks.filter((ack) => ack.data?.duplicate === false)).toHaveLength(1);
    expect((await history(backend, bob.token, id)).items).toHaveLength(1);
  });

  it('ends after 24 hours', async () => {
    let now = Date.now();
    const backend = await startBackend({ clock: { now: () => now } });
    const { ann, id } = await pair(backend);
    const socket = await backend.socket(ann);
    const data = { conversationId: id, clientId: 'daily', text: 'good morning' };
    const send = async (repeat = false) =>
      (await socket.request<Ack>('message:send', { ...data, repeat })).data?.duplicate;
    const hour = 3600 * 1000;
    expect(await send()).toBe(false);
    now += 23 * hour;
    expect(await send()).toBe(true);
    expect(await send(true)).toBe(true);
    now += 2 * hour;
    expect(await send(true)).toBe(false);
    expect(await send()).toBe(true);
  });
});

describe('order', () => {
  it('given concurrent senders, numbers are distinct and all members read the same history', async () => {
    const backend = await startBackend();
    const [owner, ...others] = await backend.people('a', 'b', 'c', 'd', 'e');
    if (!owner) throw new Error('five people');
    const everybody = [owner, ...others];
    const { id } = await backend.conversation(owner, others, 'Five at once');
    const sockets = await Promise.all(everybody.map(backend.socket));
    const each = 40;
    const acks = await Promise.all(
      sockets.flatMap((socket, sender) =>
        Array.from({ length: each }, (_, index) =>
          socket.request<Ack>('message:send', {
            conversationId: id,
            clientId: `m${index}`,
            text: `${sender}/${index}`,
          }),
        ),
      ),
    );
    const seqs = acks.map((ack) => ack.data?.seq ?? 0).sort((a, b) => a - b);
    expect(seqs).toEqual(Array.from({ length: each * 5 }, (_, index) => index + 1));
    const bySeq = new Map(
      acks.map((ack, index) => [ack.data?.seq, `${Math.floor(index / each)}/${index % each}`]),
    );

    for (const [index, socket] of sockets.entries()) {
      const pushed = await socket.events<Message>('message:new', each * 4);
      expect(pushed).toHaveLength(each * 4);
      for (const { seq, text } of pushed) expect(text).toBe(bySeq.get(seq));
      const [newest, oldest] = [
        await history(backend, everybody[index]?.token ?? '', id, '?limit=100'),
        await history(backend, everybody[index]?.token ?? '', id, '?limit=100&before=101'),
      ];
      expect([...oldest.items, ...newest.items].map(({ text }) => text)).toEqual(
        seqs.map((seq) => bySeq.get(seq)),
      );
    }
  });
});

describe('history', () => {
  it('is read in pages both ways, ascending', async () => {
    const backend = await startBackend();
    const { ann, bob, id } = await pair(backend);
    const socket = await backend.socket(ann);
    for (let index = 1; index <= 12; index++) {
      await socket.request('message:send', { conversationId: id, clientId: `${index}`, text: `${index}` });
    }
    const page = async (query: string) => {
      const { items, nextCursor } = await history(backend, bob.token, id, query);
      return { seqs: items.map(({ seq }) => seq), nextCursor };
    };
    const range = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => from + index);

    expect(await page('')).toEqual({ seqs: range(1, 12), nextCursor: null });
    const newest = await page('?limit=5');
    expect(newest.seqs).toEqual(range(8, 12));
    const older = await page(`?limit=5&cursor=${encodeURIComponent(newest.nextCursor ?? '')}`);
    expect(older.seqs).toEqual(range(3, 7));
    const oldest = await page(`?limit=5&cursor=${encodeURIComponent(older.nextCursor ?? '')}`);
    expect(oldest).toEqual({ seqs: range(1, 2), nextCursor: null });

    expect(await page('?before=8&limit=7')).toEqual({ seqs: range(1, 7), nextCursor: null });
    expect((await page('?before=8&limit=3')).seqs).toEqual(range(5, 7));
    const after = await page('?after=4&limit=4');
    expect(after.seqs).toEqual(range(5, 8));
    expect(await page(`?limit=4&cursor=${encodeURIComponent(after.nextCursor ?? '')}`)).toEqual({
      seqs: range(9, 12),
      nextCursor: null,
    });
    expect(await page('?after=12')).toEqual({ seqs: [], nextCursor: null });
    expect(await page('?before=1')).toEqual({ seqs: [], nextCursor: null });
    expect(await page('?before=0')).toEqual({ seqs: [], nextCursor: null });
    expect((await page('?after=0')).seqs).toEqual(range(1, 12));
  });
});

describe('receipts', () => {
  it('move forward only, are pushed to the others, and set the status', async () => {
    const backend = await startBackend();
    const { ann, bob, id } = await pair(backend);
    const [annSocket, bobSocket] = [await backend.socket(ann), await backend.socket(bob)];
    for (const clientId of ['1', '2', '3']) {
      await annSocket.request('message:send', { conversationId: id, clientId, text: clientId });
    }
    const statuses = async () => (await history(backend, ann.token, id)).items.map(({ status }) => status);
    expect(await statuses()).toEqual(['sent', 'sent', 'sent']);

    const ack = await bobSocket.request('receipt:delivered', { conversationId: id, seq: 2 });
    expect(ack).toMatchObject({ type: 'ack', data: {} });
    expect(await statuses()).toEqual(['delivered', 'delivered', 'sent']);
    await bobSocket.request('receipt:read', { conversationId: id, seq: 1 });
    expect(await statuses()).toEqual(['read', 'delivered', 'sent']);
    // backwards, and further than there is
    await bobSocket.request('receipt:delivered', { conversationId: id, seq: 1 });
    await bobSocket.request('receipt:read', { conversationId: id, seq: 0 });
    await bobSocket.request('receipt:read', { conversationId: id, seq: 999 });
    expect(await statuses()).toEqual(['read', 'read', 'read']);

    const mark = { conversationId: id, userId: bob.user.id };
    await annSocket.events('receipt', 3);
    const pushed = await annSocket.eventsSoFar<Receipt>('receipt');
    expect(pushed.sort((a, b) => a.deliveredSeq + a.readSeq - b.deliveredSeq - b.readSeq)).toEqual([
      { ...mark, deliveredSeq: 2, readSeq: 0 },
      { ...mark, deliveredSeq: 2, readSeq: 1 },
      { ...mark, deliveredSeq: 3, readSeq: 3 },
    ]);
    expect(await bobSocket.eventsSoFar('receipt')).toEqual([]);
    await annSocket.request('message:send', { conversationId: id, clientId: '4', text: '4' });
    expect((await statuses()).at(-1)).toBe('sent');
  });

  it('by HTTP without a number go to the newest message', async () => {
    const backend = await startBackend();
    const { ann, bob, id } = await pair(backend);
    const socket = await backend.socket(ann);
    await socket.request('message:send', { conversationId: id, clientId: '1', text: '1' });
    await socket.request('message:send', { conversationId: id, clientId: '2', text: '2' });
    for (const { path, body } of [{ path: 'delivered', body: {} }, { path: 'read' }]) {
      const answer = await backend.call('POST', `/v1/conversations/${id}/${path}`, {
        token: bob.token,
        body,
      });
      expect(answer).toMatchObject({ status: 200, body: { ok: true } });
      const { items } = await history(backend, ann.token, id);
      expect(items.map(({ status }) => status)).toEqual([path, path]);
    }
    expect(await socket.events('receipt', 2)).toHaveLength(2);
  });

  it("give a group's message the status of its least advanced member", async () => {
    const backend = await startBackend();
    const [ann, bob, eve] = await backend.people('ann', 'bob', 'eve');
    if (!ann || !bob || !eve) throw new Error('three people');
    const { id } = await backend.conversation(ann, [bob, eve], 'Three');
    const send = { token: ann.token, body: { text: 'hello' } };
    await backend.call('POST', `/v1/conversations/${id}/messages`, send);
    const status = async (token: string) => (await history(backend, token, id)).items[0]?.status;
    const mark = (person: Person, path: string) =>
      backend.call('POST', `/v1/conversations/${id}/${path}`, { token: person.token, body: {} });
    await mark(bob, 'read');
    expect(await status(ann.token)).toBe('sent');
    await mark(eve, 'delivered');
    expect(await status(ann.token)).toBe('delivered');
    expect(await status(eve.token)).toBe('delivered');
    await mark(eve, 'read');
    expect(await status(bob.token)).toBe('read');
  });
});
