import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sendMessage } from '../../shared/messages/index.ts';
import { sealCursor } from '../../shared/platform/cursor.ts';
import type { SyncReply } from '../../shared/protocol/index.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { problem, startBackend, type Person } from '../support/backend/runtime.ts';

type Head = SyncReply['conversations'][number];

async function start() {
  const clock = new ManualClock();
  const backend = await startBackend({
    clock,
    config: { accessTokenSeconds: 24 * 3600 },
    limits: { idleMs: 1e12, connectionMs: 1e12 },
  });
  const [ann, bob] = [await backend.person('ann'), await backend.person('bob')];
  const { app } = backend.runtime;
  const group = async (name: string, others = [bob]) => (await backend.conversation(ann, others, name)).id;
  const send = async (id: string, from = bob, text = 'hello') => {
    const { reply, pushed } = await sendMessage(app, { userId: from.user.id }, { conversationId: id, text });
    await pushed;
    return reply.seq;
  };
  const get = async (cursor?: string, { token }: Pick<Person, 'token'> = ann) => {
    const query = cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    return backend.call<SyncReply>('GET', `/v1/sync${query}`, { token });
  };
  const sync = async (cursor?: string) => {
    const { status, body } = await get(cursor);
    expect(status).toBe(200);
    return body;
  };
  /** All pages, and the cursor for the next time. */
  const whole = async (from?: string) => {
    const conversations: Head[] = [];
    let [cursor, hasMore] = [from, true];
    while (hasMore) {
      const page = await sync(cursor);
      conversations.push(...page.conversations);
      ({ cursor, hasMore } = page);
    }
    if (cursor === undefined) throw new Error('a sync gives a cursor');
    return { conversations, cursor };
  };
  return { backend, app, clock, ann, bob, group, send, get, sync, whole };
}

const ids = (reply: { conversations: Head[] }) => reply.conversations.map(({ id }) => id).sort();

