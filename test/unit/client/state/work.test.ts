import { expect, test } from 'vitest';
import type { ClientEvents, Conversation, Message } from '../../../../client/index.ts';
import { Emitter } from '../../../../client/platform/events.ts';
import { memoryStorage } from '../../../../client/index.ts';
import { queueLock } from '../../../../client/storage/lock.ts';
import { ChatState } from '../../../../client/state/chat-state.ts';
import type { FeedEvents } from '../../../../client/state/feed.ts';
import { microtasks } from '../../../support/microtasks.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { watch } from './state-world.ts';
import { predictableRandom } from '../setup.ts';

const time = (seconds: number) =>
  new Date(Date.parse('2026-11-20T09:00:00.000Z') + seconds * 1_000).toISOString();

function message(conversationId: string, seq: number, seconds: number): Message {
  return {
    id: `msg_${conversationId}_${seq}`,
    seq,
    conversationId,
    senderId: seq % 2 === 0 ? 'usr_alice' : 'usr_bob',
    kind: 'text',
    text: `message ${seq}`,
    attachments: [],
    replyTo: null,
    createdAt: time(seconds),
    editedAt: null,
    deletedAt: null,
    status: 'sent',
  };
}

function conversation(id: string, seconds: number): Conversation {
  return {
    id,
    isGroup: true,
    name: id,
    avatar: null,
    about: null,
    community: null,
    createdAt: time(seconds),
    createdBy: 'usr_bob',
    memberCount: 2,
    participants: [],
    lastSeq: 0,
    unreadCount: 0,
    lastMessage: null,
    me: { role: 'member', readSeq: 0, deliveredSeq: 0, notifications: 'all', joinedAt: time(0) },
  };
}

/** A state with this many conversations and, in the last one, messages; no server and no network. */
async function loadedState(conversations: number, messages: number) {
  const events = new Emitter<ClientEvents>();
  const feed = new Emitter<FeedEvents>();
  const all = Array.from({ length: conversations }, (_, index) => conversation(`con_${index}`, index));
  const state = new ChatState(
    {
      host: {
        clock: new ManualClock(),
        random: predictableRandom,
        storage: memoryStorage(),
        lock: queueLock,
        history: async () => ({ items: [], nextCursor: null }),
        message: () => Promise.reject(new Error('not needed')),
        conversations: async () => ({ items: all, nextCursor: null }),
        conversation: async (id) => conversation(id, 0),
        receipts: async () => ({ items: [], nextCursor: null }),
        account: () => Promise.reject(new Error('not needed')),
        blocks: () => Promise.reject(new Error('not needed')),
        notified: () => Promise.reject(new Error('not needed')),
        user: () => Promise.reject(new Error('not needed')),
        send: () => Promise.reject(new Error('not needed')),
        discard: () => false,
        markRead: async () => undefined,
        watchPresence: async () => undefined,
        position: () => 0,
        serverTime: () => Promise.resolve(undefined),
        expired: () => undefined,
        report: (error) => {
          throw error;
        },
      },
      events,
      feed,
      status: { state: 'online', behind: 0 },
    },
    { conversations: 10_000, messages: 10_000 },
  );
  await state.entered('usr_alice', 'key');
  state.ready([]);
  const list = watch(state.conversations);
  const open = watch(state.messages('con_0'));
  const other = watch(state.conversation(`con_${conversations - 2}`));
  await microtasks(50);
  for (let seq = 1; seq <= messages; seq++) {
    feed.emit('handed', { message: message('con_0', seq, conversations + seq), after: seq - 1 });
  }
  await microtasks(10);
  expect(list.now().items).toHaveLength(conversations);
  expect(open.now().items).toHaveLength(messages);
  return { state, events, feed, list, open, other };
}

async function costs(conversations: number, messages: number) {
  const { state, events, feed, list, open, other } = await loadedState(conversations, messages);
  const measure = async (happen: () => void) => {
    const before = state.work;
    const calls = [list.seen.length, open.seen.length, other.seen.length];
    const items = new Set<unknown>([...list.now().items, ...open.now().items]);
    happen();
    await microtasks(10);
    const now = [...list.now().items, ...open.now().items];
    return {
      conversationsMade: state.work.conversationsMade - before.conversationsMade,
      comparisons: state.work.comparisons - before.comparisons,
      messageSteps: state.work.messageSteps - before.messageSteps,
      newItems: now.filter((item) => !items.has(item)).length,
      calls: [list.seen.length, open.seen.length, other.seen.length].map(
        (count, index) => count - (calls[index] ?? 0),
      ),
    };
  };
  const seq = messages + 1;
  return {
    message: await measure(() =>
      feed.emit('handed', { message: message('con_0', seq, conversations + seq), after: seq - 1 }),
    ),
    elsewhere: await measure(() =>
      feed.emit('handed', { message: message('con_1', 1, conversations + seq + 1), after: 0 }),
    ),
    typing: await measure(() =>
      events.emit('typing', { conversationId: 'con_0', userId: 'usr_bob', typing: true }),
    ),
    head: await measure(() =>
      feed.emit('head', {
        head: { id: 'con_1', lastSeq: 9, readSeq: 0, deliveredSeq: 0, unreadCount: 4 },
        first: false,
      }),
    ),
    receipt: await measure(() =>
      events.emit('receipt', { conversationId: 'con_0', userId: 'usr_bob', deliveredSeq: 2, readSeq: 0 }),
    ),
  };
}

test('an event makes as few items in a list and a window of thousands as in short ones', async () => {
  const [small, large] = [await costs(10, 20), await costs(5_000, 5_000)];
  for (const event of ['message', 'elsewhere', 'typing', 'head'] as const) {
    const { comparisons, ...work } = large[event];
    const { comparisons: _, ...smallWork } = small[event];
    expect(work, event).toEqual(smallWork);
    // two binary searches
    expect(comparisons, event).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(5_001)));
  }
  expect(large.message).toMatchObject({ conversationsMade: 1, newItems: 2, calls: [1, 1, 0] });
  expect(large.elsewhere).toMatchObject({
    conversationsMade: 1,
    messageSteps: 0,
    newItems: 1,
    calls: [1, 0, 0],
  });
  expect(large.typing).toMatchObject({
    conversationsMade: 1,
    messageSteps: 0,
    newItems: 1,
    calls: [1, 0, 0],
  });
});
