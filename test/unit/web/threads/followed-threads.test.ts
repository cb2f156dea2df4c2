import { expect, test } from 'vitest';
import type { Message, ThreadPage } from '../../../../client/index.ts';
import { FollowedThreads } from '../../../../web/src/threads/followed-threads.ts';
import { eventually } from '../../../support/eventually.ts';
import { eventsOnRequest, reply, rootOf } from './source.ts';

function threads(...answers: ThreadPage[]) {
  const events = eventsOnRequest();
  const asked: unknown[] = [];
  const later: (() => void)[] = [];
  const source = {
    userId: 'alice',
    on: events.on,
    messages: {
      threads: (options: unknown) => {
        asked.push(options);
        return Promise.resolve(answers[Math.min(asked.length, answers.length) - 1] ?? page([]));
      },
    },
  };
  const list = new FollowedThreads(source, (work) => {
    later.push(work);
    return () => undefined;
  });
  list.subscribe(() => undefined);
  const loaded = () =>
    eventually(() => expect(list.getSnapshot()).toMatchObject({ loaded: true, loading: false }));
  const seqs = () => list.getSnapshot().items.map(({ seq }) => seq);
  return { ...events, list, asked, later, loaded, seqs };
}

const page = (roots: Message[], nextCursor: string | null = null): ThreadPage => ({
  items: roots.map((message) => ({ message })),
  nextCursor,
});
const followed = (seq: number, unreadCount = 0) =>
  rootOf({ count: 1, lastSeq: 50, userIds: ['bob'], following: true, unreadCount }, { id: `m${seq}`, seq });

test('given a reply to a thread of the list, counts it once and puts it first, without a request', async () => {
  const { emit, list, asked, loaded, seqs } = threads(page([followed(2), followed(1)]));
  await loaded();
  emit('message:new', reply(51, 'bob', { threadSeq: 1 }));
  emit('message:new', reply(51, 'bob', { threadSeq: 1 }));
  expect(seqs()).toEqual([1, 2]);
  expect(list.getSnapshot().unread).toBe(1);
  expect(asked).toHaveLength(1);
});

test('given replies to a thread that it does not know, looks for it once', async () => {
  const { emit, asked, later, loaded } = threads(page([followed(1)]));
  await loaded();
  emit('message:new', reply(51, 'bob', { threadSeq: 7 }));
  later.shift()?.();
  await eventually(() => expect(asked).toHaveLength(2));
  await loaded();
  emit('message:new', reply(52, 'bob', { threadSeq: 7 }));
  expect(later).toHaveLength(0);
  // who replies follows it
  emit('message:new', reply(53, 'alice', { threadSeq: 7 }));
  expect(later).toHaveLength(1);
});

test('given news of another device, is without what is followed no more, and read as that says', async () => {
  const { emit, list, loaded, seqs } = threads(page([followed(2, 3), followed(1, 1)]));
  await loaded();
  expect(list.getSnapshot().unread).toBe(4);
  emit('thread:updated', { conversationId: 'c', seq: 2, following: true, unreadCount: 0 });
  expect(list.getSnapshot().unread).toBe(1);
  emit('thread:updated', { conversationId: 'c', seq: 1, following: false, unreadCount: 0 });
  expect(seqs()).toEqual([2]);
  emit('message:hidden', { conversationId: 'c', seq: 3, hiddenCount: 1 });
  expect(seqs()).toEqual([2]);
  emit('conversation:removed', { id: 'c' });
  expect(seqs()).toEqual([]);
});

test('given a first message that the user deletes for themselves, is without its thread', async () => {
  const { emit, loaded, seqs } = threads(page([followed(2), followed(1)]));
  await loaded();
  emit('message:hidden', { conversationId: 'c', seq: 2, hiddenCount: 1 });
  expect(seqs()).toEqual([1]);
});

test('given another page, puts it after those that are here, each once', async () => {
  const { list, asked, loaded, seqs } = threads(
    page([followed(3), followed(2)], 'more'),
    page([followed(2), followed(1)]),
  );
  await loaded();
  expect(list.getSnapshot().hasMore).toBe(true);
  await list.loadMore();
  expect(asked[1]).toMatchObject({ cursor: 'more' });
  expect([...seqs()].sort()).toEqual([1, 2, 3]);
  expect(list.getSnapshot().hasMore).toBe(false);
});
