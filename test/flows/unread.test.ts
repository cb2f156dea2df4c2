import fc from 'fast-check';
import { expect, inject, it } from 'vitest';
import { countUnread } from '../../shared/inbox/unread.ts';
import { OperationCounter } from '../../shared/platform/counting/counter.ts';
import { countingPorts } from '../../shared/platform/counting/counting-ports.ts';
import { sendMessage } from '../../shared/messages/index.ts';
import type { Conversation, Page, SyncReply } from '../../shared/protocol/index.ts';
import { withoutFollowUps } from '../support/backend/without-follow-ups.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { startBackend, type Person } from '../support/backend/runtime.ts';

/** Ann, who is asked, and Bob in a conversation, at a clock that stands still, on tables that count. */
async function start() {
  const clock = new ManualClock();
  const counter = new OperationCounter();
  const backend = await startBackend({
    clock,
    ...withoutFollowUps((ports) => countingPorts(ports, counter, () => undefined)),
  });
  const [ann, bob] = [await backend.person('ann'), await backend.person('bob')];
  const { app } = backend.runtime;
  const newConversation = async () => (await backend.conversation(ann, [bob], 'Group')).id;
  const send = async (id: string, { user }: Person, count = 1, text = 'hello') => {
    for (let sent = 0; sent < count; sent += 100) {
      const outgoing = { conversationId: id, text };
      const batch = Array.from({ length: Math.min(100, count - sent) }, () =>
        sendMessage(app, { userId: user.id }, outgoing),
      );
      await Promise.all(batch);
    }
  };
  const standing = async (id: string) => {
    const [found] = await app.conversations.standings([id], ann.user.id);
    if (!found) throw new Error('it is there');
    return found;
  };
  const unread = async (id: string) => {
    const { head, me } = await standing(id);
    return countUnread(app, head, me);
  };
  const read = async (id: string, seq: number) => app.conversations.advance(id, ann.user.id, 'readSeq', seq);
  return { backend, app, clock, counter, ann, bob, newConversation, send, standing, unread, read };
}

/** A DynamoDB engine takes minutes to store as many messages as SQLite does in a second. */
const onEngine = inject('dynamoDbEndpoint') !== undefined;

it.for([
  { own: 501, others: 0, length: 5 },
  ...(onEngine
    ? []
    : [
        // two pages of the table, which are 1 MB
        { own: 1_200, others: 0, length: 1_500 },
        { own: 0, others: 600, length: 5 },
        { own: 700, others: 700, length: 5 },
      ]),
])(
  'given $own messages of the reader and $others of others, each of $length characters, all answers show $others unread',
  async ({ own, others, length }) => {
    const { backend, ann, bob, newConversation, send, counter, unread } = await start();
    const id = await newConversation();
    await send(id, ann, own, 'x'.repeat(length));
    await send(id, bob, others, 'x'.repeat(length));
    const { token } = ann;
    for (let round = 0; round < 2; round += 1) {
      const { body: synced } = await backend.call<SyncReply>('GET', '/v1/sync', { token });
      const { body: list } = await backend.call<Page<Conversation>>('GET', '/v1/conversations', { token });
      const { body: one } = await backend.call<Conversation>('GET', `/v1/conversations/${id}`, { token });
      for (const { unreadCount, unreadCountIsMinimum } of [...synced.conversations, ...list.items, one]) {
        expect({ unreadCount, unreadCountIsMinimum }).toEqual({ unreadCount: others });
      }
    }
    // and counted once
    counter.take();
    expect(await unread(id)).toEqual({ count: others, mentions: 0, atLeast: false });
    expect(counter.take()).toEqual({ batchGet: 1, readUnits: 2 });
  },
);

it('given too many to count at once, counts a part at a time, and marks the count as a minimum', async () => {
  const { app, bob, newConversation, send, unread } = await start();
  const id = await newConversation();
  // some 60 of these are a page of the table
  await send(id, bob, 450, '€'.repeat(5_400));
  const first = await unread(id);
  expect(first.atLeast).toBe(true);
  expect(first.count).toBeGreaterThan(200);
  expect(first.count).toBeLessThan(450);
  expect(await unread(id)).toEqual({ count: 450, mentions: 0, atLeast: false });
  expect(await app.messages.entriesAfter(id, 0, 1_000, 1)).toMatchObject({ entries: [{ seq: 1 }] });
});

it('given numbers without a message, goes on counting behind them once they are given up', async () => {
  const { app, clock, ann, bob, newConversation, send, standing, unread } = await start();
  const id = await newConversation();
  await send(id, bob, 10);
  const late = await app.conversations.takeSeq(id, clock.now());
  await send(id, ann, 300);
  // it may still come
  expect(await unread(id)).toEqual({ count: 10, mentions: 0, atLeast: false });
  expect((await standing(id)).me.counted).toMatchObject({ upTo: late.lastSeq - 1, count: 10 });
  clock.advance(2_001);
  expect(await unread(id)).toEqual({ count: 10, mentions: 0, atLeast: false });
  expect(await unread(id)).toEqual({ count: 10, mentions: 0, atLeast: false });
  expect((await standing(id)).me.counted).toMatchObject({ upTo: late.lastSeq + 300, count: 10 });
});

it('given any history, equals the count of a simple model', async () => {
  const { app, clock, ann, bob, newConversation, send, unread, read } = await start();
  const step = fc.oneof(
    fc.record({ own: fc.constantFrom(1, 150, 250) }),
    fc.record({ others: fc.constantFrom(1, 3, 220) }),
    fc.record({ dead: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ read: fc.double({ min: 0, max: 1, noNaN: true }) }),
    fc.constantFrom('ask' as const, 'wait' as const),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 15 }), async (steps) => {
      const id = await newConversation();
      const byOthers: boolean[] = [];
      let upTo = 0;
      for (const one of [...steps, 'ask' as const]) {
        if (one === 'wait') {
          clock.advance(2_001);
        } else if (one === 'ask') {
          const count = byOthers.filter((byOther, index) => byOther && index >= upTo).length;
          expect(await unread(id)).toEqual({ count, mentions: 0, atLeast: false });
        } else if ('read' in one) {
          const seq = Math.round(one.read * byOthers.length);
          await read(id, seq);
          upTo = Math.max(upTo, seq);
        } else if ('dead' in one) {
          for (let died = 0; died < one.dead; died += 1) await app.conversations.takeSeq(id, clock.now());
          byOthers.push(...Array.from({ length: one.dead }, () => false));
        } else {
          const [count, sender] = 'own' in one ? [one.own, ann] : [one.others, bob];
          await send(id, sender, count);
          byOthers.push(...Array.from({ length: count }, () => sender === bob));
        }
      }
    }),
    { numRuns: onEngine ? 1 : 10 },
  );
}, 60_000);
