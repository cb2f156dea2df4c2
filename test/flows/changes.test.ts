import { describe, expect, it } from 'vitest';
import { sendMessage } from '../../shared/messages/index.ts';
import type { Ports } from '../../shared/platform/ports.ts';
import type { Table } from '../../shared/platform/table.ts';
import type {
  AuthReply,
  ChangesPage,
  Conversation,
  MessagePage,
  Page,
  SentReply,
} from '../../shared/protocol/index.ts';
import { withoutFollowUps } from '../support/backend/without-follow-ups.ts';
import { FaultyTables, type TableCall } from '../support/faults/faulty-tables.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { problem, startBackend, type Person } from '../support/backend/runtime.ts';

/** The call that stores a message under its number, or the void that takes its place. */
const storesMessage = ({ operation, partitions: [first = ''] }: TableCall) =>
  (operation === 'put' || operation === 'transact') && first.startsWith('LOG#');

/** Holds back a message on its way into the log, like a function that was frozen between its two writes. */
class Gate {
  #open = Promise.resolve();
  #release: () => void = () => undefined;
  #arrived: () => void = () => undefined;

  /** The next message waits here. Resolves once it has come. */
  close(): Promise<void> {
    this.#open = new Promise((resolve) => (this.#release = resolve));
    return new Promise((resolve) => (this.#arrived = resolve));
  }

  open(): void {
    this.#release();
  }

  async #pass(): Promise<void> {
    this.#arrived();
    const open = this.#open;
    // only this one waits
    this.#open = Promise.resolve();
    this.#arrived = () => undefined;
    await open;
  }

  wrap(table: Table): Table {
    return {
      ...table,
      put: async (item, condition) => {
        if (item.pk.startsWith('LOG#') && item['kind'] === 'text') await this.#pass();
        return table.put(item, condition);
      },
      transact: async (writes) => {
        if (writes.some((write) => 'put' in write && write.put.pk.startsWith('LOG#'))) await this.#pass();
        return table.transact(writes);
      },
    };
  }
}

/** Ann and Bob in a conversation, at a clock that stands still, on tables that can fail or hold back a message. */
async function start() {
  const clock = new ManualClock();
  const tables = new FaultyTables();
  const gate = new Gate();
  const wrapPorts = (ports: Ports): Ports => {
    const faulty = tables.wrapPorts(ports);
    return { ...faulty, durable: gate.wrap(faulty.durable) };
  };
  const backend = await startBackend({ clock, ...withoutFollowUps(wrapPorts), limits: { idleMs: 1e12 } });
  const [ann, bob] = [await backend.person('ann'), await backend.person('bob')];
  const { id } = await backend.conversation(ann, [bob]);
  const path = `/v1/conversations/${id}`;

  const post = (text: string, clientId?: string, { token }: { token: string } = ann) =>
    backend.call<SentReply>('POST', `${path}/messages`, {
      token,
      body: { text, ...(clientId && { clientId }) },
    });
  /** Sends `count` messages named after their numbers. */
  async function send(count: number) {
    for (let index = 0; index < count; index++) {
      const { status, body } = await post('a message');
      expect(status).toBe(201);
      last = body.seq;
    }
    return last;
  }
  let last = 0;

  /** Sends that die after they took a number. */
  async function die(count = 1) {
    for (let index = 0; index < count; index++) {
      tables.failOnce('refused', storesMessage);
      expect((await post('lost')).status).toBe(503);
    }
  }

  async function changes(after: number, limit?: number) {
    const query = `?after=${after}${limit === undefined ? '' : `&limit=${limit}`}`;
    const { status, body } = await backend.call<ChangesPage>('GET', `${path}/changes${query}`, {
      token: bob.token,
    });
    expect(status).toBe(200);
    const { items, ...rest } = body;
    return { seqs: items.map(({ seq }) => seq), ...rest };
  }

  /** Everything after a number, page by page, as a client asks for it. */
  async function all(after: number, limit: number) {
    const seqs: number[] = [];
    for (;;) {
      const page = await changes(after, limit);
      expect(page.reset).toBe(false);
      seqs.push(...page.seqs);
      after = page.upTo;
      if (!page.hasMore) return { seqs, upTo: after };
    }
  }

  const history = async (query = '') =>
    (await backend.call<MessagePage>('GET', `${path}/messages${query}`, { token: bob.token })).body;
  const seen = async () => (await backend.call<Conversation>('GET', path, { token: bob.token })).body;
  const listed = async () =>
    (await backend.call<Page<Conversation>>('GET', '/v1/conversations', { token: bob.token })).body.items[0];
  const signIn = async ({ user, password }: Person) => {
    const body = { username: user.username, password };
    return (await backend.call<AuthReply>('POST', '/v1/auth/login', { body })).body;
  };
  return {
    backend,
    clock,
    tables,
    gate,
    ann,
    bob,
    id,
    path,
    post,
    send,
    die,
    changes,
    all,
    history,
    seen,
    listed,
    signIn,
  };
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const settled = { hasMore: false, reset: false };

describe('changes', () => {
  it('after a number are the entries after it, as the history has them', async () => {
    const { backend, ann, bob, path, post, history, changes } = await start();
    const first = await post('one');
    await post('two');
    await backend.call('POST', `${path}/messages`, {
      token: bob.token,
      body: { text: 'three', replyTo: first.body.id },
    });
    const { body } = await backend.call<ChangesPage>('GET', `${path}/changes`, { token: ann.token });
    const asAnn = await backend.call<MessagePage>('GET', `${path}/messages`, { token: ann.token });
    expect(body).toEqual({ items: asAnn.body.items, upTo: 3, ...settled });
    expect(body.items.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    expect(await changes(1)).toEqual({ seqs: [2, 3], upTo: 3, ...settled });
    expect(await changes(3)).toEqual({ seqs: [], upTo: 3, ...settled });
    expect((await history()).items).toHaveLength(3);
  });

  it('of a conversation without messages are empty', async () => {
    const { changes } = await start();
    expect(await changes(0)).toEqual({ seqs: [], upTo: 0, ...settled });
  });

  it('come in pages, each saying how far it reaches', async () => {
    const { send, changes, all } = await start();
    await send(7);
    expect(await changes(0, 3)).toEqual({ seqs: [1, 2, 3], upTo: 3, hasMore: true, reset: false });
    expect(await changes(3, 3)).toEqual({ seqs: [4, 5, 6], upTo: 6, hasMore: true, reset: false });
    expect(await changes(6, 3)).toEqual({ seqs: [7], upTo: 7, ...settled });
    expect(await changes(4, 3)).toEqual({ seqs: [5, 6, 7], upTo: 7, ...settled });
    for (const limit of [1, 2, 3, 7, 100])
      expect(await all(0, limit)).toEqual({ seqs: range(1, 7), upTo: 7 });
  });

  it('are for members only', async () => {
    const { backend, ann, path } = await start();
    const eve = await backend.person('eve');
    const missing = { status: 404, code: 'conversation_not_found', fields: [] };
    expect(problem(await backend.call('GET', `${path}/changes`, { token: eve.token }))).toEqual(missing);
    const nowhere = await backend.call('GET', '/v1/conversations/cnv_x/changes', { token: ann.token });
    expect(problem(nowhere)).toEqual(missing);
  });
});

describe('a number whose message is missing (its send died)', () => {
  it('ends the page for 2 seconds, as the message may still come, and is skipped after that', async () => {
    const { clock, send, die, changes } = await start();
    await send(2);
    await die();
    await send(2);
    const waiting = { seqs: [1, 2], upTo: 2, ...settled };
    expect(await changes(0)).toEqual(waiting);
    expect(await changes(2)).toEqual({ seqs: [], upTo: 2, ...settled });
    clock.advance(2000);
    expect(await changes(0)).toEqual(waiting);
    clock.advance(1);
    expect(await changes(0)).toEqual({ seqs: [1, 2, 4, 5], upTo: 5, ...settled });
    expect(await changes(2)).toEqual({ seqs: [4, 5], upTo: 5, ...settled });
    expect(await changes(3)).toEqual({ seqs: [4, 5], upTo: 5, ...settled });
  });

  it('is skipped after the wait also as the last number', async () => {
    const { clock, send, die, changes } = await start();
    await send(2);
    await die();
    expect(await changes(0)).toEqual({ seqs: [1, 2], upTo: 2, ...settled });
    expect(await changes(2)).toEqual({ seqs: [], upTo: 2, ...settled });
    clock.advance(2001);
    expect(await changes(2)).toEqual({ seqs: [], upTo: 3, ...settled });
    await send(1);
    expect(await changes(2)).toEqual({ seqs: [4], upTo: 4, ...settled });
  });

  it('is skipped after the wait also as the first number, and several of them', async () => {
    const { clock, send, die, changes, all } = await start();
    await die(2);
    await send(1);
    await die();
    await send(2);
    await die(3);
    expect(await changes(0)).toEqual({ seqs: [], upTo: 0, ...settled });
    clock.advance(2001);
    for (const limit of [1, 2, 3, 4, 50]) expect(await all(0, limit)).toEqual({ seqs: [3, 5, 6], upTo: 9 });
  });

  it('is given up also where only given-up numbers follow', async () => {
    const { clock, send, die, changes } = await start();
    await die(2);
    clock.advance(2001);
    // a reader who holds the first number finds the second missing
    expect(await changes(1)).toEqual({ seqs: [], upTo: 2, ...settled });
    await send(1);
    // the conversation is busy, and the page holds the second one only
    expect(await changes(0, 1)).toEqual({ seqs: [], upTo: 1, hasMore: true, reset: false });
    expect(await changes(0)).toEqual({ seqs: [3], upTo: 3, ...settled });
  });

  it('delays no reader after the clock was set back, and the last activity keeps its time', async () => {
    const { backend, clock, id, send, die, changes } = await start();
    await send(2);
    const at = clock.now();
    clock.advance(-2 * 3600_000);
    await die();
    await send(1);
    await die();
    clock.advance(2_001);
    expect(await changes(0)).toEqual({ seqs: [1, 2, 4], upTo: 5, ...settled });
    const { conversations } = backend.runtime.app;
    expect(await conversations.head(id)).toMatchObject({ lastSeq: 5, lastActivityAt: at });
    clock.advance(2 * 3600_000 + 1);
    await send(1);
    expect(await conversations.head(id)).toMatchObject({ lastSeq: 6, lastActivityAt: at + 2_002 });
  });

  it('holds back only what comes after it, on every page', async () => {
    const { clock, send, die, changes, all } = await start();
    await send(3);
    await die();
    await send(3);
    expect(await all(0, 2)).toEqual({ seqs: [1, 2, 3], upTo: 3 });
    expect(await changes(4, 2)).toEqual({ seqs: [5, 6], upTo: 6, hasMore: true, reset: false });
    clock.advance(2001);
    expect(await all(0, 2)).toEqual({ seqs: [1, 2, 3, 5, 6, 7], upTo: 7 });
  });

  it('is skipped without the wait where a retry shows that the message was stored before', async () => {
    const { post, changes } = await start();
    await post('once', 'c1');
    expect((await post('once', 'c1')).status).toBe(200);
    await post('next', 'c2');
    await expect.poll(() => changes(0)).toEqual({ seqs: [1, 3], upTo: 3, ...settled });
  });

  it('appears in no history, list or unread count', async () => {
    const { clock, tables, post, die, changes, history, seen, listed } = await start();
    await post('first');
    await die(25);
    const unread = { unreadCount: 1, lastSeq: 26, lastMessage: { seq: 1, text: 'first' } };
    expect(await seen()).toMatchObject(unread);
    clock.advance(2001);
    const before = tables.writes;
    expect(await changes(1)).toMatchObject({ seqs: [], upTo: 26 });
    expect(tables.writes).toBe(before + 25);
    // as before, now that they are void
    expect(await seen()).toMatchObject(unread);
    expect(await listed()).toMatchObject(unread);
    await post('last');
    expect(await seen()).toMatchObject({ unreadCount: 2, lastSeq: 27, lastMessage: { seq: 27 } });

    expect((await history()).items.map(({ seq }) => seq)).toEqual([1, 27]);
    // a page that would hold nothing but voids is not empty
    expect(await history('?before=27&limit=10')).toMatchObject({ items: [{ seq: 1 }], nextCursor: null });
    expect(await history('?after=1&limit=10')).toMatchObject({ items: [{ seq: 27 }], nextCursor: null });
    const newest = await history('?limit=1');
    expect(newest.items.map(({ seq }) => seq)).toEqual([27]);
    const older = await history(`?limit=1&cursor=${encodeURIComponent(newest.nextCursor ?? '')}`);
    expect(older).toMatchObject({ items: [{ seq: 1 }], nextCursor: null });
    // once is enough
    await changes(1);
    expect(tables.writes).toBe(before + 25 + 1 + 1);
  });

  it('appears in no history or count of a conversation without messages', async () => {
    const { clock, die, changes, history, seen } = await start();
    await die(12);
    clock.advance(2001);
    expect(await changes(0)).toEqual({ seqs: [], upTo: 12, ...settled });
    expect(await seen()).toMatchObject({ unreadCount: 0, lastSeq: 12, lastMessage: null });
    expect(await history('?limit=5')).toEqual({ items: [], nextCursor: null });
  });

  it('cannot be replied to', async () => {
    const { backend, ann, clock, path, die, post, changes } = await start();
    const { body } = await post('one');
    await die();
    clock.advance(2001);
    await changes(0);
    const replyTo = body.id.replace(/_1$/, '_2');
    expect(replyTo).not.toBe(body.id);
    const reply = await backend.call('POST', `${path}/messages`, {
      token: ann.token,
      body: { text: 'x', replyTo },
    });
    expect(problem(reply)).toMatchObject({ status: 404, code: 'message_not_found' });
  });
});

describe('a message that is stored after its number was given up', () => {
  it.for([undefined, 'c1'])('is stored once, under a new number (clientId %s)', async (clientId) => {
    const { backend, clock, gate, bob, post, changes, history, seen } = await start();
    const bobs = await backend.socket(bob);
    await post('before');
    const arrived = gate.close();
    const late = post('late', clientId);
    await arrived;
    await post('after');
    expect(await changes(0)).toEqual({ seqs: [1], upTo: 1, ...settled });
    clock.advance(2001);
    expect(await changes(0)).toEqual({ seqs: [1, 3], upTo: 3, ...settled });

    gate.open();
    const { status, body } = await late;
    expect({ status, seq: body.seq }).toEqual({ status: 201, seq: 4 });
    expect(await changes(3)).toEqual({ seqs: [4], upTo: 4, ...settled });
    const { items } = await history();
    expect(items.map(({ text }) => text)).toEqual(['before', 'after', 'late']);
    expect(items.at(-1)).toMatchObject({ id: body.id, seq: 4, createdAt: body.createdAt });
    expect((await bobs.eventsSoFar<{ seq: number }>('message:new')).map(({ seq }) => seq)).toEqual([1, 3, 4]);
    expect(await seen()).toMatchObject({ unreadCount: 3, lastMessage: { text: 'late' } });
    if (clientId === undefined) return;
    const again = await post('late', clientId);
    expect(again).toMatchObject({ status: 200, body });
    expect((await history()).items).toHaveLength(3);
  });

  it('and was retried meanwhile is the message that the retry stored', async () => {
    const { clock, gate, post, changes, history } = await start();
    const arrived = gate.close();
    const late = post('late', 'c1');
    await arrived;
    const repeated = await post('late', 'c1');
    expect(repeated).toMatchObject({ status: 201, body: { seq: 2 } });
    clock.advance(2001);
    expect(await changes(0)).toEqual({ seqs: [2], upTo: 2, ...settled });
    gate.open();
    expect(await late).toMatchObject({ status: 200, body: repeated.body });
    expect((await history()).items.map(({ seq }) => seq)).toEqual([2]);
  });

  it('a stored message stays when a reader tries to give its number up', async () => {
    const { backend, post, changes, id } = await start();
    await post('one');
    await backend.runtime.app.messages.makeVoid(id, [1, 2]);
    expect(await changes(0)).toEqual({ seqs: [1], upTo: 1, ...settled });
    expect((await post('two')).body.seq).toBe(3);
    expect(await changes(0)).toEqual({ seqs: [1, 3], upTo: 3, ...settled });
  });
});

describe('a reset', () => {
  it('comes for a reader who misses more than 500 entries', async () => {
    const { backend, id, ann, changes } = await start();
    const { app } = backend.runtime;
    for (let index = 0; index < 501; index++) {
      await (
        await sendMessage(app, { userId: ann.user.id }, { conversationId: id, text: 'x' })
      ).pushed;
    }
    expect(await changes(0)).toEqual({ seqs: [], upTo: 501, hasMore: false, reset: true });
    expect(await changes(1, 100)).toEqual({ seqs: range(2, 101), upTo: 101, hasMore: true, reset: false });
  });

  it('comes for a reader who misses an entry older than 30 days', async () => {
    const { backend, clock, bob, path, send, signIn } = await start();
    await send(2);
    clock.advance(30 * 24 * 3600 * 1000);
    const { token } = await signIn(bob);
    const changes = async (after: number) =>
      (await backend.call<ChangesPage>('GET', `${path}/changes?after=${after}`, { token })).body;
    expect(await changes(0)).toMatchObject({ reset: false, upTo: 2 });
    clock.advance(1);
    expect(await changes(0)).toEqual({ items: [], upTo: 2, hasMore: false, reset: true });
    expect(await changes(1)).toMatchObject({ items: [], reset: true });
    expect(await changes(2)).toEqual({ items: [], upTo: 2, ...settled });
  });

  it('comes for a reader whose number is higher than the newest', async () => {
    const { send, changes } = await start();
    expect(await changes(1)).toEqual({ seqs: [], upTo: 0, hasMore: false, reset: true });
    await send(2);
    expect(await changes(3)).toEqual({ seqs: [], upTo: 2, hasMore: false, reset: true });
    expect(await changes(999_999_999_999_999)).toMatchObject({ reset: true, upTo: 2 });
  });

  it('does not reach past a message on its way either', async () => {
    const { clock, send, die, changes } = await start();
    await send(2);
    await die();
    await send(1);
    expect(await changes(9)).toEqual({ seqs: [], upTo: 2, hasMore: false, reset: true });
    clock.advance(2001);
    expect(await changes(9)).toEqual({ seqs: [], upTo: 4, hasMore: false, reset: true });
  });
});

describe('many senders and readers at once', () => {
  it('miss nothing and see nothing twice, also where sends die or are given up', async () => {
    const tables = new FaultyTables();
    // time goes by so fast that readers give up on messages that are still on their way
    let now = Date.now();
    const backend = await startBackend({
      clock: { now: () => (now += 100) },
      wrapPorts: tables.wrapPorts,
      config: { accessTokenSeconds: 24 * 3600 },
      limits: { idleMs: 1e12, connectionMs: 1e12 },
    });
    const [ann, bob] = [await backend.person('ann'), await backend.person('bob')];
    const { id } = await backend.conversation(ann, [bob]);
    const path = `/v1/conversations/${id}`;
    const sent: string[] = [];
    let voids = 0;
    const { messages } = backend.runtime.app;
    const makeVoid = messages.makeVoid.bind(messages);
    messages.makeVoid = (conversationId, seqs) => {
      voids += seqs.length;
      return makeVoid(conversationId, seqs);
    };
    let sending = 4;

    async function sender(name: string) {
      for (let index = 0; index < 25; index++) {
        const body = { text: `${name}${index}`, clientId: `${name}${index}` };
        if (index % 5 === 0) tables.failOnce(index % 2 ? 'lost' : 'refused', storesMessage);
        let status = 503;
        while (status === 503)
          ({ status } = await backend.call('POST', `${path}/messages`, { token: ann.token, body }));
        sent.push(body.text);
      }
      sending -= 1;
    }

    /** A client that only ever goes forward, until it holds everything. */
    async function reader(limit: number) {
      const texts: string[] = [];
      let after = 0;
      for (;;) {
        const done = sending === 0;
        const query = `?after=${after}&limit=${limit}`;
        const { status, body } = await backend.call<ChangesPage>('GET', `${path}/changes${query}`, {
          token: bob.token,
        });
        // the failure that was meant for a sender can hit a reader who gives up on a number
        if (status === 503) continue;
        texts.push(...body.items.map(({ text }) => text));
        after = body.upTo;
        const head = await backend.runtime.app.conversations.head(id);
        if (done && after === head?.lastSeq) return texts;
      }
    }

    const readers = [1, 3, 50].map(reader);
    await Promise.all(['a', 'b', 'c', 'd'].map(sender));
    for (const texts of await Promise.all(readers)) expect(texts.toSorted()).toEqual(sent.toSorted());
    expect(sent).toHaveLength(100);
    expect(voids).toBeGreaterThan(0);
  });
});
