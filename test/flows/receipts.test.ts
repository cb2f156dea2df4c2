import { describe, expect, it } from 'vitest';
import { keys } from '../../shared/keys.ts';
import type { Message, MessagePage, Receipt, ReceiptPage } from '../../shared/protocol/index.ts';
import { problem, startBackend, type Person, type TestBackend } from '../support/backend/runtime.ts';

const receipts = (backend: TestBackend, { token }: Person, id: string, query = '') =>
  backend.call<ReceiptPage>('GET', `/v1/conversations/${id}/receipts${query}`, { token });

/** Ann, Bob and Eve in a group with three messages by Ann. */
async function start() {
  const backend = await startBackend();
  const [ann, bob, eve] = [
    await backend.person('ann'),
    await backend.person('bob'),
    await backend.person('eve'),
  ];
  const { id } = await backend.conversation(ann, [bob, eve], 'Three');
  for (const text of ['1', '2', '3']) {
    await backend.call('POST', `/v1/conversations/${id}/messages`, { token: ann.token, body: { text } });
  }
  const mark = (person: Person, kind: 'read' | 'delivered', seq: number) =>
    backend.call('POST', `/v1/conversations/${id}/${kind}`, { token: person.token, body: { seq } });
  return { backend, ann, bob, eve, id, mark };
}

describe('receipts', () => {
  it('are pushed to every socket of every member but the sending one', async () => {
    const { backend, ann, bob, eve, id } = await start();
    const [laptop, phone] = [await backend.socket(bob), await backend.socket(bob)];
    const others = [await backend.socket(ann), await backend.socket(eve), phone];
    await laptop.request('receipt:delivered', { conversationId: id, seq: 2 });
    await laptop.request('receipt:read', { conversationId: id, seq: 1 });
    const mark = { conversationId: id, userId: bob.user.id };
    const expected: Receipt[] = [
      { ...mark, deliveredSeq: 2, readSeq: 0 },
      { ...mark, deliveredSeq: 2, readSeq: 1 },
    ];
    for (const socket of others) {
      await socket.events('receipt', 2);
      expect(await socket.eventsSoFar('receipt')).toEqual(expected);
    }
    expect(await laptop.eventsSoFar('receipt')).toEqual([]);
  });

  it('that change nothing are not pushed', async () => {
    const { backend, ann, bob, id, mark } = await start();
    const anns = await backend.socket(ann);
    await mark(bob, 'read', 2);
    for (const [kind, seq] of [
      ['read', 2],
      ['read', 1],
      // what was read has arrived
      ['delivered', 2],
      ['delivered', 1],
      ['read', 0],
    ] as const) {
      expect((await mark(bob, kind, seq)).status).toBe(200);
    }
    expect(await anns.eventsSoFar('receipt')).toEqual([
      { conversationId: id, userId: bob.user.id, deliveredSeq: 2, readSeq: 2 },
    ]);
    await mark(bob, 'delivered', 3);
    expect(await anns.eventsSoFar('receipt')).toMatchObject([{}, { deliveredSeq: 3, readSeq: 2 }]);
  });

  it('of every member can be read, in pages', async () => {
    const { backend, ann, bob, eve, id, mark } = await start();
    await mark(bob, 'delivered', 3);
    await mark(bob, 'read', 1);
    await mark(eve, 'read', 2);
    const expected = [
      { userId: ann.user.id, deliveredSeq: 0, readSeq: 0 },
      { userId: bob.user.id, deliveredSeq: 3, readSeq: 1 },
      { userId: eve.user.id, deliveredSeq: 2, readSeq: 2 },
    ];
    const { body } = await receipts(backend, ann, id);
    expect(body.nextCursor).toBeNull();
    expect(new Set(body.items)).toEqual(new Set(expected));
    const first = await receipts(backend, bob, id, '?limit=2');
    expect(first.body.items).toEqual(body.items.slice(0, 2));
    const cursor = encodeURIComponent(first.body.nextCursor ?? '');
    const second = await receipts(backend, bob, id, `?limit=2&cursor=${cursor}`);
    expect(second.body).toEqual({ items: body.items.slice(2), nextCursor: null });

    const { id: elsewhere } = await backend.conversation(ann, [bob]);
    const wrong = await receipts(backend, ann, elsewhere, `?cursor=${cursor}`);
    expect(problem(wrong)).toMatchObject({ status: 400, code: 'invalid_cursor' });
  });

  it('are for members only', async () => {
    const { backend, id } = await start();
    const missing = { status: 404, code: 'conversation_not_found', fields: [] };
    const mallory = await backend.person('mallory');
    expect(problem(await receipts(backend, mallory, id))).toEqual(missing);
    expect(problem(await receipts(backend, mallory, 'cnv_x'))).toEqual(missing);
  });
});

describe('a group of more than 200', () => {
  it('gets no pushes of receipts and typing; receipts can still be read', async () => {
    const backend = await startBackend();
    const people = await backend.people(...Array.from({ length: 101 }, (_, index) => `p${index}`));
    const [ann, bob, ...others] = people;
    if (!ann || !bob) throw new Error('many people');
    const big = await backend.conversation(ann, [bob, ...others], 'Big');
    const small = await backend.conversation(ann, [bob, ...others.slice(1)], 'Small');
    expect([big.memberCount, small.memberCount]).toEqual([101, 100]);
    // it counts as one of 201: as many people take a test too long to sign up
    await backend.runtime.app.durable.update(keys.conversation(big.id), { set: { memberCount: 201 } });
    const sockets = [
      await backend.socket(ann),
      await backend.socket(bob),
      await backend.socket(bob),
    ] as const;
    const [anns, bobs, bobsPhone] = sockets;

    for (const { id } of [big, small]) {
      await anns.request('message:send', { conversationId: id, clientId: id, text: 'hello' });
      await bobs.events<Message>('message:new', 1);
      for (const [type, data] of [
        ['typing', { conversationId: id, typing: true }],
        ['receipt:read', { conversationId: id, seq: 1 }],
      ] as const) {
        expect(await bobs.request(type, data)).toMatchObject({ type: 'ack', data: {} });
      }
    }
    const event = { conversationId: small.id, userId: bob.user.id };
    await Promise.all([anns.events('receipt', 1), anns.events('typing', 1)]);
    expect(await anns.eventsSoFar('receipt')).toEqual([{ ...event, deliveredSeq: 1, readSeq: 1 }]);
    expect(await anns.eventsSoFar('typing')).toEqual([{ ...event, typing: true }]);

    // the other devices of the one who read hear of it all the same
    const read = { userId: bob.user.id, deliveredSeq: 1, readSeq: 1 };
    expect(await bobsPhone.events('receipt', 2)).toEqual(
      [big, small].map(({ id }) => ({ conversationId: id, ...read })),
    );
    expect(await bobs.eventsSoFar('receipt')).toEqual([]);

    const found = new Map<string, number>();
    let query = '?limit=100';
    for (;;) {
      const { body } = await receipts(backend, ann, big.id, query);
      for (const { userId, readSeq } of body.items) found.set(userId, readSeq);
      if (body.nextCursor === null) break;
      query = `?limit=100&cursor=${encodeURIComponent(body.nextCursor)}`;
    }
    expect(found.size).toBe(101);
    expect([...found].filter(([, readSeq]) => readSeq > 0)).toEqual([[bob.user.id, 1]]);
    const path = `/v1/conversations/${big.id}/messages`;
    const history = await backend.call<MessagePage>('GET', path, { token: bob.token });
    expect(history.body.items.map(({ status }) => status)).toEqual(['sent']);
  });
});
