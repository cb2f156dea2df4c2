import { expect, test } from 'vitest';
import type { Message, MessageItem, MessagePage, UnsentItem } from '../../../../client/index.ts';
import { OpenThread, threadItems, type ThreadSource } from '../../../../web/src/threads/open-thread.ts';
import { eventually } from '../../../support/eventually.ts';
import { eventsOnRequest, reply, rootOf } from './source.ts';

/** A thread that reads these pages, one after the other; while `held`, it waits for them. */
function thread(root: Message, pages: MessagePage[]) {
  const events = eventsOnRequest();
  const held: PromiseWithResolvers<MessagePage>[] = [];
  const source: ThreadSource = {
    userId: 'alice',
    on: events.on,
    messages: {
      get: () => Promise.resolve(root),
      replies: () => {
        const page = Promise.withResolvers<MessagePage>();
        held.push(page);
        return page.promise;
      },
    },
  };
  const open = new OpenThread(source, 'c', 1);
  const end = open.subscribe(() => undefined);
  const answer = async (page = pages.shift()) => {
    await eventually(() => expect(held.length).toBeGreaterThan(0));
    if (page) held.shift()?.resolve(page);
    await eventually(() => expect(open.getSnapshot().loading).toBe(false));
  };
  const seqs = () => open.getSnapshot().replies.map(({ seq }) => seq);
  return { ...events, open, end, answer, seqs, held };
}

const page = (items: Message[], nextCursor: string | null = null): MessagePage => ({ items, nextCursor });
const replied = { count: 2, lastSeq: 5, userIds: ['bob'], following: true, unreadCount: 0 };

test('given replies that come while it is read and again later, holds each once and in order', async () => {
  const { answer, emit, open, seqs } = thread(rootOf(replied), [page([reply(4, 'bob'), reply(5, 'bob')])]);
  emit('message:new', reply(6, 'bob'));
  emit('message:new', reply(5, 'bob'));
  await answer();
  emit('message:new', reply(7, 'bob'));
  emit('message:new', reply(7, 'bob'));
  expect(seqs()).toEqual([4, 5, 6, 7]);
  expect(open.getSnapshot().standing).toEqual({ following: true, unreadCount: 1 });
});

test('takes up no messages of others, and no replies to others', async () => {
  const { answer, emit, seqs } = thread(rootOf(), [page([])]);
  await answer();
  emit('message:new', reply(2, 'bob', { conversationId: 'd' }));
  emit('message:new', reply(3, 'bob', { threadSeq: 2 }));
  expect(seqs()).toEqual([]);
});

test('given older replies, loads them page by page before those that are here', async () => {
  const { answer, open, seqs } = thread(rootOf(replied), [
    page([reply(5, 'bob')], 'more'),
    page([reply(2, 'bob')]),
  ]);
  await answer();
  expect(open.getSnapshot().hasOlder).toBe(true);
  void open.loadOlder();
  void open.loadOlder();
  await answer();
  expect(seqs()).toEqual([2, 5]);
  expect(open.getSnapshot().hasOlder).toBe(false);
});

test('given a change and a deletion, shows replies and the first message as they are now', async () => {
  const { answer, emit, open } = thread(rootOf(replied), [page([reply(5, 'bob')])]);
  await answer();
  const change = (seq: number) =>
    ({ seq, messageSeq: 5, type: 'edited', userId: 'bob', createdAt: '' }) as const;
  emit('message:updated', { ...reply(5, 'bob', { text: 'other', changeSeq: 8 }), change: change(8) });
  expect(open.getSnapshot().replies[0]?.text).toBe('other');
  emit('message:deleted', {
    ...rootOf(undefined, { text: '', changeSeq: 9, deletedAt: 'now' }),
    change: change(9),
  });
  expect(open.getSnapshot().root).toMatchObject({ text: '', deletedAt: 'now', thread: replied });
});

test('given a reply that the user deletes for themselves, is without it', async () => {
  const { answer, emit, seqs } = thread(rootOf(replied), [page([reply(4, 'bob'), reply(5, 'bob')])]);
  await answer();
  emit('message:hidden', { conversationId: 'd', seq: 4, hiddenCount: 1 });
  emit('message:hidden', { conversationId: 'c', seq: 5, hiddenCount: 1 });
  expect(seqs()).toEqual([4]);
});

test('given a failure, says so, and reads again once it is online', async () => {
  const { answer, emit, held, open, seqs } = thread(rootOf(), [page([reply(5, 'bob')])]);
  await eventually(() => expect(held).toHaveLength(1));
  held.shift()?.reject(new Error('offline'));
  await eventually(() => expect(open.getSnapshot().error).toBeInstanceOf(Error));
  emit('state', { state: 'online', behind: 0 });
  await answer();
  expect(seqs()).toEqual([5]);
  expect(open.getSnapshot().error).toBeUndefined();
});

test('given news of the user’s other device, stands as that says; and nothing listens once no one looks', async () => {
  const { answer, emit, end, count, open } = thread(rootOf(replied), [page([])]);
  await answer();
  emit('thread:updated', { conversationId: 'c', seq: 1, following: false, unreadCount: 0 });
  expect(open.getSnapshot().standing.following).toBe(false);
  end();
  expect(count()).toBe(0);
});

const stored = (message: Message): MessageItem => ({
  kind: 'stored',
  key: message.id,
  seq: message.seq,
  message,
  own: false,
  status: 'read',
});
const unsent = (clientId: string, replyTo: string | null): UnsentItem => ({
  kind: 'unsent',
  key: clientId,
  clientId,
  conversationId: 'c',
  text: clientId,
  attachments: [],
  entities: [],
  replyTo,
  createdAt: '',
  own: true,
  status: 'waiting',
});

test('the list’s own items stand in the thread, newer ones too, and those that wait to be sent into it', () => {
  const snapshot = {
    root: rootOf(replied),
    replies: [reply(4, 'bob'), reply(5, 'bob')],
    hasOlder: true,
    loading: false,
    error: undefined,
    standing: { following: true, unreadCount: 0 },
  };
  const live = stored(reply(5, 'bob'));
  const listed = [
    stored(reply(2, 'bob')),
    live,
    stored(reply(6, 'bob')),
    stored(reply(7, 'bob', { threadSeq: 3 })),
    unsent('into', 'm4'),
    unsent('elsewhere', 'm3'),
    unsent('to all', null),
  ];
  const { items } = threadItems(snapshot, listed, 'alice');
  // of those before the first one that is loaded, some may be missing
  expect(items.map(({ key }) => key)).toEqual(['m4', 'm5', 'm6', 'into']);
  expect(items[1]).toBe(live);
  expect(threadItems(snapshot, listed, 'alice').items[0]).toBe(items[0]);
});

test('given messages of it that the user saves, shows it, and after a change too', async () => {
  const { answer, emit, open } = thread(rootOf(replied), [page([reply(4, 'bob'), reply(5, 'bob')])]);
  await answer();
  const star = { starred: true, at: '', starChanges: 1 };
  emit('star:updated', { conversationId: 'd', seq: 4, ...star });
  emit('star:updated', { conversationId: 'c', seq: 5, ...star });
  emit('star:updated', { conversationId: 'c', seq: 1, ...star });
  emit('message:updated', {
    ...reply(5, 'bob', { text: 'other', changeSeq: 8 }),
    change: { seq: 8, messageSeq: 5, type: 'edited', userId: 'bob' },
  });
  const { root, replies } = open.getSnapshot();
  expect([root, ...replies].map((one) => one?.starred)).toEqual([true, undefined, true]);
});