describe('sync', () => {
  it('without a cursor gives the state of every conversation, by frame and by GET', async () => {
    const { backend, ann, bob, group, send, sync } = await start();
    const [first, second, third] = [await group('1'), await group('2'), await group('3')];
    await send(first);
    await send(first);
    await send(first, ann);
    await send(second);
    const { token } = ann;
    await backend.call('POST', `/v1/conversations/${first}/read`, { token, body: { seq: 1 } });
    await backend.call('POST', `/v1/conversations/${first}/delivered`, { token, body: { seq: 2 } });
    await backend.call('POST', `/v1/conversations/${second}/read`, { token });
    // others' conversations are not in it
    await backend.conversation(bob, [await backend.person('carol')]);

    const reply = await sync();
    expect(reply).toEqual({
      conversations: expect.any(Array) as Head[],
      total: 3,
      cursor: expect.any(String) as string,
      hasMore: false,
    });
    expect(new Set(reply.conversations)).toEqual(
      new Set([
        { id: first, lastSeq: 3, readSeq: 1, deliveredSeq: 2, unreadCount: 1 },
        { id: second, lastSeq: 1, readSeq: 1, deliveredSeq: 1, unreadCount: 0 },
        { id: third, lastSeq: 0, readSeq: 0, deliveredSeq: 0, unreadCount: 0 },
      ]),
    );
    const socket = await backend.socket(ann);
    for (const data of [undefined, {}]) {
      const ack = await socket.request<SyncReply>('sync', data);
      expect(ack).toMatchObject({
        type: 'ack',
        data: { conversations: reply.conversations, hasMore: false },
      });
    }
    const { cursor } = reply;
    expect(await socket.request('sync', { cursor })).toMatchObject({ type: 'ack', data: { hasMore: false } });
  });

  it('says in how many conversations the user still is, without naming those that ended', async () => {
    const { backend, ann, group, sync } = await start();
    const [first, second] = [await group('1'), await group('2')];
    const { cursor } = await sync();
    await backend.call('POST', `/v1/conversations/${first}/leave`, { token: ann.token });
    expect(await sync(cursor)).toMatchObject({ conversations: [], total: 1, hasMore: false });
    expect(await sync()).toMatchObject({ conversations: [{ id: second }], total: 1 });
  });

  it('of a user without conversations is empty', async () => {
    const { sync } = await start();
    const { conversations, cursor, hasMore } = await sync();
    expect({ conversations, hasMore }).toEqual({ conversations: [], hasMore: false });
    expect(await sync(cursor)).toMatchObject({ conversations: [], hasMore: false });
  });

  it('with a cursor gives what changed since', async () => {
    const { backend, ann, bob, group, send, sync } = await start();
    const [first, second, third] = [await group('1'), await group('2'), await group('3')];
    for (const id of [first, second, third]) await send(id);
    let reply = await sync();
    expect(ids(reply)).toEqual([first, second, third].sort());
    reply = await sync(reply.cursor);
    expect(ids(reply)).toEqual([]);

    await send(second);
    reply = await sync(reply.cursor);
    expect(reply.conversations).toEqual([
      { id: second, lastSeq: 2, readSeq: 0, deliveredSeq: 0, unreadCount: 2 },
    ]);
    reply = await sync(reply.cursor);
    expect(ids(reply)).toEqual([]);

    // the caller's watermarks, moved on another device
    const phone = await backend.socket(ann);
    await phone.request('receipt:read', { conversationId: third, seq: 1 });
    await phone.request('receipt:delivered', { conversationId: first, seq: 1 });
    reply = await sync(reply.cursor);
    expect(new Set(reply.conversations)).toEqual(
      new Set([
        { id: third, lastSeq: 1, readSeq: 1, deliveredSeq: 1, unreadCount: 0 },
        { id: first, lastSeq: 1, readSeq: 0, deliveredSeq: 1, unreadCount: 1 },
      ]),
    );
    reply = await sync(reply.cursor);

    // standing still is no change, and what others read is theirs
    await phone.request('receipt:read', { conversationId: third, seq: 1 });
    await backend.call('POST', `/v1/conversations/${second}/read`, { token: bob.token });
    reply = await sync(reply.cursor);
    expect(ids(reply)).toEqual([]);

    const direct = await backend.conversation(bob, [ann]);
    const fourth = await backend.conversation(bob, [ann], 'Fourth');
    reply = await sync(reply.cursor);
    expect(ids(reply)).toEqual([direct.id, fourth.id].sort());
  });

  it('misses nothing and repeats nothing, whatever the clock does', async () => {
    const { app, clock, ann, group, send, sync } = await start();
    const all = [await group('1'), await group('2'), await group('3')];
    const hour = 3600_000;
    const jump = fc.constantFrom(-2 * hour, -1, 0, 1, 60_000, 2 * hour);
    const step = fc.oneof(
      fc.record({ jump }),
      fc.record({ send: fc.nat({ max: all.length - 1 }) }),
      fc.record({ read: fc.nat({ max: all.length - 1 }) }),
      fc.constant('sync' as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        let { cursor } = await sync();
        const changed = new Set<string>();
        for (const one of [...steps, 'sync' as const]) {
          if (one === 'sync') {
            const reply = await sync(cursor);
            expect(ids(reply)).toEqual([...changed].sort());
            ({ cursor } = reply);
            changed.clear();
          } else if ('jump' in one) {
            clock.advance(one.jump);
          } else if ('send' in one) {
            await send(all[one.send] ?? '');
            changed.add(all[one.send] ?? '');
          } else {
            const id = all[one.read] ?? '';
            const { lastSeq = 0 } = (await app.conversations.head(id)) ?? {};
            if (await app.conversations.advance(id, ann.user.id, 'readSeq', lastSeq)) changed.add(id);
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it('refuses a cursor of an earlier version, after which a client starts over', async () => {
    const { app, ann, get } = await start();
    const old = await sealCursor(app.secrets, `sync|${ann.user.id}`, { since: app.clock.now() });
    expect(problem(await get(old))).toMatchObject({ status: 400, code: 'invalid_cursor' });
  });

  it('includes the change of a writer that was slow or whose clock is behind', async () => {
    const { app, clock, group, sync } = await start();
    const id = await group('1');
    clock.advance(10 * 60_000);
    const { cursor } = await sync();
    // began a minute ago, and becomes visible only now
    await app.conversations.takeSeq(id, clock.now() - 60_000);
    clock.advance(10 * 60_000);
    expect((await sync(cursor)).conversations).toMatchObject([{ id, lastSeq: 1 }]);
  });

  it('counts all unread messages, also more than a page of the table', async () => {
    const { ann, bob, group, send, sync } = await start();
    const id = await group('1');
    // more than one page of the database
    const text = '€'.repeat(5461);
    for (let index = 0; index < 80; index++) await send(id, bob, text);
    await send(id, ann);
    expect((await sync()).conversations).toMatchObject([{ id, lastSeq: 81, unreadCount: 80 }]);
  });

  it('refuses a changed cursor, and one of another user or list', async () => {
    const { backend, ann, bob, group, send, get, sync } = await start();
    const id = await group('1');
    for (let index = 0; index < 2; index++) await send(id);
    await group('2');
    const { cursor } = await sync();
    const list = await backend.call<{ nextCursor: string }>('GET', '/v1/conversations?limit=1', {
      token: ann.token,
    });
    const history = await backend.call<{ nextCursor: string }>(
      'GET',
      `/v1/conversations/${id}/messages?limit=1`,
      { token: ann.token },
    );
    const invalid = { status: 400, code: 'invalid_cursor', fields: [] };
    const other = cursor.startsWith('A') ? 'B' : 'A';
    const { nextCursor: ofList } = list.body;
    const { nextCursor: ofHistory } = history.body;
    expect([ofList, ofHistory]).not.toContain(null);
    const socket = await backend.socket(ann);
    for (const wrong of [
      other + cursor.slice(1),
      cursor.slice(0, -1),
      `${cursor}x`,
      'x',
      ofList,
      ofHistory,
    ]) {
      expect(problem(await get(wrong)), wrong).toEqual(invalid);
      expect((await socket.request('sync', { cursor: wrong })).error?.code).toBe('invalid_cursor');
    }
    expect(problem(await get(cursor, bob))).toEqual(invalid);
    expect((await get(cursor)).status).toBe(200);
  });
});

describe('a sync of more than 100 conversations', () => {
  const many = 130;

  async function startMany() {
    const started = await start();
    const all: string[] = [];
    for (let index = 0; index < many; index++) all.push(await started.group(`Group ${index}`));
    return { ...started, all: all.sort() };
  }

  it('comes in pages, each conversation once, and misses nothing that happens in between', async () => {
    const { clock, all, group, send, sync, whole } = await startMany();
    const [first = '', second = ''] = all;
    await send(second);
    const one = await sync();
    expect(one).toMatchObject({ hasMore: true });
    expect(one.conversations).toHaveLength(100);
    const shown = one.conversations.map(({ id }) => id);
    const hidden = all.filter((id) => !shown.includes(id));

    // one of an earlier page, one of a later page, and a new one, which may belong to either page
    clock.advance(1000);
    await send(first);
    await send(hidden[0] ?? '');
    const fresh = await group('new');
    clock.advance(5 * 60_000);
    const two = await sync(one.cursor);
    expect(two.hasMore).toBe(false);
    expect(two.conversations.map(({ id }) => id).filter((id) => id !== fresh)).toEqual(hidden);
    expect(two.conversations.find(({ id }) => id === hidden[0])).toMatchObject({ lastSeq: 1 });

    const next = await whole(two.cursor);
    expect([...ids(two), ...ids(next)]).toContain(fresh);
    expect(next.conversations.find(({ id }) => id === first)).toMatchObject({ lastSeq: 1 });
    expect(ids(await whole(next.cursor))).toEqual([]);

    // a changed few bring along some at most that share their fingerprints
    await send(second);
    const few = ids(await whole(next.cursor));
    expect(few).toContain(second);
    expect(few.length).toBeLessThan(20);
  });

  it('misses nothing while conversations change during the sync', async () => {
    const { clock, all, ann, app, group, send, sync } = await startMany();
    /** What a client knows that took in every page. */
    const known = new Map<string, Head>();
    let sending = true;
    let at = 0;

    async function writer(step: number) {
      for (let index = 0; index < 60; index++) {
        at = (at + step) % all.length;
        const id = all[at] ?? '';
        const seq = await send(id);
        if (index % 3 === 0) {
          await app.conversations.advance(id, ann.user.id, 'readSeq', seq);
        }
        if (index % 20 === 0) all.push(await group(`more ${step} ${index}`));
        // so that what an old page held is left out
        clock.advance(7_000);
      }
    }

    async function client() {
      let cursor: string | undefined;
      let left = 0;
      for (;;) {
        // all that was written before this sync began must be in it
        const done = !sending;
        let hasMore = true;
        let told = 0;
        while (hasMore) {
          const page = await sync(cursor);
          told += page.conversations.length;
          for (const head of page.conversations) known.set(head.id, head);
          ({ cursor, hasMore } = page);
        }
        if (told < all.length) left += 1;
        if (done) return left;
      }
    }

    const reading = client();
    await Promise.all([1, 7, 31].map(writer));
    sending = false;
    expect(await reading).toBeGreaterThan(0);
    const standings = await app.conversations.standings(all, ann.user.id);
    expect(known.size).toBe(standings.length);
    for (const { head, me } of standings) {
      expect(known.get(head.id)).toMatchObject({ lastSeq: head.lastSeq, readSeq: me.readSeq });
    }
  });
});
